// The box for writing: messages, slash commands, mentions. What is typed is kept for each person and place.

import { ActAs } from "./actas.js";
import { Attach } from "./attach.js";
import { isCommand, runCommand } from "./command.js";
import { runShortcut } from "./deeds.js";
import { el, icon, iconButton, tintOf } from "./dom.js";
import { refusalWords } from "./live.js";
import { openMenu } from "./menu.js";
import { whileSending } from "./press.js";
import { Suggest } from "./suggest.js";
import { words } from "./words.js";

const MAX_HEIGHT_PX = 200;

export class Composer {
  constructor(desk, { inThread = false } = {}) {
    Object.assign(this, { desk, inThread });
    this.box = el("textarea", {
      rows: 1,
      "aria-label": inThread ? words.replyTo : words.composer,
      dir: "auto",
      enterkeyhint: "send",
      oninput: () => this.typed(),
      onkeydown: (event) => this.keys(event),
    });
    this.suggest = new Suggest(desk, this.box, { inThread, onPick: () => this.typed() });
    this.button = el(
      "button",
      { type: "button", class: "send", "aria-label": words.send, title: words.send, onclick: () => this.send() },
      icon("send"),
    );
    this.attach = new Attach(desk, { onChange: () => this.size(), onProblem: (text) => this.say(text) });
    this.adder = iconButton("plus", words.addHere, () => this.add(), {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
    this.note = el("p", { class: "composer-note", role: "status", hidden: true });
    this.frame = el(
      "div",
      { class: "composer-frame" },
      this.attach.node,
      el(
        "div",
        { class: "composer-line" },
        inThread ? null : new ActAs(desk).chip,
        this.box,
        this.adder,
        this.button,
      ),
    );
    this.attach.listen(this.frame, this.box);
    this.node = el(
      inThread ? "div" : "section",
      {
        class: `composer ${inThread ? "in-thread" : ""}`,
        "aria-label": inThread ? null : words.composer,
        tabIndex: -1,
      },
      this.suggest.node,
      this.note,
      this.frame,
    );
    desk.state.on("me places channel current refused root", () => this.load());
  }

  get place() {
    return this.desk.state.place(this.desk.state.channel);
  }
  get thread() {
    return this.inThread ? this.desk.state.root : undefined;
  }

  // Another person or place: its own draft and its own words.
  load() {
    const { state, session } = this.desk;
    if (!state.me || !state.channel || this.sending) return;
    this.frame.className = `composer-frame ${tintOf(state.me)}`;
    const name = this.place ? state.placeName(this.place) : "";
    const first = state.me.real_name.split(" ")[0];
    this.box.placeholder = state.refused ? "" : this.inThread ? words.replyAs(first) : this.invitation(name, first);
    const key = `${session.user} ${state.channel} ${this.thread}`;
    const closed = Boolean(this.place?.archived || state.refused || this.place?.is_member === false);
    this.box.disabled = this.button.disabled = this.adder.disabled = closed;
    if (key === this.key) return;
    this.key = key;
    this.box.value = session.draft(this.thread);
    this.attach.turn(key);
    this.say("");
    this.suggest.close();
    this.size();
  }

  invitation(place, person) {
    if (matchMedia("(max-width: 767px)").matches) return words.writeAs(person);
    const isNarrow = this.desk.state.root || matchMedia("(max-width: 1100px)").matches;
    return isNarrow ? words.write : words.writeTo(place);
  }

  fill(text) {
    this.box.value = text;
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
    this.typed({ quiet: true });
  }

  typed({ quiet = false } = {}) {
    this.desk.session.keepDraft(this.box.value, this.thread);
    this.say(this.inThread && isCommand(this.box.value) ? words.noCommandsInThreads : "");
    if (quiet) this.suggest.close();
    else this.suggest.look();
    this.size();
  }

  size() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, MAX_HEIGHT_PX)}px`;
    this.button.classList.toggle("ready", Boolean(this.box.value.trim() || this.attach.files.length));
  }

  // A file of one's own, or a shortcut of the app that needs no message.
  add() {
    const { state } = this.desk;
    const shortcuts = this.inThread ? [] : state.shortcuts.filter((each) => each.type === "global");
    if (!shortcuts.length) {
      this.attach.choose();
      return;
    }
    openMenu(this.adder, {
      label: words.addHere,
      role: "menu",
      items: [
        { value: "file", label: words.attach, icon: icon("file"), act: () => this.attach.choose() },
        ...shortcuts.map((each) => ({
          value: each.callback_id,
          label: each.name,
          note: each.description,
          group: state.appName,
          act: () => runShortcut(this.desk, each),
        })),
      ],
      onChoose: (item) => item.act(),
    });
  }

  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  keys(event) {
    if (event.isComposing || this.suggest.keys(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
    if (event.key === "ArrowUp" && !this.box.value) {
      event.preventDefault();
      (this.inThread ? this.desk.thread.history : this.desk.history).focus();
    }
  }

  async send() {
    const text = this.box.value.trim();
    if ((!text && !this.attach.files.length) || this.sending) return;
    if (!this.attach.isReady) {
      this.say(words.stillComing);
      return;
    }
    if (this.inThread && isCommand(text)) {
      this.say(words.noCommandsInThreads);
      return;
    }
    this.sending = true;
    this.box.readOnly = true;
    this.say("");
    this.suggest.close();
    try {
      const refusal = await whileSending(this.button, () => this.deliver(text));
      if (refusal) this.say(refusal);
      else if (refusal !== undefined) this.sent();
    } catch (problem) {
      if (problem.code === undefined) throw problem;
      this.say(refusalWords(problem));
    } finally {
      this.sending = false;
      this.box.readOnly = false;
      this.load();
    }
  }

  // Why it did not go, or nothing: then what was written has gone.
  async deliver(text) {
    if (isCommand(text)) return runCommand(this.desk, text);
    const { session, state } = this.desk;
    const files = this.attach.files.map((file) => file.id);
    await session.api.say(state.channel, text, this.thread, files);
    this.attach.clear();
    return "";
  }

  sent() {
    this.box.value = "";
    this.desk.session.keepDraft("", this.thread);
    this.size();
    this.desk.wroteIn(this.inThread);
  }

  focus() {
    this.box.focus({ preventScroll: true });
  }
}
