"""What instances tell each other of their texts. What is told is a hint, and the log the truth: a gap is read from there.

Each update is told twice: before its commit, so that it is seen elsewhere at once, and after it, with its place. A text that
is being read keeps what is told of places meanwhile, so that nothing falls between reading and listening.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping

import msgspec
import structlog
from msgspec import Struct

from realtime.broker import Broker
from realtime.writing.room import Step
from realtime.writing.wire import Malformed
from server.writing.opened import Opened
from server.writing.store import TextStore
from shared.messages import Id

log = structlog.get_logger(__name__)

CHANNEL = "text"
AHEAD = "text-ahead"
CURSORS = "cursors"
HINT_LIMIT = 64 * 1024
"""A longer update is told as its place only."""
AGAIN_AFTER = 0.5


class Told(Struct, frozen=True, array_like=True):
    """An entry of the log; a long one without its bytes."""

    instance: str
    document: str
    place: int
    update: bytes | None


class Ahead(Struct, frozen=True, array_like=True):
    """What its instance is about to write."""

    instance: str
    document: str
    authors: tuple[Id, ...]
    update: bytes


class Cursors(Struct, frozen=True, array_like=True):
    instance: str
    document: str
    states: bytes


_told = msgspec.msgpack.Decoder(Told)
_ahead = msgspec.msgpack.Decoder(Ahead)
_cursors = msgspec.msgpack.Decoder(Cursors)
_encoder = msgspec.msgpack.Encoder()


class Instances:
    """`moved(opened)` is called when cursors of others have moved."""

    def __init__(
        self,
        broker: Broker,
        store: TextStore,
        opened: Mapping[str, Opened],
        moved: Callable[[Opened], None],
        *,
        instance: str,
    ) -> None:
        self._broker = broker
        self._store = store
        self._opened = opened
        self._moved = moved
        self._instance = instance
        self._early: dict[str, list[Told]] = {}
        self._behind: set[str] = set()
        self._look = asyncio.Event()
        broker.subscribe(CHANNEL, self._heard, self.missed)
        broker.subscribe(AHEAD, self._heard_ahead, lambda: None)
        broker.subscribe(CURSORS, self._heard_cursors, lambda: None)

    def announce(self, opened: Opened, place: int, update: bytes) -> None:
        told = Told(self._instance, opened.name, place, update if len(update) <= HINT_LIMIT else None)
        self._broker.publish(CHANNEL, _encoder.encode(told))

    def foretell(self, opened: Opened, step: Step) -> None:
        """Before it is in the log: for eyes, and not for keeps."""
        if len(step.update) <= HINT_LIMIT:
            ahead = Ahead(self._instance, opened.name, step.authors, step.update)
            self._broker.publish(AHEAD, _encoder.encode(ahead))

    def announce_cursors(self, opened: Opened, states: bytes) -> None:
        self._broker.publish(CURSORS, _encoder.encode(Cursors(self._instance, opened.name, states)))

    @contextlib.contextmanager
    def listening_early(self, name: str) -> Iterator[Callable[[Opened], None]]:
        """Around reading a text; call what is given with the text when it is read."""
        early: list[Told] = []
        self._early[name] = early

        def caught_up(opened: Opened) -> None:
            for told in early:
                self._hear(opened, told)

        try:
            yield caught_up
        finally:
            del self._early[name]

    def look_at(self, opened: Opened) -> None:
        """Read from the log what this text lacks."""
        self._behind.add(opened.name)
        self._look.set()

    def missed(self) -> None:
        self._behind.update(self._opened)
        self._look.set()

    async def catch_up(self) -> None:
        """For ever: whatever is behind."""
        while True:
            await self._look.wait()
            self._look.clear()
            names, self._behind = self._behind, set()
            for name in names:
                opened = self._opened.get(name)
                if opened is None:
                    continue
                try:
                    await self.read_on(opened)
                except Exception as problem:
                    log.warning("writing.catch_up_failed", document=name, problem=repr(problem))
                    self._behind.add(name)
            if self._behind:
                await asyncio.sleep(AGAIN_AFTER)
                self._look.set()

    async def read_on(self, opened: Opened) -> None:
        kept = await self._store.read(opened.name, opened.room.position)
        if kept is not None:
            opened.room.caught_up(kept.head.seq, kept.updates)

    def _heard(self, message: bytes) -> None:
        try:
            told = _told.decode(message)
        except msgspec.MsgspecError:
            self.missed()  # a newer instance speaks otherwise: the log will tell
            return
        if told.instance == self._instance:
            return
        if told.document in self._early:
            self._early[told.document].append(told)
        elif (opened := self._opened.get(told.document)) is not None:
            self._hear(opened, told)

    def _hear(self, opened: Opened, told: Told) -> None:
        room = opened.room
        if told.update is not None:
            room.heard(told.place, told.update)
        if room.has_gap or told.place > room.position:
            self.look_at(opened)

    def _heard_ahead(self, message: bytes) -> None:
        """Where the text is not open it is of no use: the log tells whoever opens it."""
        with contextlib.suppress(msgspec.MsgspecError):
            ahead = _ahead.decode(message)
            opened = self._opened.get(ahead.document)
            if opened is not None and ahead.instance != self._instance:
                opened.room.foretold(ahead.update, ahead.authors, asyncio.get_running_loop().time())

    def _heard_cursors(self, message: bytes) -> None:
        with contextlib.suppress(msgspec.MsgspecError, Malformed):
            cursors = _cursors.decode(message)
            opened = self._opened.get(cursors.document)
            if opened is not None and cursors.instance != self._instance:
                opened.room.hear_awareness(None, cursors.states, asyncio.get_running_loop().time())
                self._moved(opened)
