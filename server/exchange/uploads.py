"""Files that people sent and have not brought in yet, each seen by its sender alone. Kept in memory, for a while, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from shared.exchange.answers import LONGEST_ANSWER, MOST_ANSWERS, Place, answered
from shared.exchange.decoding import decode
from shared.exchange.drafts import Sheet
from shared.exchange.plan import Plan
from shared.exchange.reading import read
from shared.messages import Actor, Id, Refused

KEPT_FOR = timedelta(minutes=15)
OF_ONE = 3
"""Files of one person; a further one takes the place of the oldest."""
OF_ALL = 40


class Upload:
    def __init__(self, upload_id: Id, owner: Actor, filename: str, content: bytes, at: datetime) -> None:
        self.id = upload_id
        self.owner = owner
        self.filename = filename
        self.at = at
        self.busy = asyncio.Lock()
        """Held while it is brought in: a second click finds it done."""
        self.planned: tuple[int, Id | None, Plan] | None = None
        """The latest plan, with the position in the log and the cycle that it holds for."""
        self._answers: dict[Place, str] = {}
        """What its sender said to lines that ask, in the order of saying it."""
        self._content = content
        self._sheet: Sheet | None = None
        self._lines: list[str] | None = None

    def sheet(self) -> Sheet:
        """With the answers in it. Slow the first time: for a thread."""
        if self._sheet is None:
            self._sheet = read(self._content, self.filename)
        return answered(self._sheet, dict(self._answers))

    def answer(self, place: Place, text: str) -> None:
        """Nothing takes an answer back. Raises `Refused` for one that is too long, or one too many."""
        if len(text) > LONGEST_ANSWER:
            raise Refused("too_long", field="answer", most=LONGEST_ANSWER)
        self._answers.pop(place, None)
        if text.strip():
            self._answers[place] = text
        if len(self._answers) > MOST_ANSWERS:
            del self._answers[place]
            raise Refused("too_many", field="answer", most=MOST_ANSWERS)
        self.planned = None

    def line(self, number: int) -> str:
        """A line as it was written, shortened; empty where lines mean nothing."""
        if self._lines is None:
            self._lines = decode(self._content).split("\n")
        return self._lines[number - 1].strip()[:200] if 0 < number <= len(self._lines) else ""


class Uploads:
    def __init__(self, clock: Callable[[], datetime], new_id: Callable[[], Id]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._kept: dict[Id, Upload] = {}

    def keep(self, owner: Actor, filename: str, content: bytes) -> Upload:
        self._forget_old()
        own = [each.id for each in self._kept.values() if each.owner == owner]
        for upload_id in own[: max(len(own) - OF_ONE + 1, 0)]:
            del self._kept[upload_id]
        while len(self._kept) >= OF_ALL:
            del self._kept[next(iter(self._kept))]
        upload = Upload(self._new_id(), owner, filename, content, self._clock())
        self._kept[upload.id] = upload
        return upload

    def find(self, owner: Actor, upload_id: Id) -> Upload:
        """Raises `Refused` for another person's as for none."""
        self._forget_old()
        upload = self._kept.get(upload_id)
        if upload is None or upload.owner != owner:
            raise Refused("upload.gone", field="upload_id")
        return upload

    def _forget_old(self) -> None:
        now = self._clock()
        for upload_id in [each.id for each in self._kept.values() if now - each.at >= KEPT_FOR]:
            del self._kept[upload_id]
