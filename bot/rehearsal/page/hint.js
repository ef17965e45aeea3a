// The card of the first run: what to type, and a button that types it but never sends it.

import { el, fill, iconButton, textButton } from "./dom.js";
import { openDialog } from "./dialog.js";
import { words } from "./words.js";

const KEY = "hint used";

export class Hint {
  constructor(desk) {
    this.desk = desk;
    this.node = el("section", { class: "hint-card", "aria-label": words.hintTitle, hidden: true });
    desk.state.on("firstSteps current home", () => this.draw());
  }

  draw() {
    const { firstSteps, current, home, app } = this.desk.state;
    const shown =
      firstSteps && app.connected && current?.name === "general" && home === undefined && !localStorage.getItem(KEY);
    this.node.hidden = !shown;
    if (!shown) return;
    const [before, after] = words.hint;
    fill(
      this.node,
      el(
        "div",
        {},
        el("p", { class: "name" }, firstSteps.text),
        el("p", {}, before, el("strong", {}, firstSteps.type), after),
      ),
      textButton(words.typeItForMe, () => this.desk.composer.fill(firstSteps.type), { kind: "primary" }),
      iconButton("close", words.hideHint, () => {
        this.used();
        this.desk.composer.focus();
      }),
    );
  }

  used() {
    localStorage.setItem(KEY, "1");
    this.draw();
  }

  again() {
    localStorage.removeItem(KEY);
    this.draw();
  }
}

export function showKeys(desk) {
  const body = el(
    "dl",
    { class: "keys" },
    words.keyList.map(([key, meaning]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, meaning))),
  );
  const again = textButton(words.showHint, () => {
    shell.close();
    desk.hint.again();
  });
  const shell = openDialog({ title: words.keys, body, kind: "ask", footer: desk.state.firstSteps ? [again] : null });
}
