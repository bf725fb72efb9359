// The keys of a text field, and what may go into it. Tab is not among them: it leaves, as everywhere on the page.
// The few commands stand here: the editor's own bring a parser along, for indentation, that is a sixth of the whole.

import { EditorSelection, EditorState, type Extension, type SelectionRange, type Transaction, type TransactionSpec } from "@codemirror/state";
import { Direction, EditorView, keymap, type KeyBinding } from "@codemirror/view";
import type { UndoManager } from "yjs";
import { fromText } from "./binding";

type Command = (view: EditorView) => boolean;
/** Where a key leads from where somebody is: by what a reader takes for one character, however many code points that is. */
type Way = (view: EditorView, from: SelectionRange) => SelectionRange;

const step = (ahead: boolean): Way => (view, from) => view.moveByChar(from, ahead);
const word = (ahead: boolean): Way => (view, from) => view.moveByGroup(from, ahead);
const edge = (ahead: boolean): Way => (view, from) => view.moveToLineBoundary(from, ahead);
const row = (ahead: boolean): Way => (view, from) => {
  const there = view.moveVertically(from, ahead);
  return there.head === from.head ? edge(ahead)(view, from) : there;
};
const end = (ahead: boolean): Way => (view) => EditorSelection.cursor(ahead ? view.state.doc.length : 0);
/** What is to the left is ahead where people write from the right. */
const left = (way: (ahead: boolean) => Way): Way => (view, from) => way(view.textDirectionAt(from.head) === Direction.RTL)(view, from);
const right = (way: (ahead: boolean) => Way): Way => (view, from) => way(view.textDirectionAt(from.head) === Direction.LTR)(view, from);

function go(way: Way, isStep = false): Command {
  return (view) => {
    const { main } = view.state.selection;
    let to = way(view, main);
    // One step from a selection is to its edge.
    if (isStep && !main.empty) to = EditorSelection.cursor(to.head < main.head || (to.head === main.head && to.head === 0) ? main.from : main.to);
    view.dispatch({ selection: EditorSelection.create([to.empty ? to : EditorSelection.cursor(to.head)]), scrollIntoView: true, userEvent: "select" });
    return true;
  };
}

function extend(way: Way): Command {
  return (view) => {
    const { main } = view.state.selection;
    const { head, goalColumn, bidiLevel } = way(view, main);
    const range = EditorSelection.range(main.anchor, head, goalColumn, bidiLevel ?? undefined);
    view.dispatch({ selection: EditorSelection.create([range]), scrollIntoView: true, userEvent: "select" });
    return true;
  };
}

/** What is selected, or from the cursor to where the way leads. */
function erase(way: Way): Command {
  return (view) => {
    const { main } = view.state.selection;
    const other = main.empty ? way(view, main).head : main.head;
    const [from, to] = [Math.min(main.anchor, other), Math.max(main.anchor, other)];
    if (from < to && !view.state.readOnly) view.dispatch({ changes: { from, to }, scrollIntoView: true, userEvent: "delete" });
    return true;
  };
}

const all: Command = (view) => {
  view.dispatch({ selection: EditorSelection.single(0, view.state.doc.length), userEvent: "select" });
  return true;
};

function newLine(view: EditorView): boolean {
  view.dispatch(view.state.update(view.state.replaceSelection("\n"), { scrollIntoView: true, userEvent: "input" }));
  return true;
}

