// What is said aloud (live regions) and what appears for a moment (toasts).

import { el, iconButton, textButton } from "./dom.js";
import { words } from "./words.js";

const GATHER_MS = 1000;
const TOAST_MS = 8000;

// What a refusal means for the person: our words, else the server's own, else its code.
export const refusalWords = (problem) =>
  words.refusals[problem.code] ?? (problem.detail || `${words.failed}: ${problem.code}`);

// "[json-pointer:/blocks/3/text]" as "blocks[3].text".
const pathOf = (fault) =>
  fault
    .match(/\[json-pointer:\/([^\]]+)\]/)?.[1]
    .replace(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".");

export class Live {
  constructor() {
    this.polite = el("div", { class: "unseen", "aria-live": "polite" });
    this.assertive = el("div", { class: "unseen", "aria-live": "assertive" });
    this.toasts = el("div", { class: "toasts", popover: "manual" });
    this.waiting = [];
  }

  get nodes() {
    return [this.polite, this.assertive, this.toasts];
  }

  // New messages within a second are said together.
  announce(sentence, place) {
    if (!this.waiting.length) setTimeout(() => this.say(place), GATHER_MS);
    this.waiting.push(sentence);
  }

  say(place) {
    const sentences = this.waiting.splice(0);
    this.polite.textContent = sentences.length > 2 ? words.announceMany(sentences.length, place) : sentences.join(" ");
  }

  alarm(sentence) {
    this.assertive.textContent = sentence;
  }

  toast(...content) {
    const toast = el(
      "div",
      { class: "toast", role: "status" },
      el("div", { class: "toast-text" }, content),
      iconButton("close", words.dismiss, () => this.dismiss(toast)),
    );
    this.toasts.append(toast);
    // Shown anew each time, so that it lies above an open dialog.
    if (this.toasts.matches(":popover-open")) this.toasts.hidePopover();
    this.toasts.showPopover();
    setTimeout(() => toast.matches(":hover, :focus-within") || this.dismiss(toast), TOAST_MS);
    return toast;
  }

  dismiss(toast) {
    toast.remove();
    if (!this.toasts.childElementCount && this.toasts.matches(":popover-open")) this.toasts.hidePopover();
  }

  // What the app did wrong: the code first, the rest on request, with a button to copy it.
  problem({ error: code, text = "", details = {} }) {
    const faults = details.response_metadata?.messages ?? [];
    const where = faults.map(pathOf).find(Boolean);
    const report = [text, ...faults].filter(Boolean).join("\n");
    this.toast(
      `${words.failed}: `,
      el("code", {}, code),
      where && `, ${where}`,
      ". ",
      el(
        "details",
        {},
        el("summary", {}, words.details),
        el("pre", {}, report || code),
        textButton(words.copy, () => this.copy(`${code}\n${report}`)),
      ),
    );
  }

  refusal(problem) {
    if (problem.code === undefined) throw problem;
    this.toast(refusalWords(problem));
  }

  async copy(text) {
    await navigator.clipboard.writeText(text);
    this.toast(words.copied);
  }
}
