// Elements of Block Kit that a person types into or ticks: text, numbers, dates, radio buttons and boxes.

import { el } from "./dom.js";
import { fileInput } from "./fileinput.js";
import { plainText, richText } from "./mrkdwn.js";
import { fromWall, toWall } from "./time.js";
import { words } from "./words.js";

let groups = 0;

function typed(type, settings = {}) {
  return (element, context) => {
    const field = el(element.multiline ? "textarea" : "input", {
      class: "field",
      dir: "auto",
      ...(element.multiline ? { rows: 4 } : { type }),
      ...settings,
      value: context.state(element).value ?? "",
      placeholder: element.placeholder ? plainText(element.placeholder.text) : null,
      data: { action: element.action_id },
      ...context.aria(element),
    });
    const count = element.max_length ? el("span", { class: "count", "aria-hidden": "true" }) : null;
    const state = () => ({ type: element.type, value: field.value || null });
    const draw = () => count && showLeft(count, element.max_length - [...field.value].length, element.max_length);
    field.addEventListener("input", () => {
      context.note(element, state());
      draw();
    });
    if (context.dispatches(element)) onDispatch(field, element, () => context.change(element, state(), field));
    draw();
    return count ? el("div", { class: "counted" }, field, count) : field;
  };
}

function showLeft(count, left, limit) {
  count.textContent = left < 0 ? words.over(-left) : left <= Math.max(20, limit / 5) ? words.left(left) : "";
  count.classList.toggle("over", left < 0);
}

function onDispatch(field, element, act) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (on.includes("on_character_entered")) field.addEventListener("input", act);
  else
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        act();
      }
    });
}

function dated(type, key, read, write) {
  return (element, context) => {
    const person = context.desk.state.me;
    const field = el("input", {
      class: "field date",
      type,
      value: read(context.state(element)[key], person),
      data: { action: element.action_id },
      ...context.aria(element),
    });
    field.addEventListener("change", () =>
      context.change(element, { type: element.type, [key]: write(field.value, person) }, field),
    );
    if (type !== "datetime-local") return field;
    const zone = (person.tz ?? "UTC").split("/").at(-1).replaceAll("_", " ");
    return el("div", { class: "dated" }, field, el("span", { class: "hint" }, words.zone(zone)));
  };
}

const same = (value) => value ?? "";
const orNothing = (text) => text || null;

function ticks(type) {
  const many = type === "checkbox";
  return (element, context) => {
    const name = `choice-${(groups += 1)}`;
    const before = context.state(element);
    const chosen = (many ? before.selected_options : [before.selected_option])
      .filter(Boolean)
      .map((option) => option.value);
    const state = () => {
      const on = element.options.filter((_, index) => boxes[index].checked);
      return many
        ? { type: element.type, selected_options: on }
        : { type: element.type, selected_option: on[0] ?? null };
    };
    const boxes = element.options.map((option) =>
      el("input", {
        type,
        name,
        value: option.value,
        checked: chosen.includes(option.value),
        onchange: (event) => context.change(element, state(), event.target),
      }),
    );
    const { "aria-describedby": described, "aria-invalid": invalid } = context.aria(element);
    return el(
      "div",
      {
        class: "ticks",
        role: many ? "group" : "radiogroup",
        data: { action: element.action_id },
        "aria-label": context.label,
        "aria-describedby": described,
        "aria-invalid": invalid,
      },
      element.options.map((option, index) =>
        el(
          "label",
          { class: "tick-row" },
          boxes[index],
          el(
            "span",
            {},
            written(option.text, context),
            option.description && el("span", { class: "hint" }, written(option.description, context)),
          ),
        ),
      ),
    );
  };
}

const written = (text, context) => (text.type === "mrkdwn" ? richText(text.text, context.desk) : plainText(text.text));

export const inputs = {
  plain_text_input: typed("text"),
  email_text_input: typed("email", { inputmode: "email" }),
  url_text_input: typed("url", { inputmode: "url" }),
  number_input: typed("text", { inputmode: "decimal" }),
  datepicker: dated("date", "selected_date", same, orNothing),
  timepicker: dated("time", "selected_time", same, orNothing),
  datetimepicker: dated(
    "datetime-local",
    "selected_date_time",
    (at, person) => (at ? toWall(at, person) : ""),
    (text, person) => (text ? fromWall(text, person) : null),
  ),
  radio_buttons: ticks("radio"),
  checkboxes: ticks("checkbox"),
  file_input: fileInput,
};
