"""Files that people sent and have not brought in yet, each seen by its sender alone. Kept in memory, for a while, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

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
        self._content = content
        self._sheet: Sheet | None = None
        self._lines: list[str] | None = None

    def sheet(self) -> Sheet:
        """Slow the first time: for a thread."""
        if self._sheet is None:
            self._sheet = read(self._content, self.filename)
        return self._sheet

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
