// Attribute names and values as the DOM wants them. Refuses what could run something: raw HTML, unknown schemes.

const URLS = new Set(["href", "src", "action", "formAction", "formaction", "poster", "xlinkHref"]);
const UNSEEN = new Set(["key", "ref", "children", "dangerouslySetInnerHTML", "innerHTML", "outerHTML", "srcdoc", "_reactpy_ack_seq"]);
const SVG =
  /^(?:stroke|fill|stop|font|dominant|letter|word|pointer|vector|text(?=[AD][a-z])|clip(?=[RP][a-z]+$)|marker(?=Start|Mid|End)|shape|color|paint|alignment|baseline|flood)[A-Z]/;

function isSafeUrl(value: string): boolean {
  // Browsers ignore control characters and spaces within a scheme.
  const head = value.replace(/[\u0000-\u0020\u007f]/g, "").split(/[/?#]/, 1)[0] ?? "";
  return !head.includes(":") || /^(?:https?|mailto):/i.test(head);
}

/** Whether the attribute may be set at all. */
export function isShown(name: string, value: unknown): boolean {
  if (UNSEEN.has(name) || value === null || value === undefined) return false;
  if (/^on/i.test(name)) return false;
  return !(URLS.has(name) && typeof value === "string" && !isSafeUrl(value));
}

export function domName(name: string): string {
  return SVG.test(name) ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name;
}

/** The name of the DOM event; `onChange` of a text field means each keystroke, as components expect it. */
export function eventName(attribute: string, tag: string, type: unknown): string {
  const name = attribute.slice(2).toLowerCase();
  if (name === "doubleclick") return "dblclick";
  if (name === "change" && (tag === "textarea" || (tag === "input" && !NOT_TYPED.has(String(type))))) return "input";
  return name;
}

const NOT_TYPED = new Set(["checkbox", "radio", "file", "range", "color", "date", "time", "datetime-local", "month", "week"]);
