// One message as an article: who, when, what, private reply, reactions, thread summary, and the tools that appear on it.

import { fieldsOf, renderBlocks } from "./blocks.js";
import { openMessageMenu, openReactions, putAway, react } from "./deeds.js";
import { avatar, el, icon, iconButton, listed } from "./dom.js";
import { reactionSign, reactionWords } from "./emoji.js";
import { fileName, sharedFiles } from "./files.js";
import { richText, spoken } from "./mrkdwn.js";
import { clock, moment } from "./time.js";
import { Values } from "./values.js";
import { words } from "./words.js";

const NOTICE = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$|^pinned_item$/;

export const isNotice = (message) => NOTICE.test(message.subtype ?? "");
export const isPrivateReply = (message) => Boolean(message.ephemeral);

export function sentence(message, desk) {
  const blocks = message.blocks?.map((block) => block.text?.text ?? "").join(" ");
  return spoken(message.text || blocks || message.files?.map(fileName).join(", ") || "", desk);
}

// options: {compact: same author as above, inThread}
export function renderMessage(message, desk, { compact = false, inThread = false } = {}) {
  if (isNotice(message)) return notice(message, desk);
  const author = desk.state.author(message);
  const privateReply = isPrivateReply(message);
  const time = clock(Number(message.ts), desk.state.me);
  const kinds = { compact, "private-reply": privateReply, card: isCard(message, author) };
  return el(
    "article",
    {
      class: ["message", ...Object.keys(kinds).filter((kind) => kinds[kind])].join(" "),
      tabIndex: -1,
      data: { ts: message.ts },
      "aria-label": listed([author.real_name, time, privateReply && words.privateReply, sentence(message, desk)], ", "),
    },
    el("div", { class: "gutter", "aria-hidden": "true" }, compact ? time : avatar(author)),
    el(
      "div",
      { class: "content" },
      privateReply && privateReplyNote(message, desk),
      !compact && byline(message, author, desk),
      body(message, author, desk),
      message.files?.length ? sharedFiles(message.files, desk) : null,
      reactions(message, desk),
      !inThread && summary(message, desk),
    ),
    !privateReply && message.subtype !== "tombstone" && tools(message, desk, { inThread }),
  );
}

function privateReplyNote(message, desk) {
  return el(
    "div",
    { class: "private-reply-note" },
    icon("eye"),
    words.privateReply,
    iconButton("close", words.putAway, () => putAway(desk, message)),
  );
}

function byline(message, author, desk) {
  const seconds = Number(message.ts);
  const badge = isApp(message, author) ? words.app : words.badges[author.badge];
  return el(
    "div",
    { class: "byline" },
    el("span", { class: "name" }, author.real_name),
    badge && el("span", { class: "badge" }, badge),
    el("time", { title: moment(seconds, desk.state.me) }, clock(seconds, desk.state.me)),
  );
}

// An app's message with blocks is a card; a person's rich text repeats their text, which has the markup they typed.
const isCard = (message, author) => Boolean(message.blocks?.length) && isApp(message, author);
const isApp = (message, author) => Boolean(author.bot ?? message.bot_id);

function notice(message, desk) {
  return el(
    "article",
    { class: "message notice", tabIndex: -1, data: { ts: message.ts } },
    el("span", {}, richText(message.text, desk)),
    el("time", {}, clock(Number(message.ts), desk.state.me)),
  );
}

// An app edits its cards all the time; only words are marked as edited.
function body(message, author, desk) {
  const edited = message.edited && el("span", { class: "edited" }, ` ${words.edited}`);
  if (!isCard(message, author))
    return message.text || edited
      ? el("div", { class: "text", dir: "auto" }, richText(message.text ?? "", desk), edited)
      : null;
  const hasInputs = fieldsOf(message.blocks).some(({ input }) => input);
  const surface = {
    desk,
    where: { channel: desk.state.channel, ts: message.ts },
    values: new Values(message.state?.values),
    sendsValues: hasInputs,
  };
  return el("div", { class: "blocks", dir: "auto" }, renderBlocks(message.blocks, surface));
}

function reactions(message, desk) {
  if (!message.reactions?.length) return null;
  return el(
    "div",
    { class: "reactions" },
    message.reactions.map((reaction) => {
      const mine = reaction.users?.includes(desk.state.me.id);
      return el(
        "button",
        {
          type: "button",
          class: `reaction ${mine ? "mine" : ""}`,
          "aria-pressed": String(Boolean(mine)),
          "aria-label": words.reaction(reactionWords(reaction.name), reaction.count ?? reaction.users.length),
          data: { action: `reaction ${reaction.name}` },
          title: reaction.users?.map((id) => desk.state.person(id)?.real_name ?? id).join(", "),
          onclick: () => react(desk, message, reaction.name, mine),
        },
        reactionSign(reaction.name),
        `${reaction.count ?? reaction.users.length}`,
      );
    }),
  );
}

function summary(message, desk) {
  if (!message.reply_count) return null;
  const last = message.latest_reply && words.lastReply(clock(Number(message.latest_reply), desk.state.me));
  return el(
    "button",
    {
      type: "button",
      class: "thread-summary",
      data: { action: "thread" },
      onclick: () => desk.session.openThread(message.ts),
    },
    icon("thread"),
    el("span", { class: "replies" }, words.replies(message.reply_count)),
    message.thread_mentions ? el("span", { class: "number for-me" }, words.mentions(message.thread_mentions)) : null,
    last && el("span", { class: "hint" }, last),
  );
}

function tools(message, desk, { inThread }) {
  return el(
    "div",
    { class: "tools", role: "group", "aria-label": words.messageMenu },
    iconButton("react", words.react, (event) => openReactions(event.currentTarget, message, desk)),
    !inThread && iconButton("thread", words.reply, () => desk.session.openThread(message.thread_ts ?? message.ts)),
    iconButton(
      "more",
      words.messageMenu,
      (event) => openMessageMenu(event.currentTarget, message, desk, { inThread }),
      { "aria-haspopup": "menu", "aria-expanded": "false" },
    ),
  );
}
