// Pressing a control: asks first where the control says so, shows "Sending", and says beside it when nothing came back.

import { confirmed } from "./dialog.js";
import { el } from "./dom.js";
import { refusalWords } from "./live.js";
import { words } from "./words.js";

const SHOW_SENDING_MS = 120;

// While the work runs the button says "Sending"; a very quick answer does not flicker.
export async function whileSending(button, work) {
  if (button.getAttribute("aria-busy") === "true") return undefined;
  button.setAttribute("aria-busy", "true");
  const label = el(
    "span",
    { class: "sending" },
    el("span", { class: "spinner", "aria-hidden": "true" }),
    words.sending,
  );
  const timer = setTimeout(() => button.append(label), SHOW_SENDING_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    label.remove();
    button.removeAttribute("aria-busy");
  }
}

// `context` knows the desk, where the control stands and what else was filled in there.
export async function press(context, element, state, node) {
  const { desk, where, blockId, values } = context;
  if (!(await confirmed(element, desk))) return false;
  const body = {
    ...where,
    block_id: blockId,
    action_id: element.action_id,
    ...state,
    ...(where.view_id || context.sendsValues ? { values: values.all() } : {}),
  };
  clearNote(node);
  try {
    const answer = await whileSending(node, () => desk.session.api.press(body));
    if (answer?.warning || answer?.error) noteBeside(node, answer.warning || `${words.failed}: ${answer.error}`);
    if (where.view_id) desk.session.need("views");
  } catch (problem) {
    if (problem.code === undefined) throw problem;
    noteBeside(node, refusalWords(problem));
  }
  return true;
}

const blockOf = (node) => node.closest(".block") ?? node;

function clearNote(node) {
  const next = blockOf(node).nextElementSibling;
  if (next?.classList.contains("press-note")) next.remove();
}

function noteBeside(node, text) {
  if (!node.isConnected) return;
  clearNote(node);
  blockOf(node).after(el("p", { class: "press-note", role: "status" }, text));
}
