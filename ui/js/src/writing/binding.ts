// A Y.Text and an editor that show the same, whoever writes.
//
// `local` are this editor's changes that the text does not have yet, `remote` the text's that the editor does not show yet;
// both stand on the last state that was common. While an input method composes, both wait: a syllable is no text yet, and a
// change beside it would break it. They are then carried over each other, so that both sides arrive at the same.

import { Annotation, ChangeSet, EditorSelection, EditorState, Transaction, type Extension, type Text } from "@codemirror/state";
import { EditorView, ViewPlugin, type PluginValue, type ViewUpdate } from "@codemirror/view";
import * as Y from "yjs";

/** Marks what did not come from this editor's writer, or not now. */
export const fromText = Annotation.define<boolean>();

// Keyboards that compose each word never end while the cursor rests in one: they wait no longer than this.
const isAndroid = /Android/.test(navigator.userAgent);
const ANDROID_MS = 3_000;
const STRANGE = "\ufffc"; // stands for what is no text

interface Place {
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
}

export class Binding implements PluginValue {
  readonly undo: Y.UndoManager;
  onSettled: () => void = () => {};
  private local: ChangeSet | undefined;
  private remote: ChangeSet | undefined;
  private timer = 0;
  private before: Place | undefined; // where the writer was before the present change

  constructor(
    private readonly view: EditorView,
    private readonly text: Y.Text,
  ) {
    this.undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]), captureTimeout: 600 });
    this.undo.on("stack-item-added", ({ stackItem }) => {
      if (this.before) stackItem.meta.set(this, this.before);
    });
    this.undo.on("stack-item-popped", ({ stackItem }) => this.goTo(stackItem.meta.get(this) as Place | undefined));
    this.text.observe(this.heard);
    this.before = this.place();
  }

  /** Whether positions in the editor are positions in the text. */
  get isSettled(): boolean {
    return !this.local && !this.remote;
  }

  update({ transactions, selectionSet, docChanged }: ViewUpdate): void {
    for (const { changes, startState, docChanged: changed } of transactions.filter((each) => !each.annotation(fromText))) {
      if (!changed) continue;
      const here = whole(changes, startState.doc);
      this.local = this.local ? this.local.compose(here) : here;
    }
    if (this.local && !(this.view.compositionStarted && !isAndroid)) this.send();
    if ((selectionSet || docChanged) && this.isSettled) this.before = this.place();
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.send();
    this.text.unobserve(this.heard);
    this.undo.destroy();
  }

  composing(): void {
    clearTimeout(this.timer);
    if (isAndroid) this.timer = window.setTimeout(() => this.settle(), ANDROID_MS);
  }

  /** After a composition: once the editor has read what it left behind. */
  composed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (!this.view.compositionStarted) this.settle();
    });
  }

  private settle(): void {
    this.send();
    this.take();
    this.onSettled();
  }

  private send(): void {
    const { local } = this;
    if (!local) return;
    const changes = this.remote ? local.map(this.remote, true) : local;
    this.remote = this.remote?.map(local);
    this.local = undefined;
    this.text.doc?.transact(() => {
      let moved = 0;
      changes.iterChanges((from, to, _, __, inserted) => {
        const words = inserted.sliceString(0, inserted.length, "\n");
        if (to > from) this.text.delete(from + moved, to - from);
        if (words) this.text.insert(from + moved, words);
        moved += words.length - (to - from);
      });
    }, this);
  }

  private readonly heard = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this) return;
    const changes = changesOf(event, this.remote?.newLength ?? this.lengthOfText(event));
    this.remote = this.remote ? this.remote.compose(changes) : changes;
    if (!this.view.compositionStarted) this.settle();
  };

  /** Before the event, which has happened already. */
  private lengthOfText(event: Y.YTextEvent): number {
    let length = this.text.length;
    for (const { insert, delete: deleted } of event.delta) {
      if (insert !== undefined) length -= typeof insert === "string" ? insert.length : 1;
      length += deleted ?? 0;
    }
    return length;
  }

  private take(): void {
    const { remote } = this;
    this.remote = undefined;
    if (!remote || remote.empty) return;
    this.view.dispatch({
      changes: remote,
      annotations: [fromText.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)],
      filter: false,
    });
  }

  private place(): Place {
    const { anchor, head } = this.view.state.selection.main;
    const at = (index: number) => Y.createRelativePositionFromTypeIndex(this.text, Math.min(index, this.text.length), -1);
    return { anchor: at(anchor), head: at(head) };
  }

  private goTo(place: Place | undefined): void {
    const doc = this.text.doc;
    if (!place || !doc || !this.isSettled) return;
    const [anchor, head] = [place.anchor, place.head].map((each) => Y.createAbsolutePositionFromRelativePosition(each, doc)?.index);
    if (anchor === undefined || head === undefined || Math.max(anchor, head) > this.view.state.doc.length) return;
    this.view.dispatch({ selection: EditorSelection.single(anchor, head), scrollIntoView: true, annotations: fromText.of(true) });
  }
}

/** The same changes with no character of two units cut: keyboards and editors compare units, and one emoji begins as another does. */
function whole(changes: ChangeSet, doc: Text): ChangeSet {
  const found: { from: number; to: number; insert: string }[] = [];
  const unit = (at: number) => (at >= 0 && at < doc.length ? doc.sliceString(at, at + 1) : "");
  const isOne = (left: string, right: string) => /[\ud800-\udbff]$/.test(left) && /^[\udc00-\udfff]/.test(right);
  changes.iterChanges((from, to, _, __, inserted) => {
    const [before, first, last, after] = [unit(from - 1), unit(from), unit(to - 1), unit(to)];
    const change = { from, to, insert: inserted.sliceString(0, inserted.length, "\n") };
    if (isOne(before, first) || isOne(before, change.insert || after)) {
      change.from -= 1;
      change.insert = before + change.insert;
    }
    if (isOne(last, after) || isOne(change.insert, after)) {
      change.to += 1;
      change.insert += after;
    }
    found.push(change);
  });
  return ChangeSet.of(found, doc.length, "\n");
}

function changesOf(event: Y.YTextEvent, length: number): ChangeSet {
  const changes: { from: number; to?: number; insert?: string }[] = [];
  let at = 0;
  for (const { retain = 0, delete: deleted = 0, insert } of event.delta) {
    at += retain;
    if (deleted) changes.push({ from: at, to: at + deleted });
    if (insert !== undefined) changes.push({ from: at, insert: typeof insert === "string" ? insert : STRANGE });
    at += deleted;
  }
  return ChangeSet.of(changes, length, "\n");
}

export function wordsOf(text: Y.Text): string {
  return (text.toDelta() as { insert: unknown }[]).map(({ insert }) => (typeof insert === "string" ? insert : STRANGE)).join("");
}

export function bind(text: Y.Text): [plugin: ViewPlugin<Binding>, extension: Extension] {
  const plugin = ViewPlugin.define((view) => new Binding(view, text), {
    eventObservers: {
      compositionstart() {
        this.composing();
      },
      compositionupdate() {
        this.composing();
      },
      compositionend() {
        this.composed();
      },
      blur() {
        this.composed();
      },
    },
  });
  // Only "\n" ends a line: any other reading would count characters differently from everybody else.
  return [plugin, [EditorState.lineSeparator.of("\n"), plugin]];
}
