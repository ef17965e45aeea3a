// Acting as one person: reads what that person sees, follows the stream, and reads again what changed.

import { Api, people, Refused } from "./api.js";
import { isNotice } from "./message.js";
import { drafts } from "./state.js";
import { Stream } from "./stream.js";

const GATHER_MS = 40;
const LOADING_MS = 300;
const reread = {
  reset: ["frame", "everyone", "place", "thread", "views"],
  message: ["place", "thread", "frame"],
  changed: ["place", "thread"],
  deleted: ["place", "thread", "frame"],
  private_reply: ["place", "thread", "frame"],
  place: ["place", "frame"],
  places: ["frame"],
  read: ["frame"],
  view: ["views", "home"],
  views: ["views"],
  people: ["frame", "everyone"],
  app: ["frame"],
  weather: ["frame"],
};

export class Session {
  constructor(state, live) {
    Object.assign(this, { state, live, waiting: new Set(), user: null });
  }

  async start() {
    this.state.set({ everyone: await people() });
    const asked = new URLSearchParams(location.search).get("as");
    await this.become(this.find(asked) ?? this.state.everyone.find((person) => !person.badge));
  }

  find(name) {
    const wanted = name?.toLowerCase();
    return this.state.everyone.find(
      (person) =>
        !["left", "bot"].includes(person.badge) &&
        [person.id, person.name, `${person.real_name}`.split(" ")[0]].some((word) => word?.toLowerCase() === wanted),
    );
  }

  async become(person) {
    this.stream?.end();
    this.user = person.id;
    this.api = new Api(person.id);
    const wanted = this.state.channel ?? location.hash.slice(1).split("/")[0];
    const address = new URL(location.href);
    address.searchParams.set("as", person.name.toLowerCase().replace(/\s.*/, ""));
    history.replaceState(history.state, "", address);
    const frame = await this.api.frame();
    this.state.set({ root: null, thread: null, views: [], home: undefined });
    this.state.acceptFrame(frame);
    this.follow();
    await Promise.all([this.openPlace(wanted || this.firstPlace()), this.read("views")]);
  }

  firstPlace() {
    const places = this.state.places;
    return (places.find((place) => place.name === "general") ?? places[0])?.id;
  }

  follow() {
    const user = this.user;
    this.stream = new Stream(`${this.api.root}/stream`, {
      onEvent: (event) => user === this.user && this.take(event),
      onState: (connection) => this.state.set({ connection }),
      onReturn: () => this.need("frame", "everyone", "place", "thread", "views"),
    });
  }

  take(event) {
    if (event.type === "toast") this.live.problem(event);
    const here = event.channel === undefined || event.channel === this.state.channel;
    for (const what of reread[event.type] ?? []) if (here || what === "frame") this.need(what);
  }

  // Several events within a moment lead to one reading.
  need(...what) {
    if (!this.waiting.size) setTimeout(() => this.readWaiting(), GATHER_MS);
    what.forEach((each) => this.waiting.add(each));
  }

  async readWaiting() {
    const now = [...this.waiting];
    this.waiting.clear();
    await Promise.all(now.map((what) => this.read(what).catch((problem) => this.live.refusal(problem))));
  }

  read(what) {
    return this[`read_${what}`]();
  }

  async read_frame() {
    const { user } = this;
    const frame = await this.api.frame();
    if (user === this.user) this.state.acceptFrame(frame);
  }

  async read_everyone() {
    this.state.set({ everyone: await people() });
  }

  async read_views() {
    const { user } = this;
    const views = await this.api.views();
    if (user === this.user) this.takeViews(views);
  }

  async read_home() {
    if (this.state.home !== undefined) await this.read_views();
  }

  async read_place() {
    const { state, user } = this;
    const { channel } = state;
    if (!channel || state.refused) return;
    const answer = await this.api.place(channel);
    if (user !== this.user || channel !== state.channel) return;
    state.set({ current: answer.place, messages: answer.messages });
    this.markRead();
  }

  // A thread whose root was deleted closes.
  async read_thread() {
    const { state, user } = this;
    const { channel, root } = state;
    if (!root) return;
    const thread = await this.api.thread(channel, root).catch((problem) => {
      if (problem.code !== "thread_not_found") throw problem;
      return null;
    });
    if (user !== this.user || channel !== state.channel || root !== state.root) return;
    state.set(thread ? { thread } : { thread, root: null });
    this.markThreadRead();
  }

  takeViews(views) {
    const forms = views.filter((view) => view.type !== "home");
    const home = views.find((view) => view.type === "home");
    this.state.set({ views: forms, ...(home && this.state.home !== undefined ? { home } : {}) });
  }

  async openPlace(channel, { root = null } = {}) {
    const { state, user } = this;
    const slow = setTimeout(() => state.set({ messages: null }), LOADING_MS);
    state.set({ channel, root, thread: null, refused: null, home: undefined });
    try {
      if (!state.place(channel)) throw new Refused("channel_not_found");
      const answer = await this.api.place(channel);
      if (user !== this.user || state.channel !== channel) return;
      state.set({ unreadFrom: answer.messages.find((message) => message.unread && !isNotice(message))?.ts ?? null });
      state.set({ current: answer.place, messages: answer.messages });
      if (root) this.need("thread");
      this.markRead();
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.code === "network") throw problem;
      state.set({ refused: channel, current: null, messages: [] });
    } finally {
      clearTimeout(slow);
    }
  }

  async openThread(ts) {
    this.state.set({ root: ts, thread: null });
    await this.read("thread");
  }

  closeThread() {
    this.state.set({ root: null, thread: null });
  }

  // What the app shows at Home comes after it heard that somebody opened it.
  async openHome() {
    this.closeThread();
    this.state.set({ home: null });
    const { view } = await this.api.home();
    if (view && this.state.home === null) this.state.set({ home: view });
  }

  closeHome() {
    this.state.set({ home: undefined });
  }

  markRead() {
    const { state, api } = this;
    const last = state.messages?.at(-1);
    if (!last || document.hidden || !state.messages.some((message) => message.unread)) return;
    api.read(state.channel, last.ts).then(
      () => this.need("frame"),
      (problem) => this.live.refusal(problem),
    );
  }

  // What one sees in an open thread is read as well; then it no longer counts in the list of places.
  markThreadRead() {
    const { state, api } = this;
    const last = state.thread?.replies.at(-1);
    if (!last || document.hidden || !state.thread.root.thread_mentions) return;
    api.read(state.channel, last.ts, state.root).then(
      () => this.need("frame", "place"),
      (problem) => this.live.refusal(problem),
    );
  }

  draft(thread) {
    return drafts.get(this.user, this.state.channel, thread);
  }
  keepDraft(text, thread) {
    drafts.set(text, this.user, this.state.channel, thread);
  }
}
