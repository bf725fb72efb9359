// The texts that are open on this page: one document, one awareness and one state for each, however many fields show it.
//
// Order: what was kept from an earlier page is applied after the first synchronisation, on top of what the server has.
// "saved" is said only when every change was acknowledged on the present connection; a text that nobody shows any more
// stays open until then. Failure: a refused change is taken back whole, by beginning again from the server's copy.

import { HocuspocusProvider } from "@hocuspocus/provider";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { findKept, forget, keep, type Kept } from "./kept";
import { line, verdict } from "./line";
import { WORDS } from "./words";

export type State = "saved" | "saving" | "offline" | "refused";
export type Scope = "read-write" | "readonly" | "denied";
export interface Me {
  id: string;
  name: string;
  colour: number;
}

const PAGE = Math.random().toString(36).slice(2);
const KEPT = "kept"; // the origin of changes from an earlier page
const KEEP_MS = 300; // a change that was acknowledged by then is not kept
const LINGER_MS = 5_000;
const SETTLE_MS = 300;
const ANSWERED_MS = 500; // leaving sooner after a change warns nobody, while the line is up

export class OpenText {
  doc!: Y.Doc;
  scope: Scope | undefined;
  generation = 0; // counts the documents: each beginning again makes a new one
  isReady = false;
  problem = ""; // why a change was not taken
  lost = ""; // the text as it was then
  private provider!: HocuspocusProvider;
  private unsent: Uint8Array[] = [];
  private unsentSince = 0;
  private readonly watchers = new Set<() => void>();
  private readonly found: Kept[] = []; // from earlier pages, not acknowledged yet
  private waiting: Kept[] = []; // of these, what was not applied yet
  private keeping = 0;
  private lingering = 0;
  private reopening = 0;

  constructor(
    readonly name: string,
    private readonly me: Me,
  ) {
    this.begin();
  }

  get text(): Y.Text {
    return this.doc.getText("text");
  }

  get awareness(): Awareness {
    return this.provider.awareness as Awareness;
  }

  get mayWrite(): boolean {
    return this.scope === "read-write";
  }

  get state(): State {
    if (this.problem) return "refused";
    if (!this.isInTouch) return "offline";
    return this.isSaved ? "saved" : "saving";
  }

  get isDirty(): boolean {
    return this.unsent.length > 0;
  }

  get isUnsafe(): boolean {
    return this.unsent.length > 0 && (!this.isInTouch || performance.now() - this.unsentSince > ANSWERED_MS);
  }

