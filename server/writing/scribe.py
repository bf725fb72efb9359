"""Writes what all rooms have taken in into the log, together, and only then lets it be called saved. Knows no text.

While the database is away nothing is called saved and everything is kept in its order; rooms take in no more than they
can hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from msgspec import Struct

from realtime.writing.room import Room, Step
from server.writing.store import Entry, TextStore

log = structlog.get_logger(__name__)

MOST_TOGETHER = 500
"""Steps in one transaction."""
APART = 0.005
"""Seconds between the beginnings of two transactions, so that a busy moment is one of them."""

Written = Callable[[Room, Step, int], None]


class _Waiting(Struct):
    room: Room
    step: Step


class Scribe:
    """`written(room, step, place)` is called for each step, in order, once it is in the log."""

    def __init__(self, store: TextStore, written: Written) -> None:
        self._store = store
        self._written = written
        self._waiting: list[_Waiting | asyncio.Future[None]] = []
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.is_up = True
        """Whether the last transaction could be written."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def stop(self, within: float) -> None:
        """Writes what waits, if the database lets it."""
        task, self._task = self._task, None
        if task is None:
            return
        try:
            async with asyncio.timeout(within):
                await self.barrier()
        except TimeoutError:
            log.error("writing.not_written", steps=len(self._waiting))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def write(self, room: Room, step: Step) -> None:
        self._waiting.append(_Waiting(room, step))
        self._wanted.set()

    async def barrier(self) -> None:
        """Returns when everything that was handed over before is in the log."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self._wanted.set()
        await future

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            while self._waiting:
                began = loop.time()
                batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                await self._write(batch)
                if self._waiting and (rest := began + APART - loop.time()) > 0:
                    await asyncio.sleep(rest)

    async def _write(self, batch: list[_Waiting | asyncio.Future[None]]) -> None:
        steps = [each for each in batch if isinstance(each, _Waiting)]
        # an author who is nobody's id is the server's own edit
        entries = [Entry(each.room.name, each.step.update, (each.step.authors or ("",))[-1] or None) for each in steps]
        places = await self._append(entries) if entries else []
        number = iter(places)
        for each in batch:
            if isinstance(each, _Waiting):
                try:
                    self._written(each.room, each.step, next(number))
                except Exception:
                    log.exception("writing.written_failed", document=each.room.name)
            elif not each.done():
                each.set_result(None)

    async def _append(self, entries: list[Entry]) -> list[int]:
        """Tries until it succeeds. A transaction whose answer was lost is written twice: that changes no text."""
        pause = 0.05
        while True:
            try:
                places = await self._store.append(entries)
            except Exception as problem:
                if self.is_up:
                    log.warning("writing.database_away", problem=repr(problem))
                self.is_up = False
            else:
                if not self.is_up:
                    log.info("writing.database_back")
                self.is_up = True
                return places
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)
