// The app's Home: the view it published for this person, drawn anew whenever the app publishes another.

import { renderBlocks } from "./blocks.js";
import { el, fill } from "./dom.js";
import { loadingBars } from "./history.js";
import { Values } from "./values.js";
import { words } from "./words.js";

const LOADING_MS = 300;
const SILENT_MS = 3000; // as long as the platform waits for an app

export class Home {
  constructor(desk) {
    this.desk = desk;
    this.title = el("h2", { tabIndex: -1 });
    this.body = el("div");
    this.node = el(
      "section",
      { class: "home", "aria-label": words.home, hidden: true },
      el("div", { class: "column" }, this.title, this.body),
    );
    desk.state.on("home people", () => this.draw());
  }

  draw() {
    const { home, appName } = this.desk.state;
    const isNew = this.node.hidden;
    this.node.hidden = home === undefined;
    document.body.classList.toggle("at-home", home !== undefined);
    clearTimeout(this.timer);
    if (home === undefined) return;
    this.title.textContent = words.homeOf(appName);
    if (home) this.show(home);
    else this.wait(isNew);
  }

  show(view) {
    const focused = this.body.contains(document.activeElement)
      ? document.activeElement.closest("[data-action]")?.dataset.action
      : undefined;
    const surface = { desk: this.desk, where: { view_id: view.id }, values: new Values(), heading: "h3" };
    fill(this.body, el("div", { class: "blocks" }, renderBlocks(view.blocks, surface)));
    if (focused === undefined) return;
    (this.body.querySelector(`[data-action="${CSS.escape(focused)}"]`) ?? this.title).focus();
  }

  wait(isNew) {
    if (isNew) fill(this.body);
    this.timer = setTimeout(() => {
      fill(this.body, loadingBars());
      this.timer = setTimeout(() => fill(this.body, el("p", { class: "empty" }, words.homeEmpty)), SILENT_MS);
    }, LOADING_MS);
  }

  focus() {
    this.title.focus();
  }
}
