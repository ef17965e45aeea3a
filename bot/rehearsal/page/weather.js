// The weather pill and its drawer: presets, delays, doubled events; refusals and the request log have modules of their own.

import { dropSockets, setWeather, weather } from "./api.js";
import { el, fill, icon, iconButton, rove, textButton } from "./dom.js";
import { refusals } from "./refusals.js";
import { RequestLog } from "./requestlog.js";
import { words } from "./words.js";

export class Weather {
  constructor(desk) {
    this.desk = desk;
    this.pill = el("button", { type: "button", class: "pill", "aria-expanded": "false", onclick: () => this.toggle() });
    this.body = el("div", { class: "drawer-body" });
    this.log = new RequestLog(desk);
    this.node = el(
      "aside",
      { class: "drawer", "aria-label": words.weather, tabIndex: -1, hidden: true },
      el(
        "header",
        { class: "pane-head" },
        el("h2", {}, words.weather),
        iconButton("close", words.close, () => this.toggle(false), { class: "icon-button pane-close" }),
      ),
      this.body,
    );
    desk.state.on("weather", () => this.accept(desk.state.weather));
    desk.state.on("app", () => this.redraw());
  }

  accept(now) {
    if (!now) return;
    this.now = now;
    const name = this.name();
    const rough = name !== words.presets.calm;
    this.pill.classList.toggle("rough", rough);
    this.pill.setAttribute("aria-label", `${words.weather}: ${name}`);
    fill(this.pill, icon("weather"), name);
    this.redraw();
  }

  // Not under the hands of somebody who is setting something.
  redraw() {
    if (this.now && !this.node.hidden && !this.body.contains(document.activeElement)) this.draw();
  }

  name() {
    const {
      preset,
      latency_s: latency,
      refuse = [],
      lose_reply: lose = [],
      duplicate_events: duplicates = 0,
    } = this.now;
    const limited = refuse.some((row) => row.retry_after !== undefined && row.retry_after !== null);
    const parts = words.weatherParts;
    const more = [
      limited && parts.limited,
      refuse.length && !limited && parts.refuse(refuse.length),
      lose.length && parts.lose,
      duplicates && parts.duplicate,
    ].filter(Boolean);
    const first = words.presets[preset] ?? (latency > 0 ? parts.slow : null);
    return (
      words.weatherNow([preset === "calm" && more.length ? null : first, ...more].filter(Boolean)) || words.presets.calm
    );
  }

  async toggle(open = this.node.hidden) {
    this.node.hidden = !open;
    this.pill.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-drawer", open);
    this.log.follow(open);
    if (!open) {
      this.pill.focus();
      return;
    }
    this.accept(await weather());
    this.draw();
    (this.body.querySelector("[aria-pressed=true]") ?? this.node).focus();
  }

  async change(change) {
    try {
      await setWeather(change);
      this.accept(await weather());
      const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      this.draw();
      if (focused) this.body.querySelector(`[data-key="${focused}"]`)?.focus();
    } catch (problem) {
      this.desk.live.refusal(problem);
    }
  }

  draw() {
    fill(
      this.body,
      el("p", { class: "hint" }, words.weatherIntro),
      this.presets(),
      this.delay(),
      refusals(this.now, (change) => this.change(change)),
      this.duplicates(),
      this.sockets(),
      el("h3", {}, words.requestLog),
      this.log.node,
    );
  }

  presets() {
    const { preset: now, presets = Object.keys(words.presets) } = this.now;
    const stop = presets.includes(now) ? now : presets[0];
    const list = el(
      "div",
      { class: "presets", role: "group", "aria-label": words.weather },
      presets.map((name) =>
        el(
          "button",
          {
            type: "button",
            class: "preset",
            "aria-pressed": String(now === name),
            tabIndex: name === stop ? 0 : -1,
            data: { key: name },
            onclick: () => this.change({ preset: name }),
          },
          el("span", { class: "name" }, words.presets[name] ?? name),
          el("span", { class: "hint" }, words.presetMeans[name] ?? ""),
        ),
      ),
    );
    rove(list, ".preset");
    return list;
  }

  delay() {
    const send = (value) => this.change({ latency_s: value });
    const now = this.now.latency_s ?? 0;
    return slider({ key: "delay", label: words.latency, most: 5, step: 0.1, now, say: words.seconds, send });
  }

  duplicates() {
    const send = (value) => this.change({ duplicate_events: value });
    const now = this.now.duplicate_events ?? 0;
    return slider({ key: "duplicates", label: words.duplicates, most: 20, step: 1, now, say: String, send });
  }

  // The app holds one connection or several; losing one of several must not lose anything.
  sockets() {
    const open = this.desk.state.app.sockets ?? 0;
    return el(
      "section",
      { class: "refusals" },
      el("h3", {}, words.sockets(open)),
      el(
        "div",
        { class: "row start" },
        textButton(words.dropSockets, () => this.drop(), { disabled: !open, data: { key: "drop" } }),
        open > 1 && textButton(words.dropOne, () => this.drop(0), { data: { key: "drop-one" } }),
      ),
    );
  }

  async drop(socket) {
    await dropSockets(socket).then(
      () => this.desk.live.toast(words.dropped),
      (problem) => this.desk.live.refusal(problem),
    );
  }
}

function slider({ key, label, most, step, now, say, send }) {
  const shown = el("output", {}, say(now));
  const field = el("input", {
    type: "range",
    min: "0",
    max: `${most}`,
    step: `${step}`,
    value: `${now}`,
    data: { key },
    "aria-valuetext": say(now),
    oninput: () => {
      shown.textContent = say(Number(field.value));
      field.setAttribute("aria-valuetext", shown.textContent);
    },
    onchange: () => send(Number(field.value)),
  });
  return el("label", { class: "row" }, el("span", {}, label), field, shown);
}
