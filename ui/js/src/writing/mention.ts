// People by name after an @: a list under the caret, walked with the arrows, taken with Enter or Tab, left with Escape.
// Writes plain words ("@王敏 ", or "@王敏 (Wang Fang) " where there are two) and no link; knows nobody until an @ is typed.

import { Prec, StateEffect, StateField, type Extension } from "@codemirror/state";
import { EditorView, keymap, showTooltip, ViewPlugin, type Tooltip, type ViewUpdate } from "@codemirror/view";
import { offerList } from "../offer";
import { asked, LONGEST, PAUSE_MS, people, type Person } from "../people";

export type { Person };

interface Offer {
  from: number; // where the @ stands
  people: Person[];
  picked: number;
}

const offer = StateEffect.define<Offer | undefined>();

const offered = StateField.define<Offer | undefined>({
  create: () => undefined,
  update(now, { effects, changes, docChanged }) {
    for (const effect of effects) if (effect.is(offer)) return effect.value;
    return now && docChanged ? { ...now, from: changes.mapPos(now.from) } : now;
  },
  provide: (field) => [
    showTooltip.from(field, (now) => (now ? tooltip(now) : null)),
    EditorView.contentAttributes.from(field, (now) =>
      now ? { "aria-activedescendant": `mention-${now.picked}`, "aria-controls": "mentions", "aria-expanded": "true" } : {},
    ),
  ],
});

function tooltip({ from, people, picked }: Offer): Tooltip {
  return { pos: from, create: (view) => ({ dom: offerList(people, picked, (person) => take(view, person)) }) };
}

function take(view: EditorView, person: Person | undefined): boolean {
  const now = view.state.field(offered);
  if (!now || !person) return false;
  const { head } = view.state.selection.main;
  const words = `@${person.calling ?? person.name} `;
  view.dispatch({
    changes: { from: now.from, to: head, insert: words },
    selection: { anchor: now.from + words.length },
    effects: offer.of(undefined),
    userEvent: "input.complete",
  });
  return true;
}

function pick(view: EditorView, step: number): boolean {
  const now = view.state.field(offered);
  if (!now) return false;
  const picked = (now.picked + step + now.people.length) % now.people.length;
  view.dispatch({ effects: offer.of({ ...now, picked }) });
  return true;
}

function taken(view: EditorView): boolean {
  const now = view.state.field(offered);
  return now ? take(view, now.people[now.picked]) : false;
}

function left(view: EditorView): boolean {
  if (!view.state.field(offered)) return false;
  view.dispatch({ effects: offer.of(undefined) });
  return true;
}

const keys = keymap.of([
  { key: "ArrowDown", run: (view) => pick(view, 1) },
  { key: "ArrowUp", run: (view) => pick(view, -1) },
  { key: "Enter", run: taken },
  { key: "Tab", run: taken },
  { key: "Escape", run: left, stopPropagation: true },
]);

class Asking {
  private timer = 0;
  private asked = "";

  constructor(
    private readonly view: EditorView,
    private readonly known: () => Person[] | undefined,
  ) {}

  update({ docChanged, selectionSet, view, transactions }: ViewUpdate): void {
    if (!docChanged && !selectionSet && view.hasFocus) return;
    clearTimeout(this.timer);
    const typed = transactions.some((each) => each.isUserEvent("input") && !each.isUserEvent("input.complete"));
    if (!typed && !view.state.field(offered) && docChanged) return;
    this.timer = window.setTimeout(() => void this.ask(typed), this.known() ? 0 : PAUSE_MS);
  }

  composed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(true), PAUSE_MS);
  }

  destroy(): void {
    clearTimeout(this.timer);
  }

  private async ask(typed: boolean): Promise<void> {
    const { view } = this;
    if (view.compositionStarted) return;
    const { state } = view;
    const { head, empty } = state.selection.main;
    const line = state.doc.lineAt(head);
    const words = asked(state.sliceDoc(Math.max(line.from, head - LONGEST), head));
    const isOpen = state.field(offered) !== undefined;
    if (words === undefined || !empty || !view.hasFocus || (!typed && !isOpen)) {
      if (isOpen) left(view);
      return;
    }
    this.asked = words;
    const found = await people(words, view.dom, this.known());
    if (this.asked !== words || view.state.doc !== state.doc || view.state.selection.main.head !== head) return;
    view.dispatch({ effects: offer.of(found.length ? { from: head - words.length - 1, people: found, picked: 0 } : undefined) });
  }
}

export function mentions(known: () => Person[] | undefined): Extension {
  const asking = ViewPlugin.define((view) => new Asking(view, known), {
    eventObservers: {
      compositionend() {
        this.composed();
      },
    },
  });
  return [offered, Prec.highest(keys), asking];
}
