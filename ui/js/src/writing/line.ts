// The one socket of all texts on a page. Queues nothing while it is down: the handshake after it sends what the server lacks,
// and the provider's count of what is not acknowledged begins again with it.

import { HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { createDecoder, readVarInt, readVarString, readVarUint } from "lib0/decoding";

const ACKNOWLEDGED = 8;
const CLOSED = 7;
const NOT_AGAIN = new Set([4401, 4403]);
const AGAIN = "again"; // said of a document that may be asked for once more

class Line extends HocuspocusProviderWebsocket {
  hindrance: Hindrance | undefined; // why the server ended the last connection, until a document is open again
  isDoubted = false; // the browser says that it is offline, and nothing says otherwise since; "doubt" tells of a change

  constructor() {
    const url = new URL("/collab", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    super({ url: url.href, delay: 500, minDelay: 300, factor: 1.7, maxDelay: 15_000, jitter: true });
    this.on("close", ({ event }: { event: CloseEvent }) => {
      // Signed out or turned away: asking again changes nothing, until the page itself is let in again.
      if (NOT_AGAIN.has(event.code)) this.shouldConnect = false;
      this.hindrance = hindranceOf(event) ?? this.hindrance;
    });
    this.on("open", () => this.doubt(false));
    this.on("message", () => this.doubt(false));
    addEventListener("offline", () => this.doubt(true));
    addEventListener("online", () => {
      this.doubt(false);
      this.now();
    });
    addEventListener("cairn:connection", () => {
      if (document.documentElement.dataset["connection"] !== "online") return;
      this.doubt(false);
      this.now();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now();
    });
  }

  override send(message: Uint8Array): void {
    if (this.webSocket?.readyState === WebSocket.OPEN) super.send(message);
  }

  /** A new connection, and with it a new handshake for each text. */
  again(): void {
    this.webSocket?.close();
  }

  private doubt(isDoubted: boolean): void {
    if (this.isDoubted === isDoubted) return;
    this.isDoubted = isDoubted;
    this.emit("doubt");
  }

  private now(): void {
    if (this.status === "disconnected" && this.configuration.providerMap.size) void this.connect();
  }
}

type Hindrance = "too_large_at_once" | "too_fast" | "too_many_windows" | "unavailable";

function hindranceOf({ code, reason }: CloseEvent): Hindrance | undefined {
  if (code === 1009) return "too_large_at_once";
  if (code === 4429) return reason === "too many sockets" ? "too_many_windows" : "too_fast";
  return code === 1013 ? "unavailable" : undefined;
}

/** Whether a message says that a change was refused, or that the server let go of the document, perhaps for a moment only. */
export function verdict(message: ArrayBuffer): "refused" | "closed" | "again" | undefined {
  const decoder = createDecoder(new Uint8Array(message));
  readVarString(decoder);
  const type = readVarUint(decoder);
  if (type === CLOSED) return readVarString(decoder) === AGAIN ? "again" : "closed";
  return type === ACKNOWLEDGED && readVarInt(decoder) !== 1 ? "refused" : undefined;
}

let shared: Line | undefined;

export function line(): Line {
  return (shared ??= new Line());
}
