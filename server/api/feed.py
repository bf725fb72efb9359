"""The event stream without its wire: a reader's place in the log, and what it may see of what comes next.

Knows no HTTP. A reader is a position and nothing else, so that it cannot grow: recent events are encoded once and
shared by all readers; who is further behind reads the log. Nothing is delivered that this instance's state has not
applied, for only then can be said who may see it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

import msgspec
from msgspec import Struct

from realtime.hub import Hub
from server.identity import Identity
from server.store import Store
from shared.events import AnyEvent, Envelope, encoder, kind_of, public, subject
from shared.messages import Id, Key
from shared.state import State
from shared.view import View

RECENT_BYTES = 4 * 1024 * 1024
"""Encoded events kept for everybody; a reader further behind costs a query, not memory."""
PAGE = 100
"""Events considered at a time by one reader."""


WatchKey = Callable[[Id, Callable[[], None]], Callable[[], None]]
"""`watch(key_id, gone)`: call `gone` when this session or token dies; returns what ends the watching."""


class Item(Struct, frozen=True, kw_only=True):
    """One event as a program sees it. `subject` is what it is about: an objective where there is one, else a person,
    unit or cycle."""

    seq: int
    at: datetime
    actor_id: Id | None
    command_id: str
    kind: str
    subject: Id | None
    event: AnyEvent


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the stream says besides events.

    `heartbeat`: everything up to `seq` has been sent. `reset`: the position asked for does not exist here; read
    everything again, then go on from `seq`. `objective.withdrawn`: `subject` can no longer be seen; forget it.
    """

    seq: int
    kind: str
    subject: Id | None = None


class Message(NamedTuple):
    """What is sent. `name` tells notices about the stream itself from what happened."""

    seq: int
    encoded: bytes
    name: str = ""


class Ending(StrEnum):
    REVOKED = "revoked"
    SHUTDOWN = "shutdown"


class Recent(Struct, frozen=True):
    envelope: Envelope
    encoded: bytes | None = None


def item_of(envelope: Envelope) -> Item:
    return Item(
        seq=envelope.seq,
        at=envelope.at,
        actor_id=envelope.actor_id,
        command_id=envelope.command_id,
        kind=kind_of(envelope.event),
        subject=subject(envelope.event),
        event=public(envelope.event),
    )


def encode(envelope: Envelope) -> bytes:
    return encoder.encode(item_of(envelope))


class Feed:
    """Wakes readers and keeps what they read next; one for each instance."""

    def __init__(
        self,
        hub: Hub,
        store: Store,
        closing: asyncio.Event,
        *,
        watch_key: WatchKey | None = None,
        recent_bytes: int = RECENT_BYTES,
    ) -> None:
        """`watch_key` tells of the end of a session or token. Streams end when `closing` is set."""
        self.hub = hub
        self.store = store
        self._closing = closing
        self._close_when_closing: asyncio.Task[None] | None = None
        self._watch_key = watch_key
        self._recent_bytes = recent_bytes
        self._recent: deque[Recent] = deque()
        """Without a gap, the last one being the room's last event; empty while nobody reads."""
        self._size = 0
        self._readers: set[Reader] = set()
        hub.listen(self._changed)

    def open(self, identity: Identity, since: int | None) -> Reader:
        """A reader after `since`, or from now on. Close it when done."""
        reader = Reader(self, identity, self.hub.state.seq if since is None else since)
        self._readers.add(reader)
        if self._watch_key is not None:
            reader.unwatch = self._watch_key(identity.key_id, lambda: reader.end(Ending.REVOKED))
        if self._close_when_closing is None:
            self._close_when_closing = asyncio.create_task(self._end_all())
        return reader

    def leave(self, reader: Reader) -> None:
        self._readers.discard(reader)
        if not self._readers:
            self._forget()
            if self._close_when_closing is not None:
                self._close_when_closing.cancel()
                self._close_when_closing = None

    async def _end_all(self) -> None:
        await self._closing.wait()
        for reader in tuple(self._readers):
            reader.end(Ending.SHUTDOWN)

    @property
    def readers(self) -> int:
        return len(self._readers)

    def recent_after(self, seq: int, limit: int) -> list[Recent] | None:
        """What follows a position, from memory; None when that is not there."""
        if not self._recent or not self._recent[0].envelope.seq <= seq + 1 <= self._recent[-1].envelope.seq:
            return None
        start = seq + 1 - self._recent[0].envelope.seq
        return list(islice(self._recent, start, start + limit))

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if not self._readers:
            return
        if not envelopes or (self._recent and self._recent[-1].envelope.seq + 1 != envelopes[0].seq):
            self._forget()
        for envelope in envelopes:
            encoded = encode(envelope)
            self._recent.append(Recent(envelope, encoded))
            self._size += len(encoded)
        while self._size > self._recent_bytes:
            self._size -= len(self._recent.popleft().encoded or b"")
        for reader in self._readers:
            reader.wake()

    def _forget(self) -> None:
        self._recent.clear()
        self._size = 0


