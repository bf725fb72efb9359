// Menus, `<details class="drop">`: closed by a click elsewhere, by Escape and by a choice; the arrows go from item to item.

const ITEM = ".menu a[href],.menu button:not(:disabled),.menu [role^=menuitem]:not([aria-disabled=true])";

function opened(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details.drop[open]")];
}

// In the capture phase: a dialog keeps its clicks to itself. Closed afterwards, so that what was chosen hears of it first.
document.addEventListener(
  "click",
  ({ target }) => {
    if (!(target instanceof Element)) return;
    for (const menu of opened()) {
      const isChoice = menu.contains(target.closest(ITEM));
      if (isChoice || !menu.contains(target)) setTimeout(() => (menu.open = false));
    }
  },
  true,
);

document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing) return;
    const focused = document.activeElement;
    const menu = focused?.closest<HTMLDetailsElement>("details.drop") ?? opened().at(-1);
    if (!menu) return;
    if (event.key === "Escape" && menu.open) {
      event.preventDefault();
      event.stopPropagation();
      menu.open = false;
      menu.querySelector<HTMLElement>("summary")?.focus();
    } else if (menu.contains(focused) && !isField(focused) && move(menu, event.key)) event.preventDefault();
  },
  true,
);

function move(menu: HTMLDetailsElement, key: string): boolean {
  if (!menu.open) {
    if (key !== "ArrowDown") return false;
    menu.open = true;
  }
  // what the width of the window hides is no step on the way
  const items = [...menu.querySelectorAll<HTMLElement>(ITEM)].filter((item) => item.getClientRects().length > 0);
  const here = items.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: (here + 1) % items.length,
    ArrowUp: here < 0 ? items.length - 1 : (here + items.length - 1) % items.length,
    Home: 0,
    End: items.length - 1,
  }[key];
  if (to === undefined) return false;
  items[to]?.focus();
  return true;
}

function isField(element: Element | null): boolean {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}
