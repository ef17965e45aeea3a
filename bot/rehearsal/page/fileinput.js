// The form's field for files: a button that opens the browser's window, and the list of what was taken.

import { el, fill, icon } from "./dom.js";
import { fileChooser, takenFiles } from "./files.js";
import { refusalWords } from "./live.js";
import { words } from "./words.js";

const MOST = 10;

export function fileInput(element, context) {
  const { desk } = context;
  const most = element.max_files ?? MOST;
  const list = el("ul", { class: "taken" });
  const note = el("p", { class: "field-error", role: "status", hidden: true });
  const coming = new Set();
  const taken = () => context.state(element).files;
  const say = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };
  const keep = (files) => {
    context.note(element, { type: element.type, files });
    draw();
  };
  const draw = () => {
    const remove = (file) => {
      keep(taken().filter((each) => each !== file));
      button.focus();
    };
    fill(list, takenFiles([...taken(), ...coming], remove));
    list.hidden = !list.childElementCount;
    button.disabled = taken().length + coming.size >= most;
  };
  const take = async (file) => {
    const shown = { name: file.name, size: file.size };
    coming.add(shown);
    draw();
    try {
      const answer = await desk.session.api.upload(file);
      coming.delete(shown);
      keep([...taken(), answer.file]);
    } catch (problem) {
      coming.delete(shown);
      draw();
      if (problem.code === undefined) throw problem;
      say(problem.detail || refusalWords(problem));
    }
  };
  const chooser = fileChooser({
    many: most > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(",") ?? null,
    label: context.label,
    onFiles: (files) => {
      const room = most - taken().length;
      say(files.length > room ? words.tooManyFiles(most) : "");
      files.slice(0, room).forEach(take);
    },
  });
  const button = el(
    "button",
    {
      type: "button",
      class: "button choose-file",
      onclick: () => chooser.click(),
      data: { action: element.action_id },
      ...context.aria(element),
      "aria-required": null,
    },
    icon("file"),
    el("span", { class: "label" }, most > 1 ? words.chooseFiles : words.chooseFile),
  );
  draw();
  return el("div", { class: "file-field" }, list, button, chooser, note);
}
