"""One who has a text open on one socket, and what they still count as not saved. Sends nothing by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Protocol

from realtime.writing.reach import Missing


class Member(Protocol):
    """One who has the document open on one socket."""

    @property
    def key(self) -> bytes: ...
    @property
    def person_id(self) -> str: ...
    @property
    def user(self) -> Mapping[str, str]: ...
    @property
    def may_write(self) -> bool: ...
    def send(self, frame: bytes) -> None: ...


class Count:
    """How often a member is to be told "saved" for an answer to a question of ours.

    Members count their own changes and the handshake, and one down for each "saved". What answers a question that they did
    not count must not count down either, or they would believe something to be saved that is still on its way.
    """

    def __init__(self) -> None:
        self._asked: deque[int] = deque()
        self._not_taken = 0
        self.missing: Missing = {}
        """What a part of their last answer builds on and is not here."""

    def asked(self) -> None:
        """In a handshake, or instead of an answer to one change."""
        self._asked.append(1)

    def asked_again(self) -> None:
        """For all that was not taken before."""
        self._asked.append(self._not_taken)
        self._not_taken = 0
        self.missing = {}

    def not_taken(self) -> None:
        self._not_taken += 1

    def answered(self, missing: Missing) -> int:
        """An answer has come."""
        self.missing = missing
        return self._asked.popleft() if self._asked else 1
