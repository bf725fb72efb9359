"""Objectives' trends, worked out once for all screens that show them, and at most once a second for each objective."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC, datetime, time

from realtime.hub import Hub
from server.store import Store
from shared.messages import Id
from shared.trend import Point, trend

KEPT = 500
"""Objectives whose last trend is kept."""
PAUSE = 1.0
POINTS = 180
"""Points of a trend; a longer history is thinned, the latest point always stays."""


class Trends:
    def __init__(self, hub: Hub, store: Store, *, pause: float = PAUSE) -> None:
        self._hub = hub
        self._store = store
        self._pause = pause
        self._kept: OrderedDict[Id, tuple[object, asyncio.Task[list[Point]], float]] = OrderedDict()

    async def of(self, objective_id: Id) -> list[Point]:
        """The trend as of now or a moment ago. Who asks must have checked that it may be seen."""
        marks = self._marks(objective_id)
        kept = self._kept.get(objective_id)
        if kept is None or (kept[0] != marks and kept[1].done()):
            now = asyncio.get_running_loop().time()
            wait = 0.0 if kept is None else max(0.0, kept[2] + self._pause - now)
            kept = (marks, asyncio.create_task(self._work_out(objective_id, wait)), now + wait)
            self._kept[objective_id] = kept
            self._kept.move_to_end(objective_id)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        # one who goes away does not take the answer from the others
        return await asyncio.shield(kept[1])

    def _marks(self, objective_id: Id) -> object:
        state = self._hub.state
        ids = state.index.key_results.get(objective_id, ())
        return tuple((each, state.key_results[each].version) for each in ids)

    async def _work_out(self, objective_id: Id, wait: float) -> list[Point]:
        await asyncio.sleep(wait)
        state = self._hub.state
        objective = state.objectives[objective_id]
        ids = state.index.key_results.get(objective_id, ())
        check_ins = await self._store.check_ins_of(ids)
        start = datetime.combine(state.cycles[objective.cycle_id].starts_on, time(), UTC)
        return thinned(trend([state.key_results[each] for each in ids], check_ins, start), POINTS)


def thinned(points: list[Point], most: int) -> list[Point]:
    """At most that many points, evenly chosen, the last among them."""
    if len(points) <= most:
        return points
    step = len(points) / most
    return [points[int(place * step)] for place in range(most - 1)] + [points[-1]]
