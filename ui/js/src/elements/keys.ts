// <cairn-keys map={"c": "create", "mod+k": "search", "g o": "goals"}>: "key" events with the action. Never while somebody types,
// except for Escape and combinations with mod (Command on a Mac, Control elsewhere).
// An action that is the id of something on the page is done here: a field gets the focus, a dialog opens, a button is pressed.

const STEP_MS = 900; // between the keys of a sequence

class CairnKeys extends HTMLElement {
  map: Record<string, string> = {};
  private listening: AbortController | undefined;
  private first = "";
  private firstAt = 0;

  connectedCallback(): void {
    this.hidden = true;
    this.listening = new AbortController();
    document.addEventListener("keydown", (event) => this.pressed(event), { signal: this.listening.signal });
  }

  disconnectedCallback(): void {
    this.listening?.abort();
  }

  /** While a dialog is open the keys of the page behind it rest. */
  private isBehind(): boolean {
    const dialog = [...document.querySelectorAll("dialog:modal,[aria-modal=true]")].at(-1);
    if (!dialog) return false;
    const within = dialog instanceof HTMLDialogElement ? dialog : dialog.parentElement;
    return !within?.contains(this);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.repeat || this.isBehind()) return;
    if (event.key === "Control" || event.key === "Meta" || event.key === "Shift" || event.key === "Alt") return;
    const mod = event.metaKey || event.ctrlKey;
    if (isTyping(event) && !mod && event.key !== "Escape") return;
    const key = `${mod ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.key.toLowerCase()}`;
    const sequence = performance.now() - this.firstAt < STEP_MS ? `${this.first} ${key}` : "";
    const action = (sequence && this.map[sequence]) || this.map[key];
    [this.first, this.firstAt] = action ? ["", 0] : [key, performance.now()];
    if (!action) return;
    event.preventDefault();
    if (!doHere(action)) this.dispatchEvent(new CustomEvent("key", { detail: { action } }));
  }
}

function doHere(action: string): boolean {
  const element = document.getElementById(action);
  if (!element) return false;
  if (element instanceof HTMLDialogElement) {
    if (!element.open) element.showModal();
  } else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    element.focus();
    element.select();
  } else element.click();
  return true;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(?:checkbox|radio|button|submit|reset)$/.test(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

customElements.define("cairn-keys", CairnKeys);
