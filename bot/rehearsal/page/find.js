// Ctrl K: go to a place, or write to a person, by a few letters.

import { avatar, el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { words } from "./words.js";

export function find(desk, anchor) {
  const { state, session } = desk;
  const places = state.places
    .filter((place) => place.kind !== "direct")
    .map((place) => ({
      value: place.id,
      label: state.placeName(place),
      note: place.topic,
      group: words.places,
      icon: icon(place.kind === "private" ? "lock" : "hash"),
      act: () => {
        desk.show("main");
        return session.openPlace(place.id);
      },
    }));
  const people = state.everyone
    .filter((person) => person.badge !== "left" && person.id !== state.me.id)
    .map((person) => ({
      value: person.id,
      label: person.real_name,
      note: person.job,
      group: words.people,
      icon: avatar(person, "tiny"),
      act: () => writeTo(desk, person),
    }));
  openMenu(anchor, {
    label: words.find,
    items: [...places, ...people],
    role: "menu",
    onChoose: (item) =>
      item.act().then(
        () => desk.composer.focus(),
        (problem) => desk.live.refusal(problem),
      ),
  });
}

async function writeTo(desk, person) {
  const { channel } = await desk.session.api.direct(person.id);
  await desk.session.read("frame");
  desk.show("main");
  await desk.session.openPlace(channel);
}

export function findButton(desk) {
  const button = el(
    "button",
    {
      type: "button",
      class: "find",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": words.find,
      onclick: () => find(desk, button),
    },
    icon("find"),
    el("span", {}, words.find),
    el("kbd", {}, "Ctrl K"),
  );
  return button;
}
