// Ctrl K: go to a place, write to a person, or find what was said, by a few letters.

import { avatar, el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { sentence } from "./message.js";
import { moment } from "./time.js";
import { words } from "./words.js";

const SHOWN = 12;
const AROUND = 60; // characters shown on either side of what was found

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
    search: (text) => messages(desk, text),
    onChoose: (item) =>
      item.act().then(
        () => item.group === words.messages || desk.composer.focus(),
        (problem) => desk.live.refusal(problem),
      ),
  });
}

async function messages(desk, text) {
  const { state } = desk;
  const answer = await desk.session.api.search(text).catch((problem) => {
    desk.live.refusal(problem);
    return { messages: [] };
  });
  return answer.messages.slice(0, SHOWN).map((message) => {
    const place = state.place(message.channel);
    const author = state.author(message);
    return {
      value: `${message.channel} ${message.ts}`,
      label: around(sentence(message, desk), text),
      note: words.foundAt(author.real_name, place ? state.placeName(place) : "", moment(Number(message.ts), state.me)),
      group: words.messages,
      icon: avatar(author, "tiny"),
      act: () => desk.goTo(message.channel, message.ts, message.thread_ts === message.ts ? null : message.thread_ts),
    };
  });
}

// The part of a long text that holds the first of the words looked for.
function around(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted.trim().toLowerCase().split(/\s+/)[0]);
  const from = Math.max(0, at - AROUND);
  const part = text.slice(from, Math.max(at, 0) + AROUND * 2);
  return `${from ? "…" : ""}${part}${from + part.length < text.length ? "…" : ""}`;
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
