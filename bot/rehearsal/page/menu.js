// Lists that drop from a control: choices (list box) and commands (menu). On a narrow page they are a sheet at the bottom.

import { el, fill, rove, textButton } from "./dom.js";
import { words } from "./words.js";

const FILTER_FROM = 9;
const GAP = 4;

// items: [{value, label, note, group, icon, chosen, danger}]. onChoose(item) for a single choice; with `multiple`, onChange(values).
export function openMenu(anchor, { items, label, role = "listbox", multiple = false, onChoose, onChange, onClosed }) {
  const chosen = new Set(items.filter((item) => item.chosen).map((item) => item.value));
  const list = el("div", { class: "menu-list", role, "aria-label": label, "aria-multiselectable": multiple || null });
  const filter =
    items.length >= FILTER_FROM &&
    el("input", { class: "menu-filter", type: "search", placeholder: words.filter, "aria-label": words.filter });
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
    const matching = items.filter((item) => item.label.toLowerCase().includes(wanted));
    const nodes = grouped(matching, (item) =>
      option(item, { role, multiple, on: chosen.has(item.value), onclick: () => choose(item) }),
    );
    fill(list, nodes.length ? nodes : el("div", { class: "menu-empty" }, words.noMatch));
    const first = list.querySelector("[aria-selected=true], [aria-checked=true]") ?? list.querySelector(".option");
    if (first) first.tabIndex = 0;
  };
  const close = () => box.hidePopover();

  draw();
  filter && filter.addEventListener("input", draw);
  rove(list, ".option");
  box.addEventListener("keydown", (event) => keys(event, { list, filter, close }));
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (inside && anchor.isConnected) anchor.focus();
    onClosed?.();
  });
  (anchor.closest("dialog") ?? document.body).append(box);
  anchor.setAttribute("aria-expanded", "true");
  box.showPopover();
  putBeside(box, anchor);
  (filter || list.querySelector(".option[tabindex='0']") || list).focus();
  return { close };
}

function grouped(items, make) {
  let group;
  return items.flatMap((item) => {
    const heading =
      item.group !== group && item.group ? [el("div", { class: "menu-group", role: "presentation" }, item.group)] : [];
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
      onclick,
      role: isMenu ? "menuitem" : "option",
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
  const size = box.getBoundingClientRect();
  const below = innerHeight - place.bottom - GAP * 3;
  const above = place.top - GAP * 3;
  const up = below < Math.min(size.height, 240) && above > below;
  box.style.minWidth = `${Math.min(Math.max(place.width, 200), 420)}px`;
  box.style.maxHeight = `${Math.max(up ? above : below, 140)}px`;
  const width = box.getBoundingClientRect().width;
  const height = Math.min(box.getBoundingClientRect().height, up ? above : below);
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  box.style.top = `${up ? place.top - height - GAP : place.bottom + GAP}px`;
}
