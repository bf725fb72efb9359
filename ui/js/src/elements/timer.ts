// <cairn-timer left="300" running token="…">: counts down from what was left when the server drew it, so that no clock is compared.
// A new `token` begins again. Standing without `running`; `data-over` once nothing is left.

class CairnTimer extends HTMLElement {
  static readonly observedAttributes = ["left", "running", "token"];
  private readonly text = this.attachShadow({ mode: "open" }).appendChild(document.createTextNode(""));
  private ends = 0; // on this page's own clock, which only runs forwards
  private timer = 0;
  private isStale = false;

  connectedCallback(): void {
    this.begin();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  attributeChangedCallback(): void {
    // several attributes of one drawing are one beginning
    if (this.isStale) return;
    this.isStale = true;
    queueMicrotask(() => {
      this.isStale = false;
      if (this.isConnected) this.begin();
    });
  }

  private begin(): void {
    this.ends = performance.now() + Number(this.getAttribute("left") ?? 0) * 1000;
    this.show();
  }

  private show(): void {
    clearTimeout(this.timer);
    const left = Math.max(0, this.ends - performance.now());
    const isRunning = this.hasAttribute("running");
    const seconds = isRunning ? Math.ceil(left / 1000 - 0.05) : Number(this.getAttribute("left") ?? 0);
    this.text.data = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.toggleAttribute("data-over", isRunning && seconds <= 0);
    if (isRunning && seconds > 0) this.timer = window.setTimeout(() => this.show(), (left % 1000) + 20);
  }
}

customElements.define("cairn-timer", CairnTimer);
