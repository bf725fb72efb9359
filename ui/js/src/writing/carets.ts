// Where the others are in a text: a caret with a name in the person's colour, and what they have selected.
// Believes nothing about how a colour is written: others say a number, and the style sheet knows ten.

import { StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Binding } from "./binding";

const IDLE_MS = 30_000;
const NAME_MS = 2_500; // how long a name stands at a caret that has moved
const SAY_MS = 60; // at most one word about the own caret in this time
const COLOURS = 10;

interface Cursor {
  anchor: unknown;
  head: unknown;
}

const show = StateEffect.define<DecorationSet>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Caret extends WidgetType {
  constructor(
    private readonly client: number,
    private readonly by: string,
    private readonly colour: number,
    private readonly movedAt: number,
  ) {
    super();
  }

  override eq(other: Caret): boolean {
    return other.client === this.client && other.movedAt === this.movedAt && other.by === this.by;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = "caret";
    caret.setAttribute("aria-hidden", "true");
    caret.dataset["c"] = String(this.colour);
    caret.dataset["by"] = this.by;
    const age = performance.now() - this.movedAt;
    setTimeout(() => (caret.dataset["still"] = ""), Math.max(0, NAME_MS - age));
    setTimeout(() => (caret.dataset["idle"] = ""), Math.max(0, IDLE_MS - age));
    return caret;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

class Carets {
  private readonly moved = new Map<number, { place: string; at: number }>();
  private drawing = 0;
  private saying = 0;

  constructor(
    private readonly view: EditorView,
    private readonly awareness: Awareness,
    private readonly text: Y.Text,
    private readonly binding: () => Binding | null,
  ) {
    awareness.on("change", this.plan);
    this.plan();
  }

  update({ selectionSet, docChanged, focusChanged }: ViewUpdate): void {
    if ((selectionSet || docChanged || focusChanged) && !this.saying) {
      this.saying = window.setTimeout(() => {
        this.saying = 0;
        this.say();
      }, SAY_MS);
    }
  }

  destroy(): void {
    cancelAnimationFrame(this.drawing);
    clearTimeout(this.saying);
    this.awareness.off("change", this.plan);
  }

  readonly plan = (): void => {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
  };

  private say(): void {
    if (!this.binding()?.isSettled || !this.awareness.getLocalState()) return;
    if (!this.view.hasFocus || this.view.state.readOnly) {
      if (this.awareness.getLocalState()?.["cursor"]) this.awareness.setLocalStateField("cursor", null);
      return;
    }
    const { anchor, head } = this.view.state.selection.main;
    const at = (index: number) => Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.text, index, -1)) as unknown;
    const cursor: Cursor = { anchor: at(anchor), head: at(head) };
    if (JSON.stringify(cursor) !== JSON.stringify(this.awareness.getLocalState()?.["cursor"])) {
      this.awareness.setLocalStateField("cursor", cursor);
    }
  }

  private draw(): void {
    // A mark that comes in the middle of a composition would break it; the end of it asks again.
    if (this.view.compositionStarted || !this.binding()?.isSettled) return;
    const marks: Range<Decoration>[] = [];
    const isEnglish = this.view.dom.closest<HTMLElement>("[lang]")?.lang.startsWith("en") ?? false; // it changes while one writes
    const here = new Set<number>();
    for (const [client, state] of this.awareness.getStates()) {
      const cursor = state["cursor"] as Cursor | null | undefined;
      if (client === this.awareness.clientID || !cursor) continue;
      const anchor = this.index(cursor.anchor);
      const head = this.index(cursor.head);
      if (anchor === undefined || head === undefined) continue;
      here.add(client);
      const { name, latin, colour } = (state["user"] ?? {}) as { name?: unknown; latin?: unknown; colour?: unknown };
      const who = typeof colour === "number" && Number.isInteger(colour) ? Math.abs(colour) % COLOURS : client % COLOURS;
      const place = JSON.stringify(cursor);
      if (this.moved.get(client)?.place !== place) this.moved.set(client, { place, at: performance.now() });
      const at = this.moved.get(client)?.at ?? 0;
      const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
      if (from < to && performance.now() - at < IDLE_MS) {
        marks.push(Decoration.mark({ class: "theirs", attributes: { "data-c": String(who) } }).range(from, to));
      }
      const own = isEnglish && typeof latin === "string" && latin ? latin : name;
      const by = typeof own === "string" ? own.slice(0, 40) : "";
      marks.push(Decoration.widget({ widget: new Caret(client, by, who, at), side: 1 }).range(head));
    }
    for (const client of this.moved.keys()) if (!here.has(client)) this.moved.delete(client);
    this.view.dispatch({ effects: show.of(Decoration.set(marks, true)) });
  }

  private index(position: unknown): number | undefined {
    const doc = this.text.doc;
    if (!doc || typeof position !== "object" || position === null) return undefined;
    try {
      const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(position), doc);
      return found?.type === this.text ? Math.min(found.index, this.view.state.doc.length) : undefined;
    } catch {
      return undefined; // somebody else's idea of a position
    }
  }
}

export function carets(awareness: Awareness, text: Y.Text, plugin: ViewPlugin<Binding>): Extension {
  const drawn = ViewPlugin.define((view) => {
    const made = new Carets(view, awareness, text, () => view.plugin(plugin));
    const binding = view.plugin(plugin);
    if (binding) binding.onSettled = made.plan;
    return made;
  });
  return [shown, drawn];
}
