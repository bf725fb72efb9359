"""Overviews of cycles, one for all who look, and worked out again only when something changed. Draws nothing."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from realtime.hub import EVERYTHING, Hub
from server.records import Records
from shared.company import Overview, Telling
from shared.events import Envelope
from shared.messages import Id, Key
from shared.state import State

KEPT = 3
PAUSE = 5.0
"""Seconds between two of one cycle: a whole company's quarter is a second of work, in pieces of a few milliseconds."""
_KINDS = frozenset({"objective", "key_result", "check_ins", "cycle", "unit"})


class Overviews:
    def __init__(self, hub: Hub, records: Records, clock: Callable[[], datetime], *, pause: float = PAUSE) -> None:
        self._hub = hub
        self._records = records
        self._clock = clock
        self._pause = pause
        self._kept: OrderedDict[Id, tuple[int, float, Overview]] = OrderedDict()
        self._locks: defaultdict[Id, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._changes = 0
        hub.listen(self._changed)

    async def of(self, cycle_id: Id) -> Overview:
        """With everything that had happened by the time of the question; only what everybody may see."""
        async with self._locks[cycle_id]:
            loop, kept = asyncio.get_running_loop(), self._kept.get(cycle_id)
            if kept is not None:
                changes, at, overview = kept
                if changes == self._changes and overview.at.date() == self._clock().date():
                    return overview
                await asyncio.sleep(max(0.0, at + self._pause - loop.time()))
            began, changes = loop.time(), self._changes
            pasts = await self._records.of(cycle_id)
            telling = Telling(self._hub.state, cycle_id, pasts, self._clock())
            for _ in telling.pieces():
                await asyncio.sleep(0)
            overview = telling.overview()
            self._kept[cycle_id] = (changes, began, overview)
            self._kept.move_to_end(cycle_id)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return overview

    def _changed(self, _: Sequence[Envelope], touched: frozenset[Key], __: State) -> None:
        if touched == EVERYTHING or any(each.partition(":")[0] in _KINDS for each in touched):
            self._changes += 1
