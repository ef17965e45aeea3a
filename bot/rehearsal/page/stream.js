// Server-sent events with our own reconnecting, so that the page can say how long it waits.

const WAITS_S = [1, 2, 4, 8, 15];

// Calls onEvent(event), onState({connected, retryIn}) each second while away, and onReturn() after an absence.
export class Stream {
  constructor(address, { onEvent, onState, onReturn }) {
    Object.assign(this, { address, onEvent, onState, onReturn, failures: 0, ended: false });
    this.open();
  }

  open() {
    this.source = new EventSource(this.address);
    this.source.onopen = () => {
      const returned = this.failures > 0;
      this.failures = 0;
      this.onState({ connected: true, retryIn: 0 });
      if (returned) this.onReturn();
    };
    this.source.onmessage = (message) => this.onEvent(JSON.parse(message.data));
    this.source.onerror = () => this.wait();
  }

  wait() {
    this.source.close();
    if (this.ended) return;
    let left = WAITS_S[Math.min(this.failures, WAITS_S.length - 1)];
    this.failures += 1;
    const tick = () => {
      if (this.ended) return;
      this.onState({ connected: false, retryIn: left });
      if (left === 0) this.open();
      else this.timer = setTimeout(tick, 1000);
      left -= 1;
    };
    tick();
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    this.source.close();
  }
}
