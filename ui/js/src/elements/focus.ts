// <cairn-focus token="…">: focuses what is in it (or itself) when the token is new. `select` selects the text as well.
// `to`: a selector of what gets it instead, wherever that is on the page, and whenever it comes in the next moments.

const FOCUSABLE = "input:not([type=hidden]):not(:disabled),textarea:not(:disabled),select:not(:disabled),button:not(:disabled),a[href],[tabindex],[contenteditable=true]";

const COMES_MS = 2_000; // how long what is meant by `to` may take to appear

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

  private get to(): string | null {
    return this.getAttribute("to");
  }

  private reach(to: string, until: number): void {
    const target = [...document.querySelectorAll<HTMLElement>(to)].find((element) => element.getClientRects().length > 0);
    if (target) target.focus();
    else if (this.isConnected && performance.now() < until) requestAnimationFrame(() => this.reach(to, until));
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
    const { to } = this;
    if (to) return this.reach(to, performance.now() + COMES_MS);
    const inside = this.querySelector<HTMLElement>(FOCUSABLE);
    if (!inside && !this.hasAttribute("tabindex")) this.tabIndex = -1;
    const target = inside ?? this;
    target.focus();
    if (this.hasAttribute("select") && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) target.select();
  }
}

customElements.define("cairn-focus", CairnFocus);
