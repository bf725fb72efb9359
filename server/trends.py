"""Objectives' trends, worked out once for all screens that show them, and at most once a second for each objective.
Draws nothing, and asks no rights.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC, datetime, time
from typing import TypeVar

from msgspec.structs import replace

from realtime.hub import Hub
from server.posted import Posted
from server.store import Store
from shared.burn_up import burn_up, contributing
from shared.check_ins.model import CheckIn
from shared.messages import Id
from shared.state import State
from shared.trend import Trend

KEPT = 500
"""Objectives whose last trend is kept."""
PAUSE = 1.0
TOGETHER = 100
"""Key results whose check-ins are read at once."""
POINTS = 180
"""Points of a line; a longer history is thinned, the latest point always stays."""

T = TypeVar("T")


class _Work:
    """One working out of a trend. `marks` is what it was worked out from; None until it has begun to read."""

    def __init__(self, at: float) -> None:
        self.at = at
        self.marks: object = None
        self.task: asyncio.Task[Trend]

    @property
    def has_failed(self) -> bool:
        return self.task.done() and (self.task.cancelled() or self.task.exception() is not None)


class Trends:
    def __init__(self, hub: Hub, store: Store, *, pause: float = PAUSE) -> None:
        self._hub = hub
        self._store = store
        self._pause = pause
        self._kept: OrderedDict[Id, _Work] = OrderedDict()
        self._posted = Posted(hub)

    async def of(self, objective_id: Id) -> Trend:
        """With everything that had happened by the time of the question. Who asks must have checked that it may be seen."""
        while True:
            wanted = self._marks(objective_id)
            kept = self._kept.get(objective_id)
            if kept is None or kept.has_failed or (kept.task.done() and kept.marks != wanted):
                kept = self._begin(objective_id, kept)
            is_fresh = kept.marks is None or kept.marks == wanted
            # one who goes away does not take the answer from the others
            found = await asyncio.shield(kept.task)
            if is_fresh:
                return found

    def _begin(self, objective_id: Id, before: _Work | None) -> _Work:
        now = asyncio.get_running_loop().time()
        wait = 0.0 if before is None else max(0.0, before.at + self._pause - now)
        work = _Work(now + wait)
        work.task = asyncio.create_task(self._work_out(objective_id, work, wait))
        self._kept[objective_id] = work
        self._kept.move_to_end(objective_id)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return work

    def _marks(self, objective_id: Id) -> object:
        state = self._hub.state
        tree = contributing(state, objective_id)
        start = state.cycles[state.objectives[objective_id].cycle_id].starts_on
        return (
            start,
            tuple((each, state.objectives[each].version) for each in tree),
            tuple(state.links[each].version for one in tree for each in state.index.links_to.get(one, ())),
            tuple(
                (each, state.key_results[each].version, *self._posted.mark(each)) for each in _key_results(state, tree)
            ),
        )

    async def _work_out(self, objective_id: Id, work: _Work, wait: float) -> Trend:
        await asyncio.sleep(wait)
        work.marks = self._marks(objective_id)
        state = self._hub.state
        objective = state.objectives[objective_id]
        ids = _key_results(state, contributing(state, objective_id))
        check_ins: list[CheckIn] = []
        for place in range(0, len(ids), TOGETHER):
            check_ins += await self._store.check_ins_of(ids[place : place + TOGETHER])
        start = datetime.combine(state.cycles[objective.cycle_id].starts_on, time(), UTC)
        found = burn_up(state, objective_id, check_ins, start)
        return replace(
            found,
            moments=thinned(found.moments, POINTS),
            marks={name: thinned(marks, POINTS) for name, marks in found.marks.items()},
        )


def _key_results(state: State, tree: list[Id]) -> list[Id]:
    return [each for one in tree for each in state.index.key_results.get(one, ())]


def thinned(points: tuple[T, ...], most: int) -> tuple[T, ...]:
    """At most that many points, evenly chosen, the last among them."""
    if len(points) <= most:
        return points
    step = len(points) / most
    return (*(points[int(place * step)] for place in range(most - 1)), points[-1])
