"""Which things are to be looked at, and when: finding the next costs nothing, whatever else waits. Asks no clock."""

from __future__ import annotations

import heapq
from datetime import datetime

from shared.messages import Id


class Agenda:
    """At most one moment for each thing; a new one takes the place of the old."""

    def __init__(self) -> None:
        self._at: dict[Id, datetime] = {}
        self._heap: list[tuple[datetime, Id]] = []

    def __len__(self) -> int:
        return len(self._at)

    def put(self, thing_id: Id, at: datetime | None) -> None:
        """None: not to be looked at until it changes."""
        if at is None:
            self._at.pop(thing_id, None)
        elif self._at.get(thing_id) != at:
            self._at[thing_id] = at
            heapq.heappush(self._heap, (at, thing_id))

    @property
    def next_at(self) -> datetime | None:
        self._drop_replaced()
        return self._heap[0][0] if self._heap else None

    def take(self, now: datetime, most: int) -> list[Id]:
        """Those whose moment has come, the longest due first; they are off the agenda."""
        taken: list[Id] = []
        while len(taken) < most and (at := self.next_at) is not None and at <= now:
            _, thing_id = heapq.heappop(self._heap)
            del self._at[thing_id]
            taken.append(thing_id)
        return taken

    def _drop_replaced(self) -> None:
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
