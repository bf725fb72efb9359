// <cairn-theme value="system|light|dark">: puts the choice on the document and in a cookie, so that the next page starts with it.

class CairnTheme extends HTMLElement {
  static readonly observedAttributes = ["value"];

  connectedCallback(): void {
    this.hidden = true;
    this.apply();
  }

  attributeChangedCallback(): void {
    this.apply();
  }

  private apply(): void {
    const value = this.getAttribute("value") ?? "system";
    if (!["system", "light", "dark"].includes(value)) return;
    if (value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = value;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `cairn_theme=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  }
}

customElements.define("cairn-theme", CairnTheme);
