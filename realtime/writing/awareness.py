"""Who has the cursor where: states that are passed on, merged when they come fast, and forgotten after a while.

Lossy on purpose. Nobody speaks for somebody else: a client's state is its first speaker's until that one goes, and the
name in it is the one the server knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from realtime.writing.wire import Malformed, Reader, string, uint

FORGOTTEN_AFTER = 30.0
LONGEST_STATE = 4 * 1024
MOST_STATES = 1_000
MOST_FOR_ONE = 4
"""States of one member: a page has one, and one that is being replaced."""
LARGEST = 2**53 - 1
"""The largest whole number of a browser."""
EVERY = 0.05
"""Seconds between two deliveries; what comes faster is merged into the latest."""

_GONE = "null"
_decoder = msgspec.json.Decoder()


class _State(Struct):
    clock: int
    text: str
    owner: object
    """The member who speaks for this client; None for one at another instance."""
    until: float


class Awareness:
    def __init__(self) -> None:
        self._states: dict[int, _State] = {}
        self._changed: set[int] = set()
        self._gone: dict[int, int] = {}
        """Clients to be announced as gone, with the clock of that."""
        self.last = 0.0
        """When something was delivered last."""

    @property
    def is_due(self) -> bool:
        return bool(self._changed or self._gone)

    def receive(self, update: bytes, owner: object, user: Mapping[str, str] | None, now: float) -> None:
        """Take in what somebody says; `user` is put into each state. Raises `Malformed`."""
        for client, clock, text in _read(update):
            known = self._states.get(client)
            if known is not None and (known.owner != owner or clock < known.clock):
                continue
            if text == _GONE:
                if known is not None:
                    self._drop(client, clock)
                continue
            if known is None and not self._has_room(owner):
                continue
            if user is not None:
                text = _stamped(text, user)
            if known is None or known.text != text or known.clock != clock:
                self._states[client] = _State(clock, text, owner, now + FORGOTTEN_AFTER)
                self._changed.add(client)
                self._gone.pop(client, None)
            else:
                known.until = now + FORGOTTEN_AFTER

    def leave(self, owner: object) -> None:
        for client in [each for each, state in self._states.items() if state.owner == owner]:
            self._drop(client, self._states[client].clock + 1)

    def expire(self, now: float) -> None:
        for client in [each for each, state in self._states.items() if state.until <= now]:
            self._drop(client, self._states[client].clock + 1)

    def everything(self) -> bytes | None:
        """For somebody who comes in."""
        return (
            _write((client, each.clock, each.text) for client, each in self._states.items()) if self._states else None
        )

    def take(self, now: float) -> tuple[bytes, bytes | None]:
        """What changed since the last time, for everybody here; and the part of it that other instances do not know."""
        self.last = now
        changed = [(each, self._states[each]) for each in self._changed if each in self._states]
        gone = [(client, clock, _GONE) for client, clock in self._gone.items()]
        ours = [each for each in changed if each[1].owner is not None]
        self._changed.clear()
        self._gone.clear()
        update = _write([*((client, each.clock, each.text) for client, each in changed), *gone])
        if not ours and not gone:
            return update, None
        return update, _write([*((client, each.clock, each.text) for client, each in ours), *gone])

    def _drop(self, client: int, clock: int) -> None:
        del self._states[client]
        self._changed.discard(client)
        self._gone[client] = clock

    def _has_room(self, owner: object) -> bool:
        if len(self._states) >= MOST_STATES:
            return False
        return owner is None or sum(each.owner == owner for each in self._states.values()) < MOST_FOR_ONE


def _read(update: bytes) -> list[tuple[int, int, str]]:
    reader = Reader(update)
    count = reader.uint()
    if count > MOST_STATES:
        raise Malformed("too many states")
    found = []
    for _ in range(count):
        client, clock, text = reader.uint(), reader.uint(), reader.string()
        if client > LARGEST or clock >= LARGEST:
            # browsers cannot read it, and would read nothing that comes with it
            raise Malformed("a number is too large")
        if len(text) > LONGEST_STATE:
            raise Malformed("a state is too long")
        found.append((client, clock, text))
    if reader.left:
        raise Malformed("something follows the end")
    return found


def _write(states: Iterable[tuple[int, int, str]]) -> bytes:
    written = [uint(client) + uint(clock) + string(text) for client, clock, text in states]
    return uint(len(written)) + b"".join(written)


def _stamped(text: str, user: Mapping[str, str]) -> str:
    try:
        state: Any = _decoder.decode(text)
    except msgspec.MsgspecError:
        raise Malformed("a state is not JSON") from None
    if not isinstance(state, dict):
        raise Malformed("a state is no object")
    said = state.get("user")
    state["user"] = {**said, **user} if isinstance(said, dict) else dict(user)
    return msgspec.json.encode(state).decode()
