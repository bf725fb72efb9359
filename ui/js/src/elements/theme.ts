// <cairn-theme value="system|light|dark">: puts the choice on the document and in a cookie, so that the next page starts with it.
// Without a value it holds radio buttons, and the person chooses: only the browser knows the choice, so it works offline.

const THEMES = ["system", "light", "dark"];

class CairnTheme extends HTMLElement {
  static readonly observedAttributes = ["value"];
  private listening: AbortController | undefined;

  connectedCallback(): void {
    this.listening?.abort();
    if (this.hasAttribute("value")) {
      this.hidden = true;
      apply(this.getAttribute("value") ?? "");
      return;
    }
    this.listening = new AbortController();
    this.addEventListener(
      "change",
      ({ target }) => {
        if (target instanceof HTMLInputElement) apply(target.value);
      },
      { signal: this.listening.signal },
    );
    queueMicrotask(() => {
      const now = document.documentElement.dataset["theme"] ?? "system";
      for (const radio of this.querySelectorAll<HTMLInputElement>("input[type=radio]")) radio.checked = radio.value === now;
    });
  }

  disconnectedCallback(): void {
    this.listening?.abort();
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.hasAttribute("value")) apply(this.getAttribute("value") ?? "");
  }
}

function apply(value: string): void {
  if (!THEMES.includes(value)) return;
  if (value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = value;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `cairn_theme=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

customElements.define("cairn-theme", CairnTheme);
