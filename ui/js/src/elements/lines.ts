// <cairn-lines>: a sheet of one title (name="title") and lines (name="kr-0", "kr-1", …), written with the keyboard alone.
//
// Enter goes to the next line; "more" asks for one after the last. Enter on an empty line, mod+Enter anywhere and a click on
// [data-submit] tell "submit" {name: value of every control, submit: "publish"|"draft"}. Pasted lines spread over lines.
// What is typed is kept for a reload until it was sent. Offline nothing is sent: it stays, and `data-unsent` says so.

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const ANSWER_MS = 5_000; // how long a second submit waits for the answer to the first
const LINE_MS = 3_000; // how long pasted text waits for the line it asked for
const BULLET = /^\s*(?:[-*•·–]|\d{1,2}[.)、])\s*/;

class CairnLines extends HTMLElement {
  private listening: AbortController | undefined;
  private watching: MutationObserver | undefined;
  private drawer = ""; // where the copy is kept
  private asked = -1; // the line that was asked for and gets the focus when it comes
  private overflow: string[] = []; // pasted lines that have no place yet
  private overflowTimer = 0;
  private isRestoring = false; // then the focus stays where it is
  private sentAt = -Infinity;
  private sent = false; // and nothing was typed or refused since

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.drawer = `cairn:lines:${location.pathname}${location.search}`;
    this.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.addEventListener("paste", (event) => this.pasted(event), { signal });
    this.addEventListener("click", (event) => this.clicked(event), { signal });
    // Not "change": a field that is taken away with the focus in it says that as well.
    this.addEventListener("input", () => this.typed(), { signal });
    addEventListener("cairn:connection", () => this.met(), { signal });
    addEventListener("beforeunload", (event) => this.leaving(event), { signal });
    this.watching = new MutationObserver((changes) => this.changed(changes));
    this.watching.observe(this, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-invalid"] });
    setTimeout(() => this.restore()); // children arrive in the same task
  }

  disconnectedCallback(): void {
    this.listening?.abort();
    this.watching?.disconnect();
    clearTimeout(this.overflowTimer);
    if (this.sent && performance.now() - this.sentAt < ANSWER_MS) sessionStorage.removeItem(this.drawer);
  }

  private get controls(): Field[] {
    return [...this.querySelectorAll<Field>("input[name],textarea[name],select[name]")];
  }

  private get lines(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[name^='kr-']")];
  }

  private get sheet(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[name=title],input[name^='kr-']")];
  }

  private get isOnline(): boolean {
    return document.documentElement.dataset["connection"] === "online";
  }

  // --- the keyboard

