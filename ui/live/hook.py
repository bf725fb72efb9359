"""The life cycle of one component: its effects, its end. Nothing here survives the component, and nothing outwaits it.

ReactPy's own hook keeps one event for each render and one task for each run of an effect until the component goes, and
then waits for effects without end. This one keeps what runs now, and no more.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from reactpy.core._life_cycle_hook import EffectFunc, LifeCycleHook
from reactpy.core.hooks import _CurrentState
from reactpy.types import Component

log = logging.getLogger("cairn.ui")

EFFECT_STOP_SECONDS = 2.0
"""How long an effect may take to stop before it is cancelled."""

BREATH_SECONDS = 0.004
"""How long rendering may hold the event loop before others get a turn."""

_without_effects: ContextVar[bool] = ContextVar("without_effects", default=False)
_last_breath = 0.0


@contextmanager
def without_effects() -> Iterator[None]:
    """Components rendered inside start no effect: for a picture of the page that nobody lives in."""
    token = _without_effects.set(True)
    try:
        yield
    finally:
        _without_effects.reset(token)


class Hook(LifeCycleHook):
    __slots__ = ("_next_effects", "_running", "_unmounted", "_until_unmount", "looks_different")

    def __init__(self, schedule_render: Callable[[], None]) -> None:
        super().__init__(schedule_render)
        # A layout renders one component after another, so nobody ever waits for this semaphore.
        self._render_access = None  # type: ignore[assignment]
        self._next_effects: list[tuple[int, EffectFunc]] = []
        self._running: dict[int, tuple[asyncio.Event, asyncio.Task[None]]] = {}
        self._until_unmount: list[Callable[[Hook], None]] = []
        self._unmounted = False
        self.looks_different: Callable[[], bool] | None = None
        """Asked before a watched key wakes the component; None: it always wakes."""

    @property
    def is_due(self) -> bool:
        """Scheduled, and not rendered since, be it alone or with an ancestor."""
        return self._scheduled_render

    def schedule_render(self) -> None:
        if not self._unmounted:
            super().schedule_render()

    def until_unmount(self, forget: Callable[[Hook], None]) -> None:
        """Call ``forget(hook)`` once when the component goes; asking twice is asking once."""
        if forget not in self._until_unmount:
            self._until_unmount.append(forget)

    def add_effect(self, effect_func: EffectFunc) -> None:
        if not _without_effects.get():
            # The state index is the effect's place in the component: the same on every render.
            self._next_effects.append((self._current_state_index, effect_func))

    async def affect_component_will_render(self, component: Component) -> None:
        global _last_breath
        if time.perf_counter() - _last_breath > BREATH_SECONDS:
            await asyncio.sleep(0)
            _last_breath = time.perf_counter()
        self._scheduled_render = False
        self.component = component
        self.set_current()

    async def affect_component_did_render(self) -> None:
        self.unset_current()
        self._rendered_atleast_once = True
        self._current_state_index = 0
        del self.component

    async def affect_layout_did_render(self) -> None:
        effects = self._next_effects
        if not effects:
            return
        self._next_effects = []
        if self._unmounted:  # an ancestor failed after this component had rendered
            return
        for place, effect in effects:
            before, stop = self._running.get(place), asyncio.Event()
            self._running[place] = (stop, asyncio.create_task(_run(effect, stop, before)))

    async def affect_component_will_unmount(self) -> None:
        self._unmounted = True
        running, self._running = self._running, {}
        for stop, _ in running.values():
            stop.set()
        for forget in self._until_unmount:
            forget(self)
        self._until_unmount.clear()
        # State holds its setter and the setter holds this hook: cut the ring, so that the component is freed now.
        for held in self._state:
            if isinstance(held, _CurrentState):
                held.dispatch = _nobody_listens  # type: ignore[assignment]
        self._state.clear()
        self._context_providers.clear()
        if running:
            await _stop([task for _, task in running.values()])


def _nobody_listens(_: Any) -> None:
    """A setter that was called after its component had gone."""


async def _run(
    effect: EffectFunc, stop: asyncio.Event, before: tuple[asyncio.Event, asyncio.Task[None]] | None
) -> None:
    # The old run has cleaned up before the new one begins.
    if before is not None:
        before[0].set()
        await _stop([before[1]])
    try:
        await effect(stop)
    except Exception:
        log.exception("effect failed")


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    _, pending = await asyncio.wait(tasks, timeout=EFFECT_STOP_SECONDS)
    for task in pending:
        log.error("effect did not stop and is cancelled: %r", task)
        task.cancel()
