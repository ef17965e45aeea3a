// The request log of the drawer: what the app asked lately, newest first, read again while the drawer is open.

import { calls } from "./api.js";
import { el, fill } from "./dom.js";
import { words } from "./words.js";

const EVERY_MS = 2000;
const LINES = 60;

export class RequestLog {
  constructor(desk) {
    this.desk = desk;
    this.node = el("div", { class: "log", tabIndex: 0, role: "region", "aria-label": words.requestLog });
  }

  follow(on) {
    clearInterval(this.timer);
    if (!on) return;
    this.lines = [];
    this.seen = 0;
    this.read();
    this.timer = setInterval(() => this.read(), EVERY_MS);
  }

  async read() {
    try {
      const fresh = await calls(this.seen);
      this.seen = fresh.at(-1)?.n ?? this.seen;
      this.lines = [...this.lines, ...fresh].slice(-LINES);
    } catch (problem) {
      clearInterval(this.timer);
      this.desk.live.refusal(problem);
    }
    const lines = this.lines.toReversed().map(line);
    fill(this.node, lines.length ? lines : el("p", { class: "hint" }, words.noRequests));
  }
}

function line({ method, outcome, took_ms: took }) {
  return el(
    "div",
    { class: `log-line ${["ok", "running"].includes(outcome) ? "" : "bad"}` },
    el("code", {}, method),
    el("span", {}, outcome),
    el("span", { class: "hint" }, took === null ? "" : words.milliseconds(Math.round(took))),
  );
}
