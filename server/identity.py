"""Who is behind a request: put into the scope by the middleware that reads cookies and tokens, read by everybody else.
Proves nothing itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

from shared.messages import Actor, Id


class Via(StrEnum):
    SESSION = "session"
    TOKEN = "token"


class Identity(Struct, frozen=True):
    """A signed-in person and how they came in; `key_id` is the id of the session or of the API token."""

    person_id: Id
    via: Via
    key_id: Id

    @property
    def actor(self) -> Actor:
        return Actor(self.person_id)


def identity_of(scope: Any) -> Identity | None:
    """None for somebody who is not signed in."""
    found = scope.get("user")
    return found if isinstance(found, Identity) else None
