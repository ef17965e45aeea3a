// The app's forms: the top one of the person's stack as a dialog. Typed words stay through redraws and refusals.

import { fieldsOf, renderBlocks } from "./blocks.js";
import { ask, openDialog } from "./dialog.js";
import { el, textButton } from "./dom.js";
import { refusalWords } from "./live.js";
import { plainText } from "./mrkdwn.js";
import { whileSending } from "./press.js";
import { initialState, isEmpty, Values } from "./values.js";
import { words } from "./words.js";

export class Modal {
  constructor(desk) {
    Object.assign(this, { desk, open: null, kept: new Map() });
    desk.state.on("views", () => this.show(desk.state.views.at(-1) ?? null));
  }

  show(view) {
    const all = new Set(this.desk.state.views.map((each) => each.id));
    for (const id of this.kept.keys()) if (!all.has(id)) this.kept.delete(id);
    if (!view) {
      this.open?.shell.close();
      return;
    }
    if (this.open?.view.id === view.id && this.open.view.hash === view.hash) return;
    const isNew = this.open?.view.id !== view.id;
    if (!this.open) this.open = { shell: this.shell(), view };
    this.open.view = view;
    this.draw({ isNew });
  }

  shell() {
    return openDialog({
      title: "",
      body: "",
      kind: "form",
      onCancel: () => this.leave(),
      onClosed: (from) => {
        this.open = null;
        this.desk.focusAfterForm(from);
      },
    });
  }

  values(view) {
    if (!this.kept.has(view.id)) this.kept.set(view.id, new Values());
    const values = this.kept.get(view.id);
    const fields = fieldsOf(view.blocks);
    values.keepOnly(new Set(fields.map(({ block, element }) => `${block}\n${element.action_id}`)));
    for (const { block, element } of fields)
      if (!values.get(block, element.action_id)) values.put(block, element.action_id, initialState(element));
    return values;
  }

  draw({ isNew = false, errors = null } = {}) {
    const { shell, view } = this.open;
    const focused = shell.dialog.contains(document.activeElement)
      ? document.activeElement.closest("[data-action]")?.dataset.action
      : null;
    const surface = { desk: this.desk, where: { view_id: view.id }, values: this.values(view), errors, heading: "h3" };
    const wrong = Object.keys(errors ?? {}).length;
    const body = el(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          this.send();
        },
      },
      wrong > 1 && el("p", { class: "form-errors" }, words.checkFields(wrong)),
      renderBlocks(view.blocks, surface),
      el("button", { type: "submit", hidden: true, tabIndex: -1 }),
    );
    shell.redraw({ title: view.title ? plainText(view.title.text) : "", body, footer: this.footer(view) });
    if (isNew) shell.content.scrollTop = 0;
    this.focus({ isNew, errors, focused });
    if (errors) this.desk.live.alarm(Object.values(errors).join(" "));
  }

  footer(view) {
    const away = view.close ? plainText(view.close.text) : view.submit ? words.cancel : words.close;
    const leave = textButton(away, () => this.leave());
    if (!view.submit) return [leave];
    const settings = { kind: "primary submit", disabled: view.submit_disabled === true };
    return [leave, textButton(plainText(view.submit.text), () => this.send(), settings)];
  }

  focus({ isNew, errors, focused }) {
    const { dialog, content } = this.open.shell;
    const wrong =
      errors &&
      Object.keys(errors)
        .map((block) => content.querySelector(`[data-block="${CSS.escape(block)}"]`))
        .find(Boolean);
    const focusable = "input:not([type=hidden]), textarea, .picker, button:not([hidden])";
    const first = content.querySelector(".input input, .input textarea, .input .picker");
    if (first === null && content.scrollHeight > content.clientHeight) content.tabIndex = 0; // so that keys can scroll it
    else content.removeAttribute("tabindex");
    const end = content.getBoundingClientRect().bottom;
    const inSight = first !== null && (!isNew || first.getBoundingClientRect().bottom <= end); // else its words come first
    const target =
      wrong?.querySelector(focusable) ??
      (!isNew && focused ? content.querySelector(`[data-action="${CSS.escape(focused)}"]`) : null) ??
      (inSight ? first : dialog.querySelector("h2"));
    if (isNew || errors || focused) target.focus();
  }

  async send() {
    const { view, shell } = this.open;
    const errors = this.check(view);
    if (errors) {
      this.draw({ errors });
      return;
    }
    const button = shell.dialog.querySelector(".submit");
    if (!button || button.disabled) return;
    try {
      const answer = await whileSending(button, () => this.desk.session.api.submit(view.id, this.values(view).all()));
      if (answer) this.take(answer, view);
    } catch (problem) {
      if (problem.code === undefined) throw problem;
      this.refuse(refusalWords(problem));
    }
  }

  take(answer, view) {
    if (answer.errors && Object.keys(answer.errors).length) {
      this.draw({ errors: answer.errors });
      return;
    }
    if (answer.ok === false) {
      this.refuse(answer.text || `${words.failed}: ${answer.error}`);
      return;
    }
    if (!answer.views?.some((each) => each.id === view.id)) this.kept.delete(view.id);
    this.desk.session.takeViews(answer.views ?? []);
  }

  refuse(text) {
    const { content } = this.open.shell;
    content.querySelector(".form-errors")?.remove();
    content.prepend(el("p", { class: "form-errors", role: "alert" }, text));
    content.scrollTop = 0;
  }

  // What the platform's own form would not let through.
  check(view) {
    const values = this.values(view);
    const errors = {};
    for (const { block, element, input } of fieldsOf(view.blocks)) {
      if (!input) continue;
      const state = values.get(block, element.action_id);
      const problem = isEmpty(state) ? (input.optional ? null : words.required) : misfit(element, state.value ?? "");
      if (problem) errors[block] = problem;
    }
    return Object.keys(errors).length ? errors : null;
  }

  async leave() {
    const { view } = this.open;
    const values = this.kept.get(view.id);
    if (
      values?.touched &&
      !(await ask({ title: words.loseTitle, text: words.loseText, yes: words.loseYes, no: words.loseNo, danger: true }))
    )
      return;
    this.kept.delete(view.id);
    this.desk.state.set({ views: this.desk.state.views.filter((each) => each.id !== view.id) });
    await this.desk.session.api.close(view.id).catch((problem) => this.desk.live.refusal(problem));
  }
}

function misfit(element, text) {
  const length = [...text].length;
  if (element.min_length && length < element.min_length) return words.tooShort(element.min_length);
  if (element.max_length && length > element.max_length) return words.tooLong(element.max_length);
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/i.test(text)) return words.badUrl;
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(text)) return words.badEmail;
  if (element.type === "number_input" && !(element.is_decimal_allowed ? /^-?\d+([.,]\d+)?$/ : /^-?\d+$/).test(text))
    return words.badNumber;
  return null;
}
