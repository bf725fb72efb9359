// The texts that are open on this page, by name. Opens those as well of which an earlier page kept something, until it is sent.

import { findKept } from "./kept";
import type { Me } from "./me";
import { OpenText } from "./texts";

const opened = new Map<string, OpenText>();
const restored = new Set<string>();

export function openText(name: string, me: Me): OpenText {
  let text = opened.get(name);
  if (!text) opened.set(name, (text = new OpenText(name, me, guard, isLargest, () => opened.delete(name))));
  if (me.id && !restored.has(me.id)) {
    restored.add(me.id);
    void findKept(me.id).then((all) => {
      for (const each of all) openText(each.key[1], me).restore(each);
    });
  }
  return text;
}

function warn(event: BeforeUnloadEvent): void {
  if ([...opened.values()].some((text) => text.isUnsafe)) event.preventDefault();
}

/** Of all changes on their way. */
function isLargest({ unsent }: OpenText): boolean {
  return [...opened.values()].every((text) => text.unsent.bytes <= unsent.bytes);
}

/** Only while there is something to lose: the listener keeps a browser from keeping the page for Back. */
function guard(): void {
  if ([...opened.values()].some((text) => text.unsent.isDirty)) addEventListener("beforeunload", warn);
  else removeEventListener("beforeunload", warn);
}

addEventListener("pagehide", () => {
  for (const text of opened.values()) text.unsent.keep();
});
