// From the picture that the server sent to the live page, in one task: no flash, and the reader stays where they were.

interface Typed {
  value: string;
  start: number | null;
  end: number | null;
}

/** A text that many write, which cannot be told by what is in a form control. */
export interface Writable extends HTMLElement {
  /** Where its writer is in it, and what it has not taken in yet; undefined: nobody is in it. */
  handOver(): Pen | undefined;
  takeOver(pen: Pen): void;
}

export interface Pen {
  point: { x: number; y: number } | undefined;
  typed: string;
}

/** Empties `mount`, lets `draw` fill it, then puts back scroll positions, focus and what was typed, by element id. */
export function replacePainting(mount: Element, draw: () => void): void {
  const scrolled = new Map<string, [number, number]>();
  const typed = new Map<string, Typed>();
  for (const element of mount.querySelectorAll<HTMLElement>("[id]")) {
    if (element.scrollTop || element.scrollLeft) scrolled.set(element.id, [element.scrollTop, element.scrollLeft]);
    if (isText(element) && element.value !== element.defaultValue) {
      typed.set(element.id, { value: element.value, start: element.selectionStart, end: element.selectionEnd });
    }
  }
  const [left, top] = [scrollX, scrollY];
  const focused = mount.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const text = mount.contains(document.activeElement) ? document.activeElement?.closest<Writable>("cairn-text[document]") : undefined;
  const pen = text?.handOver();

  mount.replaceChildren();
  draw();

  for (const [id, { value, start, end }] of typed) {
    const element = document.getElementById(id);
    if (!isText(element)) continue;
    element.value = value;
    if (start !== null) element.setSelectionRange(start, end);
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (text && pen) mount.querySelector<Writable>(`cairn-text[document="${CSS.escape(text.getAttribute("document") ?? "")}"]`)?.takeOver(pen);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  for (const [id, [down, across]] of scrolled) document.getElementById(id)?.scrollTo(across, down);
  if (scrollX !== left || scrollY !== top) scrollTo(left, top);
}

function isText(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement {
  return (
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && /^(?:text|search|email|url|tel|password)$/.test(element.type))
  );
}
