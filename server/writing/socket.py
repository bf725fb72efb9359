"""One person's socket at `/collab` and the documents they have open on it. Knows no web framework.

Who sends what cannot be meant is closed at once, with one line in the log; who is no longer allowed something is told, or
closed, as soon as the workspace's state says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog

from realtime.writing import wire
from realtime.writing.text import Refusal
from realtime.writing.wire import Kind, Malformed, Reader
from server.writing.documents import Document, Scope, document_of
from server.writing.opened import Opened
from server.writing.store import Damaged
from server.writing.writing import NotThere, Writing
from shared.events import encoder
from shared.messages import Actor, Id
from shared.policy import active
from shared.state import State

log = structlog.get_logger(__name__)

LONGEST_MESSAGE = 1024 * 1024
MOST_DOCUMENTS = 50
FRAMES_PER_SECOND, FRAMES_AT_ONCE = 100.0, 400.0
BYTES_PER_SECOND, BYTES_AT_ONCE = 512 * 1024.0, 8 * 1024 * 1024.0
"""A paste, or what was written offline in many texts, is well within; reading it takes a while."""
MOST_BEFORE, LONGEST_BEFORE = 10, 64 * 1024
"""Frames, and bytes of them, before the first document is open."""

DENIED = "permission-denied"
AGAIN = "again"
"""Closes a document that was denied, for a client that would like to ask once more."""

SIGNED_OUT, TOO_LATE, TOO_MUCH, MALFORMED = 4401, 4408, 4429, 4400
TOO_BIG, TRY_AGAIN = 1009, 1013
WORDS = {
    SIGNED_OUT: "revoked",
    TOO_LATE: "silent",
    TOO_MUCH: "limit",
    TOO_BIG: "limit",
    MALFORMED: "malformed",
    TRY_AGAIN: "unavailable",
}


class Ended(Exception):
    """The socket is to be closed. A `reason` that is somebody's fault is logged."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason

    @property
    def word(self) -> str:
        """For a metric."""
        return WORDS.get(self.code, "failed")


class Seat:
    """One document, open on one socket."""

    def __init__(self, key: bytes, actor: Actor, user: Mapping[str, str], opened: Opened, send: wire.Send) -> None:
        self.key = key
        self.person_id: Id = actor.person_id or ""
        self.user = user
        self.opened = opened
        self.scope = Scope.NONE
        self.send = send

    @property
    def may_write(self) -> bool:
        return self.scope is Scope.WRITE

    def tell(self, body: bytes) -> None:
        self.send(wire.frame(self.key, body))


