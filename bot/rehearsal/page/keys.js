// Keys of the whole page. Keys of a message are in history.js, of a list in menu.js, of the box in composer.js.

import { openPeople } from "./actas.js";
import { find } from "./find.js";
import { showKeys } from "./hint.js";

const typing = (node) => node.matches("input, textarea, select, [contenteditable]");

export function listenToKeys(desk) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    const act = command ? withCommand(event, desk) : event.altKey ? withAlt(event, desk) : alone(event, desk);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function withCommand(event, desk) {
  if (event.key.toLowerCase() === "k") return () => find(desk, desk.finder);
  if (event.key === ".") return () => openPeople(document.querySelector(".composer .chip"), desk);
  return null;
}

function withAlt(event, desk) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  return step ? () => desk.places.go(step) : null;
}

function alone(event, desk) {
  if (event.key === "F6") return () => region(desk, event.shiftKey ? -1 : 1);
  if (event.key === "Escape") return closer(desk);
  if (typing(event.target)) return null;
  if (event.key === "/")
    return () => {
      desk.composer.focus();
      if (!desk.composer.box.value) desk.composer.box.setRangeText("/", 0, 0, "end");
      desk.composer.typed();
    };
  if (event.key === "?") return () => showKeys(desk);
  return null;
}

function closer(desk) {
  if (!desk.weather.node.hidden && desk.weather.node.contains(document.activeElement))
    return () => desk.weather.toggle(false);
  if (desk.state.root) return () => desk.session.closeThread();
  if (!desk.weather.node.hidden) return () => desk.weather.toggle(false);
  return null;
}

function region(desk, step) {
  const count = desk.regions.length;
  let at = desk.regionNodes.findIndex((node) => node.contains(document.activeElement));
  for (let tries = 0; tries < count; tries += 1) {
    at = (at + step + count) % count;
    if (desk.regionNodes[at].offsetParent !== null) break;
  }
  desk.regions[at].focus();
}
