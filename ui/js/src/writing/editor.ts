// The lazily loaded half of <cairn-text>: an editor in the place of the plain text, once the text is there.
// Until then, without a right, and after it is gone, the plain text from the server stands.

import { Compartment, EditorState, Text, type Extension } from "@codemirror/state";
import { EditorView, placeholder } from "@codemirror/view";
import { bind, wordsOf, type Binding } from "./binding";
import { carets } from "./carets";
import { fitting, keys } from "./keys";
import { mentions, type Person } from "./mention";
import { openText } from "./opened";
import type { Me } from "./me";
import type { OpenText, State } from "./texts";
import { WORDS } from "./words";

/** What the element shows of itself to its editor. */
export interface Host extends HTMLElement {
  me: Me | undefined;
  people: Person[] | undefined;
  readonly plain: HTMLElement;
  /** Where somebody touched the plain text, and what they typed into it, since the last call. */
  touches(): { point: { x: number; y: number } | undefined; typed: string; isIn: boolean };
}

const SETTLED_MS = 250; // "saved" once nothing was on its way for so long
const FULL_MS = 4_000;
const NOBODY: Me = { id: "", name: "", colour: 0 };

export class Field {
  private readonly text: OpenText;
  private readonly stop: () => void;
  private readonly access = new Compartment();
  private readonly looks = new Compartment();
  private view: EditorView | undefined;
  private binding: () => Binding | null = () => null;
  private generation = 0;
  private state: State | undefined;
  private settling = 0;
  private full = 0;
  private said: HTMLElement | undefined;
  private isIn = false;
  private leftAt = -1;

  constructor(private readonly host: Host) {
    this.text = openText(host.getAttribute("document") ?? "", host.me ?? NOBODY);
    host.addEventListener("focusin", this.touched);
    this.stop = this.text.watch(() => this.changed());
    this.changed();
  }

  get value(): string | undefined {
    return this.view?.state.doc.toString();
  }

  /** Where the cursor is in the window. */
  get caret(): { x: number; y: number } | undefined {
    const { view } = this;
    const box = view?.coordsAtPos(view.state.selection.main.head) ?? undefined;
    return box && { x: box.left, y: (box.top + box.bottom) / 2 };
  }

  /** An attribute of the element is another one. */
  refresh(): void {
    this.view?.dispatch({ effects: [this.access.reconfigure(this.accessed()), this.looks.reconfigure(this.looked())] });
  }

  /** The element stands elsewhere in the page: whoever was writing still is. */
  moved(): void {
    if (this.isIn || performance.now() - this.leftAt < 10) this.view?.focus();
    this.view?.requestMeasure();
  }

  destroy(): void {
    clearTimeout(this.settling);
    clearTimeout(this.full);
    this.host.removeEventListener("focusin", this.touched);
    this.unmount();
    this.stop();
    this.said?.remove();
    delete this.host.dataset["state"];
  }

  private readonly touched = (): void => this.tell();

  // --- the text changed, or what is known of it

  private changed(): void {
    const { text } = this;
    if (this.view && (this.generation !== text.generation || text.scope === "denied")) this.unmount();
    if (!this.view && text.isReady && text.scope !== "denied") this.mount();
    else this.follow();
    this.tell();
  }

  private follow(): void {
    const { view } = this;
    if (view && view.state.readOnly !== this.isReadonly) view.dispatch({ effects: this.access.reconfigure(this.accessed()) });
  }

  private tell(): void {
    clearTimeout(this.settling);
    const state = this.view || this.text.problem ? this.text.state : undefined;
    if (state === "saved" && this.state === "saving") this.settling = window.setTimeout(() => this.become("saved"), SETTLED_MS);
    else this.become(state);
  }

  private become(state: State | undefined): void {
    const { text } = this;
    const { hindrance } = text;
    if (state === "refused") this.say(text.problem || text.objection, text.lost);
    else if (hindrance && this.isPlaceFor(hindrance)) this.say(hindrance.words);
    else if (state === "offline" && text.mayWrite && (this.isIn || text.unsent.isDirty)) this.say(WORDS.offline);
    else if (!this.full) this.say("");
    if (state === this.state) return;
    this.state = state;
    if (!state) delete this.host.dataset["state"];
    else {
      this.host.dataset["state"] = state;
      this.host.dispatchEvent(new CustomEvent("state", { detail: { state } }));
    }
  }

