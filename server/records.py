"""What was said of a cycle's key results, read once for all screens and kept in short while somebody asks. Judges nothing."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Mapping

from realtime.hub import Hub
from server.posted import Posted
from server.store import Store
from shared.check_ins.model import CheckIn
from shared.messages import Id
from shared.past import Step, steps
from shared.survey import surveyed

CYCLES = 3
"""Cycles whose records are kept."""
TOGETHER = 40
"""Key results whose check-ins are read at once: about ten milliseconds."""

Past = tuple[Step, ...]
Record = Mapping[Id, Past]
_Mark = tuple[int, int, int]


class Records:
    def __init__(self, hub: Hub, store: Store) -> None:
        self._hub = hub
        self._store = store
        self._kept: OrderedDict[Id, dict[Id, tuple[_Mark, Past]]] = OrderedDict()
        self._reading: dict[Id, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._posted = Posted(hub)

    async def of(self, cycle_id: Id) -> Record:
        """With everything that had been said by the time of the question."""
        async with self._reading[cycle_id]:
            kept = self._kept.setdefault(cycle_id, {})
            self._kept.move_to_end(cycle_id)
            while len(self._kept) > CYCLES:
                self._kept.popitem(last=False)
            while missing := self._missing(cycle_id, kept):
                for place in range(0, len(missing), TOGETHER):
                    await self._read(missing[place : place + TOGETHER], kept)
            return {name: past for name, (_, past) in kept.items()}

    def said(self, key_result_id: Id) -> tuple[int, ...]:
        """Another one when anything was said of it, or to what was said."""
        return self._posted.mark(key_result_id)

    def _missing(self, cycle_id: Id, kept: dict[Id, tuple[_Mark, Past]]) -> list[Id]:
        """Key results that are not known, or were spoken of since; what is gone is let go."""
        living = {each for _, ids in surveyed(self._hub.state, cycle_id) for each in ids}
        for gone in kept.keys() - living:
            del kept[gone]
        return [each for each in living if each not in kept or kept[each][0] != self._mark(each)]

    async def _read(self, ids: list[Id], kept: dict[Id, tuple[_Mark, Past]]) -> None:
        # marked first: what is posted while the rows are read is read again
        marks = {each: self._mark(each) for each in ids}
        by_key_result: defaultdict[Id, list[CheckIn]] = defaultdict(list)
        for check_in in await self._store.check_ins_of(ids, limit=TOGETHER * 200):
            by_key_result[check_in.key_result_id].append(check_in)
        for each, mark in marks.items():
            kept[each] = (mark, steps(self._hub.state.key_results[each], by_key_result[each]))
        # everybody else first: a whole company's quarter is a second of work
        await asyncio.sleep(0)

    def _mark(self, key_result_id: Id) -> _Mark:
        return *self._posted.mark(key_result_id), self._hub.state.key_results[key_result_id].version
