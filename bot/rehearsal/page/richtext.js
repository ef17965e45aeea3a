// rich_text blocks: sections, lists, quotes and preformatted text, with styles, people, places, links and dates.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { link, person, place } from "./mrkdwn.js";
import { dateToken } from "./time.js";

const makers = {
  text: (part) => part.text,
  link: (part, desk) => link(part.url, [part.text ?? part.url], desk),
  user: (part, desk) => person(part.user_id, desk),
  channel: (part, desk) => place(part.channel_id, "", desk),
  emoji: (part) => emoji(part.name) ?? `:${part.name}:`,
  usergroup: (part) => el("span", { class: "mention" }, `@${part.usergroup_id}`),
  broadcast: (part) => el("span", { class: "mention" }, `@${part.range}`),
  date: (part, desk) =>
    el("time", { title: part.fallback ?? "" }, dateToken(part.timestamp, part.format, desk.state.me)),
};
const styles = { code: "code", strike: "s", italic: "em", bold: "strong" };

function inline(parts, desk) {
  return parts.map((part) => {
    let node = makers[part.type]?.(part, desk) ?? "";
    for (const [name, tag] of Object.entries(styles)) if (part.style?.[name]) node = el(tag, {}, node);
    return node;
  });
}

const sections = {
  rich_text_section: (part, desk) => el("p", {}, inline(part.elements, desk)),
  rich_text_quote: (part, desk) => el("blockquote", {}, inline(part.elements, desk)),
  rich_text_preformatted: (part, desk) => el("pre", {}, inline(part.elements, desk)),
  rich_text_list: (part, desk) =>
    el(
      part.style === "ordered" ? "ol" : "ul",
      { class: `indent-${Math.min(part.indent ?? 0, 6)}`, start: part.offset ? part.offset + 1 : null },
      part.elements.map((item) => el("li", {}, inline(item.elements, desk))),
    ),
};

export function richTextBlock(block, desk) {
  return el(
    "div",
    { class: "block rich-text" },
    block.elements.map((part) => sections[part.type]?.(part, desk)),
  );
}
