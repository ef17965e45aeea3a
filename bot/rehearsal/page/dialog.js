// Dialogs on the browser's own <dialog>: it holds the focus inside and gives it back. Here: the shell, and "are you sure".

import { el, fill, iconButton, textButton } from "./dom.js";
import { plainText, richText } from "./mrkdwn.js";
import { words } from "./words.js";

let count = 0;

// onCancel is asked on Esc and ✕; without it the dialog just closes.
export function openDialog({ title, body, footer = null, kind = "", onCancel = null, onClosed = null }) {
  const id = `dialog-${(count += 1)}`;
  const heading = el("h2", { id, tabIndex: -1 }, title);
  const back = document.activeElement;
  const cancel = () => (onCancel ? onCancel() : dialog.close());
  const content = el("div", { class: "dialog-body" }, body);
  const bar = el("div", { class: "dialog-foot", hidden: !footer }, footer);
  const dialog = el(
    "dialog",
    { class: `dialog ${kind}`, "aria-labelledby": id },
    el("div", { class: "dialog-head" }, heading, iconButton("close", words.close, cancel)),
    content,
    bar,
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
  // The browser lets a second Esc close a dialog whose cancel was prevented; the question must come each time.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back?.isConnected) back.focus();
    onClosed?.(back);
  });
  document.body.append(dialog);
  dialog.showModal();
  return {
    dialog,
    content,
    close: () => dialog.close(),
    redraw(parts) {
      heading.textContent = parts.title;
      fill(content, parts.body);
      fill(bar, parts.footer);
      bar.hidden = !parts.footer;
    },
  };
}

export function ask({ title, text, yes, no = words.cancel, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => {
      answer = value;
      shell.close();
    };
    const stay = textButton(no, () => choose(false));
    const go = textButton(yes, () => choose(true), { kind: danger ? "danger" : "primary" });
    const shell = openDialog({
      title,
      body: el("div", { class: "ask-text" }, text),
      footer: [stay, go],
      kind: "ask",
      onClosed: () => resolve(answer),
    });
    (danger ? stay : go).focus();
  });
}

// The platform's confirm object on a control.
export function confirmed(control, desk) {
  const confirm = control.confirm;
  if (!confirm) return Promise.resolve(true);
  return ask({
    title: plainText(confirm.title.text),
    text: confirm.text.type === "mrkdwn" ? richText(confirm.text.text, desk) : plainText(confirm.text.text),
    yes: plainText(confirm.confirm.text),
    no: plainText(confirm.deny.text),
    danger: (confirm.style ?? control.style) === "danger",
  });
}
