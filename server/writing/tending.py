"""What is done now and then for open texts and for those left behind. Nothing here is needed for a text to be right.

The sweep is the net below the broker; folding a log keeps opening quick; and where an instance died before the plain value
had followed, another lets it follow.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping

import structlog

from server.writing.documents import Document, document_of
from server.writing.instances import Instances
from server.writing.opened import Opened
from server.writing.store import TextStore

log = structlog.get_logger(__name__)

SWEEP_EVERY = 2.0
ADOPTED_AFTER = 1.0
"""Seconds that an instance has for what it said it would write; then whoever heard it does."""
CLAIM_EVERY = 5.0
"""Seconds between two looks for texts whose plain value nobody lets follow; what stands still for two is taken over."""
IDLE_AFTER = 30.0
"""Seconds until a text that nobody is in is closed."""
COMPACT_OPEN, COMPACT_CLOSED = 1_000, 50
"""Entries after which a log is folded, while people write and when they have left."""
AT_ONCE = 200
MOST_BEHIND = 500


class Tending:
    def __init__(
        self,
        store: TextStore,
        opened: MutableMapping[str, Opened],
        instances: Instances,
        moved: Callable[[Opened], None],
        take: Callable[[Opened], None],
        take_over: Callable[[Document], Awaitable[None]],
    ) -> None:
        self._store = store
        self._opened = opened
        self._instances = instances
        self._moved = moved
        self._take = take
        self._take_over = take_over
        self._full: asyncio.Queue[str] = asyncio.Queue()
        self._seen: dict[str, int] = {}
        self._taken_over: dict[str, int] = {}
        """What was taken over and is still behind, as a text that cannot be kept: not tried again until it changes."""

    def grew(self, opened: Opened) -> None:
        if opened.tail >= COMPACT_OPEN:
            self._fold(opened)

    def _fold(self, opened: Opened) -> None:
        opened.tail = 0
        self._full.put_nowait(opened.name)

    async def sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            now = asyncio.get_running_loop().time()
            for opened in tuple(self._opened.values()):
                opened.room.awareness.expire(now)
                self._moved(opened)
                if opened.is_idle and now - opened.idle_since >= IDLE_AFTER:
                    self._close(opened)
            with contextlib.suppress(Exception):
                names = list(self._opened)
                for begin in range(0, len(names), AT_ONCE):
                    await self._compare(names[begin : begin + AT_ONCE])
                await self.adopt(now - ADOPTED_AFTER)

    async def _compare(self, names: list[str]) -> None:
        for name, top in (await self._store.tops(names)).items():
            opened = self._opened.get(name)
            if opened is not None and top > opened.room.position:
                self._instances.look_at(opened)

    async def adopt(self, heard_before: float) -> None:
        """Write what another instance said it would and has not, so that nothing is in memory only."""
        for opened in tuple(self._opened.values()):
            if _waits_since(opened, heard_before):
                await self._instances.read_on(opened)
                if _waits_since(opened, heard_before):
                    self._take(opened)

    def _close(self, opened: Opened) -> None:
        opened.forget_timers()
        del self._opened[opened.name]
        if opened.tail >= COMPACT_CLOSED:
            self._fold(opened)

    async def compact(self) -> None:
        while True:
            name = await self._full.get()
            try:
                await self._store.compact(name)
            except Exception as problem:
                log.warning("writing.not_compacted", document=name, problem=repr(problem))

    async def claim(self) -> None:
        while True:
            await asyncio.sleep(CLAIM_EVERY)
            try:
                await self.look_for_left_behind()
            except Exception as problem:
                log.warning("writing.claim_failed", problem=repr(problem))

    async def look_for_left_behind(self) -> None:
        behind = dict(await self._store.behind(MOST_BEHIND))
        for name, seq in behind.items():
            if self._seen.get(name) == seq and self._taken_over.get(name) != seq:
                self._taken_over[name] = seq
                if (document := document_of(name)) is not None:
                    await self._take_over(document)
        self._seen = behind
        self._taken_over = {name: seq for name, seq in self._taken_over.items() if name in behind}


def _waits_since(opened: Opened, moment: float) -> bool:
    since = opened.room.foreseen_since
    return since is not None and since <= moment
