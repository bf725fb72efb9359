"""Who has left a meeting, and is not just reloading: nobody of theirs has been seen there for a while. Remembers no longer
than that, and says of nobody where else they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable

from realtime.presence import Place, Presence
from shared.messages import Id, Key

PATIENCE = 30.0
"""Seconds without a page after which somebody is taken to have left."""
_MEETING = "presence:meeting:"


class Attendance:
    """`wake` is called with `presence:<place>` once somebody's absence there has become long enough."""

    def __init__(
        self,
        presence: Presence,
        wake: Callable[[Iterable[Key]], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self._presence = presence
        self._wake = wake
        self._clock = clock
        self.patience = patience
        self._began = clock()
        self._here: dict[Place, frozenset[Id]] = {}
        self._left: dict[tuple[Place, Id], float] = {}
        presence.listen(self._changed)

    def has_left(self, place: Place, person_id: Id) -> bool:
        """An instance that began just now has seen nobody leave, and waits before it says so."""
        if any(each.person_id == person_id for each in self._presence.here(place)):
            return False
        return self._clock() - self._left.get((place, person_id), self._began) >= self.patience

    def _changed(self, keys: frozenset[Key]) -> None:
        for key in keys:
            if key.startswith(_MEETING):
                self._look(key.removeprefix("presence:"))

    def _look(self, place: Place) -> None:
        here = frozenset(each.person_id for each in self._presence.here(place))
        gone = self._here.pop(place, frozenset()) - here
        if here:
            self._here[place] = here
        for person_id in gone:
            self._left[place, person_id] = self._clock()
            asyncio.get_running_loop().call_later(self.patience, self._waited, place, person_id)

    def _waited(self, place: Place, person_id: Id) -> None:
        if self._clock() - self._left.get((place, person_id), self._clock()) < self.patience:
            return  # left once more since, and that is waited for as well
        # what began longer ago than this is not asked of the beginning any more
        if self._clock() - self._began >= self.patience:
            del self._left[place, person_id]
        self._wake([f"presence:{place}"])
