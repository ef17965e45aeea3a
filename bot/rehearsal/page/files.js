// Files as they are shown: in a message to be fetched, in a box or a form on their way.

import { fileAddress } from "./api.js";
import { el, icon, iconButton, listed } from "./dom.js";
import { words } from "./words.js";

const UNITS = ["B", "kB", "MB"];

export const fileName = (file) => file.name || file.title || file.id;

function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const size = bytes / 1000 ** step;
  return `${step && size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[step]}`;
}

const kind = (file) => (fileName(file).match(/\.(\w{1,5})$/)?.[1] ?? "").toUpperCase();

function face(file) {
  return [
    icon("file"),
    el(
      "span",
      { class: "file-words" },
      el("span", { class: "file-name" }, fileName(file)),
      el("span", { class: "hint" }, listed([kind(file), fileSize(file.size)])),
    ),
  ];
}

// The files of a message; each is a link that fetches it.
export function sharedFiles(files, desk) {
  return el(
    "div",
    { class: "files" },
    files.map((file) =>
      el(
        "a",
        {
          class: "file",
          href: fileAddress(file.id, desk.state.me.id),
          download: fileName(file),
          "aria-label": words.fetchFile(fileName(file), fileSize(file.size)),
        },
        face(file),
        icon("fetch"),
      ),
    ),
  );
}

// Files that were taken but not sent; one that is still coming has no id.
export function takenFiles(files, onRemove) {
  return files.map((file) =>
    el(
      "li",
      { class: `file ${file.id ? "" : "coming"}`, "aria-label": listed([fileName(file), !file.id && words.uploading]) },
      file.id ? null : el("span", { class: "spinner", "aria-hidden": "true" }),
      face(file),
      iconButton("close", words.removeFile(fileName(file)), () => onRemove(file)),
    ),
  );
}

// A hidden field of the browser's own: its window chooses the files.
export function fileChooser({ many = true, accept = null, label, onFiles }) {
  const field = el("input", {
    type: "file",
    hidden: true,
    multiple: many,
    accept,
    "aria-label": label,
    onchange: () => {
      onFiles([...field.files]);
      field.value = "";
    },
  });
  return field;
}
