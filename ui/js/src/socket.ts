// One socket that comes back: jittered, also when the very first attempt fails, and noticed when it died in silence.
// Keeps nothing to send later: an event made for one layout must never reach another.

import type { LayoutEvent, LayoutUpdate } from "./protocol";

type Connection = "connecting" | "online" | "offline" | "doubted";

const QUIET_MS = 20_000; // then ask
const ANSWER_MS = 8_000; // then give up on this socket
const STABLE_MS = 5_000; // a layout that lived this long resets the waiting time
const LONGEST_MS = 15_000;

export class Socket {
  private socket: WebSocket | undefined;
  private live = false; // only after the first update of this socket: before it, the screen shows another layout
  private isDoubted = false; // the browser says that it is offline, and nothing came since: the line may work all the same
  private tries = 0;
  private timers: Partial<Record<"retry" | "quiet" | "answer" | "stable", number>> = {};

  constructor(
    private readonly address: string,
    private readonly apply: (updates: LayoutUpdate[], first: boolean) => void,
    private readonly say: (state: Connection, refused?: boolean) => void,
  ) {
    addEventListener("offline", () => this.doubt());
    addEventListener("online", () => {
      if (this.socket) this.ask();
      else this.retryNow();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      if (this.socket) this.ask();
      else this.retryNow();
    });
    this.connect();
  }

  /** False, and nothing kept, when the server cannot be told now. */
  send(event: LayoutEvent): boolean {
    if (!this.live || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(event));
    return true;
  }

  /** Starts over with a new layout. */
  restart(): void {
    this.socket?.close(4000);
  }

  private connect(): void {
    const url = new URL(this.address, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("path", location.pathname);
    url.searchParams.set("qs", location.search);
    const socket = new WebSocket(url);
    this.socket = socket;
    this.isDoubted = false;
    this.say("connecting");
    this.expect();
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (socket !== this.socket) return;
      this.heard();
      if (data === "pong") return;
      const message = JSON.parse(data) as LayoutUpdate | LayoutUpdate[];
      const first = !this.live;
      this.live = true;
      this.apply(Array.isArray(message) ? message : [message], first);
      if (first) {
        this.say("online");
        this.after("stable", STABLE_MS, () => (this.tries = 0));
      }
    };
    socket.onclose = ({ code }) => {
      if (socket === this.socket) this.closed(code);
    };
  }

  private closed(code: number): void {
    this.socket = undefined;
    this.live = false;
    for (const name of ["quiet", "answer", "stable"] as const) clearTimeout(this.timers[name]);
    if (code === 4401) {
      if (document.querySelector("form[data-json][aria-busy=true]")) return; // signing out: its answer says where to
      location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    this.say("offline", code === 4403);
    if (code === 4403) return; // asking again changes nothing
    // 1012 is a restart: the next process is a moment away, and everybody comes at once.
    const wait = code === 1012 && this.tries === 0 ? 300 : Math.min(400 * 1.7 ** this.tries, LONGEST_MS);
    this.tries += 1;
    this.after("retry", wait * (0.5 + Math.random()), () => this.connect());
  }

  private retryNow(): void {
    if (this.socket || this.timers.retry === undefined) return;
    clearTimeout(this.timers.retry);
    this.after("retry", 100 + Math.random() * 400, () => this.connect());
  }

  /** What was sent stays sent: a line that works after all must not be told it again. */
  private doubt(): void {
    if (!this.live) return;
    this.isDoubted = true;
    this.say("doubted");
    this.ask();
  }

  private heard(): void {
    if (this.isDoubted) {
      this.isDoubted = false;
      this.say("online");
    }
    clearTimeout(this.timers.answer);
    delete this.timers.answer;
    this.after("quiet", QUIET_MS, () => this.ask());
  }

  private ask(): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send("ping");
    this.expect();
  }

  private expect(): void {
    if (this.timers.answer !== undefined) return;
    const socket = this.socket;
    this.after("answer", ANSWER_MS, () => {
      // A dead line does not answer close() either: do not wait for it.
      delete this.timers.answer;
      socket?.close(4000);
      if (socket && socket === this.socket) this.closed(4000);
    });
  }

  private after(name: keyof typeof this.timers, wait: number, act: () => void): void {
    clearTimeout(this.timers[name]);
    this.timers[name] = window.setTimeout(act, wait);
  }
}
