// The app's Home, as far as it has one: the view it published for this person.

import { renderBlocks } from "./blocks.js";
import { el, fill } from "./dom.js";
import { Values } from "./values.js";
import { words } from "./words.js";

export class Home {
  constructor(desk) {
    this.desk = desk;
    this.node = el("div", { class: "home", hidden: true, tabIndex: -1 });
    desk.state.on("home", () => this.draw());
  }

  draw() {
    const { state } = this.desk;
    this.node.hidden = state.home === undefined;
    document.body.classList.toggle("at-home", state.home !== undefined);
    if (state.home === undefined) return;
    const view = state.home;
    const surface = view && { desk: this.desk, where: { view_id: view.id }, values: new Values(), heading: "h3" };
    fill(
      this.node,
      el(
        "div",
        { class: "column" },
        el("h2", {}, words.homeOf(state.appName)),
        view?.blocks?.length
          ? el("div", { class: "blocks" }, renderBlocks(view.blocks, surface))
          : el("p", { class: "empty" }, words.homeEmpty),
      ),
    );
  }
}
