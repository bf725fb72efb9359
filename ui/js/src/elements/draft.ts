// <cairn-draft name="…">: what is typed into the form in it stays in this browser, also when the tab is closed, until the server
// says with `spent` that it was posted. Restores only what differs from what the server shows; `data-restored` says that it did,
// `data-kept` that there is something. Two tabs have one draft: what is typed in one is in the other, unless that has words of its own.

type DraftField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const KEPT_MS = 14 * 86_400_000; // older drafts speak of another time

interface Draft {
  at: number;
  values: Record<string, string>;
}

class CairnDraft extends HTMLElement {
  static readonly observedAttributes = ["spent"];
  private listening: AbortController | undefined;

  get spent(): string {
    return this.getAttribute("spent") ?? "";
  }

  set spent(value: unknown) {
    if (value) this.setAttribute("spent", String(value));
    else this.removeAttribute("spent");
  }

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener("input", () => this.keep(), { signal });
    this.addEventListener("change", () => this.keep(), { signal });
    addEventListener("cairn:connection", () => setTimeout(() => this.restore()), { signal });
    addEventListener("storage", (event) => this.follow(event), { signal });
    setTimeout(() => this.restore()); // children arrive in the same task
  }

  disconnectedCallback(): void {
    this.listening?.abort();
  }

  attributeChangedCallback(): void {
    if (!this.spent) return;
    setTimeout(() => {
      localStorage.removeItem(this.drawer);
      delete this.dataset["restored"];
      delete this.dataset["kept"];
    });
  }

  private get drawer(): string {
    return `cairn:draft:${this.getAttribute("name") ?? ""}`;
  }

  private get controls(): DraftField[] {
    return [...this.querySelectorAll<DraftField>("input[name]:not([type=hidden]),textarea[name],select[name]")];
  }

  private keep(): void {
    const values: Record<string, string> = {};
    for (const control of this.controls) if (differs(control)) values[keyOf(control)] = valueOf(control);
    const isSome = Object.keys(values).length > 0;
    if (isSome) localStorage.setItem(this.drawer, JSON.stringify({ at: Date.now(), values } satisfies Draft));
    else localStorage.removeItem(this.drawer);
    this.toggleAttribute("data-kept", isSome);
  }

  /** Another tab kept something, or posted it: what stood here as it stood there follows. */
  private follow({ key, oldValue, newValue }: StorageEvent): void {
    if (key !== this.drawer || this.spent) return;
    const [before, after] = [valuesIn(oldValue), valuesIn(newValue)];
    for (const control of this.controls) {
      const name = keyOf(control);
      if (valueOf(control) === (before[name] ?? usual(control))) put(control, after[name] ?? usual(control));
    }
    this.toggleAttribute("data-kept", this.controls.some(differs));
    if (!newValue) delete this.dataset["restored"];
  }

  private restore(): void {
    // before the connection is up the first picture stands here, and is about to be replaced
    if (!this.isConnected || this.spent || document.documentElement.dataset["connection"] !== "online") return;
    const text = localStorage.getItem(this.drawer);
    if (!text) return;
    const { at, values } = JSON.parse(text) as Draft;
    if (Date.now() - at > KEPT_MS) {
      localStorage.removeItem(this.drawer);
      return;
    }
    for (const control of this.controls) {
      const value = values[keyOf(control)];
      if (value === undefined || differs(control)) continue;
      put(control, value);
      this.dataset["restored"] = "";
      this.dataset["kept"] = "";
      const fold = control.closest("details");
      if (fold) fold.open = true;
    }
  }
}

function valuesIn(text: string | null): Record<string, string> {
  return text ? (JSON.parse(text) as Draft).values : {};
}

function put(control: DraftField, value: string): void {
  if (isTick(control)) control.checked = value === "true";
  else if (control.value !== value) control.value = value;
}

/** What the server shows. */
function usual(control: DraftField): string {
  if (isTick(control)) return String(control.defaultChecked);
  if (control instanceof HTMLSelectElement) return [...control.options].find((option) => option.defaultSelected)?.value ?? "";
  return control.defaultValue;
}

function isTick(control: DraftField): control is HTMLInputElement {
  return control instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(control.type);
}

function keyOf(control: DraftField): string {
  return isTick(control) ? `${control.name}=${control.value}` : control.name;
}

function valueOf(control: DraftField): string {
  return isTick(control) ? String(control.checked) : control.value;
}

function differs(control: DraftField): boolean {
  if (isTick(control)) return control.checked !== control.defaultChecked;
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.value !== control.defaultValue;
}

customElements.define("cairn-draft", CairnDraft);