const to = (way: Way, isStep = false) => ({ run: go(way, isStep), shift: extend(way), preventDefault: true });
const KEYS: KeyBinding[] = [
  { key: "ArrowLeft", ...to(left(step), true) },
  { key: "ArrowRight", ...to(right(step), true) },
  { key: "Mod-ArrowLeft", mac: "Alt-ArrowLeft", ...to(left(word)) },
  { key: "Mod-ArrowRight", mac: "Alt-ArrowRight", ...to(right(word)) },
  { mac: "Cmd-ArrowLeft", ...to(left(edge)) },
  { mac: "Cmd-ArrowRight", ...to(right(edge)) },
  { key: "ArrowUp", ...to(row(false)) },
  { key: "ArrowDown", ...to(row(true)) },
  { key: "Home", ...to(edge(false)) },
  { key: "End", ...to(edge(true)) },
  { key: "Mod-Home", mac: "Cmd-ArrowUp", ...to(end(false)) },
  { key: "Mod-End", mac: "Cmd-ArrowDown", ...to(end(true)) },
  { key: "Mod-a", run: all, preventDefault: true },
  { key: "Backspace", run: erase(step(false)), shift: erase(step(false)) },
  { key: "Delete", run: erase(step(true)) },
  { key: "Mod-Backspace", mac: "Alt-Backspace", run: erase(word(false)) },
  { key: "Mod-Delete", mac: "Alt-Delete", run: erase(word(true)) },
  { mac: "Mod-Backspace", run: erase(edge(false)) },
  { mac: "Mod-Delete", run: erase(edge(true)) },
];

interface Leaving {
  isLine: () => boolean;
  next: () => void;
  leave: () => void;
}

export function keys({ isLine, next, leave }: Leaving, undo: () => UndoManager | undefined): Extension {
  const back = () => Boolean(undo()?.undo()) || true;
  const forth = () => Boolean(undo()?.redo()) || true;
  const enter = (view: EditorView) => {
    if (!isLine()) return newLine(view);
    next();
    return true;
  };
  return [
    keymap.of([
      { key: "Enter", run: enter, shift: enter },
      { key: "Escape", run: () => (leave(), true), stopPropagation: true },
      { key: "Mod-z", run: back, preventDefault: true },
      { key: "Mod-y", mac: "Mod-Shift-z", run: forth, preventDefault: true },
      { key: "Mod-Shift-z", run: forth, preventDefault: true },
      ...KEYS,
    ]),
    // Undo from a menu, a shaken telephone or a toolbar over the keyboard.
    EditorView.domEventHandlers({
      beforeinput(event) {
        if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return false;
        event.preventDefault();
        return event.inputType === "historyUndo" ? back() : forth();
      },
    }),
  ];
}

/** What is pasted or typed becomes what fits: no line break in a line, nothing over `most`. A composition is let be. */
export function fitting(isLine: () => boolean, most: () => number, full: () => void): Extension {
  return [
    EditorView.clipboardInputFilter.of((text) => {
      const words = text.replace(/\r\n?/g, "\n");
      return isLine() ? words.trim().replace(/\s*\n\s*/g, " ") : words;
    }),
    EditorState.transactionFilter.of((transaction): TransactionSpec | readonly TransactionSpec[] => {
      if (!transaction.docChanged || transaction.annotation(fromText) || transaction.isUserEvent("input.type.compose")) return transaction;
      const over = transaction.newDoc.length - Math.max(most(), transaction.startState.doc.length);
      if (over > 0) full();
      const breaks = isLine() && transaction.newDoc.lines > transaction.startState.doc.lines;
      return over > 0 || breaks ? fitted(transaction, Math.max(0, over), breaks) : transaction;
    }),
  ];
}

function fitted(transaction: Transaction, over: number, breaks: boolean): TransactionSpec {
  const changes: { from: number; to: number; insert: string }[] = [];
  let excess = over;
  let end = 0;
  transaction.changes.iterChanges((from, to, start, _, inserted) => {
    let insert = inserted.sliceString(0, inserted.length, "\n");
    if (breaks) insert = insert.replaceAll("\n", " ");
    let kept = Math.max(0, insert.length - excess);
    if (kept > 0 && /[\ud800-\udbff]/.test(insert.charAt(kept - 1)) && kept < insert.length) kept -= 1; // never half a character
    excess -= insert.length - kept;
    insert = insert.slice(0, kept);
    changes.push({ from, to, insert });
    end = start + insert.length;
  });
  return { changes, selection: { anchor: end }, scrollIntoView: true, userEvent: "input" };
}
