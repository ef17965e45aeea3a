// Lines over the message box that say what stands in the way, and the strip of pinned messages under the title.

import { el, fill, icon } from "./dom.js";
import { sentence } from "./message.js";
import { words } from "./words.js";

export class Strips {
  constructor(desk) {
    this.desk = desk;
    this.node = el("div", { class: "strips" });
    desk.state.on("connection app current", () => this.draw());
  }

  draw() {
    const { connection, app, current } = this.desk.state;
    const away = !connection.connected && words.disconnected(connection.retryIn);
    if (this.wasAway && connection.connected) this.desk.live.announce(words.connectedAgain, "");
    if (!this.wasAway && away) this.desk.live.alarm(away);
    this.wasAway = Boolean(away);
    const [before, command, after] = words.noApp;
    fill(this.node, away && el("p", { class: "strip warning" }, away),
      !away && !app.connected && el("p", { class: "strip" }, before, el("code", {}, command), after),
      current?.archived && el("p", { class: "strip" }, words.archived),
      !current?.archived && current?.is_member === false && el("p", { class: "strip with-button" }, words.notIn(current.name),
        el("button", { type: "button", class: "button", onclick: () => this.join(current.id) }, words.join)));
  }

  async join(channel) {
    await this.desk.session.api.join(channel).catch((problem) => this.desk.live.refusal(problem));
    this.desk.session.need("frame");
    this.desk.session.need("place");
  }
}

export class Pins {
  constructor(desk) {
    this.desk = desk;
    this.node = el("div", { class: "pins", hidden: true });
    desk.state.on("current messages", () => this.draw());
  }

  draw() {
    const { current, messages } = this.desk.state;
    const pinned = (messages ?? []).filter((message) => current?.pins?.includes(message.ts));
    this.node.hidden = !pinned.length;
    fill(this.node, pinned.slice(0, 3).map((message) => el("button", { type: "button", class: "pinned", onclick: () => this.desk.history.focus(message.ts) },
      icon("pin"), el("span", { class: "unseen" }, `${words.pinned}: `), el("span", { class: "one-line" }, sentence(message, this.desk)))));
  }
}
