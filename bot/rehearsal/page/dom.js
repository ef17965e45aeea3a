// Building the document: text is always a text node, so nobody's words can become markup.

import { paths } from "./icons.js";

const PROPERTIES = new Set([
  "value",
  "checked",
  "disabled",
  "selected",
  "readOnly",
  "indeterminate",
  "hidden",
  "tabIndex",
]);

// el("button", { class: "quiet", onclick: f, data: { key: "x" } }, "Text", node, [more])
export function el(tag, settings = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || value === null || (value === false && !PROPERTIES.has(name))) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

// Like `fill`, but nodes that stay are not moved, so they keep focus and scroll.
export function patch(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

// What there is of the parts, as one line.
export const listed = (parts, between = " · ") => parts.filter(Boolean).join(between);

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

// A button with words on it; kind is "primary", "danger" or nothing.
export function textButton(label, onclick, { kind = "", ...settings } = {}) {
  return el(
    "button",
    { type: "button", class: `button ${kind}`, onclick, ...settings },
    el("span", { class: "label" }, label),
  );
}

// A button that shows only a picture; its name is said and appears as a tip.
export function iconButton(name, label, onclick, settings = {}) {
  return el(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...settings },
    icon(name),
  );
}

function initials(name) {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, "")
    .split(/\s+/)
    .filter(Boolean);
  return words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 2);
}

const APP_TINT = 9;
const TINTS = 8; // of people

export const tintOf = (person) =>
  `tint-${person.bot || person.badge === "bot" ? APP_TINT : (((person.tint ?? 4) - 1) % TINTS) + 1}`;

export function avatar(person, size = "") {
  return el(
    "span",
    { class: `avatar ${size} ${tintOf(person)}`, "aria-hidden": "true" },
    initials(person.real_name ?? person.name),
  );
}

// Arrow keys move between the items of a list; the list itself is one stop of Tab.
export function rove(list, selector) {
  const items = () => [...list.querySelectorAll(selector)].filter((item) => item.offsetParent !== null);
  list.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const all = items();
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    all[Math.min(all.length - 1, Math.max(0, at + step))].focus();
  });
  list.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (item) for (const other of list.querySelectorAll(selector)) other.tabIndex = other === item ? 0 : -1;
  });
}
