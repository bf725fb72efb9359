"""Which components show which things, so that a change wakes those and no others. Holds no state and starts no task.

One `Watchers` per page or per process; a component says what it shows with `use_watch("objective:…")` while it renders.
A component costs a dictionary entry for each key, not an effect, and is let go when it leaves the screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from weakref import ref

from reactpy.core._life_cycle_hook import HOOK_STACK
from reactpy.core.hooks import create_context, use_context, use_ref
from reactpy.types import Context

from ui.live.hook import Hook


class Watchers:
    """Call from the event loop's thread only."""

    def __init__(self) -> None:
        self._hooks: dict[str, set[ref[Hook]]] = {}
        self._keys: dict[ref[Hook], Counter[str]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._hooks

    def watch(self, key: str, hook: Hook) -> None:
        """Wake ``hook`` when ``key`` changes, until it unmounts or has said ``unwatch`` as often as ``watch``."""
        held = ref(hook, self._forget)
        if held not in self._keys:
            self._keys[held] = Counter()
            hook.until_unmount(self.forget)
        self._keys[held][key] += 1
        self._hooks.setdefault(key, set()).add(held)

    def unwatch(self, key: str, hook: Hook) -> None:
        held = ref(hook)
        keys = self._keys.get(held)
        if not keys or key not in keys:
            return
        keys[key] -= 1
        if not keys[key]:
            del keys[key]
            self._drop(key, held)
        if not keys:
            del self._keys[held]

    def forget(self, hook: Hook) -> None:
        self._forget(ref(hook))

    def wake(self, keys: Iterable[str]) -> int:
        """Schedule each component that shows one of the keys and would look different, once. Says how many."""
        woken = set[ref[Hook]]().union(*(self._hooks.get(key, ()) for key in keys))
        count = 0
        for held in woken:
            hook = held()
            if hook is not None and (hook.looks_different is None or hook.looks_different()):
                hook.schedule_render()
                count += 1
        return count

    def wake_all(self) -> int:
        """Schedule every component that watches anything. Says how many."""
        return self.wake(tuple(self._hooks))

    def _forget(self, held: ref[Hook]) -> None:
        for key in self._keys.pop(held, ()):
            self._drop(key, held)

    def _drop(self, key: str, held: ref[Hook]) -> None:
        hooks = self._hooks[key]
        hooks.discard(held)
        if not hooks:
            del self._hooks[key]


def _differs(looks: Callable[[], object]) -> Callable[[], bool]:
    rendered = looks()
    return lambda: looks() != rendered


WatchersContext: Context[Watchers | None] = create_context(None)
"""Without watchers, as in a first picture of the page, `use_watch` does nothing."""


def use_watch(*keys: str, looks: Callable[[], object] | None = None) -> None:
    """Render this component again when one of ``keys`` changes. Call it before reading what the keys stand for.

    ``looks`` says what the component's looks depend on, cheaply: while that stays equal, a change of the keys is let go.
    """
    watchers = use_context(WatchersContext)
    before = use_ref(frozenset[str]())
    now = frozenset(keys)
    if watchers is None:
        return
    hook = HOOK_STACK.current_hook()
    assert isinstance(hook, Hook)
    if looks is not None:
        hook.looks_different = _differs(looks)
    if now == before.current:
        return
    for key in now - before.current:
        watchers.watch(key, hook)
    for key in before.current - now:
        watchers.unwatch(key, hook)
    before.current = now
