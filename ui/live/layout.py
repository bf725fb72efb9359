"""ReactPy's layout, made fit for strangers: bounded, ordered, free of leaks. No socket and no encoding.

What is changed and why: renders that are due are taken together, ancestors first, so that nothing renders twice; events
run one at a time in the order they came, each after the renders that the one before it asked for, so that "save" sees
what was typed; an event for a target that is not on the screen costs a dictionary look-up; a component that fails takes
its whole subtree down instead of leaving orphans that render into somebody else's place.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from contextlib import AsyncExitStack
from typing import Any, cast

import msgspec
import reactpy
from reactpy import config
from reactpy.core import layout as _reactpy_layout
from reactpy.core.layout import Layout, _LifeCycleStateId, _make_element_model_state
from reactpy.types import Component, Event, LayoutUpdateMessage

from ui.live.hook import Hook
from ui.live.still import Still, plain

log = logging.getLogger("cairn.ui")

if reactpy.__version__ != "2.0.0b13":
    raise ImportError(f"ui.live is written against reactpy 2.0.0b13, not {reactpy.__version__}")

# The default loses updates and keeps every tree that was ever rendered.
config.REACTPY_ASYNC_RENDERING.current = False
_reactpy_layout.LifeCycleHook = Hook  # type: ignore[attr-defined]

EVENTS = 128
"""Events of one session that may wait; the reader of the socket waits with the next."""
TARGET_LENGTH = 2_000
HANDLER_SECONDS = 60.0
SEQUENCES = 2_048


class LayoutEvent(msgspec.Struct, frozen=True, tag_field="type", tag="layout-event"):
    """What a browser says happened. ``seq`` counts the events of one control, so that typing can be acknowledged."""

    target: str
    data: list[Any]
    seq: int | None = None


class HardenedLayout(Layout):
    async def __aenter__(self) -> HardenedLayout:
        self._thread = threading.get_ident()
        self._loop = asyncio.get_running_loop()
        self._due: dict[_LifeCycleStateId, None] = {}
        self._woken = asyncio.Event()
        self._pass_over = asyncio.Event()
        self._failed: set[str] = set()
        self._passes = 0
        self.pass_seconds = 0.0
        self._rendering = False
        self._ready: deque[LayoutUpdateMessage] = deque()
        self._waiting: asyncio.Queue[LayoutEvent | None] = asyncio.Queue(EVENTS)
        await super().__aenter__()
        self._model_states_by_life_cycle_state_id[
            self._root_life_cycle_state_id
        ].life_cycle_state.hook._scheduled_render = True
        return self

    async def __aexit__(self, *raised: Any) -> None:
        # a render that was cut off leaves components that hang on no tree: they end as well, the innermost first
        states = self._model_states_by_life_cycle_state_id
        for lcs_id in [each for each in reversed(states) if each != self._root_life_cycle_state_id]:
            await states.pop(lcs_id).life_cycle_state.hook.affect_component_will_unmount()
        await super().__aexit__(*raised)

    # --- rendering

    def _schedule_render_task(self, lcs_id: _LifeCycleStateId) -> None:
        if threading.get_ident() == self._thread:
            self._mark(lcs_id)
        else:
            self._loop.call_soon_threadsafe(self._mark, lcs_id)

    def _mark(self, lcs_id: _LifeCycleStateId) -> None:
        self._due[lcs_id] = None
        self._woken.set()

    async def render_pass(self) -> list[LayoutUpdateMessage]:
        """Wait until something is due, render all of it, and return the updates in the order to apply them."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            due, self._due = self._due, {}
            self._rendering = True
            began = time.perf_counter()
            try:
                updates = await self._render_due(list(due))
            finally:
                self.pass_seconds = time.perf_counter() - began
                self._rendering = False
                self._passes += 1
                over, self._pass_over = self._pass_over, asyncio.Event()
                over.set()
            if updates:
                return updates

    async def _render_due(self, due: list[_LifeCycleStateId]) -> list[LayoutUpdateMessage]:
        states = self._model_states_by_life_cycle_state_id
        if len(due) > 1:
            due = sorted((one for one in due if one in states), key=lambda one: states[one].patch_path.count("/"))
        updates = []
        for lcs_id in due:
            state = states.get(lcs_id)
            # Gone, or rendered by an ancestor a moment ago.
            if state is not None and cast(Hook, state.life_cycle_state.hook).is_due:
                updates.append(await self._create_layout_update(state))
        return updates

    async def render(self) -> LayoutUpdateMessage:
        if not self._ready:
            self._ready.extend(await self.render_pass())
        return self._ready.popleft()

    async def settled(self) -> None:
        """Return once all that was due when this was called has been rendered."""
        if self._due or self._rendering:
            wanted = self._passes + self._rendering + bool(self._due)
            while self._passes < wanted:
                await self._pass_over.wait()

    async def _render_component(
        self, exit_stack: AsyncExitStack, old_state: Any, parent: Any, index: int, key: Any, component: Component
    ) -> Any:
        state = await super()._render_component(exit_stack, old_state, parent, index, key, component)
        model = state.model.current
        if "error" in model:
            await self._unmount_below(state)
        if component.key is not None:
            # Without it the browser would tell keyed components apart by their position only.
            model["attributes"] = {"key": component.key}
        return state

    async def _render_model(
        self, exit_stack: AsyncExitStack, old_state: Any, parent: Any, index: int, key: Any, raw_model: Any
    ) -> Any:
        finished = raw_model if isinstance(raw_model, Still) else plain(raw_model)
        if finished is None:
            return await super()._render_model(exit_stack, old_state, parent, index, key, raw_model)
        if old_state is not None:
            await self._unmount_model_states([old_state])
        state = _make_element_model_state(parent, index, key)
        state.model.current = finished
        return state

    async def _unmount_model_states(self, old_states: list[Any]) -> None:
        """After a render that was cut off, what it had taken down already is met again."""
        waiting = old_states[::-1]
        while waiting:
            state = waiting.pop()
            for target in state.targets_by_event.values():
                self._event_handlers.pop(target, None)
            if state.is_component_state:
                life_cycle = state.life_cycle_state
                if self._model_states_by_life_cycle_state_id.pop(life_cycle.id, None) is not None:
                    await life_cycle.hook.affect_component_will_unmount()
            waiting.extend(state.children_by_key.values())

    async def _unmount_below(self, state: Any) -> None:
        below = f"{state.key_path}/"
        for target in [one for one in self._event_handlers if one.startswith(below)]:
            del self._event_handlers[target]
        states = self._model_states_by_life_cycle_state_id
        for lcs_id in [one for one, held in states.items() if held.key_path.startswith(below)]:
            await states.pop(lcs_id).life_cycle_state.hook.affect_component_will_unmount()
        state.children_by_key.clear()

    @staticmethod
    def _serialize_event_handler(handler: Any, target: str) -> dict[str, Any]:
        entry: dict[str, Any] = {"target": target}
        if handler.prevent_default:
            entry["preventDefault"] = True
        if handler.stop_propagation:
            entry["stopPropagation"] = True
        if handler.debounce:
            entry["debounce"] = handler.debounce
        if handler.throttle:
            entry["throttle"] = handler.throttle
        return entry

    def _render_model_attributes(self, old_state: Any, new_state: Any, raw_model: dict[str, Any]) -> None:
        super()._render_model_attributes(old_state, new_state, raw_model)
        model = new_state.model.current
        attributes = model.get("attributes")
        if attributes is not None and None in attributes.values():
            kept = {name: value for name, value in attributes.items() if value is not None}
            if kept:
                model["attributes"] = kept
            else:
                del model["attributes"]

    # --- events

    async def deliver(self, event: LayoutEvent) -> None:  # type: ignore[override]
        """Queue an event, or drop it if nothing on the screen has its target. Waits while the queue is full."""
        if len(event.target) <= TARGET_LENGTH and event.target in self._event_handlers:
            await self._waiting.put(event)

    async def work(self) -> None:
        """Run events in order until ``finish`` was called and all before it are done."""
        while True:
            event = await self._waiting.get()
            try:
                if event is None:
                    return
                await self.settled()
                await self._handle(event)
            finally:
                self._waiting.task_done()

    async def quiet(self) -> None:
        """Return once every event delivered so far has run and what it changed has been rendered."""
        await self._waiting.join()
        await self.settled()

    async def finish(self) -> None:
        await self._waiting.put(None)

    async def _handle(self, event: LayoutEvent) -> None:
        handler = self._event_handlers.get(event.target)
        if handler is None:  # it went while the event waited
            return
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await handler.function([Event(one) if isinstance(one, dict) else one for one in event.data])
        except Exception:
            # said once for each control of a page: who sends nonsense again and again does not fill the log
            log.log(logging.DEBUG if event.target in self._failed else logging.ERROR, "event handler failed: %s",
                    event.target, exc_info=True)  # fmt: skip
            self._failed.add(event.target)
        # After the handler and not before: a render in between must not acknowledge what has not been heard yet.
        if event.seq is not None and event.seq >= 0:
            sequences = self._last_event_seq_by_target
            sequences[event.target] = max(event.seq, sequences.get(event.target, -1))
            if len(sequences) > SEQUENCES:
                for target in [one for one in sequences if one not in self._event_handlers]:
                    del sequences[target]
