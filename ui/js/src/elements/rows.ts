// <cairn-rows>: forms under each other, filled in with the keyboard alone. Enter sends one and goes on to the next at once, without
// waiting for the answer; in a row of numbered choices the digits choose. A key held down sends nothing twice.

const TEN_MS = 900; // between the 1 and the 0 of a ten

class CairnRows extends HTMLElement {
  private listening: AbortController | undefined;
  private one: EventTarget | null = null; // where a 1 was pressed, and when
  private oneAt = 0;

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.addEventListener("submit", (event) => this.sent(event), { signal });
  }

  disconnectedCallback(): void {
    this.listening?.abort();
  }

  private pressed(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter" && event.repeat) event.preventDefault();
    if (target.type !== "radio" || !/^[0-9]$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const group = target.closest("fieldset");
    const isTen = event.key === "0" && this.one === group && performance.now() - this.oneAt < TEN_MS;
    [this.one, this.oneAt] = event.key === "1" ? [group, performance.now()] : [null, 0];
    const wanted = isTen ? "10" : event.key;
    const choice = group?.querySelector<HTMLInputElement>(`input[type=radio][value="${wanted}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private sent(event: Event): void {
    const forms = [...this.querySelectorAll("form")].filter((each) => each.offsetParent !== null);
    const here = forms.indexOf(event.target as HTMLFormElement);
    const next = here < 0 ? undefined : (forms[here + 1] ?? (here > 0 ? forms[0] : undefined));
    // whoever presses a button with the mouse or a finger is not sent away by a keyboard on the screen
    if (!next || !(document.activeElement instanceof HTMLInputElement)) return;
    const field = next.querySelector<HTMLInputElement | HTMLSelectElement>("input:not([type=hidden]),select");
    // after the form's own listeners have read it
    setTimeout(() => {
      field?.focus();
      if (field instanceof HTMLInputElement && field.type === "text") field.select();
    });
  }
}

customElements.define("cairn-rows", CairnRows);
