// Whose eyes the page looks through: a chip that is always visible, and the list of people behind it.

import { avatar, el, fill, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { words } from "./words.js";

export const language = (person) => words.languages[(person.locale ?? "").slice(0, 2)] ?? person.locale ?? "";
const about = (person) => [person.job, language(person)].filter(Boolean).join(" · ");

export class ActAs {
  constructor(desk, { small = false } = {}) {
    Object.assign(this, { desk, small });
    this.chip = el("button", {
      type: "button",
      class: `chip ${small ? "small" : ""}`,
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      onclick: () => this.open(),
    });
    desk.state.on("me", () => this.draw());
  }

  draw() {
    const { me } = this.desk.state;
    if (!me) return;
    this.chip.setAttribute(
      "aria-label",
      words.actAsWhom([me.real_name, about(me), words.badges[me.badge]].filter(Boolean).join(", ")),
    );
    fill(
      this.chip,
      avatar(me, "small"),
      !this.small && [
        el(
          "span",
          { class: "chip-text" },
          el("span", { class: "name" }, me.real_name),
          el("span", { class: "hint" }, [about(me), words.badges[me.badge]].filter(Boolean).join(" · ")),
        ),
        icon("down"),
      ],
    );
  }

  open() {
    openPeople(this.chip, this.desk);
  }
}

// Who has left is shown, but nobody can act as them.
function peopleItems(desk) {
  return desk.state.everyone
    .filter((person) => person.badge !== "bot")
    .map((person) => ({
      value: person.id,
      label: person.real_name,
      note: about(person),
      icon: avatar(person, "small"),
      chosen: person.id === desk.state.me.id,
      disabled: person.badge === "left",
      person,
      end: [badge(person), unread(person)],
    }));
}

const badge = (person) => words.badges[person.badge] && el("span", { class: "badge" }, words.badges[person.badge]);

const unread = (person) =>
  person.unread
    ? el(
        "span",
        { class: "number for-me" },
        `${person.unread}`,
        el("span", { class: "unseen" }, ` ${words.unreadWord}`),
      )
    : null;

const become = (desk, person) =>
  desk.session.become(person).then(
    () => {
      desk.live.announce(words.speakingAs(person.real_name), "");
      desk.composer.focus();
    },
    (problem) => desk.live.refusal(problem),
  );

export function openPeople(anchor, desk) {
  desk.session.need("everyone");
  openMenu(anchor, { label: words.actAs, items: peopleItems(desk), onChoose: ({ person }) => become(desk, person) });
}

// The same list as a page of its own, for the narrow layout's "You".
export function peoplePage(desk) {
  const list = el("div", { class: "people-page" });
  const draw = () =>
    desk.state.me &&
    fill(
      list,
      el("h2", {}, words.actAs),
      peopleItems(desk).map((item) =>
        el(
          "button",
          {
            type: "button",
            class: `option ${item.chosen ? "on" : ""}`,
            "aria-pressed": String(item.chosen),
            disabled: item.disabled,
            onclick: () => {
              become(desk, item.person);
              desk.show("places");
            },
          },
          item.icon,
          el(
            "span",
            { class: "option-text" },
            el("span", {}, item.label),
            el("span", { class: "option-note" }, item.note),
          ),
          item.end,
        ),
      ),
    );
  desk.state.on("everyone me", draw);
  return list;
}
