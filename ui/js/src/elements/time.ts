// <cairn-time datetime="2026-11-21T10:00:00Z">: how long ago, in the page's language, kept current. What is inside is shown without script.

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const EVERY_MS = 20_000;
const shown = new Set<CairnTime>();

class CairnTime extends HTMLElement {
  static readonly observedAttributes = ["datetime", "lang"];
  private readonly text = this.attachShadow({ mode: "open" }).appendChild(document.createTextNode(""));

  connectedCallback(): void {
    shown.add(this);
    this.write();
  }

  disconnectedCallback(): void {
    shown.delete(this);
  }

  attributeChangedCallback(): void {
    this.write();
  }

  write(): void {
    const time = new Date(this.getAttribute("datetime") ?? "");
    if (Number.isNaN(time.getTime())) {
      this.text.data = this.textContent ?? "";
      return;
    }
    const language = this.lang || document.documentElement.lang || "en";
    this.title = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" }).format(time);
    const text = relative(time, language);
    if (this.text.data !== text) this.text.data = text;
  }
}

function relative(time: Date, language: string): string {
  const seconds = (time.getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) < 45) return language.startsWith("zh") ? "刚刚" : "just now";
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  if (Math.abs(seconds) >= 7 * 86_400) {
    const sameYear = time.getFullYear() === new Date().getFullYear();
    return new Intl.DateTimeFormat(language, { month: "short", day: "numeric", ...(sameYear ? {} : { year: "numeric" }) }).format(time);
  }
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "second");
}

setInterval(() => {
  if (document.visibilityState === "visible") for (const element of shown) element.write();
}, EVERY_MS);

customElements.define("cairn-time", CairnTime);