class Reader:
    """One caller's place in the log. `seq` is the last event that was considered, seen or not."""

    def __init__(self, feed: Feed, identity: Identity, since: int) -> None:
        self.identity = identity
        self.seq = since
        self.ending: Ending | None = None
        self.ended = asyncio.Event()
        self._feed = feed
        self._news = asyncio.Event()
        self.unwatch: Callable[[], None] = _nothing
        self._found = False
        """Whether the position is known to exist."""
        self._greeted = False

    def wake(self) -> None:
        self._news.set()

    def end(self, ending: Ending) -> None:
        self.ending = self.ending or ending
        self.ended.set()
        self._news.set()

    def close(self) -> None:
        self.unwatch()
        self._feed.leave(self)

    async def read(self, patience: float) -> list[Message]:
        """What comes next, waiting at most `patience` seconds: then a heartbeat. Empty at the end.

        The first read does not wait: who has missed nothing learns at once where they are.
        """
        while not self._has_ended():
            # clear first, look second: what comes in between wakes the next wait
            self._news.clear()
            if missed := await self.read_missed(PAGE):
                self._greeted = True
                return missed
            try:
                async with asyncio.timeout(patience if self._greeted else 0):
                    await self._news.wait()
            except TimeoutError:
                self._greeted = True
                return [self._notice("heartbeat")]
        return []

    async def read_missed(self, limit: int) -> list[Message]:
        """What is there already, at most `limit` of it; `seq` has moved past what was not to be seen."""
        if not self._found:
            self._found = True
            if await self._is_beyond_the_top():
                self.seq = self._feed.hub.state.seq
                return [self._notice("reset")]
        while not self._has_ended() and self.seq < self._feed.hub.state.seq:
            if messages := await self._next(limit):
                return messages
        return []

    def _notice(self, name: str) -> Message:
        return Message(self.seq, encoder.encode(Notice(seq=self.seq, kind=name)), name)

    async def _is_beyond_the_top(self) -> bool:
        """Another instance may be ahead of this one's state; nobody can be ahead of the log."""
        return self.seq > self._feed.hub.state.seq and self.seq > await self._feed.store.top()

    def _has_ended(self) -> bool:
        if View(self._feed.hub.state, self.identity.actor).me is None:
            self.end(Ending.REVOKED)
        return self.ending is not None

    async def _next(self, limit: int) -> list[Message]:
        page = self._feed.recent_after(self.seq, limit)
        if page is None:
            try:
                logged = await self._feed.store.read_since(self.seq, limit)
            except msgspec.ValidationError:
                # a newer instance wrote what this one does not know: its state was loaded anew as well
                self.seq = self._feed.hub.state.seq
                return [self._notice("reset")]
            page = [Recent(each) for each in logged]
        # the view after the read: rights may have changed meanwhile
        view = View(self._feed.hub.state, self.identity.actor)
        messages: list[Message] = []
        if view.me is None:
            return messages
        for each in page:
            envelope = each.envelope
            if envelope.seq > view.state.seq:
                break
            self.seq = envelope.seq
            if view.may_see_event(envelope.event):
                messages.append(Message(envelope.seq, each.encoded or encode(envelope)))
            elif (lost := view.lost_sight(envelope.event)) is not None:
                notice = Notice(seq=envelope.seq, kind="objective.withdrawn", subject=lost)
                messages.append(Message(envelope.seq, encoder.encode(notice)))
        return messages


def _nothing() -> None: ...
