// The drawer's list of next refusals: which method's next calls are refused, how, and how often.

import { el, textButton } from "./dom.js";
import { words } from "./words.js";

const RETRY_AFTER_S = 2;
const METHODS = [
  "*",
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "views.open",
  "views.update",
  "conversations.create",
  "conversations.invite",
  "pins.add",
];
const LIMITED = "limited";
const LOST = "lost";
const STATUSES = [500, 503];
const ERRORS = ["internal_error", "name_taken", "restricted_action", "channel_not_found", "not_in_channel"];

// `now` is the weather; `change` sends what should be different.
export function refusals(now, change) {
  const { refuse = [], lose_reply: lose = [] } = now;
  const lines = [
    ...refuse.map((row) => [row.method, said(row), row.times]),
    ...lose.map((row) => [row.method, words.loseTheReply, row.times]),
  ].map(([method, how, times]) => el("li", {}, el("code", {}, method === "*" ? words.anyMethod : method), ` ${how} × ${times}`));
  const clear = textButton(words.clear, () => change({ refuse: [], lose_reply: [] }), { data: { key: "clear" } });
  return el(
    "section",
    { class: "refusals" },
    el("h3", {}, words.nextRefusals),
    lines.length ? el("ul", {}, lines) : el("p", { class: "hint" }, words.noRefusals),
    adder(refuse, lose, change),
    lines.length ? clear : null,
  );
}

function said({ error, status, retry_after: after }) {
  if (status) return words.status(status);
  return error ?? words.tooMany(after);
}

function adder(refuse, lose, change) {
  const method = choice(
    words.method,
    METHODS.map((name) => [name, name === "*" ? words.anyMethod : name]),
  );
  const how = choice(words.answerWith, [
    [LIMITED, words.tooMany(RETRY_AFTER_S)],
    ...STATUSES.map((status) => [`${status}`, words.status(status)]),
    ...ERRORS.map((name) => [name, name]),
    [LOST, words.loseTheReply],
  ]);
  const settings = { class: "field times", type: "number", min: "1", max: "50", value: "1", "aria-label": words.times };
  const times = el("input", settings);
  const add = () => {
    const row = { method: method.value, times: Number(times.value) || 1 };
    const refusal = refusalOf(how.value);
    change(how.value === LOST ? { lose_reply: [...lose, row] } : { refuse: [...refuse, { ...row, ...refusal }] });
  };
  return el("div", { class: "refusal-form" }, method, how, times, textButton(words.add, add, { data: { key: "add" } }));
}

function refusalOf(how) {
  if (how === LIMITED) return { retry_after: RETRY_AFTER_S };
  return STATUSES.includes(Number(how))
    ? { error: "service_unavailable", status: Number(how) }
    : { error: how };
}

function choice(label, options) {
  const nodes = options.map(([value, text]) => el("option", { value }, text));
  return el("select", { class: "field", "aria-label": label }, nodes);
}
