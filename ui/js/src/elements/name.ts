// <cairn-name words="…">: what the page is called, in the title of its tab.

class CairnName extends HTMLElement {
  static readonly observedAttributes = ["words"];

  connectedCallback(): void {
    this.hidden = true;
  }

  attributeChangedCallback(): void {
    const words = this.getAttribute("words");
    document.title = words ? `${words} · Cairn` : "Cairn";
  }
}

customElements.define("cairn-name", CairnName);
