"""A text that is open at this instance: its room, and how far its plain value and it have followed each other. No I/O."""

from __future__ import annotations

import asyncio

from realtime.writing.room import Room
from server.writing.documents import Document
from shared.events import encoder
from shared.messages import Id

NOBODY: Id = "00000000-0000-0000-0000-000000000000"
"""The author of what was written before a crash, where the log does not say."""


class Opened:
    def __init__(self, document: Document, room: Room, plain: str, tail: int) -> None:
        self.document = document
        self.room = room
        self.plain = plain
        """The plain value that the text has followed, or that has followed the text."""
        self.tail = tail
        """Entries of the log that no snapshot holds."""
        self.authors: dict[Id, None] = {}
        """Who wrote what has not become the plain value, the last one last."""
        self.reason = ""
        self.is_ahead = False
        """Whether the plain value has to follow."""
        self.ahead_since = 0.0
        self.objection: str | None = None
        """Why the text cannot become the plain value."""
        self.taken = 0
        """Steps that were taken here."""
        self._logged = 0
        self._places: dict[int, int] = {}
        """By its place in the log, the number of a step that was taken here."""
        self.lock = asyncio.Lock()
        """One direction at a time."""
        self.timer: asyncio.TimerHandle | None = None
        self.tick: asyncio.TimerHandle | None = None
        self.awareness_tick: asyncio.TimerHandle | None = None
        self.idle_since = 0.0

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def is_idle(self) -> bool:
        """Whether nobody is in it and nothing is under way."""
        return not (self.room.members or not self.room.is_saved or self.is_ahead or self.lock.locked())

    def objection_text(self) -> str:
        """What writers are told: why the text cannot be kept as it is, or that it can again."""
        return encoder.encode({"refused": self.objection, "most": self.document.sort.longest}).decode()

    def typed(self, authors: tuple[Id, ...], reason: str, now: float) -> None:
        for each in authors:
            self.authors.pop(each, None)
            self.authors[each] = None
        if reason:
            self.reason = reason
        if not self.is_ahead:
            self.is_ahead = True
            self.ahead_since = now

    def logged(self, place: int) -> None:
        """The next step that was taken here is in the log."""
        self._logged += 1
        self._places[place] = self._logged
        self.tail += 1

    def covered(self, position: int, taken: int) -> int:
        """The entry up to which nothing was missing when all up to `position` and so many steps were in the text."""
        while self._places.get(position + 1, taken + 1) <= taken:
            position += 1
        self._places = {place: number for place, number in self._places.items() if place > position}
        return position

    def forget_timers(self) -> None:
        for timer in (self.timer, self.tick, self.awareness_tick):
            if timer is not None:
                timer.cancel()
        self.timer = self.tick = self.awareness_tick = None
