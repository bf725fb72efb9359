// <cairn-rows>: forms under each other, filled in with the keyboard alone. Enter sends one and goes on to the next at once, without
// waiting for the answer; in a row of numbered choices the digits choose. A key held down sends nothing twice.
// What has no digit where a number belongs stays where it is, and a refusal (`data-refused` is new) brings one back to what it is of.

const FIELD = "input:not([type=hidden]),select";
const TEN_MS = 900; // between the 1 and the 0 of a ten

class CairnRows extends HTMLElement {
  private listening: AbortController | undefined;
  private watching: MutationObserver | undefined;
  private one: EventTarget | null = null; // where a 1 was pressed, and when
  private oneAt = 0;

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.addEventListener("submit", (event) => this.sent(event), { signal });
    this.watching?.disconnect();
    this.watching = new MutationObserver((changes) => this.refused(changes));
    this.watching.observe(this, { subtree: true, attributes: true, attributeFilter: ["data-refused"] });
  }

  disconnectedCallback(): void {
    this.listening?.abort();
    this.watching?.disconnect();
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
    const bad = [...forms[here]!.querySelectorAll<HTMLInputElement>("input[inputmode=decimal]")].find(
      (each) => each.value.trim() !== "" && !/\p{N}/u.test(each.value),
    );
    // after the form's own listeners have read it
    setTimeout(() => choose(bad ?? next.querySelector<HTMLInputElement>(FIELD)));
  }

  private refused(changes: MutationRecord[]): void {
    const form = changes.map(({ target }) => target as HTMLElement).find((each) => each.dataset["refused"]);
    // what is wrong is drawn in the same task; whoever has gone elsewhere is left there
    if (!form || !(this.contains(document.activeElement) || document.activeElement === document.body)) return;
    setTimeout(() => choose(form.querySelector<HTMLInputElement>("[aria-invalid=true]") ?? form.querySelector<HTMLInputElement>(FIELD)));
  }
}

function choose(field: HTMLInputElement | null): void {
  field?.focus();
  if (field?.type === "text") field.select();
}

customElements.define("cairn-rows", CairnRows);
