// The page's skeleton: bar, places, conversation, thread, box, drawer; one pane at a time when narrow.

import { ActAs, peoplePage } from "./actas.js";
import { el, fill, icon, iconButton, listed, textButton } from "./dom.js";
import { findButton } from "./find.js";
import { showKeys } from "./hint.js";
import { words } from "./words.js";

const THEMES = ["auto", "light", "dark"];

export function applyTheme(theme = localStorage.getItem("theme") ?? "auto") {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

function themeButton(desk) {
  const next = () => {
    const now = document.documentElement.dataset.theme;
    const then = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
    applyTheme(then);
    button.title = `${words.theme}: ${words.themeNow[then]}`;
    desk.live.announce(words.themeNow[then], "");
  };
  const button = iconButton("theme", words.theme, next);
  return button;
}

function bar(desk) {
  const org = el("span", { class: "org" });
  desk.state.on("org", () => fill(org, desk.state.org && ` · ${desk.state.org}`));
  desk.finder = findButton(desk);
  return el(
    "header",
    { class: "bar" },
    el(
      "div",
      { class: "brand" },
      el("span", { class: "mark", "aria-hidden": "true" }, icon("chats")),
      el("h1", {}, words.product),
      org,
    ),
    desk.finder,
    el(
      "div",
      { class: "bar-end" },
      desk.weather.pill,
      iconButton("keys", words.keys, () => showKeys(desk)),
      themeButton(desk),
      new ActAs(desk, { small: true }).chip,
    ),
  );
}

function placeHead(desk) {
  const title = el("h2", { class: "place-title" });
  const topic = el("p", { class: "topic" });
  const draw = () => {
    const { state } = desk;
    const place = state.refused || !state.me ? null : (state.current ?? state.place(state.channel));
    const person = state.me?.real_name.split(" ")[0];
    fill(title, place && [placeSign(place), el("span", {}, state.placeName(place).replace(/^#/, ""))]);
    const members = place && place.kind !== "direct" && words.members(place.members.length);
    fill(topic, listed([members, place?.topic]));
    topic.title = place?.topic ?? "";
    const isHome = state.home !== undefined;
    document.title = words.title(person, isHome ? words.home : place && state.placeName(place));
  };
  desk.state.on("current places me refused home", draw);
  return el(
    "header",
    { class: "pane-head place-head" },
    el("button", { type: "button", class: "back", onclick: () => desk.show("places") }, icon("back"), words.back),
    el("div", { class: "place-words" }, title, topic),
    new ActAs(desk, { small: true }).chip,
  );
}

const placeSign = (place) => place.kind !== "direct" && icon(place.kind === "private" ? "lock" : "hash");

function refusedPage(desk) {
  const page = el("div", { class: "refused", hidden: true });
  desk.state.on("refused me", () => {
    const { refused, me } = desk.state;
    page.hidden = !refused;
    desk.history.node.hidden = Boolean(refused);
    if (!refused || !me) return;
    const first = me.real_name.split(" ")[0];
    fill(
      page,
      el("p", {}, words.cannotSee(first)),
      textButton(words.goToTheirs(first), () => desk.session.openPlace(desk.session.firstPlace()), { kind: "primary" }),
    );
  });
  return page;
}

function tabs(desk) {
  const entries = [
    ["places", "chats", words.chats],
    ["home", "home", words.home],
    ["you", "person", words.you],
    ["drill", "weather", words.weatherTab],
  ];
  const buttons = entries.map(([pane, picture, label]) =>
    el(
      "button",
      {
        type: "button",
        class: "tab",
        data: { pane },
        onclick: () => {
          if (pane === "home") desk.session.openHome().catch((problem) => desk.live.refusal(problem));
          else desk.session.closeHome();
          if (pane === "drill" && desk.weather.node.hidden) desk.weather.toggle(true);
          desk.show(pane);
        },
      },
      icon(picture),
      el("span", {}, label),
    ),
  );
  desk.onShow = (pane) =>
    buttons.forEach((button) => button.toggleAttribute("aria-current", button.dataset.pane === pane));
  desk.state.on("app", () => {
    buttons[1].hidden = !desk.state.app.home;
  });
  return el("nav", { class: "tabs", "aria-label": words.tabs }, buttons);
}

export function buildFrame(desk) {
  desk.show = (pane) => {
    document.body.dataset.pane = pane;
    desk.onShow(pane);
    if (pane !== "drill" && matchMedia("(max-width: 767px)").matches && !desk.weather.node.hidden)
      desk.weather.toggle(false);
  };
  const main = el(
    "main",
    { class: "main", "aria-label": words.conversation, tabIndex: -1 },
    placeHead(desk),
    desk.pins.node,
    desk.history.node,
    refusedPage(desk),
    desk.home.node,
  );
  const lower = el("div", { class: "lower" }, desk.hint.node, desk.strips.node, desk.composer.node);
  const you = el(
    "section",
    { class: "you", "aria-label": words.you },
    peoplePage(desk),
    el(
      "div",
      { class: "you-foot" },
      textButton(words.keys, () => showKeys(desk)),
    ),
  );
  const conversation = { focus: () => (desk.home.node.hidden ? desk.history : desk.home).focus() };
  desk.regions = [desk.places, conversation, desk.thread, desk.composer];
  desk.regionNodes = [desk.places.node, main, desk.thread.node, lower];
  document.body.append(
    bar(desk),
    desk.places.node,
    main,
    desk.thread.node,
    lower,
    desk.weather.node,
    you,
    tabs(desk),
    ...desk.live.nodes,
  );
  desk.show("main");
}
