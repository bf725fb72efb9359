// What one text owes the server: changes of this page that were not acknowledged, and those that earlier pages kept. Sends nothing.
//
// Order: a change is kept in the browser before its page can go, and forgotten only when all were acknowledged.

import * as Y from "yjs";
import { forget, keep, type Kept } from "./kept";
import type { Me } from "./me";

const PAGE = Math.random().toString(36).slice(2);
const KEEP_MS = 300; // a change that was acknowledged by then is not kept

export class Unsent {
  private updates: Uint8Array[] = []; // every change since all of them were acknowledged
  private since = 0;
  private keeping = 0;
  private readonly found: Kept[] = []; // from earlier pages, not acknowledged yet
  private waiting: Kept[] = []; // of these, what was not applied yet

  constructor(
    private readonly me: Me,
    private readonly name: string,
  ) {}

  get isDirty(): boolean {
    return this.updates.length > 0;
  }

  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Until all was acknowledged. */
  get isOwed(): boolean {
    return this.isDirty || this.found.length > 0;
  }

  get bytes(): number {
    return this.updates.reduce((sum, { length }) => sum + length, 0);
  }

  /** Milliseconds since the first of the changes. */
  get age(): number {
    return performance.now() - this.since;
  }

  add(update: Uint8Array): void {
    if (!this.isDirty) this.since = performance.now();
    this.updates.push(update);
    if (!this.keeping) this.keeping = window.setTimeout(() => this.keep(), KEEP_MS);
  }

  restore(kept: Kept): void {
    this.found.push(kept);
    this.waiting.push(kept);
  }

  /** What is to be applied now, once. */
  take(): Kept[] {
    return this.waiting.splice(0);
  }

  /** Now: the page may be on its way out. */
  keep(): void {
    clearTimeout(this.keeping);
    this.keeping = 0;
    if (!this.isDirty || !this.me.id) return;
    const update = Y.mergeUpdates(this.updates);
    this.updates = [update];
    void keep([this.me.id, this.name, PAGE], update);
  }

  /** All is acknowledged, or given up. */
  clear(): void {
    this.updates = [];
    this.waiting = [];
    clearTimeout(this.keeping);
    this.keeping = 0;
    void forget([this.me.id, this.name, PAGE]);
    for (const { key, at } of this.found.splice(0)) void forget(key, at);
  }
}
