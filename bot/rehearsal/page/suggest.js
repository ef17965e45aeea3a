// The list over the box: commands after "/", people after "@". Tab and Enter take the marked one; Esc puts the list away.

import { avatar, el, fill } from "./dom.js";
import { words } from "./words.js";

const MOST = 8;
let count = 0;

export class Suggest {
  constructor(desk, box, { inThread, onPick }) {
    Object.assign(this, { desk, box, inThread, onPick, items: [], at: 0 });
    const id = `suggest-${(count += 1)}`;
    this.node = el("div", { class: "suggest", role: "listbox", id, hidden: true });
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
    }))
      box.setAttribute(name, value);
    box.addEventListener("blur", () => setTimeout(() => document.activeElement === box || this.close(), 150));
  }

  // What the text before the caret asks for.
  look() {
    const text = this.box.value.slice(0, this.box.selectionStart);
    const mention = text.match(/(?:^|\s)@([\p{L}\d._-]*)$/u);
    const isCommand = text.startsWith("/") && !this.inThread && !text.includes("\n");
    if (isCommand && !(mention && text.startsWith(`${words.invite.command} `)))
      this.offer(words.commands, this.commands(text), text.length);
    else if (mention) this.offer(words.mention, this.people(mention[1].toLowerCase()), mention[1].length + 1);
    else this.close();
  }

  // A command may list its words in its hint ("[open <what you see> | status | …]"); the whole is shown, the name completed.
  commands(text) {
    const [name] = text.split(" ");
    const typing = !text.includes(" ");
    return [...this.desk.state.commands, words.invite]
      .filter((each) => (typing ? each.command.startsWith(name) : each.command === name))
      .map((each) => ({
        text: `${each.command} `,
        shown: [el("code", {}, each.command), each.usage_hint && el("span", { class: "usage" }, each.usage_hint)],
        note: each.description,
        passive: !typing,
      }));
  }

  people(start) {
    const known = [...this.desk.state.people.values()].filter((person) => person.badge !== "left");
    return known
      .filter((person) =>
        `${person.real_name} ${person.name}`
          .toLowerCase()
          .split(" ")
          .some((word) => word.startsWith(start)),
      )
      .slice(0, MOST)
      .map((person) => ({
        text: `@${person.real_name} `,
        shown: [avatar(person, "tiny"), person.real_name],
        note: [person.job, words.badges[person.badge]].filter(Boolean).join(" · "),
      }));
  }

  offer(label, items, length) {
    if (!items.length) {
      this.close();
      return;
    }
    Object.assign(this, { items, length, at: 0 });
    this.node.setAttribute("aria-label", label);
    this.node.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.draw(label);
  }

  draw(label = this.node.getAttribute("aria-label")) {
    fill(
      this.node,
      el("div", { class: "menu-title", role: "presentation" }, label),
      this.items.map((item, index) =>
        el(
          "div",
          {
            class: `option ${index === this.at && !item.passive ? "marked" : ""}`,
            role: "option",
            id: `${this.node.id}-${index}`,
            "aria-selected": String(index === this.at),
            onmousedown: (event) => {
              event.preventDefault();
              if (!item.passive) this.pick(index);
            },
          },
          el(
            "span",
            { class: "option-text" },
            el("span", { class: "option-line" }, item.shown),
            item.note && el("span", { class: "option-note" }, item.note),
          ),
        ),
      ),
    );
    if (this.isChoosing()) this.box.setAttribute("aria-activedescendant", `${this.node.id}-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  isChoosing() {
    return this.items.length > 0 && !this.items[0].passive;
  }

  // True if the key was for the list.
  keys(event) {
    if (event.key === "Escape" && this.items.length) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return true;
    }
    if (!this.isChoosing() || event.shiftKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      event.preventDefault();
      this.draw();
      return true;
    }
    if (event.key !== "Tab" && event.key !== "Enter") return false;
    event.preventDefault();
    this.pick(this.at);
    return true;
  }

  pick(index) {
    const item = this.items[index];
    const caret = this.box.selectionStart;
    this.box.setRangeText(item.text, caret - this.length, caret, "end");
    this.close();
    this.onPick();
  }

  close() {
    this.items = [];
    this.node.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }
}
