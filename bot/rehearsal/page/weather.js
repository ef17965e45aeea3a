// The weather pill and its drawer: presets, delays, refusals, lost replies, doubled events, and the request log.

import { calls, dropSockets, setWeather, weather } from "./api.js";
import { el, fill, icon, iconButton } from "./dom.js";
import { words } from "./words.js";

const LOG_EVERY_MS = 2000;
const LOG_LINES = 60;
const METHODS = ["*", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "conversations.create", "conversations.invite", "pins.add"];
const REFUSALS = ["429", "internal_error", "name_taken", "restricted_action", "channel_not_found", "not_in_channel", "lose"];

export class Weather {
  constructor(desk) {
    this.desk = desk;
    this.pill = el("button", { type: "button", class: "pill", "aria-expanded": "false", onclick: () => this.toggle() });
    this.body = el("div", { class: "drawer-body" });
    this.log = el("div", { class: "log", tabIndex: 0, role: "region", "aria-label": words.requestLog });
    this.node = el("aside", { class: "drawer", "aria-label": words.weather, tabIndex: -1, hidden: true },
      el("header", { class: "pane-head" }, el("h2", {}, words.weather), iconButton("close", words.close, () => this.toggle(false), { class: "icon-button pane-close" })), this.body);
    desk.state.on("weather", () => this.accept(desk.state.weather));
  }

  accept(now) {
    if (!now) return;
    this.now = now;
    const name = this.name();
    const rough = name !== words.presets.calm;
    this.pill.classList.toggle("rough", rough);
    this.pill.setAttribute("aria-label", `${words.weather}: ${name}`);
    fill(this.pill, icon("weather"), name);
    if (!this.node.hidden && !this.body.contains(document.activeElement)) this.draw();
  }

  name() {
    const { preset, latency_s: latency, refuse = [], lose_reply: lose = [], duplicate_events: duplicates = 0 } = this.now;
    const limited = refuse.some((row) => row.retry_after !== undefined && row.retry_after !== null);
    const parts = words.weatherParts;
    const more = [limited && parts.limited, refuse.length && !limited && parts.refuse(refuse.length), lose.length && parts.lose, duplicates && parts.duplicate].filter(Boolean);
    const first = words.presets[preset] ?? (latency > 0 ? parts.slow : null);
    return words.weatherNow([preset === "calm" && more.length ? null : first, ...more].filter(Boolean)) || words.presets.calm;
  }

  async toggle(open = this.node.hidden) {
    this.node.hidden = !open;
    this.pill.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-drawer", open);
    clearInterval(this.timer);
    if (!open) { this.pill.focus(); return; }
    this.lines = [];
    this.seen = 0;
    this.accept(await weather());
    this.draw();
    this.readLog();
    this.timer = setInterval(() => this.readLog(), LOG_EVERY_MS);
    (this.body.querySelector("[aria-checked=true]") ?? this.node).focus();
  }

  async change(change) {
    try {
      await setWeather(change);
      this.accept(await weather());
      const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      this.draw();
      if (focused) this.body.querySelector(`[data-key="${focused}"]`)?.focus();
    } catch (problem) {
      this.desk.live.refusal(problem);
    }
  }

  draw() {
    fill(this.body, el("p", { class: "hint" }, words.weatherIntro), this.presets(), this.delay(), this.refusals(), this.duplicates(),
      el("button", { type: "button", class: "button", data: { key: "drop" }, onclick: () => this.drop() }, words.dropSockets),
      el("h3", {}, words.requestLog), this.log);
  }

  presets() {
    return el("div", { class: "presets", role: "radiogroup", "aria-label": words.weather }, Object.keys(words.presets).map((name) => el("button", {
      type: "button", class: "preset", role: "radio", "aria-checked": String(this.now.preset === name), data: { key: name }, onclick: () => this.change({ preset: name }),
    }, el("span", { class: "name" }, words.presets[name]), el("span", { class: "hint" }, words.presetMeans[name]))));
  }

  delay() {
    const shown = el("output", {}, words.seconds(this.now.latency_s ?? 0));
    const slider = el("input", { type: "range", min: "0", max: "5", step: "0.1", value: String(this.now.latency_s ?? 0), data: { key: "delay" },
      oninput: () => { shown.textContent = words.seconds(Number(slider.value)); }, onchange: () => this.change({ latency_s: Number(slider.value) }) });
    return el("label", { class: "row" }, el("span", {}, words.latency), slider, shown);
  }

  refusals() {
    const { refuse = [], lose_reply: lose = [] } = this.now;
    const method = el("select", { class: "field", "aria-label": words.method }, METHODS.map((name) => el("option", {}, name)));
    const kind = el("select", { class: "field", "aria-label": words.answerWith },
      REFUSALS.map((name) => el("option", { value: name }, name === "429" ? words.tooMany(2) : name === "lose" ? words.loseTheReply : name)));
    const times = el("input", { class: "field times", type: "number", min: "1", max: "50", value: "1", "aria-label": words.times });
    const add = () => {
      const row = { method: method.value, times: Number(times.value) || 1 };
      if (kind.value === "lose") this.change({ lose_reply: [...lose, row] });
      else this.change({ refuse: [...refuse, { ...row, ...kind.value === "429" ? { retry_after: 2 } : { error: kind.value } }] });
    };
    const rows = [...refuse.map((row) => `${row.method} · ${row.error ?? words.tooMany(row.retry_after)} × ${row.times ?? 1}`),
      ...lose.map((row) => `${row.method} · ${words.loseTheReply} × ${row.times ?? 1}`)];
    return el("section", { class: "refusals" }, el("h3", {}, words.nextRefusals),
      rows.length ? el("ul", {}, rows.map((row) => el("li", {}, el("code", {}, row)))) : el("p", { class: "hint" }, words.noRefusals),
      el("div", { class: "refusal-form" }, method, kind, times, el("button", { type: "button", class: "button", data: { key: "add" }, onclick: add }, words.add)),
      rows.length ? el("button", { type: "button", class: "button", data: { key: "clear" }, onclick: () => this.change({ refuse: [], lose_reply: [] }) }, words.clear) : null);
  }

  duplicates() {
    const number = el("input", { class: "field times", type: "number", min: "0", max: "50", value: String(this.now.duplicate_events ?? 0), data: { key: "duplicates" },
      onchange: () => this.change({ duplicate_events: Number(number.value) || 0 }) });
    return el("label", { class: "row" }, el("span", {}, words.duplicates), number);
  }

  async drop() {
    await dropSockets().then(() => this.desk.live.toast(words.dropped), (problem) => this.desk.live.refusal(problem));
  }

  async readLog() {
    try {
      const fresh = await calls(this.seen ?? 0);
      this.seen = fresh.at(-1)?.n ?? this.seen;
      this.lines = [...this.lines, ...fresh].slice(-LOG_LINES);
    } catch (problem) {
      clearInterval(this.timer);
      this.desk.live.refusal(problem);
    }
    fill(this.log, this.lines.length ? [...this.lines].reverse().map((call) => this.line(call)) : el("p", { class: "hint" }, words.noRequests));
  }

  line(call) {
    const { method, outcome, took_ms: took } = call;
    return el("div", { class: `log-line ${["ok", "running"].includes(outcome) ? "" : "bad"}` },
      el("code", {}, method), el("span", {}, outcome), el("span", { class: "hint" }, took === null ? "" : `${Math.round(took)} ms`));
  }
}