  private pressed(event: KeyboardEvent): void {
    // 229: the key that ends a composition belongs to the input method, in browsers that say so too late.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      this.submit("publish");
      return;
    }
    const { sheet } = this;
    const here = sheet.indexOf(event.target as HTMLInputElement);
    const control = sheet[here];
    if (!control) return;
    const isLine = control.name !== "title";
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      if (isLine && !control.value.trim()) this.submit("publish");
      else this.next(sheet, here);
    } else if (event.key === "Backspace" && isLine && control.value === "") {
      event.preventDefault();
      enter(sheet[here - 1]);
    }
  }

  private next(sheet: HTMLInputElement[], here: number): void {
    const below = sheet[here + 1];
    if (below) enter(below);
    else this.more(this.lines.length);
  }

  private more(wanted: number): void {
    this.asked = wanted;
    this.dispatchEvent(new CustomEvent("more", { detail: {} }));
  }

  private pasted(event: ClipboardEvent): void {
    const { sheet } = this;
    const here = sheet.indexOf(event.target as HTMLInputElement);
    const control = sheet[here];
    const texts = (event.clipboardData?.getData("text/plain") ?? "")
      .split(/[\r\n]+/)
      .map((text) => text.replace(BULLET, "").trim())
      .filter((text) => text !== "");
    const [first, ...rest] = texts;
    if (!control || first === undefined || !rest.length) return;
    event.preventDefault();
    control.setRangeText(first, control.selectionStart ?? 0, control.selectionEnd ?? 0, "end");
    tell(control);
    const below = sheet.slice(here + 1);
    this.overflow = [...rest, ...below.map((line) => line.value).filter((text) => text.trim() !== "")];
    for (const line of below) this.fill(line);
    this.spread();
  }

  private fill(line: HTMLInputElement): void {
    const text = this.overflow.shift() ?? "";
    if (line.value !== text) {
      line.value = text;
      tell(line);
    }
    if (text && !this.isRestoring) enter(line);
  }

  /** Asks for one line at a time; what finds none is put behind the last, so that nothing pasted is lost. */
  private spread(): void {
    clearTimeout(this.overflowTimer);
    if (!this.overflow.length) {
      this.isRestoring = false;
      return;
    }
    this.more(this.lines.length);
    this.overflowTimer = window.setTimeout(() => {
      const last = this.lines.at(-1);
      if (!last) return;
      last.value = [last.value, ...this.overflow.splice(0)].join("; ");
      this.isRestoring = false;
      tell(last);
    }, LINE_MS);
  }

  private changed(changes: MutationRecord[]): void {
    const { lines } = this;
    const line = this.asked >= 0 ? lines[this.asked] : undefined;
    if (line) {
      this.asked = -1;
      if (this.overflow.length) {
        this.fill(line);
        this.spread();
      } else enter(line);
    }
    if (changes.some(isRefusal)) {
      this.answered();
      const refused = this.querySelector<HTMLElement>("[aria-invalid=true]");
      if (refused && changes.some(({ target }) => target === refused)) refused.focus();
    }
  }

  // --- sending

  private clicked(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-submit]") : null;
    if (button) this.submit(button.dataset["submit"] === "draft" ? "draft" : "publish");
  }

  private submit(how: "publish" | "draft"): void {
    if (!this.isOnline) {
      this.dataset["unsent"] = "";
      return;
    }
    if (performance.now() - this.sentAt < ANSWER_MS) return;
    this.sentAt = performance.now();
    this.sent = true;
    delete this.dataset["unsent"];
    const detail: Record<string, string> = {};
    for (const control of this.controls) detail[control.name] = control.value;
    detail["submit"] = how;
    this.dispatchEvent(new CustomEvent("submit", { detail }));
  }

  private answered(): void {
    this.sentAt = -Infinity;
    this.sent = false;
  }

  private met(): void {
    if (this.isOnline) delete this.dataset["unsent"];
    this.answered();
  }

  // --- keeping

  private typed(): void {
    this.answered();
    const kept: Record<string, string> = {};
    for (const control of this.controls) if (control.value) kept[control.name] = control.value;
    const isWritten = this.sheet.some((control) => control.value.trim() !== "");
    if (isWritten) sessionStorage.setItem(this.drawer, JSON.stringify(kept));
    else sessionStorage.removeItem(this.drawer);
  }

  private restore(): void {
    const text = sessionStorage.getItem(this.drawer);
    if (!text || !this.isConnected) return;
    if (!this.isOnline) {
      addEventListener("cairn:connection", () => setTimeout(() => this.restore()), { once: true, ...(this.listening && { signal: this.listening.signal }) });
      return;
    }
    const kept = JSON.parse(text) as Record<string, string>;
    for (const control of this.controls) {
      const value = kept[control.name];
      delete kept[control.name];
      const isTaken = !(control instanceof HTMLSelectElement) && control.value !== "";
      if (value === undefined || isTaken || value === control.value) continue;
      control.value = value;
      tell(control);
    }
    this.isRestoring = true;
    this.overflow = Object.keys(kept).filter((name) => name.startsWith("kr-")).sort(byNumber).map((name) => kept[name] ?? "");
    this.spread();
  }

  private leaving(event: BeforeUnloadEvent): void {
    if (!this.sent && this.sheet.some((control) => control.value.trim() !== "")) event.preventDefault();
  }
}

function isRefusal({ type, target, addedNodes }: MutationRecord): boolean {
  if (type === "attributes") return target instanceof Element && target.getAttribute("aria-invalid") === "true";
  return [...addedNodes].some((node) => node instanceof Element && node.matches(".why[role=alert]"));
}

function byNumber(one: string, other: string): number {
  return Number(one.slice(3)) - Number(other.slice(3));
}

function enter(control: HTMLInputElement | undefined): void {
  if (!control) return;
  control.focus();
  control.setSelectionRange(control.value.length, control.value.length);
}

/** As if it had been typed: whoever listens reads it. */
function tell(control: Field): void {
  control.dispatchEvent(new Event(control instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
}

customElements.define("cairn-lines", CairnLines);