class Visitor:
    def __init__(
        self, actor: Actor, writing: Writing, state: Callable[[], State], send: wire.Send, end: Callable[[Ended], None]
    ) -> None:
        self.actor = actor
        self._writing = writing
        self._state = state
        self._send = send
        self._end = end
        self._seats: dict[bytes, Seat] = {}
        self._turned_away: dict[bytes, Document] = {}
        """What was denied, and may not always be."""
        self._frames = 0
        self._bytes = 0
        self.is_established = False
        """Whether any document was opened on this socket."""
        self._allowance = FRAMES_AT_ONCE
        self._byte_allowance = BYTES_AT_ONCE
        self._counted_at = time.monotonic()
        self.heard_at = self._counted_at
        person = self._state().people[self.actor.person_id or ""]
        self._user = {"id": person.id, "name": person.name, "latin": person.latin_name}

    async def receive(self, encoded: bytes) -> None:
        """One frame, to its end. Raises `Ended`."""
        rest = self.hear(encoded)
        if rest is not None:
            await rest

    def hear(self, encoded: bytes) -> Coroutine[Any, Any, None] | None:
        """One frame; what is returned takes longer and has to be awaited before the next. Raises `Ended`."""
        self._count(encoded)
        if encoded == wire.SOCKET_PING:
            self._send(wire.SOCKET_PONG)
        if len(encoded) <= 1:
            return None
        try:
            frame = wire.read_frame(encoded)
            if frame.kind != Kind.AUTH:
                self._handle(frame)
                return None
            if Reader(frame.body).uint() != wire.Auth.TOKEN:
                raise Malformed("an unknown kind of authentication")
        except Malformed as problem:
            raise Ended(MALFORMED, str(problem)) from None
        return self._authenticate(frame)

    def _count(self, encoded: bytes) -> None:
        now = self.heard_at = time.monotonic()
        if len(encoded) > LONGEST_MESSAGE:
            raise Ended(TOO_BIG, "message too large")
        passed, self._counted_at = now - self._counted_at, now
        self._allowance = min(FRAMES_AT_ONCE, self._allowance + passed * FRAMES_PER_SECOND) - 1
        self._byte_allowance = min(BYTES_AT_ONCE, self._byte_allowance + passed * BYTES_PER_SECOND) - len(encoded)
        if self._allowance < 0 or self._byte_allowance < 0:
            raise Ended(TOO_MUCH, "too many updates")
        if not self.is_established:
            self._frames += 1
            self._bytes += len(encoded)
            if self._frames > MOST_BEFORE or self._bytes > LONGEST_BEFORE:
                raise Ended(TOO_MUCH, "too much before a document is open")

    def _handle(self, frame: wire.Frame) -> None:
        seat = self._seats.get(frame.key)
        if seat is None:
            if frame.kind == Kind.CLOSE:
                self._turned_away.pop(frame.key, None)
            return  # left, or never let in: what was under way is of no use
        if frame.kind in (Kind.SYNC, Kind.SYNC_REPLY):
            self._sync(seat, frame.body)
        elif frame.kind == Kind.AWARENESS:
            seat.opened.room.hear_awareness(seat, Reader(frame.body).bytes(), self._writing.now())
            self._writing.moved(seat.opened)
        elif frame.kind == Kind.QUERY_AWARENESS:
            states = seat.opened.room.awareness.everything()
            if states is not None:
                seat.tell(wire.awareness(states))
        elif frame.kind == Kind.CLOSE:
            self._leave(seat)
            # one that there was no room for has room now
            self.rights_changed()
        elif frame.kind not in (Kind.STATELESS, Kind.PING, Kind.PONG):
            raise Malformed("an unknown kind")

    def _sync(self, seat: Seat, body: bytes) -> None:
        try:
            seat.opened.room.sync(seat, body)
        except Refusal as refusal:
            if refusal.reason != "too_large":
                raise Malformed(refusal.reason) from None
            seat.tell(wire.stateless(encoder.encode({"refused": "too_large"}).decode()))
        self._writing.wrote(seat.opened)

    async def _authenticate(self, frame: wire.Frame) -> None:
        seat = self._seats.get(frame.key)
        if seat is not None:
            # the provider was made anew without leaving: it begins again
            self._leave(seat)
        self._turned_away.pop(frame.key, None)
        document = document_of(frame.name)
        if document is None or self._scope(document) is Scope.NONE:
            self._deny(frame.key, DENIED, document)
            return
        if len(self._seats) >= MOST_DOCUMENTS:
            self._deny(frame.key, "too-many-documents", document)
            return
        try:
            opened = await self._writing.open(document)
        except NotThere:
            self._deny(frame.key, DENIED, document)
            return
        except Damaged as damage:
            log.error("writing.damaged", problem=str(damage))
            self._deny(frame.key, "damaged")
            return
        except Exception as problem:
            log.warning("writing.not_opened", document=document.name, problem=repr(problem))
            raise Ended(TRY_AGAIN, "unavailable") from None
        # asked again: reading took a while
        scope = self._scope(document)
        if scope is Scope.NONE:
            self._deny(frame.key, DENIED, document)
            return
        seat = self._seats[frame.key] = Seat(frame.key, self.actor, self._user, opened, self._send)
        seat.scope = scope
        self.is_established = True
        seat.tell(wire.granted(_said(scope)))
        self._writing.enter(opened, seat)
        if opened.objection is not None:
            opened.room.tell(opened.objection_text(), (seat,))

    def _scope(self, document: Document) -> Scope:
        return document.scope(self.actor, self._state())

    def _deny(self, key: bytes, reason: str, document: Document | None = None) -> None:
        if document is not None and len(self._turned_away) < MOST_DOCUMENTS:
            self._turned_away[key] = document
        self._send(wire.frame(key, wire.denied(reason)))

    def rights_changed(self) -> None:
        """Ask again for every document; what was saved stays."""
        if active(self.actor, self._state()) is None:
            self._end(Ended(SIGNED_OUT, "signed out"))
            return
        for seat in tuple(self._seats.values()):
            scope = self._scope(seat.opened.document)
            if scope is seat.scope:
                continue
            before, seat.scope = seat.scope, scope
            if scope is Scope.NONE:
                self._leave(seat)
                self._deny(seat.key, DENIED, seat.opened.document)
                seat.tell(wire.closed(DENIED))
                continue
            seat.tell(wire.granted(_said(scope)))
            if before is Scope.READ:
                seat.opened.room.ask_again(seat)
        for key, document in tuple(self._turned_away.items()):
            if self._scope(document) is not Scope.NONE:
                self._let_ask_again(key)

    def _let_ask_again(self, key: bytes) -> None:
        """What was denied may be asked for once more."""
        del self._turned_away[key]
        self._send(wire.frame(key, wire.closed(AGAIN)))

    def _leave(self, seat: Seat) -> None:
        self._seats.pop(seat.key, None)
        self._writing.leave(seat.opened, seat)

    def leave_all(self) -> None:
        for seat in tuple(self._seats.values()):
            self._leave(seat)


def _said(scope: Scope) -> str:
    return wire.READ_WRITE if scope is Scope.WRITE else wire.READ_ONLY
