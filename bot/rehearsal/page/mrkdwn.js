// The chat's small markup ("mrkdwn") as nodes: bold, italic, strike, code, quote, links, people, places and dates.
// Everything ends in a text node; nothing is ever read as HTML.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { dateToken } from "./time.js";

// `desk.state` knows names and the reader; a plain_text object shows only emoji names.
export function richText(text, desk) {
  const parts = text.split(/```([\s\S]*?)```/);
  return parts.flatMap((part, index) =>
    index % 2 ? [el("pre", {}, decode(part.replace(/^\n|\n$/g, "")))] : quoted(part, desk),
  );
}

export function plainText(text) {
  return text.replace(/:([\w+-]+(?:::[\w-]+)?):/g, (whole, name) => emoji(name) ?? whole);
}

export const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// The same words without any markup, for names and announcements.
export function spoken(text, desk) {
  return el("span", {}, richText(text ?? "", desk))
    .textContent.replace(/\s+/g, " ")
    .trim();
}

function quoted(text, desk) {
  const nodes = [];
  let plain = [];
  let quote = [];
  const flush = () => {
    if (plain.length) nodes.push(...inline(plain.join("\n"), desk));
    if (quote.length) nodes.push(el("blockquote", {}, inline(quote.join("\n"), desk)));
    plain = [];
    quote = [];
  };
  for (const line of text.split("\n")) {
    const isQuote = /^(&gt;|>)/.test(line);
    if (isQuote ? plain.length : quote.length) flush();
    (isQuote ? quote : plain).push(isQuote ? line.replace(/^(&gt;|>) ?/, "") : line);
  }
  flush();
  return nodes;
}

const before = "(?<![\\p{L}\\p{N}";
const after = "(?![\\p{L}\\p{N}";
const span = (mark, name) =>
  `${before}${mark}])${mark}(?=\\S)(?<${name}>[^${mark}\\n]*?[^\\s${mark}])${mark}${after}${mark}])`;
const inlinePattern = new RegExp(
  `\`(?<code>[^\`\\n]+)\`|<(?<entity>[^<>\\n]+)>|${span("\\*", "bold")}|${span("_", "italic")}|${span("~", "strike")}|:(?<emoji>[\\w+-]+):`,
  "gu",
);
const tags = { bold: "strong", italic: "em", strike: "s" };

function inline(text, desk) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(inlinePattern)) {
    const found = match.groups;
    const node = found.code
      ? el("code", {}, decode(found.code))
      : found.entity
        ? entity(found.entity, desk)
        : found.emoji
          ? emoji(found.emoji)
          : styled(found, desk);
    if (node === null) continue;
    nodes.push(decode(text.slice(end, match.index)), node);
    end = match.index + match[0].length;
  }
  return [...nodes, decode(text.slice(end))];
}

function styled(found, desk) {
  const name = Object.keys(tags).find((key) => found[key] !== undefined);
  return el(tags[name], {}, inline(found[name], desk));
}

function entity(text, desk) {
  const [target, label] = split(text, "|");
  if (target.startsWith("@")) return person(target.slice(1), desk);
  if (target.startsWith("#")) return place(target.slice(1), label, desk);
  if (target.startsWith("!date^")) return date(target, label, desk);
  if (target.startsWith("!"))
    return el("span", { class: "mention" }, `@${label ? decode(label) : target.slice(1).split("^")[0]}`);
  return link(decode(target), label ? inline(label, desk) : [decode(target)], desk);
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

export function person(id, desk) {
  const name = desk.state.person(id)?.real_name ?? id;
  return el("span", { class: id === desk.state.me.id ? "mention of-me" : "mention" }, `@${name}`);
}

export function place(id, label, desk) {
  const known = desk.state.place(id);
  const name = known ? desk.state.placeName(known) : label ? `#${decode(label)}` : "#…";
  if (!known) return el("span", { class: "mention" }, name);
  return el("a", { class: "mention", href: `#${id}` }, name);
}

function date(target, fallback, desk) {
  const [, seconds, pattern, address] = target.split("^");
  const text = Number.isFinite(Number(seconds))
    ? dateToken(Number(seconds), decode(pattern ?? ""), desk.state.me)
    : decode(fallback);
  const time = el("time", { title: decode(fallback) }, text);
  return address ? link(decode(address), [time], desk) : time;
}

// Where an address of this workspace leads on the page, e.g. "#C123/1732.000100"; null for any other address.
export function inside(address, desk) {
  const own =
    address.match(/\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?(?:\?.*thread_ts=([\d.]+))?/) ??
    address.match(/app_redirect\?.*channel=(\w+)/);
  if (!own || !desk.state.place(own[1])) return null;
  return `#${[own[1], own[2] && `${own[2]}.${own[3]}`, own[4]].filter(Boolean).join("/")}`;
}

// A link to a message of this workspace opens here; anything but the web or mail stays plain text.
export function link(address, label, desk) {
  const here = inside(address, desk);
  if (here) return el("a", { href: here }, label);
  if (!/^(https?:|mailto:)/i.test(address)) return el("span", {}, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}
