"""Closes rewordings that have run their course: nobody has written for a while, or the cycle has moved. Opens none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from realtime.hub import EVERYTHING, Hub
from server.execute import Executor, Unavailable
from server.writing.documents import was_written_together
from shared.cycles.messages import CycleMoved
from shared.cycles.model import CycleState
from shared.events import Envelope
from shared.messages import OPERATOR, Id, Key, Refused
from shared.objectives.messages import CloseRewording, RewordingClosed, RewordingOpened
from shared.state import State

log = structlog.get_logger(__name__)

CLOSES_AFTER = timedelta(minutes=10)
LOOK_EVERY = 20.0


class Rewordings:
    """Every instance looks; closing what another has closed does nothing."""

    def __init__(self, hub: Hub, executor: Executor, clock: Callable[[], datetime]) -> None:
        self._hub = hub
        self._executor = executor
        self._clock = clock
        self._written_at: dict[Id, datetime] = {}
        """Open rewordings, with the time something was last written in each."""
        self._look = asyncio.Event()

    def start(self) -> Callable[[], None]:
        """Returns what ends it."""
        self._find(self._hub.state)
        return self._hub.listen(self._changed)

    def _find(self, state: State) -> None:
        open_ones = {each.id for each in state.objectives.values() if each.rewording}
        now = self._clock()
        self._written_at = {each: self._written_at.get(each, now) for each in open_ones}

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING:
            self._find(state)
        for envelope in envelopes:
            event = envelope.event
            match event:
                case RewordingOpened():
                    self._written_at[event.objective_id] = envelope.at
                case RewordingClosed():
                    self._written_at.pop(event.objective_id, None)
                case CycleMoved() if self._written_at:
                    self._look.set()
                case _ if was_written_together(event):
                    objective_id = getattr(event, "objective_id", None)
                    if objective_id in self._written_at:
                        self._written_at[objective_id] = envelope.at

    async def watch(self) -> None:
        """For ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._look.wait()
            self._look.clear()
            await self.close_what_is_over()

    async def close_what_is_over(self) -> None:
        state, now = self._hub.state, self._clock()
        for objective_id, written_at in tuple(self._written_at.items()):
            cycle = state.cycles[state.objectives[objective_id].cycle_id]
            if cycle.state is CycleState.ACTIVE and now - written_at < CLOSES_AFTER:
                continue
            try:
                await self._executor.execute(CloseRewording(objective_id=objective_id), OPERATOR)
            except (Refused, Unavailable) as problem:
                log.warning("rewording.not_closed", objective=objective_id, problem=repr(problem))