  /** Where a person is; and for what does not pass the first place where they could be: it is not said everywhere. */
  private isPlaceFor({ passes }: { passes: boolean }): boolean {
    const { host } = this;
    if (host.hasAttribute("readonly")) return false;
    if (this.isIn || this.text.unsent.isDirty || host.contains(document.activeElement)) return true;
    return !passes && host === document.querySelector("cairn-text:not([readonly])");
  }

  private say(words: string, lost = ""): void {
    if (!words) {
      this.said?.remove();
      this.said = undefined;
      return;
    }
    if (this.said?.dataset["words"] === words + lost) return;
    this.said?.remove();
    const said = document.createElement("small");
    const isRefusal = this.text.state === "refused";
    said.className = isRefusal ? "said why" : "said";
    said.setAttribute("role", isRefusal ? "alert" : "status");
    said.dataset["words"] = words + lost;
    said.textContent = words;
    if (lost) {
      const copy = document.createElement("button");
      copy.type = "button";
      copy.className = "link";
      copy.textContent = WORDS.copy;
      copy.addEventListener("click", () => void navigator.clipboard.writeText(lost));
      said.append(" ", copy);
    }
    this.host.append(said);
    this.said = said;
  }

  // --- the editor

  private get isReadonly(): boolean {
    return !this.text.mayWrite || this.host.hasAttribute("readonly");
  }

  private get isLine(): boolean {
    return this.host.hasAttribute("line");
  }

  private mount(): void {
    const { host, text } = this;
    this.generation = text.generation;
    const [plugin, bound] = bind(text.text);
    const view = new EditorView({
      state: EditorState.create({
        doc: Text.of(wordsOf(text.text).split("\n")),
        extensions: [
          bound,
          mentions(() => host.people),
          keys({ isLine: () => this.isLine, next: () => this.next(), leave: () => this.leave() }, () => this.binding()?.undo),
          fitting(() => this.isLine, () => this.most, () => this.isFull()),
          carets(text.awareness, text.text, plugin),
          EditorView.lineWrapping,
          EditorView.domEventObservers({ focus: () => this.came(), blur: () => this.left() }),
          this.access.of(this.accessed()),
          this.looks.of(this.looked()),
        ],
      }),
    });
    this.view = view;
    this.binding = () => view.plugin(plugin);
    const { point, typed, isIn } = host.touches();
    host.dataset["live"] = "";
    host.append(view.dom);
    if (this.said) host.append(this.said);
    if (isIn && !this.isReadonly) this.enter(view, point, typed);
  }

  private enter(view: EditorView, point: { x: number; y: number } | undefined, typed: string): void {
    const at = (point && view.posAtCoords(point)) ?? view.state.doc.length;
    view.dispatch({ selection: { anchor: at } });
    view.focus();
    if (typed) view.dispatch(view.state.replaceSelection(typed), { userEvent: "input.type" });
  }

  private unmount(): void {
    const { view } = this;
    if (!view) return;
    this.view = undefined;
    delete this.host.dataset["live"];
    view.destroy();
  }

  private came(): void {
    this.isIn = true;
    this.tell();
  }

  private left(): void {
    this.isIn = false;
    this.leftAt = performance.now();
    this.tell();
  }

  private accessed(): Extension {
    const { isReadonly } = this;
    return [EditorState.readOnly.of(isReadonly), EditorView.editable.of(!isReadonly)];
  }

  private looked(): Extension {
    const { host } = this;
    return [
      placeholder(host.getAttribute("placeholder") ?? ""),
      EditorView.contentAttributes.of({
        "aria-label": host.getAttribute("label") ?? "",
        "aria-multiline": String(!this.isLine),
        "aria-readonly": String(this.isReadonly),
        "aria-autocomplete": "list",
        spellcheck: "true",
        autocorrect: "on",
        autocapitalize: "sentences",
        enterkeyhint: this.isLine ? "done" : "enter",
      }),
    ];
  }

  private get most(): number {
    return Number(this.host.getAttribute("max")) || Infinity;
  }

  private isFull(): void {
    clearTimeout(this.full);
    this.full = window.setTimeout(() => {
      this.full = 0;
      this.tell();
    }, FULL_MS);
    this.say(WORDS.tooLong(this.most));
  }

  private next(): void {
    const goes = this.host.dispatchEvent(new CustomEvent("next", { cancelable: true, detail: {} }));
    if (goes) this.leave();
  }

  private leave(): void {
    this.view?.contentDOM.blur();
  }
}
