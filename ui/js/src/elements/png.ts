// <cairn-png heading="…" legend="…" aria-label="…">: a button that saves the chart of its figure as a picture, as it looks now, twice
// as fine as the screen. The server has no part in it: the drawing with its computed looks becomes an image, and that a canvas.

const FINE = 2;
const MARGIN = 16;
const HEAD = 46;
const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const SVG = "http://www.w3.org/2000/svg";

class CairnPng extends HTMLElement {
  static readonly observedAttributes = ["aria-label"];
  private readonly button = document.createElement("button");

  connectedCallback(): void {
    if (!this.button.isConnected) {
      this.button.type = "button";
      this.button.className = "btn quiet small";
      this.button.textContent = "PNG";
      this.button.addEventListener("click", () => void this.save());
      this.append(this.button);
    }
    this.attributeChangedCallback();
  }

  attributeChangedCallback(): void {
    const label = this.getAttribute("aria-label") ?? "";
    this.button.setAttribute("aria-label", label);
    this.button.dataset["tip"] = label;
  }

  private async save(): Promise<void> {
    const plot = this.closest("figure")?.querySelector<SVGSVGElement>("svg.plot");
    if (!plot || this.button.disabled) return;
    this.button.disabled = true;
    try {
      const picture = await painted(this.sheet(plot));
      const address = URL.createObjectURL(picture);
      const link = document.createElement("a");
      link.href = address;
      link.download = `${fileName(this.getAttribute("heading") ?? "")}.png`;
      link.dataset["native"] = "";
      link.click();
      // the browser has begun to read it by then
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } finally {
      this.button.disabled = false;
    }
  }

  /** The chart on a ground of its own, with its heading above. */
  private sheet(plot: SVGSVGElement): SVGSVGElement {
    const around = getComputedStyle(plot);
    const left = parseFloat(around.paddingLeft);
    const right = parseFloat(around.paddingRight);
    const { width, height } = plot.getBoundingClientRect();
    const copy = plot.cloneNode(true) as SVGSVGElement;
    dress(plot, copy);
    place(copy, left + MARGIN, HEAD + MARGIN, width - left - right, height);
    const sheet = document.createElementNS(SVG, "svg");
    place(sheet, 0, 0, width + 2 * MARGIN, height + HEAD + 2 * MARGIN);
    const ground = document.createElementNS(SVG, "rect");
    place(ground, 0, 0, width + 2 * MARGIN, height + HEAD + 2 * MARGIN);
    ground.setAttribute("fill", groundOf(this));
    const { color, fontFamily } = getComputedStyle(this.closest("figure") ?? this);
    const most = width / 8;
    const heading = words(this.getAttribute("heading") ?? "", MARGIN + 14, 15, color, fontFamily, most);
    const legend = words(this.getAttribute("legend") ?? "", MARGIN + 34, 11, around.color, fontFamily, most * 1.4);
    sheet.append(ground, heading, legend, copy);
    return sheet;
  }
}

function place(element: Element, x: number, y: number, width: number, height: number): void {
  for (const [name, value] of Object.entries({ x, y, width, height })) element.setAttribute(name, String(value));
}

/** Gives a copy the looks that style sheets gave the original: an image of its own knows no style sheet. */
function dress(original: Element, copy: Element): void {
  const looks = getComputedStyle(original);
  for (const name of LOOKS) copy.setAttribute(name, looks.getPropertyValue(name));
  copy.removeAttribute("style");
  copy.removeAttribute("class");
  if (copy instanceof SVGSVGElement) copy.setAttribute("overflow", "visible");
  if (original.matches(".paths")) unstretch(original as SVGSVGElement, copy);
  [...original.children].forEach((child, at) => dress(child, copy.children[at] as Element));
}

/** Writes the stretching of a picture into its paths: how thick a stretched line is depends on the browser. */
function unstretch(original: SVGSVGElement, copy: Element): void {
  const stretch = original.width.baseVal.value / original.viewBox.baseVal.width;
  copy.removeAttribute("viewBox");
  for (const path of copy.querySelectorAll("path")) {
    path.removeAttribute("vector-effect");
    const d = path.getAttribute("d") ?? "";
    path.setAttribute("d", d.replace(/([MLH])([\d.]+)/g, (_, step: string, across: string) => step + Number(across) * stretch));
  }
}

function groundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!/^(?:transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return "white";
}

function words(said: string, y: number, size: number, colour: string, family: string, most: number): SVGTextElement {
  const text = document.createElementNS(SVG, "text");
  const looks = { x: MARGIN, y, fill: colour, "font-family": family, "font-size": size, "font-weight": size > 12 ? 600 : 400 };
  for (const [name, value] of Object.entries(looks)) text.setAttribute(name, String(value));
  // signs as wide as their height are counted twice
  let room = most;
  const kept = [...said].filter((sign) => (room -= sign > "⺀" ? 2 : 1) > 0).join("");
  text.textContent = kept === said ? said : `${kept}…`;
  return text;
}

async function painted(sheet: SVGSVGElement): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(sheet)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Number(sheet.getAttribute("width")) * FINE;
    canvas.height = Number(sheet.getAttribute("height")) * FINE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function fileName(heading: string): string {
  return heading.replace(/[\s\\/:*?"<>|\u0000-\u001f]+/g, " ").trim().slice(0, 80) || "chart";
}

customElements.define("cairn-png", CairnPng);
