// <cairn-text document="objective:…:title" label="…" line><span class="plain">…</span></cairn-text>: a text that many write at once.
//
// Until the page is idle or somebody touches it, it is the plain text in it; then the editor arrives and takes its place. For
// who only reads it comes when the text is in sight: a page of many texts opens few.
// Attributes: document, label, placeholder, line (Enter leaves), max (characters), readonly. Properties: me {id, name, colour},
// people [{id, name, latin}] (else asked for when an @ is typed), value. "state" {state: saved|saving|offline|refused}, also as
// data-state; "next" on Enter in a line, which leaves the field unless it is prevented.

import type { Pen, Writable } from "../paint";
import type { Field, Host } from "../writing/editor";

let loading: Promise<typeof import("../writing/editor")> | undefined;

function load(): Promise<typeof import("../writing/editor")> {
  // An older page may ask for what a newer server does not have any more: the text stays plain, and the next touch asks again.
  return (loading ??= import("../writing/editor").catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

function inSight(element: HTMLElement, then: () => void): void {
  const watching = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting) && element.isConnected) return;
    watching.disconnect();
    if (element.isConnected) then();
  });
  watching.observe(element);
}

class CairnText extends HTMLElement implements Host, Writable {
  static readonly observedAttributes = ["document", "label", "placeholder", "line", "max", "readonly"];
  me: Host["me"];
  people: Host["people"];
  private field: Field | undefined;
  private isStarting = false;
  private point: { x: number; y: number } | undefined;
  private typed = "";

  get plain(): HTMLElement {
    return this.querySelector<HTMLElement>(":scope>.plain") ?? this.appendChild(Object.assign(document.createElement("span"), { className: "plain" }));
  }

  get value(): string {
    return this.field?.value ?? this.plain.textContent;
  }

  set value(value: unknown) {
    this.plain.textContent = String(value ?? "");
  }

  constructor() {
    super();
    this.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => (this.point = { x, y }));
    this.addEventListener("focusin", () => void this.start());
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  connectedCallback(): void {
    if (this.field) this.field.moved();
    else {
      // Once the page has said whether it has a socket, and its children and properties are there.
      queueMicrotask(() => {
        this.invite();
        this.plan();
      });
    }
  }

  disconnectedCallback(): void {
    // A tick later: an element that is only moved comes back in the same one.
    setTimeout(() => {
      if (!this.isConnected) this.end();
    });
  }

  attributeChangedCallback(name: string, old: string | null, now: string | null): void {
    if (old === now || !this.field) return;
    if (name !== "document") return this.field.refresh();
    this.end();
    void this.start();
  }

  touches(): ReturnType<Host["touches"]> {
    const { point, typed } = this;
    this.point = undefined;
    this.typed = "";
    return { point, typed, isIn: document.activeElement === this.plain };
  }

  handOver(): Pen | undefined {
    if (!this.contains(document.activeElement)) return undefined;
    const { point, typed } = this;
    return { point: this.field?.caret ?? point, typed };
  }

  /** From another element of the same text, whose place this one takes. */
  takeOver({ point, typed }: Pen): void {
    this.invite();
    this.point = point;
    this.typed = typed;
    this.plain.focus({ preventScroll: true });
  }

  /** The plain text takes the focus as the editor will, and keeps what is typed until then. */
  private invite(): void {
    const { plain } = this;
    if (this.hasAttribute("readonly")) return;
    plain.tabIndex = 0;
    plain.setAttribute("role", "textbox");
    plain.setAttribute("aria-label", this.getAttribute("label") ?? "");
  }

  private pressed(event: KeyboardEvent): void {
    if (event.target !== this.plain || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    this.typed += event.key;
  }

  /** Not in the picture that the server painted: the live page is about to replace it. */
  private plan(): void {
    const { connection } = document.documentElement.dataset;
    if (connection !== undefined && connection !== "online") {
      addEventListener("cairn:connection", () => this.isConnected && this.plan(), { once: true });
    } else if (this.hasAttribute("readonly")) inSight(this, () => void this.start());
    else if ("requestIdleCallback" in window) requestIdleCallback(() => void this.start(), { timeout: 3_000 });
    else setTimeout(() => void this.start(), 600);
  }

  private async start(): Promise<void> {
    if (this.field || this.isStarting) return;
    this.isStarting = true;
    try {
      const { Field } = await load();
      if (this.isConnected && this.getAttribute("document")) this.field = new Field(this);
    } catch (error) {
      console.warn(error);
    } finally {
      this.isStarting = false;
    }
  }

  private end(): void {
    this.field?.destroy();
    this.field = undefined;
  }
}

customElements.define("cairn-text", CairnText);

// Whoever signs out leaves no words behind.
document.addEventListener("submit", ({ target }) => {
  if (target instanceof HTMLFormElement && target.action.endsWith("/signout")) indexedDB.deleteDatabase("cairn-unsent");
});
