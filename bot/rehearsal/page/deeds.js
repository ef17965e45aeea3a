// What a person may do to a message: react, edit, delete, copy, and the app's shortcuts.

import { ask, openDialog } from "./dialog.js";
import { el, icon, textButton } from "./dom.js";
import { reactionNames, reactionSign, reactionWords } from "./emoji.js";
import { openMenu, RULE } from "./menu.js";
import { decode, spoken } from "./mrkdwn.js";
import { words } from "./words.js";

const attempt = (desk, work) => work.catch((problem) => desk.live.refusal(problem));

export function react(desk, message, name, mine) {
  const { api } = desk.session;
  const { channel } = desk.state;
  return attempt(desk, mine ? api.unreact(channel, message.ts, name) : api.react(channel, message.ts, name));
}

// A private reply is gone for the one who saw it; nobody else had it.
export const putAway = (desk, message) =>
  attempt(
    desk,
    desk.session.api.remove(desk.state.channel, message.ts).then(() => desk.session.need("place", "thread")),
  );

// A shortcut of the app; what the platform says when the app stays silent is shown.
export async function runShortcut(desk, { callback_id: id, name }, channel, ts) {
  const answer = await attempt(desk, desk.session.api.shortcut(id, channel, ts));
  if (answer && !answer.ok) desk.live.toast(answer.warning ?? `${name}: ${words.failed}`);
  desk.session.need("views");
}

export function openReactions(anchor, message, desk) {
  openMenu(anchor, {
    label: words.react,
    role: "menu",
    items: reactionNames.map((name) => ({
      value: name,
      label: reactionWords(name),
      note: words.reactionNotes[name],
      icon: reactionSign(name),
    })),
    onChoose: ({ value }) =>
      react(
        desk,
        message,
        value,
        message.reactions?.some((each) => each.name === value && each.users?.includes(desk.state.me.id)),
      ),
  });
}

export function openMessageMenu(anchor, message, desk, { inThread }) {
  const { state, session } = desk;
  const own = message.user === state.me.id;
  const shortcuts = state.shortcuts.filter((each) => each.type === "message");
  const isPinned = state.current?.pins?.includes(message.ts);
  const mayRemove = own || state.me.is_admin;
  openMenu(anchor, {
    label: words.messageMenu,
    role: "menu",
    items: [
      !inThread && {
        value: "thread",
        label: words.reply,
        icon: icon("thread"),
        act: () => session.openThread(message.thread_ts ?? message.ts),
      },
      { value: "react", label: words.react, icon: icon("react"), act: () => openReactions(anchor, message, desk) },
      {
        value: "copy",
        label: words.copyText,
        icon: icon("file"),
        act: () => desk.live.copy(spoken(message.text, desk)),
      },
      {
        value: "pin",
        label: isPinned ? words.unpin : words.pin,
        icon: icon("pin"),
        act: () => pin(message, desk, isPinned),
      },
      own && { value: "edit", label: words.edit, icon: icon("edit"), act: () => edit(message, desk) },
      ...shortcuts.map((each) => ({
        value: each.callback_id,
        label: each.name,
        note: each.description,
        group: state.appName,
        act: () => runShortcut(desk, each, state.channel, message.ts),
      })),
      mayRemove && { value: "remove", label: words.remove, danger: true, group: RULE, act: () => remove(message, desk) },
    ].filter(Boolean),
    onChoose: (item) => item.act(),
  });
}

function pin(message, desk, isPinned) {
  const { api } = desk.session;
  const { channel } = desk.state;
  return attempt(desk, isPinned ? api.unpin(channel, message.ts) : api.pin(channel, message.ts));
}

// Stored mentions are shown as @Name while editing; the server turns them back.
function editable(text, desk) {
  return decode(text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => `@${desk.state.person(id)?.real_name ?? id}`));
}

function edit(message, desk) {
  const box = el("textarea", {
    class: "field",
    rows: 4,
    "aria-label": words.edit,
    dir: "auto",
    value: editable(message.text, desk),
  });
  const save = async () => {
    if (!box.value.trim() && !message.files?.length) return;
    await attempt(
      desk,
      desk.session.api.edit(desk.state.channel, message.ts, box.value).then(() => shell.close()),
    );
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  const shell = openDialog({
    title: words.edit,
    body: box,
    kind: "ask",
    footer: [textButton(words.cancel, () => shell.close()), textButton(words.save, save, { kind: "primary" })],
  });
  box.focus();
}

async function remove(message, desk) {
  if (!(await ask({ title: words.removeTitle, text: words.removeText, yes: words.remove, danger: true }))) return;
  await attempt(desk, desk.session.api.remove(desk.state.channel, message.ts));
}
