// The control interface of the rehearsal server, one function a deed. A refusal becomes a `Refused`.

export class Refused extends Error {
  constructor(code, detail = "", status = 0) {
    super(code);
    this.code = code;
    this.detail = detail;
    this.status = status;
  }
}

async function request(path, body) {
  const options =
    body === undefined
      ? {}
      : {
          method: "POST",
          ...(body instanceof Blob
            ? { body, headers: { "Content-Type": "application/octet-stream" } }
            : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
        };
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused("network");
  }
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) throw new Refused(answer?.error ?? `${response.status}`, answer?.text ?? "", response.status);
  return answer;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const people = () => request("/control/people");

export class Api {
  constructor(user) {
    this.root = `/control/as/${encodeURIComponent(user)}`;
  }

  get(path) {
    return request(this.root + path);
  }
  post(path, body) {
    return request(this.root + path, body);
  }

  frame() {
    return this.get("");
  }
  place(channel) {
    return this.get(`/places/${channel}`);
  }
  thread(channel, ts) {
    return this.get(`/places/${channel}/threads/${ts}`);
  }
  views() {
    return this.get("/views");
  }
  pinned(channel) {
    return this.get(`/places/${channel}/pins`);
  }
  search(text) {
    return this.get(`/search?q=${encodeURIComponent(text)}`);
  }
  read(channel, ts, thread) {
    return this.post("/read", { channel, ts, ...(thread ? { thread_ts: thread } : {}) });
  }
  say(channel, text, thread, files = []) {
    return this.post("/say", { channel, text, files, ...(thread ? { thread_ts: thread } : {}) });
  }
  upload(file) {
    return this.post(`/upload?name=${encodeURIComponent(file.name)}`, file);
  }
  edit(channel, ts, text) {
    return this.post("/edit", { channel, ts, text });
  }
  remove(channel, ts) {
    return this.post("/delete", { channel, ts });
  }
  command(channel, text) {
    return this.post("/command", { channel, text });
  }
  press(body) {
    return this.post("/press", body);
  }
  submit(view, values) {
    return this.post("/submit", { view_id: view, values });
  }
  close(view) {
    return this.post("/close", { view_id: view });
  }
  join(channel) {
    return this.post("/join", { channel });
  }
  invite(channel, users) {
    return this.post("/invite", { channel, users });
  }
  direct(user) {
    return this.post("/direct", { with: user });
  }
  home() {
    return this.post("/home", {});
  }
  pin(channel, ts) {
    return this.post("/pin", { channel, ts });
  }
  unpin(channel, ts) {
    return this.post("/unpin", { channel, ts });
  }
  react(channel, ts, name) {
    return this.post("/react", { channel, ts, name });
  }
  unreact(channel, ts, name) {
    return this.post("/unreact", { channel, ts, name });
  }
  shortcut(callback, channel, ts) {
    return this.post("/shortcut", { callback_id: callback, ...(ts ? { channel, ts } : {}) });
  }
}

export const weather = () => request("/control/weather");
export const setWeather = (change) => request("/control/weather", change);
export const calls = (since) => request(`/control/calls?since=${since}`);
// All connections of the app, or the one counted from 0.
export const dropSockets = (socket) => request("/control/socket/drop", socket === undefined ? {} : { socket });
export const fileAddress = (id, user) => `/control/files/${encodeURIComponent(id)}?as=${encodeURIComponent(user)}`;
