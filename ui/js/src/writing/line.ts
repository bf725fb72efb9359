// The one socket of all texts on a page, and how many changes of each text were sent and acknowledged on it.
// Queues nothing while it is down: the handshake after it sends what the server lacks.

import { HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { createDecoder, readVarInt, readVarString, readVarUint } from "lib0/decoding";

const SYNC = 0;
const FIRST_STEP = 0;
const ACKNOWLEDGED = 8;
const CLOSED = 7;
const NOT_AGAIN = new Set([4401, 4403]);

export interface Tally {
  sent: number;
  acknowledged: number;
}

class Line extends HocuspocusProviderWebsocket {
  readonly tallies = new Map<string, Tally>();

  constructor() {
    const url = new URL("/collab", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    super({ url: url.href, delay: 500, minDelay: 300, factor: 1.7, maxDelay: 15_000, jitter: true });
    this.on("close", ({ event }: { event: CloseEvent }) => {
      this.tallies.clear();
      // Signed out or turned away: asking again changes nothing, until the page itself is let in again.
      if (NOT_AGAIN.has(event.code)) this.shouldConnect = false;
    });
    addEventListener("online", () => this.now());
    addEventListener("cairn:connection", () => {
      if (document.documentElement.dataset["connection"] === "online") this.now();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now();
    });
  }

  tally(document: string): Tally {
    let found = this.tallies.get(document);
    if (!found) this.tallies.set(document, (found = { sent: 0, acknowledged: 0 }));
    return found;
  }

  override send(message: Uint8Array): void {
    if (this.webSocket?.readyState !== WebSocket.OPEN) return;
    const decoder = createDecoder(message);
    const document = message.length > 1 ? readVarString(decoder) : "";
    if (document && readVarUint(decoder) === SYNC && readVarUint(decoder) !== FIRST_STEP) this.tally(document).sent += 1;
    super.send(message);
  }

  private now(): void {
    if (this.status === "disconnected" && this.configuration.providerMap.size) void this.connect();
  }
}

/** What a message says about changes: acknowledged, refused, or that the server let go of the document. */
export function verdict(message: ArrayBuffer): "acknowledged" | "refused" | "closed" | undefined {
  const decoder = createDecoder(new Uint8Array(message));
  readVarString(decoder);
  const type = readVarUint(decoder);
  if (type === CLOSED) return "closed";
  if (type !== ACKNOWLEDGED) return undefined;
  return readVarInt(decoder) === 1 ? "acknowledged" : "refused";
}

let shared: Line | undefined;

export function line(): Line {
  return (shared ??= new Line());
}
