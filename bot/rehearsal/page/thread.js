// The thread pane: its root, the replies, and a reply box of its own.

import { Composer } from "./composer.js";
import { el, icon, iconButton } from "./dom.js";
import { History } from "./history.js";
import { words } from "./words.js";

const LOADING_MS = 300;

export class Thread {
  constructor(desk) {
    this.desk = desk;
    this.where = el("span", { class: "hint" });
    this.history = new History(desk, { label: words.thread, inThread: true });
    this.composer = new Composer(desk, { inThread: true });
    this.node = el(
      "aside",
      { class: "thread", "aria-label": words.thread, tabIndex: -1, hidden: true },
      el(
        "header",
        { class: "pane-head" },
        el("button", { type: "button", class: "back", onclick: () => this.close() }, icon("back"), words.back),
        el("h2", {}, words.thread),
        this.where,
        iconButton("close", words.close, () => this.close(), { class: "icon-button pane-close" }),
      ),
      this.history.node,
      this.composer.node,
    );
    desk.state.on("root", () => this.turn());
    desk.state.on("thread people", () => this.draw());
  }

  turn() {
    const { root } = this.desk.state;
    const wasOpen = !this.node.hidden;
    this.node.hidden = !root;
    document.body.classList.toggle("with-thread", Boolean(root));
    if (root && root !== this.shown) {
      if (!wasOpen) this.back = document.activeElement;
      this.history.clear();
      setTimeout(() => this.desk.state.thread || this.history.loading(), LOADING_MS);
      this.composer.load();
      this.wantsFocus = true;
    }
    this.shown = root;
    if (root || !wasOpen) return;
    this.history.clear();
    this.giveFocusBack();
  }

  draw() {
    const { state, live } = this.desk;
    if (!state.thread || !state.root) return;
    const place = state.place(state.channel);
    this.where.textContent = place ? state.placeName(place) : "";
    const { root, replies } = state.thread;
    const messages = [root, ...replies].filter(Boolean);
    for (const piece of this.history.news(messages, { edits: this.node.contains(document.activeElement) }))
      live.announce(words.announce(piece.author, words.thread, piece.text), words.thread);
    this.history.show(messages);
    if (this.wantsFocus) this.composer.focus();
    this.wantsFocus = false;
  }

  giveFocusBack() {
    const ts = this.back?.closest?.(".message")?.dataset.ts;
    if (this.back?.isConnected && this.back !== document.body) this.back.focus();
    else this.desk.history.focus(ts);
  }

  close() {
    this.desk.session.closeThread();
  }
}
