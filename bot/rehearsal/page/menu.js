// Lists that drop from a control: choices (list box) and commands (menu). On a narrow page they are a sheet at the bottom.

import { el, fill, rove, textButton } from "./dom.js";
import { words } from "./words.js";

const FILTER_FROM = 9;
const SEARCH_FROM = 2;
const REST_MS = 200;
export const RULE = Symbol("rule"); // a group without a heading: only a line
const MOST_PX = 560;
const GAP = 4;
let count = 0;

// items: [{value, label, note, group, icon, end, chosen, danger, disabled}]. onChoose(item) for a single choice; with
// `multiple`, onChange(values). With `search`, what is typed is also asked of it: search(text) gives more items.
export function openMenu(anchor, options) {
  const { items, label, role = "listbox", multiple = false, search, onChoose, onChange, onClosed } = options;
  const chosen = new Set(items.filter((item) => item.chosen).map((item) => item.value));
  const list = el("div", {
    id: `menu-${(count += 1)}`,
    class: "menu-list",
    role,
    "aria-label": label,
    "aria-multiselectable": multiple || null,
  });
  const filter =
    (search || (role === "listbox" && items.length >= FILTER_FROM)) &&
    el("input", { class: "menu-filter", type: "search", placeholder: words.filter, "aria-label": words.filter });
  if (search) Object.assign(filter, { placeholder: label, ariaLabel: label });
  let found = [];
  const done = multiple && textButton(words.done, () => close(), { kind: "primary menu-done" });
  const box = el(
    "div",
    { class: "menu", popover: "auto" },
    el("div", { class: "menu-title" }, label),
    filter,
    list,
    done,
  );

  const choose = (item) => {
    if (!multiple) {
      close();
      onChoose(item);
      return;
    }
    if (!chosen.delete(item.value)) chosen.add(item.value);
    const at = [...list.querySelectorAll(".option")].indexOf(document.activeElement);
    draw();
    list.querySelectorAll(".option")[at]?.focus();
    onChange([...chosen]);
  };
  const draw = () => {
    const wanted = (filter ? filter.value : "").toLowerCase();
    const matching = [...items.filter((item) => item.label.toLowerCase().includes(wanted)), ...found];
    const nodes = grouped(matching, (item) =>
      option(item, { role, multiple, on: chosen.has(item.value), onclick: () => choose(item) }),
    );
    fill(list, nodes.length ? nodes : el("div", { class: "menu-empty" }, words.noMatch));
    const first = list.querySelector("[aria-selected=true], [aria-checked=true]") ?? list.querySelector(".option");
    if (first) first.tabIndex = 0;
  };
  const close = () => box.hidePopover();

  draw();
  const more =
    search &&
    whenTypingRests(search, (answer) => {
      found = answer;
      draw();
    });
  filter &&
    filter.addEventListener("input", () => {
      draw();
      more?.(filter.value);
    });
  rove(list, ".option");
  box.addEventListener("keydown", (event) => keys(event, { list, filter, close }));
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    anchor.removeAttribute("aria-controls");
    if (inside && anchor.isConnected) anchor.focus();
    onClosed?.();
  });
  (anchor.closest("dialog") ?? document.body).append(box);
  anchor.setAttribute("aria-expanded", "true");
  if (role === "listbox") anchor.setAttribute("aria-controls", list.id);
  box.showPopover();
  putBeside(box, anchor);
  (filter || list.querySelector(".option[tabindex='0']") || list).focus();
  return { close };
}

// Asks once nothing was typed for a moment; an answer to older words is dropped.
function whenTypingRests(ask, take) {
  let asked = 0;
  let timer;
  return (text) => {
    const mine = (asked += 1);
    clearTimeout(timer);
    if (text.trim().length < SEARCH_FROM) {
      take([]);
      return;
    }
    timer = setTimeout(async () => {
      const answer = await ask(text);
      if (mine === asked) take(answer);
    }, REST_MS);
  };
}

const headingOf = (group) =>
  group === RULE
    ? el("div", { class: "menu-rule", role: "separator" })
    : el("div", { class: "menu-group", role: "presentation" }, group);

function grouped(items, make) {
  let group;
  return items.flatMap((item) => {
    const heading = item.group !== group && item.group ? [headingOf(item.group)] : [];
    group = item.group;
    return [...heading, make(item)];
  });
}

function option(item, { role, multiple, on, onclick }) {
  const isMenu = role === "menu";
  return el(
    "button",
    {
      type: "button",
      class: `option ${item.danger ? "risky" : ""} ${on ? "on" : ""}`,
      tabIndex: -1,
      onclick: item.disabled ? null : onclick,
      role: isMenu ? "menuitem" : "option",
      "aria-disabled": item.disabled ? "true" : null,
      "aria-selected": isMenu ? null : String(on),
    },
    !isMenu && el("span", { class: multiple ? "tick box" : "tick", "aria-hidden": "true" }, on ? "✓" : ""),
    item.icon,
    el(
      "span",
      { class: "option-text" },
      el("span", {}, item.label),
      item.note && el("span", { class: "option-note" }, item.note),
    ),
    item.end,
  );
}

function keys(event, { list, filter, close }) {
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
    return;
  }
  if (event.key === "Tab" && !filter) {
    event.preventDefault();
    close();
    return;
  }
  if (event.target === filter) {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    const first = list.querySelector(".option");
    if (event.key === "Enter" && filter.value) first?.click();
    else first?.focus();
    return;
  }
  if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
    const start = event.key.toLowerCase();
    const match = [...list.querySelectorAll(".option")].find((node) =>
      node.textContent.trim().replace(/^✓/, "").toLowerCase().startsWith(start),
    );
    match?.focus();
  }
}

// The narrow sheet is placed by the style sheet alone.
function putBeside(box, anchor) {
  if (matchMedia("(max-width: 767px)").matches) return;
  const place = anchor.getBoundingClientRect();
  const below = innerHeight - place.bottom - GAP * 3;
  const above = place.top - GAP * 3;
  const up = below < Math.min(box.scrollHeight, MOST_PX) && above > below;
  box.style.minWidth = `${Math.min(Math.max(place.width, 200), 420)}px`;
  box.style.maxHeight = `${Math.min(Math.max(up ? above : below, 140), MOST_PX)}px`;
  const { width } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  box.style[up ? "bottom" : "top"] = `${up ? innerHeight - place.top + GAP : place.bottom + GAP}px`;
}
