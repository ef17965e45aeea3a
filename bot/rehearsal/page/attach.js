// Files on their way into a message: chosen, dropped or pasted, uploaded at once, and sent by their ids.

import { el, fill } from "./dom.js";
import { fileChooser, takenFiles } from "./files.js";
import { words } from "./words.js";

const MOST = 10;

export class Attach {
  constructor(desk, { onChange, onProblem }) {
    Object.assign(this, { desk, onChange, onProblem, kept: new Map(), key: "" });
    this.chooser = fileChooser({ label: words.attach, onFiles: (files) => this.take(files) });
    this.list = el("ul", { class: "taken", "aria-label": words.attached, hidden: true });
    this.node = el("div", {}, this.chooser, this.list);
  }

  // Another person or place has files of its own.
  turn(key) {
    this.key = key;
    this.draw();
  }

  get files() {
    return this.kept.get(this.key) ?? [];
  }
  get isReady() {
    return this.files.every((file) => file.id);
  }

  choose() {
    this.chooser.click();
  }

  async take(files) {
    const { key } = this;
    const room = MOST - this.files.length;
    if (files.length > room) this.onProblem(words.tooManyFiles(MOST));
    await Promise.all(files.slice(0, room).map((file) => this.upload(file, key)));
  }

  async upload(file, key) {
    const coming = { name: file.name, size: file.size };
    this.put(key, (all) => [...all, coming]);
    try {
      const answer = await this.desk.session.api.upload(file);
      this.put(key, (all) => all.map((each) => (each === coming ? answer.file : each)));
    } catch (problem) {
      this.put(key, (all) => all.filter((each) => each !== coming));
      if (problem.code === undefined) throw problem;
      this.onProblem(problem.detail || words.refusals[problem.code] || problem.code);
    }
  }

  put(key, change) {
    this.kept.set(key, change(this.kept.get(key) ?? []));
    this.draw();
    this.onChange();
  }

  clear() {
    this.put(this.key, () => []);
  }

  draw() {
    this.list.hidden = !this.files.length;
    fill(
      this.list,
      takenFiles(this.files, (file) => {
        this.put(this.key, (all) => all.filter((each) => each !== file));
        this.desk.live.announce(words.removedFile(file.name), "");
      }),
    );
  }

  // Files dropped on a node or pasted into the box.
  listen(node, box) {
    const has = (event) => event.dataTransfer?.types.includes("Files") && !box.disabled;
    node.addEventListener("dragover", (event) => {
      if (!has(event)) return;
      event.preventDefault();
      node.classList.add("dropping");
    });
    for (const end of ["dragleave", "drop"]) node.addEventListener(end, () => node.classList.remove("dropping"));
    node.addEventListener("drop", (event) => {
      if (!has(event)) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
    box.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      this.take([...event.clipboardData.files]);
    });
  }
}
