// Ctrl K: go to a place, or look through another person's eyes, by a few letters.

import { avatar, el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { words } from "./words.js";

export function find(desk, anchor) {
  const { state, session } = desk;
  const places = state.places.map((place) => ({
    value: place.id, label: state.placeName(place), note: place.topic, group: words.places, icon: place.kind === "direct" ? icon("person") : icon(place.kind === "private" ? "lock" : "hash"),
    act: () => { desk.show("main"); return session.openPlace(place.id); },
  }));
  const people = state.everyone.filter((person) => person.badge !== "bot").map((person) => ({
    value: person.id, label: person.real_name, note: person.job, group: words.actAs, icon: avatar(person, "tiny"), act: () => session.become(person),
  }));
  openMenu(anchor, { label: words.find, items: [...places, ...people], role: "menu", filtered: true,
    onChoose: (item) => item.act().then(() => desk.composer.focus(), (problem) => desk.live.refusal(problem)) });
}

export function findButton(desk) {
  const button = el("button", { type: "button", class: "find", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": words.find, onclick: () => find(desk, button) },
    icon("find"), el("span", {}, words.find), el("kbd", {}, "Ctrl K"));
  return button;
}
