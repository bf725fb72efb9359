// <cairn-focus token="…">: focuses what is in it (or itself) when the token is new. `select` selects the text as well.

const FOCUSABLE = "input:not([type=hidden]):not(:disabled),textarea:not(:disabled),select:not(:disabled),button:not(:disabled),a[href],[tabindex],[contenteditable=true]";

class CairnFocus extends HTMLElement {
  static readonly observedAttributes = ["token"];
  private handled: string | null = null;
  private due = false;

  get token(): string {
    return this.getAttribute("token") ?? "";
  }

  set token(value: unknown) {
    if (value === null || value === undefined || value === "") this.removeAttribute("token");
    else this.setAttribute("token", String(value));
  }

  connectedCallback(): void {
    this.plan();
  }

  attributeChangedCallback(): void {
    this.plan();
  }

  private plan(): void {
    if (this.due) return;
    this.due = true;
    setTimeout(() => this.act()); // children arrive in the same task as the token
  }

  private act(): void {
    this.due = false;
    if (!this.isConnected || !this.token || this.token === this.handled) return;
    this.handled = this.token;
    const inside = this.querySelector<HTMLElement>(FOCUSABLE);
    if (!inside && !this.hasAttribute("tabindex")) this.tabIndex = -1;
    const target = inside ?? this;
    target.focus();
    if (this.hasAttribute("select") && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) target.select();
  }
}

customElements.define("cairn-focus", CairnFocus);
