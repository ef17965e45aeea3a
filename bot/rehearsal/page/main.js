// Puts the parts together and begins.

import { Refused } from "./api.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { applyTheme, buildFrame } from "./frame.js";
import { Hint } from "./hint.js";
import { History } from "./history.js";
import { Home } from "./home.js";
import { listenToKeys } from "./keys.js";
import { Live } from "./live.js";
import { Modal } from "./modal.js";
import { Places } from "./places.js";
import { Session } from "./session.js";
import { State } from "./state.js";
import { Pins, Strips } from "./strips.js";
import { Thread } from "./thread.js";
import { Weather } from "./weather.js";
import { words } from "./words.js";

function makeDesk() {
  const state = new State();
  const live = new Live();
  const desk = { state, live, session: new Session(state, live) };
  desk.history = new History(desk, { label: words.conversation });
  desk.places = new Places(desk);
  desk.hint = new Hint(desk);
  desk.strips = new Strips(desk);
  desk.pins = new Pins(desk);
  desk.composer = new Composer(desk);
  desk.thread = new Thread(desk);
  desk.thread.focus = () => desk.thread.composer.focus();
  desk.home = new Home(desk);
  desk.weather = new Weather(desk);
  desk.modal = new Modal(desk);
  desk.goTo = (...where) => goTo(desk, ...where);
  desk.wroteIn = (inThread) => (inThread ? desk.thread.history : desk.history).toEnd();
  // The button that opened a form may be gone with its message's old look: then the message takes the focus.
  desk.focusAfterForm = (from) => {
    if (document.activeElement !== document.body) return;
    const ts = from?.closest?.(".message")?.dataset.ts;
    const list = [desk.thread.history, desk.history].find((each) => each.drawn.has(ts));
    if (list) list.focus(ts);
    else desk.composer.focus();
  };
  return desk;
}

function drawMessages(desk) {
  const { state, history, live } = desk;
  let shown = null;
  state.on("channel me", () => {
    const key = `${state.me?.id} ${state.channel}`;
    if (key !== shown) history.clear();
    shown = key;
  });
  state.on("messages places people", () => {
    if (state.messages === null) {
      history.loading();
      return;
    }
    if (!state.me || !state.current) return;
    const place = state.placeName(state.current);
    for (const piece of history.news(state.messages))
      live.announce(words.announce(piece.author, place, piece.text), place);
    history.show(state.messages, { unreadFrom: state.unreadFrom });
  });
}

// The address after "#" is a place, a message in it, and the root of its thread: #C123/1732.000100/1732.000050
function followAddress(desk) {
  const { state, session } = desk;
  state.on("channel", () => {
    if (state.channel && location.hash.slice(1).split("/")[0] !== state.channel)
      history.pushState(null, "", `#${state.channel}`);
  });
  addEventListener("hashchange", () => go(desk));
  addEventListener("popstate", () => go(desk));
  addEventListener("visibilitychange", () => {
    session.markRead();
    session.markThreadRead();
  });
}

// A permalink of the workspace arrives as ?place=…&ts=…
function takePermalink() {
  const address = new URL(location.href);
  const place = address.searchParams.get("place");
  if (!place) return;
  address.hash = `#${place}/${address.searchParams.get("ts") ?? ""}`;
  for (const name of ["place", "ts"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

// To a place, a message in it, or a reply in the thread of `root`.
async function goTo(desk, channel, ts, root) {
  const { state, session } = desk;
  if (channel !== state.channel || state.home !== undefined) await session.openPlace(channel);
  desk.show("main");
  if (root) {
    await session.openThread(root);
    desk.thread.history.focus(ts);
  } else if (ts) desk.history.focus(ts);
}

function go(desk) {
  const [channel, ts, root] = location.hash.slice(1).split("/");
  return channel ? goTo(desk, channel, ts, root).catch((problem) => desk.live.refusal(problem)) : null;
}

async function start() {
  applyTheme();
  takePermalink();
  const desk = makeDesk();
  buildFrame(desk);
  drawMessages(desk);
  followAddress(desk);
  listenToKeys(desk);
  addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof Refused) {
      event.preventDefault();
      desk.live.refusal(event.reason);
    }
  });
  try {
    await desk.session.start();
    const leadsToMessage = location.hash.includes("/");
    if (leadsToMessage) await go(desk);
    else if (!matchMedia("(max-width: 767px)").matches) desk.composer.focus();
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    document.body.append(
      el(
        "p",
        { class: "refused alone" },
        problem.status === 401 || problem.status === 403
          ? words.signIn
          : (words.refusals[problem.code] ?? problem.code),
      ),
    );
  }
}

start();
