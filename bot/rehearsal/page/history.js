// A list of messages that changes in place: what stayed the same keeps its node, its focus and its scroll.

import { el, fill, patch } from "./dom.js";
import { isNotice, isPrivateReply, renderMessage, sentence } from "./message.js";
import { dayKey, dayName } from "./time.js";
import { words } from "./words.js";

const SAME_AUTHOR_S = 300;
const NEAR_END_PX = 80;

export class History {
  constructor(desk, { label, inThread = false }) {
    Object.assign(this, { desk, inThread, drawn: new Map(), last: 0 });
    this.node = el("div", { class: "history", role: "log", "aria-live": "off", "aria-label": label, tabIndex: -1 });
    this.inner = el("div", { class: "column" });
    this.node.append(this.inner);
    this.follow();
    this.node.addEventListener("focusin", (event) => this.makeCurrent(event.target.closest(".message")));
    this.node.addEventListener("keydown", (event) => this.keys(event));
  }

  clear() {
    this.drawn.clear();
    this.last = 0;
    fill(this.inner);
  }

  loading() {
    this.clear();
    fill(this.inner, loadingBars());
  }

  // Draws the messages, oldest first; `unreadFrom` is the ts of the first one not read yet.
  show(messages, { unreadFrom = null } = {}) {
    const atEnd = this.isAtEnd();
    const focus = this.focusNow();
    const kept = new Map();
    const nodes = [];
    let above = null;
    for (const message of messages) {
      const day = dayKey(Number(message.ts), this.desk.state.me);
      const newDay = !this.inThread && day !== (above && dayKey(Number(above.ts), this.desk.state.me));
      if (newDay)
        nodes.push(
          el(
            "div",
            { class: "day", role: "separator" },
            el("span", {}, dayName(Number(message.ts), this.desk.state.me)),
          ),
        );
      const isFirstUnread = message.ts === unreadFrom;
      if (isFirstUnread) nodes.push(el("div", { class: "new-line", role: "separator" }, el("span", {}, words.newLine)));
      const node = this.nodeOf(message, !newDay && !isFirstUnread && follows(message, above));
      kept.set(message.ts, node);
      nodes.push(node.element);
      above = message;
    }
    this.drawn = kept;
    patch(this.inner, nodes.length ? nodes : [el("p", { class: "empty" }, words.nothingHere)]);
    this.setTabStop();
    this.restore(focus);
    if (atEnd || !this.last || this.isAnswered(messages)) this.toEnd();
    this.last = Math.max(this.last, ...messages.map((message) => Number(message.ts)), 1);
  }

  nodeOf(message, compact) {
    const stamp = JSON.stringify([{ ...message, unread: null }, compact, this.desk.state.peopleStamp]);
    const earlier = this.drawn.get(message.ts);
    if (earlier?.stamp === stamp) return earlier;
    return {
      stamp,
      text: message.text,
      element: renderMessage(message, this.desk, { compact, inThread: this.inThread }),
    };
  }

  // New since the last drawing, by others, and on request what was edited: to be said aloud.
  news(messages, { edits = false } = {}) {
    if (!this.last) return [];
    const isEdited = ({ ts, text }) => edits && this.drawn.has(ts) && this.drawn.get(ts).text !== text;
    return messages
      .filter(
        (message) => (Number(message.ts) > this.last && message.user !== this.desk.state.me.id) || isEdited(message),
      )
      .map((message) => ({ author: this.desk.state.author(message).real_name, text: sentence(message, this.desk) }));
  }

  // Whoever reads the end stays at the end, also when pictures, panes or the keyboard change the height.
  follow() {
    let atEnd = true;
    this.node.addEventListener("scroll", () => {
      atEnd = this.isAtEnd();
    });
    const observer = new ResizeObserver(() => {
      if (atEnd) this.toEnd();
    });
    observer.observe(this.node);
    observer.observe(this.inner);
  }

  // A new private reply at the end answers what this person has just done: they want to see it.
  isAnswered(messages) {
    const newest = messages.at(-1);
    return Boolean(newest) && isPrivateReply(newest) && Number(newest.ts) > this.last;
  }

  isAtEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
  }
  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  focusNow() {
    const message = document.activeElement?.closest?.(".message");
    if (!message || !this.node.contains(message)) return null;
    return {
      ts: message.dataset.ts,
      action: document.activeElement.closest("[data-action]")?.dataset.action,
      node: document.activeElement,
    };
  }

  // If an update removed the focused button, its message takes the focus.
  restore(focus) {
    if (!focus || (focus.node.isConnected && document.activeElement === focus.node)) return;
    const message = this.drawn.get(focus.ts)?.element;
    const target = focus.node.isConnected
      ? focus.node
      : focus.action && message?.querySelector(`[data-action="${CSS.escape(focus.action)}"]`);
    (target || message || this.node).focus({ preventScroll: true });
  }

  messages() {
    return [...this.inner.querySelectorAll(".message")];
  }

  // One message is the stop of Tab, and only its own controls follow it.
  setTabStop() {
    const all = this.messages();
    const current = all.find((node) => node.dataset.ts === this.current) ?? all.at(-1);
    for (const node of all) stop(node, node === current);
  }

  makeCurrent(message) {
    if (!message || message.dataset.ts === this.current) return;
    this.current = message.dataset.ts;
    this.setTabStop();
  }

  focus(ts = this.current) {
    const all = this.messages();
    const target = all.find((node) => node.dataset.ts === ts) ?? all.at(-1) ?? this.node;
    target.focus();
    target.scrollIntoView?.({ block: "nearest" });
  }

  keys(event) {
    const message = document.activeElement;
    if (!message.classList.contains("message") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = this.messages();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) return this.move(event, all[all.indexOf(message) + step]);
    if (event.key === "Home" || event.key === "End") return this.move(event, all.at(event.key === "Home" ? 0 : -1));
    if (event.key === "Enter") return this.enter(event, message);
    const tool = { t: words.reply, r: words.react, m: words.messageMenu }[event.key.toLowerCase()];
    const button = tool && message.querySelector(`.tools [aria-label="${tool}"]`);
    if (!button) return undefined;
    event.preventDefault();
    return button.click();
  }

  move(event, target) {
    event.preventDefault();
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
  }

  enter(event, message) {
    event.preventDefault();
    (
      message.querySelector(".content button, .content a[href], .content input") ??
      message.querySelector(".tools button")
    )?.focus();
  }
}

// Three still bars: something is on its way.
export const loadingBars = () =>
  el(
    "div",
    { class: "bars", role: "status", "aria-label": words.loading },
    [1, 2, 3].map(() => el("div", { class: "still" })),
  );

function follows(message, above) {
  return (
    Boolean(above) &&
    !isNotice(message) &&
    !isNotice(above) &&
    message.user === above.user &&
    message.bot_id === above.bot_id &&
    !isPrivateReply(message) &&
    !isPrivateReply(above) &&
    Number(message.ts) - Number(above.ts) < SAME_AUTHOR_S &&
    !message.bot_id &&
    !above.reply_count
  );
}

function stop(node, on) {
  node.tabIndex = on ? 0 : -1;
  for (const control of node.querySelectorAll("button, a[href], input, textarea, summary"))
    control.tabIndex = on ? 0 : -1;
}
