// The interactive elements of Block Kit that a person presses or chooses from. Typed ones are in inputs.js.

import { avatar, el, fill, icon } from "./dom.js";
import { inputs } from "./inputs.js";
import { openMenu } from "./menu.js";
import { inside, plainText } from "./mrkdwn.js";
import { press } from "./press.js";
import { words } from "./words.js";

const asButton = ["primary", "danger"];

function button(element, context) {
  const style = asButton.includes(element.style) ? element.style : "";
  const settings = {
    class: `button ${style}`,
    "aria-label": element.accessibility_label,
    data: { action: element.action_id },
  };
  const state = { value: element.value ?? null };
  const label = el("span", { class: "label" }, plainText(element.text.text));
  if (!element.url)
    return el(
      "button",
      { type: "button", ...settings, onclick: (event) => press(context, element, state, event.currentTarget) },
      label,
    );
  const here = inside(element.url, context.desk);
  const away = /^https?:/i.test(element.url) ? { href: element.url, target: "_blank", rel: "noopener noreferrer" } : {};
  return el(
    "a",
    {
      ...settings,
      class: `button link ${style}`,
      ...(here ? { href: here } : away),
      onclick: (event) => {
        if (element.action_id) press(context, { ...element, confirm: null }, state, event.currentTarget);
      },
    },
    label,
  );
}

function overflow(element, context) {
  const open = (event) => {
    const node = event.currentTarget;
    openMenu(node, {
      label: words.more,
      role: "menu",
      items: element.options.map((option) => ({
        value: option.value,
        label: plainText(option.text.text),
        note: option.description?.text,
        option,
      })),
      onChoose: ({ option }) => {
        if (option.url) window.open(option.url, "_blank", "noopener");
        press(context, element, { selected_option: option }, node);
      },
    });
  };
  return el(
    "button",
    {
      type: "button",
      class: "button more",
      "aria-label": element.accessibility_label ?? words.more,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: words.more,
      onclick: open,
      data: { action: element.action_id },
    },
    icon("more"),
  );
}

// A control that shows what is chosen and opens a list. `many` keeps the list open until Done.
function picker(element, context, { items, read, state, many, placeholder }) {
  const shown = el("span", { class: "label" });
  const draw = () => {
    const labels = read(context.state(element)).map(
      (value) => items().find((item) => item.value === value)?.label ?? value,
    );
    fill(
      shown,
      labels.length
        ? labels.join(", ")
        : el("span", { class: "placeholder" }, element.placeholder ? plainText(element.placeholder.text) : placeholder),
    );
  };
  const open = (event) => {
    const node = event.currentTarget;
    const chosen = read(context.state(element));
    let changed = false;
    openMenu(node, {
      label: context.label ?? placeholder,
      multiple: many,
      items: items().map((item) => ({ ...item, chosen: chosen.includes(item.value) })),
      onChoose: (item) => {
        context.change(element, state([item.value]), node);
        draw();
      },
      onChange: (values) => {
        changed = true;
        context.note(element, state(limited(values, element)));
        draw();
      },
      onClosed: () => changed && context.change(element, context.state(element), node),
    });
  };
  draw();
  return el(
    "button",
    {
      type: "button",
      class: "button picker",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      onclick: open,
      data: { action: element.action_id },
      ...context.aria(element),
    },
    shown,
    icon("down"),
  );
}

const limited = (values, element) => (element.max_selected_items ? values.slice(-element.max_selected_items) : values);

function optionItems(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap((group) =>
    group.options.map((option) => ({
      value: option.value,
      label: plainText(option.text.text),
      note: option.description && plainText(option.description.text),
      group: group.label?.text,
      option,
    })),
  );
}

function select(element, context, many) {
  const items = optionItems(element);
  const options = (values) => values.map((value) => items.find((item) => item.value === value)?.option).filter(Boolean);
  return picker(element, context, {
    items: () => items,
    many,
    placeholder: words.choose,
    read: (state) =>
      (many ? state.selected_options : [state.selected_option]).filter(Boolean).map((option) => option.value),
    state: (values) =>
      many
        ? { type: element.type, selected_options: options(values) }
        : { type: element.type, selected_option: options(values)[0] ?? null },
  });
}

function users(element, context, many) {
  const everyone = () =>
    [...context.desk.state.people.values()]
      .filter((person) => !["bot", "left"].includes(person.badge))
      .map((person) => ({
        value: person.id,
        label: person.real_name,
        note: [person.job, words.badges[person.badge]].filter(Boolean).join(" · "),
        icon: avatar(person, "tiny"),
      }));
  return picker(element, context, {
    items: everyone,
    many,
    placeholder: many ? words.choosePeople : words.choosePerson,
    read: (state) => (many ? state.selected_users : [state.selected_user]).filter(Boolean),
    state: (values) =>
      many ? { type: element.type, selected_users: values } : { type: element.type, selected_user: values[0] ?? null },
  });
}

function conversations(element, context) {
  const { state: desk } = context.desk;
  return picker(element, context, {
    items: () =>
      desk.places
        .filter((place) => place.kind !== "direct")
        .map((place) => ({ value: place.id, label: desk.placeName(place) })),
    many: false,
    placeholder: words.choose,
    read: (state) => [state.selected_conversation].filter(Boolean),
    state: ([value]) => ({ type: element.type, selected_conversation: value ?? null }),
  });
}

const makers = {
  ...inputs,
  button,
  overflow,
  static_select: (element, context) => select(element, context, false),
  multi_static_select: (element, context) => select(element, context, true),
  users_select: (element, context) => users(element, context, false),
  multi_users_select: (element, context) => users(element, context, true),
  conversations_select: conversations,
  channels_select: conversations,
};

export function renderElement(element, context) {
  const make = makers[element.type];
  return make ? make(element, context) : el("span", { class: "unknown" }, words.unknownBlock(element.type));
}
