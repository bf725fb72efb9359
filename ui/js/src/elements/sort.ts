// <cairn-sort><ol><li data-id>…</li></ol></cairn-sort>: an order that is changed by dragging an item at its .grip, or with Alt and an
// arrow key anywhere in it. "move" {id, after}: the item and the one that it is to come after, null for first place.
// The item with [aria-current] is kept in sight. The server draws the new order; nothing is moved in the document here, so that two who drag at once see one order. `still`: nobody may.

interface Drag {
  item: HTMLElement;
  pointer: number;
  from: number;
  after: HTMLElement | null;
}

class CairnSort extends HTMLElement {
  private listening: AbortController | undefined;
  private watching: MutationObserver | undefined;
  private drag: Drag | undefined;
  private shown: string | undefined;
  private focused: { id: string; what: string } | undefined;

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener("pointerdown", (event) => this.take(event), { signal });
    this.addEventListener("pointermove", (event) => this.carry(event), { signal });
    this.addEventListener("pointerup", () => this.drop(true), { signal });
    this.addEventListener("pointercancel", () => this.drop(false), { signal });
    this.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.watching = new MutationObserver(() => {
      this.refocus();
      this.show();
    });
    this.watching.observe(this, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-current"] });
    this.show();
  }

  disconnectedCallback(): void {
    this.listening?.abort();
    this.watching?.disconnect();
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("li[data-id]")];
  }

  private itemOf(event: Event): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>("li[data-id]") : null;
  }

  private take(event: PointerEvent): void {
    const item = this.itemOf(event);
    const isGrip = event.target instanceof Element && event.target.closest(".grip") !== null;
    if (!item || !isGrip || event.button !== 0 || this.hasAttribute("still")) return;
    event.preventDefault();
    this.drag = { item, pointer: event.pointerId, from: event.clientY, after: null };
    this.setPointerCapture(event.pointerId);
    item.dataset["dragged"] = "";
    this.carry(event);
  }

  private carry(event: PointerEvent): void {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.item.style.translate = `0 ${event.clientY - drag.from}px`;
    drag.after = null;
    for (const item of this.items) {
      delete item.dataset["drop"];
      if (item === drag.item) continue;
      const { top, height } = item.getBoundingClientRect();
      if (event.clientY > top + height / 2) drag.after = item;
    }
    const others = this.items.filter((item) => item !== drag.item);
    const mark = drag.after ?? others[0];
    if (mark) mark.dataset["drop"] = drag.after ? "after" : "before";
  }

  private drop(isMeant: boolean): void {
    const { drag } = this;
    if (!drag) return;
    this.drag = undefined;
    drag.item.style.translate = "";
    delete drag.item.dataset["dragged"];
    for (const item of this.items) delete item.dataset["drop"];
    if (isMeant) this.move(drag.item, drag.after);
  }

  private pressed(event: KeyboardEvent): void {
    const item = this.itemOf(event);
    if (event.key === "Escape" && this.drag) {
      event.preventDefault();
      event.stopPropagation();
      this.drop(false);
    }
    if (!item || !event.altKey || this.hasAttribute("still") || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    const { items } = this;
    const at = items.indexOf(item);
    const to = event.key === "ArrowUp" ? at - 1 : at + 1;
    if (to < 0 || to >= items.length) return;
    const what = document.activeElement?.className ?? "";
    this.focused = { id: item.dataset["id"] ?? "", what };
    this.move(item, (to > at ? items[to] : items[to - 1]) ?? null);
  }

  private move(item: HTMLElement, after: HTMLElement | null): void {
    const before = item.previousElementSibling;
    if (after === item || after === before) return;
    this.dispatchEvent(new CustomEvent("move", { detail: { id: item.dataset["id"], after: after?.dataset["id"] ?? null } }));
  }

  /** What is on the page now stays in sight, however long the list; and a page that went on begins at its top. */
  private show(): void {
    const current = this.querySelector("[aria-current]")?.closest<HTMLElement>("li[data-id]");
    const id = current?.dataset["id"];
    if (id === this.shown || !current) return;
    if (this.shown !== undefined) document.querySelector("#main")?.scrollTo(0, 0);
    this.shown = id;
    current.scrollIntoView({ block: "nearest" });
  }

  /** A moved element loses the focus: give it back to who moved it by keyboard. */
  private refocus(): void {
    if (!this.focused || (document.activeElement !== document.body && document.activeElement !== null)) return;
    const { id, what } = this.focused;
    const item = this.items.find((each) => each.dataset["id"] === id);
    const inside = [...(item?.querySelectorAll<HTMLElement>("button,a[href]") ?? [])];
    (inside.find((each) => each.className === what) ?? inside[0])?.focus();
  }
}

customElements.define("cairn-sort", CairnSort);
