// The list of places: the app's Home, channels, direct conversations; unread as weight and number.

import { avatar, el, fill, icon, rove } from "./dom.js";
import { words } from "./words.js";

export class Places {
  constructor(desk) {
    this.desk = desk;
    this.node = el("nav", { class: "places", "aria-label": words.places, tabIndex: -1 });
    rove(this.node, ".place");
    desk.state.on("places channel home app", () => this.draw());
  }

  draw() {
    const { state } = this.desk;
    const open = state.places.filter((place) => !place.archived);
    const rooms = [
      ...open.filter((place) => place.kind !== "direct"),
      ...state.places.filter((place) => place.archived && place.kind !== "direct"),
    ];
    const people = open.filter((place) => place.kind === "direct");
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    fill(
      this.node,
      state.app.home && this.home(),
      el("h2", { id: "rooms" }, words.channels),
      el(
        "ul",
        { "aria-labelledby": "rooms" },
        rooms.map((place) => this.item(place)),
      ),
      people.length > 0 && [
        el("h2", { id: "directs" }, words.people),
        el(
          "ul",
          { "aria-labelledby": "directs" },
          people.map((place) => this.item(place)),
        ),
      ],
    );
    const stop = this.node.querySelector("[aria-current]") ?? this.node.querySelector(".place");
    if (stop) stop.tabIndex = 0;
    if (focused) this.node.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  home() {
    const { state, session } = this.desk;
    return el(
      "button",
      {
        type: "button",
        class: "place home-entry",
        data: { id: "home" },
        tabIndex: -1,
        "aria-current": state.home !== undefined ? "page" : null,
        onclick: () => {
          session.openHome().catch((problem) => this.desk.live.refusal(problem));
          this.desk.show("home");
        },
      },
      icon("home"),
      el("span", { class: "place-name" }, words.home),
    );
  }

  item(place) {
    const { state, session } = this.desk;
    const name = state.placeName(place);
    const current = place.id === state.channel && state.home === undefined;
    const count = place.mentions || place.unread;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: `place ${place.unread || place.mentions ? "unread" : ""} ${place.archived ? "archived" : ""}`,
          tabIndex: -1,
          data: { id: place.id },
          "aria-current": current ? "page" : null,
          "aria-label": [
            name,
            place.kind === "private" && words.privatePlace,
            place.unread && words.unread(place.unread),
            place.mentions && words.mentions(place.mentions),
          ]
            .filter(Boolean)
            .join(", "),
          onclick: () => {
            session.openPlace(place.id).catch((problem) => this.desk.live.refusal(problem));
            this.desk.show("main");
          },
        },
        this.sign(place),
        el("span", { class: "place-name", title: name.length > 18 ? name : null }, name.replace(/^#/, "")),
        count
          ? el(
              "span",
              { class: `number ${place.mentions || place.kind === "direct" ? "for-me" : ""}`, "aria-hidden": "true" },
              count > 99 ? "99+" : `${count}`,
            )
          : null,
      ),
    );
  }

  sign(place) {
    if (place.kind !== "direct") return icon(place.kind === "private" ? "lock" : "hash");
    const other = [place.with].flat().find((id) => id !== this.desk.state.me.id);
    const person = this.desk.state.person(other);
    return person ? avatar(person, "tiny") : icon("person");
  }

  // The neighbour in the drawn order; `step` is 1 or -1.
  go(step) {
    const ids = [...this.node.querySelectorAll(".place:not(.home-entry)")].map((node) => node.dataset.id);
    const next = ids[ids.indexOf(this.desk.state.channel) + step];
    if (next) this.desk.session.openPlace(next).catch((problem) => this.desk.live.refusal(problem));
  }

  focus() {
    (this.node.querySelector(".place[tabindex='0']") ?? this.node).focus();
  }
}
