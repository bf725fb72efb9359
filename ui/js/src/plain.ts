// People by name after an @ in a plain field: a list under it, walked with the arrows, taken with Enter, Tab or a press, left with
// Escape. Writes plain words ("@王敏 ", or "@王敏 (Wang Fang) " where there are two) and says that somebody typed them; while the list is there its keys reach nobody else.

import { offerList } from "./offer";
import { asked, LONGEST, PAUSE_MS, people, type Person } from "./people";

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Offer {
  field: Field;
  words: string;
  people: Person[];
  picked: number;
  list: HTMLUListElement;
  listening: AbortController;
}

const ARIA = ["role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant"];
const GAP = 4;
let now: Offer | undefined;
let timer = 0;

/** Somebody typed in the field. */
export function ask(field: Field): void {
  clearTimeout(timer);
  const words = called(field);
  if (words === undefined) {
    leave();
    return;
  }
  timer = window.setTimeout(() => void find(field, words), PAUSE_MS);
}

function called(field: Field): string | undefined {
  const head = field.selectionEnd;
  if (head === null || field.selectionStart !== head) return undefined;
  return asked(field.value.slice(Math.max(0, head - LONGEST), head));
}

async function find(field: Field, words: string): Promise<void> {
  const found = await people(words, field);
  if (document.activeElement !== field || called(field) !== words) return;
  leave();
  if (found.length) show(field, words, found);
}

function show(field: Field, words: string, found: Person[]): void {
  const listening = new AbortController();
  const list = offerList(found, 0, take);
  now = { field, words, people: found, picked: 0, list, listening };
  list.classList.add("floating");
  document.body.append(list);
  const { signal } = listening;
  document.addEventListener("keydown", pressed, { capture: true, signal });
  field.addEventListener("blur", leave, { signal });
  field.addEventListener("click", () => ask(field), { signal });
  addEventListener("scroll", place, { capture: true, passive: true, signal });
  addEventListener("resize", place, { signal });
  visualViewport?.addEventListener("resize", place, { signal });
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "true"],
    ["aria-controls", list.id],
  ] as const) field.setAttribute(name, value);
  pick(0);
  place();
}

function leave(): void {
  if (!now) return;
  const { field, list, listening } = now;
  now = undefined;
  listening.abort();
  list.remove();
  for (const name of ARIA) field.removeAttribute(name);
}

function pick(place: number): void {
  if (!now) return;
  now.picked = (place + now.people.length) % now.people.length;
  [...now.list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === now?.picked)));
  now.field.setAttribute("aria-activedescendant", `mention-${now.picked}`);
}

function take(person: Person | undefined): void {
  if (!now || !person) return;
  const { field, words } = now;
  leave();
  const head = field.selectionEnd ?? field.value.length;
  field.setRangeText(`@${person.calling ?? person.name} `, head - words.length - 1, head, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
}

function pressed(event: KeyboardEvent): void {
  // 229: the key belongs to the input method, in browsers that say so too late.
  if (!now || event.target !== now.field || event.isComposing || event.keyCode === 229) return;
  switch (event.key) {
    case "ArrowDown":
      pick(now.picked + 1);
      break;
    case "ArrowUp":
      pick(now.picked - 1);
      break;
    case "Enter":
    case "Tab":
      if (event.shiftKey) return leave();
      take(now.people[now.picked]);
      break;
    case "Escape":
      leave();
      break;
    case "ArrowLeft":
    case "ArrowRight":
    case "Home":
    case "End":
      return leave();
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Under the field, at the @; above it where a keyboard on the screen or the end of the window leaves no room. */
function place(): void {
  if (!now) return;
  const { field, list } = now;
  if (!field.isConnected) return leave();
  const box = field.getBoundingClientRect();
  const view = visualViewport;
  const [top, height] = view ? [view.offsetTop, view.height] : [0, innerHeight];
  if (box.bottom < top || box.top > top + height) return leave();
  const left = Math.min(box.left + widthBefore(field), innerWidth - list.offsetWidth - 8);
  const isAbove = box.bottom + GAP + list.offsetHeight > top + height && box.top - top > list.offsetHeight;
  list.style.left = `${Math.max(8, left)}px`;
  list.style.top = `${isAbove ? box.top - GAP - list.offsetHeight : box.bottom + GAP}px`;
}

const ruler = document.createElement("canvas").getContext("2d");

/** How far the @ stands from the field's edge; a field of several lines has its list at its edge. */
function widthBefore(field: Field): number {
  if (!ruler || !now || field instanceof HTMLTextAreaElement) return 0;
  const style = getComputedStyle(field);
  ruler.font = style.font;
  const before = field.value.slice(0, (field.selectionEnd ?? 0) - now.words.length - 1);
  const width = ruler.measureText(before).width + parseFloat(style.paddingLeft) - field.scrollLeft;
  return Math.min(Math.max(0, width), field.clientWidth);
}
