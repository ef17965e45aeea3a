// What the page knows: one person's frame, the open place, the open thread, the open forms. Parts listen for the key they draw.

import { words } from "./words.js";

export class State extends EventTarget {
  constructor() {
    super();
    this.everyone = [];
    this.clear();
  }

  clear() {
    Object.assign(this, {
      me: null,
      people: new Map(),
      places: [],
      peopleStamp: "",
      commands: [],
      shortcuts: [],
      app: { connected: true },
      org: "",
      firstSteps: null,
      weather: null,
      channel: null,
      current: null,
      messages: null,
      refused: null,
      root: null,
      thread: null,
      views: [],
      home: undefined,
      connection: { connected: true, retryIn: 0 },
      unreadFrom: null,
    });
  }

  // set({messages}) tells the listeners of "messages", once.
  set(changes) {
    Object.assign(this, changes);
    for (const key of Object.keys(changes)) this.dispatchEvent(new Event(key));
  }

  on(keys, listener) {
    for (const key of keys.split(" ")) this.addEventListener(key, listener);
  }

  person(id) {
    return this.people.get(id);
  }
  place(id) {
    return this.places.find((place) => place.id === id);
  }
  get appName() {
    return this.app.name ?? words.appFallback;
  }

  placeName(place) {
    if (place.kind !== "direct") return `#${place.name}`;
    const other = [place.with].flat().find((id) => id !== this.me.id) ?? this.me.id;
    return this.person(other)?.real_name ?? place.name ?? other;
  }

  author(message) {
    const known = this.person(message.author?.id ?? message.user);
    return {
      real_name: message.author?.name ?? known?.real_name ?? words.appFallback,
      tint: known?.tint,
      ...message.author,
    };
  }

  acceptFrame(frame) {
    this.set({
      me: frame.me,
      people: new Map(frame.people.map((person) => [person.id, person])),
      places: frame.places,
      peopleStamp: JSON.stringify([
        frame.me.id,
        frame.me.tz,
        frame.people.map((person) => person.real_name),
        frame.places.map((place) => place.name),
      ]),
      commands: frame.commands ?? [],
      shortcuts: frame.shortcuts ?? [],
      app: frame.app ?? { connected: false },
      org: typeof frame.org === "string" ? frame.org : (frame.org?.name ?? ""),
      firstSteps: frame.first_steps,
      weather: frame.weather,
    });
  }
}

// What was typed but not sent, kept for each person and place, also over a reload.
export const drafts = {
  key: (user, channel, thread) => `draft ${user} ${channel} ${thread ?? ""}`,
  get: (...where) => localStorage.getItem(drafts.key(...where)) ?? "",
  set(text, ...where) {
    if (text) localStorage.setItem(drafts.key(...where), text);
    else localStorage.removeItem(drafts.key(...where));
  },
};
