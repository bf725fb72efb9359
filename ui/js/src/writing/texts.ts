// One open text: one document, one awareness and one state, however many fields show it.
//
// Order: what was kept from an earlier page is applied after the first synchronisation, on top of what the server has.
// "saved" is said only when every change was acknowledged on the present connection; a text that nobody shows any more
// stays open until then. Failure: a change that is not taken now is offered again on a new connection; one that will never be
// taken goes back whole, by beginning again from the server's copy, and the writer may copy what it was.

import { HocuspocusProvider } from "@hocuspocus/provider";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Kept } from "./kept";
import { line, verdict } from "./line";
import type { Me } from "./me";
import { saying } from "./said";
import { Unsent } from "./unsent";
import { WORDS } from "./words";

export type State = "saved" | "saving" | "offline" | "refused";
type Scope = "read-write" | "readonly" | "denied";

const KEPT = "kept"; // the origin of changes from an earlier page
const LINGER_MS = 5_000;
const PATIENCE = 5; // offers of one change before its writer is told
const SETTLE_MS = 300;
const ANSWERED_MS = 500; // leaving sooner after a change warns nobody, while the line is up

const TOO_LARGE = 1009;

export class OpenText {
  doc!: Y.Doc;
  readonly unsent: Unsent;
  scope: Scope | undefined;
  generation = 0; // counts the documents: each beginning again makes a new one
  isReady = false;
  problem = ""; // why a change was not taken
  lost = ""; // the text as it was then
  objection = ""; // why the text as it stands does not hold, though it is kept
  denial = ""; // why the text cannot be opened, where its reader can do something about it
  private provider!: HocuspocusProvider;
  private readonly watchers = new Set<() => void>();
  private lingering = 0;
  private reopening = 0;
  private offering = 0;
  private offers = 0; // of the same change, since it was refused first

  constructor(
    readonly name: string,
    private readonly me: Me,
    private readonly heardOf: () => void,
    private readonly isLargest: (text: OpenText) => boolean,
    private readonly ended: () => void,
  ) {
    this.unsent = new Unsent(me, name);
    line().on("doubt", this.doubted);
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
    if (this.problem || (this.objection && this.mayWrite)) return "refused";
    if (!this.isInTouch || line().isDoubted) return "offline";
    return this.isSaved ? "saved" : "saving";
  }

  /** Why it cannot be written just now, in words; `passes` by itself. */
  get hindrance(): { words: string; passes: boolean } | undefined {
    if (this.scope === "denied") return this.denial ? { words: this.denial, passes: false } : undefined;
    const { hindrance } = line();
    if (!hindrance || this.isInTouch) return undefined;
    return { words: WORDS.hindrance[hindrance], passes: hindrance !== "too_many_windows" };
  }

  get isUnsafe(): boolean {
    return this.unsent.isDirty && (!this.isInTouch || this.unsent.age > ANSWERED_MS);
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
    this.unsent.restore(kept);
    this.applyKept();
  }

  private get isInTouch(): boolean {
    return this.provider.isAuthenticated && this.provider.isSynced;
  }

  private get isSaved(): boolean {
    return this.isInTouch && !this.unsent.isDirty && !this.unsent.isWaiting;
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
    provider.on("authenticationFailed", ({ reason }: { reason: string }) => {
      this.denial = WORDS.denial(reason);
      this.allowed("denied");
    });
    provider.on("synced", () => {
      this.isReady = true;
      this.applyKept();
      this.tell();
    });
    provider.on("unsyncedChanges", () => this.counted());
    provider.on("stateless", ({ payload }: { payload: string }) => this.told(payload));
    provider.on("message", ({ event }: { event: MessageEvent<ArrayBuffer> }) => this.heard(event.data));
    provider.on("close", ({ event }: { event: CloseEvent }) => this.cutOff(event));
    provider.attach();
  }

  /** From the server's copy, without what it did not take. */
  private beginAgain(): void {
    this.lost = this.text.toString();
    this.unsent.clear();
    this.isReady = false;
    this.generation += 1;
    this.letGo();
    // Answers to what was sent before come meanwhile, and find nobody to count them.
    this.reopening = window.setTimeout(() => this.begin(), SETTLE_MS);
    this.tell();
  }

  private letGo(): void {
    clearTimeout(this.reopening);
    clearTimeout(this.offering);
    this.provider.destroy();
    this.doc.destroy();
  }

  private changed(update: Uint8Array): void {
    this.unsent.add(update);
    this.problem = this.lost = "";
    this.tell();
  }

  private applyKept(): void {
    if (!this.isReady || !this.mayWrite) return;
    for (const { update } of this.unsent.take()) {
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

  private allowed(scope: Scope): void {
    this.scope = scope;
    if (scope !== "denied") line().hindrance = undefined;
    if (scope === "denied") this.isReady = false;
    if (scope !== "read-write" && this.unsent.isDirty) {
      this.takeBack(WORDS.closed);
    } else {
      this.applyKept();
      this.tell();
    }
  }

  private counted(): void {
    if (this.isInTouch && !this.provider.hasUnsyncedChanges && !this.unsent.isWaiting && this.unsent.isOwed) {
      this.offers = 0;
      this.unsent.clear();
    }
    this.tell();
  }

  private heard(message: ArrayBuffer): void {
    const said = verdict(message);
    if (said === "refused" && this.unsent.isDirty) {
      if (this.mayWrite) this.offerAgain();
      else this.takeBack(WORDS.closed);
    } else if (said === "again") this.reopenIn(Math.random() * 200);
    else if (said === "closed" && this.scope !== "denied") this.reopenIn(500 + Math.random() * 1_500);
  }

  private reopenIn(wait: number): void {
    clearTimeout(this.reopening);
    const { provider } = this;
    this.reopening = window.setTimeout(() => {
      if (provider.isAttached && line().status === "connected") void provider.onOpen(new Event("open"));
    }, wait);
  }

  /** A change that is more than one message may be would end each connection anew. */
  private cutOff({ code }: CloseEvent): void {
    if (code === TOO_LARGE && this.unsent.isDirty && this.isLargest(this)) this.takeBack(WORDS.hindrance.too_large_at_once);
    else this.tell();
  }

  private offerAgain(): void {
    if (this.offering) return;
    const wait = Math.min(1_000 * 2 ** this.offers, 15_000) * (0.5 + Math.random());
    this.offers += 1;
    if (this.offers > PATIENCE) this.problem = WORDS.refused;
    this.offering = window.setTimeout(() => {
      this.offering = 0;
      line().again();
    }, wait);
  }

  private takeBack(why: string): void {
    this.problem = why;
    this.beginAgain();
  }

  private told(payload: string): void {
    const said = saying(payload);
    if (!said) return;
    if (said.code === "too_large" && this.unsent.isDirty) this.takeBack(said.words);
    else {
      this.objection = said.words;
      this.tell();
    }
  }

  private tell(): void {
    this.heardOf();
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
    return (!this.unsent.isDirty && !this.unsent.isWaiting) || this.scope === "denied" || this.scope === "readonly";
  }

  private readonly doubted = (): void => this.tell();

  private end(): void {
    line().off("doubt", this.doubted);
    this.letGo();
    this.ended();
  }
}
