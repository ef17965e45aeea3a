// Lines over the message box that say what stands in the way, and the strip of pinned messages under the title.

import { el, fill, icon, textButton } from "./dom.js";
import { sentence } from "./message.js";
import { words } from "./words.js";

export class Strips {
  constructor(desk) {
    this.desk = desk;
    this.node = el("div", { class: "strips" });
    desk.state.on("connection app current weather", () => this.draw());
  }

  draw() {
    this.tellOfConnection();
    fill(this.node, this.connection(), this.place());
  }

  tellOfConnection() {
    const { connected, retryIn } = this.desk.state.connection;
    if (this.wasAway && connected) this.desk.live.announce(words.connectedAgain, "");
    if (!this.wasAway && !connected) this.desk.live.alarm(words.disconnected(retryIn));
    this.wasAway = !connected;
  }

  connection() {
    const { connection, app, weather } = this.desk.state;
    if (!connection.connected) return el("p", { class: "strip warning" }, words.disconnected(connection.retryIn));
    if (weather?.preset === "down") return el("p", { class: "strip warning" }, words.isDown);
    if (app.connected) return null;
    const [before, command, after] = words.noApp;
    return el("p", { class: "strip" }, before, el("code", {}, command), after);
  }

  place() {
    const { current } = this.desk.state;
    if (!current) return null;
    if (current.archived) return el("p", { class: "strip" }, words.archived);
    if (current.is_member) return null;
    const join = textButton(words.join, () => this.join(current.id));
    return el("p", { class: "strip with-button" }, words.notIn(current.name), join);
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
    fill(
      this.node,
      pinned
        .slice(0, 3)
        .map((message) =>
          el(
            "button",
            { type: "button", class: "pinned", onclick: () => this.desk.history.focus(message.ts) },
            icon("pin"),
            el("span", { class: "unseen" }, `${words.pinned}: `),
            el("span", { class: "one-line" }, sentence(message, this.desk)),
          ),
        ),
    );
  }
}
