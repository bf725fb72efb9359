// <cairn-copy value="…" label="Copy" done="Copied" aria-label="…">: a text to take along, and the button that copies it.
// A path becomes a whole address: whoever gets it is elsewhere. With `bare` there is only the button: the text, of
// several lines perhaps, stands on the page already.

const DONE_MS = 2_500;

class CairnCopy extends HTMLElement {
  static readonly observedAttributes = ["value", "label", "aria-label"];
  private field: HTMLInputElement | HTMLTextAreaElement = document.createElement("input");
  private readonly button = document.createElement("button");
  private timer = 0;

  connectedCallback(): void {
    if (!this.field.isConnected) {
      if (this.hasAttribute("bare")) {
        this.field = document.createElement("textarea");
        this.field.className = "sr";
        this.field.tabIndex = -1;
        this.field.setAttribute("aria-hidden", "true");
      }
      this.field.readOnly = true;
      this.field.spellcheck = false;
      this.field.addEventListener("focus", () => this.field.select());
      this.button.type = "button";
      this.button.className = "btn small";
      this.button.setAttribute("aria-live", "polite");
      this.button.addEventListener("click", () => void this.copy());
      this.append(this.field, this.button);
    }
    this.write();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  attributeChangedCallback(): void {
    this.write();
  }

  private write(): void {
    const label = this.getAttribute("label") ?? "";
    const value = this.getAttribute("value") ?? "";
    this.field.value = value.startsWith("/") ? new URL(value, location.href).href : value;
    this.field.setAttribute("aria-label", this.getAttribute("aria-label") ?? label);
    this.button.textContent = label;
  }

  private async copy(): Promise<void> {
    const { value } = this.field;
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Outside a secure context there is no clipboard to ask; the old way needs a selection.
      this.field.focus();
      this.field.select();
      if (!document.execCommand("copy")) return;
    }
    this.button.textContent = this.getAttribute("done") ?? "";
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.write(), DONE_MS);
  }
}

customElements.define("cairn-copy", CairnCopy);
