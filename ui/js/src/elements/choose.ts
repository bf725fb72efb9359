// <cairn-choose>: a search field over [role=option]s. The field keeps the focus; the arrows move what is selected.
//
// "choose" {value: data-value, shift} on Enter or a click, "leave" on Escape. There is a selection as long as there is an option.
// `data-answers`: the words that the options answer; Enter waits for those that answer what the field holds. `data-clears`: both
// events empty the field, for the next words. A click inside never reaches what is behind.

const OPTION = "[role=option]:not([aria-disabled=true])";

class CairnChoose extends HTMLElement {
  private listening: AbortController | undefined;
  private watching: MutationObserver | undefined;
  private current: HTMLElement | undefined;
  private waiting: { words: string; shift: boolean } | undefined; // Enter was faster than the answer

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.addEventListener("click", (event) => this.clicked(event), { signal });
    this.addEventListener(
      "mousedown",
      (event) => {
        if (this.optionAt(event)) event.preventDefault(); // the field keeps the focus
      },
      { signal },
    );
    this.watching = new MutationObserver(() => this.refresh());
    this.watching.observe(this, { childList: true, subtree: true, attributes: true, attributeFilter: ["id", "aria-disabled", "data-answers"] });
    queueMicrotask(() => this.refresh());
  }

  disconnectedCallback(): void {
    this.listening?.abort();
    this.watching?.disconnect();
  }

  private get options(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(OPTION)];
  }

  private get field(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[role=combobox],input[type=search]");
  }

  /** The list changed: what was selected stays so while it is there. */
  private refresh(): void {
    const { options } = this;
    const isThere = this.current !== undefined && options.includes(this.current);
    this.select(isThere ? this.current : options[0]);
    const { waiting } = this;
    if (!waiting) return;
    if (waiting.words !== this.field?.value) this.waiting = undefined;
    else if (this.isAnswered) this.choose(this.current, waiting.shift);
  }

  private get isAnswered(): boolean {
    return (this.dataset["answers"] ?? "") === (this.field?.value ?? "");
  }

  private select(option: HTMLElement | undefined): void {
    for (const other of this.querySelectorAll("[role=option][aria-selected=true]")) {
      if (other !== option) other.setAttribute("aria-selected", "false");
    }
    this.current = option;
    const { field } = this;
    if (!option) {
      field?.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    if (option.id) field?.setAttribute("aria-activedescendant", option.id);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.emit("leave", {});
      this.clear();
      return;
    }
    if (event.target !== this.field) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const { options } = this;
      const here = this.current ? options.indexOf(this.current) : -1;
      this.select(options[(here + step + options.length) % (options.length || 1)]);
      this.current?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.isAnswered) this.choose(this.current, event.shiftKey);
      else this.waiting = { words: this.field?.value ?? "", shift: event.shiftKey };
    }
  }

  private optionAt(event: MouseEvent): HTMLElement | undefined {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>(OPTION) : null;
    return option && this.contains(option) ? option : undefined;
  }

  private clicked(event: MouseEvent): void {
    event.stopPropagation();
    const option = this.optionAt(event);
    if (!option) return;
    this.select(option);
    this.choose(option, event.shiftKey);
  }

  private choose(option: HTMLElement | undefined, shift: boolean): void {
    this.waiting = undefined;
    if (!option) return;
    this.emit("choose", { value: option.dataset["value"] ?? "", shift });
    this.clear();
  }

  private clear(): void {
    const { field } = this;
    this.waiting = undefined;
    if (field && this.dataset["clears"] !== undefined) field.value = "";
  }

  private emit(name: "choose" | "leave", detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("cairn-choose", CairnChoose);