  /** Until the answer is called; the last one to leave lets the text go once it is saved. */
  watch(watcher: () => void): () => void {
    clearTimeout(this.lingering);
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
      this.awareness.setLocalStateField("cursor", null);
      this.linger();
    };
  }

  restore(kept: Kept): void {
    this.found.push(kept);
    this.waiting.push(kept);
    this.applyKept();
  }

  private get isInTouch(): boolean {
    return this.provider.isAuthenticated && this.provider.isSynced;
  }

  private get isSaved(): boolean {
    const { sent, acknowledged } = line().tally(this.name);
    return this.isInTouch && sent === acknowledged && !this.waiting.length && (!this.unsent.length || acknowledged > 0);
  }

  private begin(): void {
    const doc = new Y.Doc();
    this.doc = doc;
    const provider = new HocuspocusProvider({ name: this.name, document: doc, websocketProvider: line(), token: "cookie" });
    this.provider = provider;
    const { id: _, ...shown } = this.me;
    this.awareness.setLocalStateField("user", shown);
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== provider) this.changed(update);
    });
    provider.on("authenticated", ({ scope }: { scope: Scope }) => this.allowed(scope));
    provider.on("authenticationFailed", () => this.allowed("denied"));
    provider.on("synced", () => {
      this.isReady = true;
      this.applyKept();
      this.tell();
    });
    provider.on("stateless", ({ payload }: { payload: string }) => this.told(payload));
    provider.on("message", ({ event }: { event: MessageEvent<ArrayBuffer> }) => this.heard(event.data));
    provider.on("close", () => this.tell());
    provider.attach();
  }

  /** From the server's copy, without what it did not take. */
  private beginAgain(): void {
    this.lost = this.text.toString();
    this.unsent = [];
    this.waiting = [];
    this.forgetAll();
    this.isReady = false;
    this.generation += 1;
    this.letGo();
    // Answers to what was sent before come meanwhile, and count for nothing.
    this.reopening = window.setTimeout(() => this.begin(), SETTLE_MS);
    this.tell();
  }

  private letGo(): void {
    clearTimeout(this.reopening);
    this.provider.destroy();
    this.doc.destroy();
    line().tallies.delete(this.name);
  }

  private changed(update: Uint8Array): void {
    if (!this.unsent.length) this.unsentSince = performance.now();
    this.unsent.push(update);
    this.problem = this.lost = "";
    if (!this.keeping) this.keeping = window.setTimeout(() => this.keepUnsent(), KEEP_MS);
    this.tell();
  }

  /** Now: the page may be on its way out. */
  keepUnsent(): void {
    clearTimeout(this.keeping);
    this.keeping = 0;
    if (!this.unsent.length || !this.me.id) return;
    const update = Y.mergeUpdates(this.unsent);
    this.unsent = [update];
    void keep([this.me.id, this.name, PAGE], update);
  }

  private applyKept(): void {
    if (!this.isReady || !this.mayWrite) return;
    const { waiting } = this;
    this.waiting = [];
    for (const { update } of waiting) {
      Y.transact(
        this.doc,
        (transaction) => {
          Y.applyUpdate(this.doc, update, KEPT);
          // It stands on something that nobody here has yet: it goes out all the same, for it would be silent when that comes.
          if (this.doc.store.pendingStructs) this.doc.emit("update", [update, KEPT, this.doc, transaction]);
        },
        KEPT,
      );
    }
  }

  private forgetAll(): void {
    clearTimeout(this.keeping);
    this.keeping = 0;
    void forget([this.me.id, this.name, PAGE]);
    for (const { key, at } of this.found.splice(0)) void forget(key, at);
  }

  private allowed(scope: Scope): void {
    this.scope = scope;
    if (scope === "denied") this.isReady = false;
    if (scope !== "read-write" && this.unsent.length) {
      this.problem = WORDS.closed;
      this.beginAgain();
    } else {
      this.applyKept();
      this.tell();
    }
  }

  private heard(message: ArrayBuffer): void {
    const said = verdict(message);
    if (said === "acknowledged") {
      line().tally(this.name).acknowledged += 1;
      if (this.isSaved && (this.unsent.length || this.found.length)) {
        this.unsent = [];
        this.forgetAll();
      }
      this.tell();
    } else if (said === "refused" && this.unsent.length) {
      this.problem ||= this.mayWrite ? WORDS.refused : WORDS.closed;
      this.beginAgain();
    } else if (said === "refused") line().tally(this.name).acknowledged += 1;
    else if (said === "closed") {
      clearTimeout(this.reopening);
      line().tallies.delete(this.name);
      const { provider } = this;
      this.reopening = window.setTimeout(() => {
        if (provider.isAttached && line().status === "connected") void provider.onOpen(new Event("open"));
      }, 500 + Math.random() * 1_500);
    }
  }

  private told(payload: string): void {
    try {
      const { kind, text } = JSON.parse(payload) as { kind?: unknown; text?: unknown };
      if (kind !== "refused" || typeof text !== "string") return;
      this.problem = text;
      this.tell();
    } catch {
      return; // not meant for this page
    }
  }

  private tell(): void {
    guard();
    for (const watcher of [...this.watchers]) watcher();
    if (!this.watchers.size) this.linger();
  }

  private linger(): void {
    clearTimeout(this.lingering);
    if (this.watchers.size || !this.isSettled) return;
    this.lingering = window.setTimeout(() => {
      if (!this.watchers.size && this.isSettled) this.end();
    }, LINGER_MS);
  }

  private get isSettled(): boolean {
    return (!this.unsent.length && !this.waiting.length) || this.scope === "denied" || this.scope === "readonly";
  }

  private end(): void {
    opened.delete(this.name);
    this.letGo();
  }
}

const opened = new Map<string, OpenText>();
const restored = new Set<string>();

export function openText(name: string, me: Me): OpenText {
  let text = opened.get(name);
  if (!text) opened.set(name, (text = new OpenText(name, me)));
  if (me.id && !restored.has(me.id)) {
    restored.add(me.id);
    void findKept(me.id).then((all) => {
      for (const each of all) openText(each.key[1], me).restore(each);
    });
  }
  return text;
}

function warn(event: BeforeUnloadEvent): void {
  if ([...opened.values()].some((text) => text.isUnsafe)) event.preventDefault();
}

/** Only while there is something to lose: the listener keeps a browser from keeping the page for Back. */
function guard(): void {
  if ([...opened.values()].some((text) => text.isDirty)) addEventListener("beforeunload", warn);
  else removeEventListener("beforeunload", warn);
}

addEventListener("pagehide", () => {
  for (const text of opened.values()) text.keepUnsent();
});
