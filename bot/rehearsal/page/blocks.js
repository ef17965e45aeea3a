// Block Kit blocks as nodes, for messages, forms and Home.

import { el } from "./dom.js";
import { renderElement } from "./elements.js";
import { plainText, richText } from "./mrkdwn.js";
import { press } from "./press.js";
import { richTextBlock } from "./richtext.js";
import { hasState, initialState } from "./values.js";
import { words } from "./words.js";

let count = 0;

// What an element needs of the surface it stands on. `field` is set inside an input block.
class Context {
  constructor(surface, block, field = null) {
    Object.assign(this, surface, { blockId: block.block_id, field, label: field?.label });
  }

  state(element) {
    const kept = this.values.get(this.blockId, element.action_id);
    if (kept) return kept;
    this.values.put(this.blockId, element.action_id, initialState(element));
    return this.values.get(this.blockId, element.action_id);
  }

  // The person is still choosing or typing.
  note(element, state) {
    this.values.change(this.blockId, element.action_id, state);
    this.field?.clear();
  }

  // The choice is made; outside an input block the app hears of it at once.
  change(element, state, node) {
    this.note(element, state);
    if (!this.field || this.field.dispatch) press(this, element, state, node);
  }

  dispatches() {
    return !this.field || this.field.dispatch;
  }

  aria(element) {
    if (!this.field) return { "aria-label": element.accessibility_label ?? element.placeholder?.text };
    return {
      id: this.field.id,
      "aria-describedby": this.field.described,
      "aria-invalid": this.field.error ? "true" : null,
      "aria-required": this.field.required ? "true" : null,
      "aria-labelledby": `${this.field.id}-label ${this.field.id}`,
    };
  }
}

export const written = (text, desk) => (text.type === "mrkdwn" ? richText(text.text, desk) : plainText(text.text));

function image(block) {
  const source = block.image_url ?? block.slack_file?.url;
  const shown = el("img", { src: source, alt: block.alt_text ?? words.image, loading: "lazy" });
  // Pictures from elsewhere are not loaded: the page talks to its own server alone. Its text takes the place.
  shown.addEventListener("error", () =>
    shown.replaceWith(el("span", { class: "no-image" }, block.alt_text ?? words.image)),
  );
  return shown;
}

function input(block, surface) {
  const id = `field-${(count += 1)}`;
  const error = surface.errors?.[block.block_id] ?? null;
  const label = plainText(block.label.text);
  const hint = block.hint && el("p", { class: "hint", id: `${id}-hint` }, plainText(block.hint.text));
  const slot = el("p", { class: "field-error", id: `${id}-error`, hidden: !error }, error);
  const field = {
    id,
    label,
    error,
    required: !block.optional,
    dispatch: block.dispatch_action === true,
    described: [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || null,
    clear() {
      if (slot.hidden) return;
      slot.hidden = true;
      holder.classList.remove("wrong");
      holder.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
      surface.errors = { ...surface.errors, [block.block_id]: undefined };
    },
  };
  const context = new Context(surface, block, field);
  const holder = el(
    "div",
    { class: `block input ${error ? "wrong" : ""}`, data: { block: block.block_id } },
    el(
      "label",
      { id: `${id}-label`, for: id },
      label,
      block.optional && el("span", { class: "hint" }, ` ${words.optional}`),
    ),
    renderElement(block.element, context),
    slot,
    hint,
  );
  return holder;
}

function section(block, surface) {
  const context = new Context(surface, block);
  return el(
    "div",
    { class: `block section ${block.accessory ? "with-accessory" : ""}` },
    el(
      "div",
      { class: "section-text" },
      block.text && el("div", { class: "text" }, written(block.text, surface.desk)),
      block.fields &&
        el(
          "div",
          { class: "fields" },
          block.fields.map((text) => el("div", {}, written(text, surface.desk))),
        ),
    ),
    block.accessory &&
      el(
        "div",
        { class: "accessory" },
        block.accessory.type === "image" ? image(block.accessory) : renderElement(block.accessory, context),
      ),
  );
}

const makers = {
  section,
  input,
  header: (block, surface) => el(surface.heading ?? "h3", { class: "block header" }, plainText(block.text.text)),
  divider: () => el("hr", { class: "block" }),
  context: (block, surface) =>
    el(
      "div",
      { class: "block context" },
      block.elements.map((part) => (part.type === "image" ? image(part) : el("span", {}, written(part, surface.desk)))),
    ),
  actions: (block, surface) =>
    el(
      "div",
      { class: "block actions", role: "group" },
      block.elements.map((part) => renderElement(part, new Context(surface, block))),
    ),
  image: (block) =>
    el("figure", { class: "block" }, block.title && el("figcaption", {}, plainText(block.title.text)), image(block)),
  rich_text: (block, surface) => richTextBlock(block, surface.desk),
  markdown: (block, surface) => el("div", { class: "block text" }, richText(block.text, surface.desk)),
};

// surface: {desk, where: {channel, ts} or {view_id}, values, errors?, heading?}
export function renderBlocks(blocks, surface) {
  return blocks.map(
    (block) =>
      makers[block.type]?.(block, surface) ?? el("p", { class: "block unknown" }, words.unknownBlock(block.type)),
  );
}

// Every field of a form, so that an untouched one counts with what it shows at first.
export function fieldsOf(blocks) {
  return blocks.flatMap((block) =>
    [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]
      .filter((element) => element && hasState(element))
      .map((element) => ({ block: block.block_id, element, input: block.type === "input" ? block : null })),
  );
}
