"""One call of the API by somebody who is signed in: what they may see, and how they change things. Knows no slice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request
from msgspec import Struct

from server.cairn import Cairn
from server.execute import Outcome
from server.identity import Identity
from server.middleware.origins import origin_of
from shared.events import AnyCommand
from shared.messages import Id, Refused
from shared.view import View

LONGEST_KEY = 200


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty object, or no body at all."""


class Call:
    def __init__(self, *, request: Request[Any, Any, Any], cairn: Cairn, identity: Identity, versioned: bool) -> None:
        self.cairn = cairn
        self.identity = identity
        self.scope = request.scope
        self.origin = origin_of(request.scope)
        self.path: dict[str, Id] = dict(request.path_params)
        self.path_fields: set[str] = set()
        """Fields of commands that were filled from the path."""
        self.headers: dict[str, str] = {}
        """Headers of the answer."""
        self.command_id = _command_id(identity, request.headers.get("Idempotency-Key"))
        """What a repeat of this request is known by, here and in the log; None without a key."""
        self.if_version = _version(request.headers.get("If-Match"), versioned)

    @property
    def view(self) -> View:
        """What the caller may see now."""
        return View(self.cairn.hub.state, self.identity.actor)

    @property
    def now(self) -> datetime:
        return self.cairn.clock()

    def the(self, field: str) -> Id:
        """The id in the path, for a command's field of that name."""
        self.path_fields.add(field)
        return self.path["id"]

    def new_id(self, given: Id | None) -> Id:
        """The id of what is made. With an Idempotency-Key it follows from the key, so that a repeat says the same."""
        if given is not None:
            return given
        return self.cairn.new_id() if self.command_id is None else _hashed("thing", self.command_id)

    async def execute(self, *commands: AnyCommand) -> Outcome:
        """Whole or not at all; `view` shows the outcome afterwards. A repeat is marked in the answer's headers."""
        outcome = await self.cairn.executor.execute_all(commands, self.identity.actor, command_id=self.command_id)
        if outcome.repeated:
            self.headers["Idempotency-Replayed"] = "true"
        if outcome.seq > self.cairn.hub.state.seq:
            # done through another instance, which is ahead
            await self.cairn.hub.catch_up()
        return outcome


def _command_id(identity: Identity, key: str | None) -> str | None:
    """A key is the person's own: two people may use the same."""
    if key is None:
        return None
    if not key.strip():
        raise Refused("blank", field="Idempotency-Key")
    if len(key) > LONGEST_KEY:
        raise Refused("too_long", field="Idempotency-Key", most=LONGEST_KEY)
    return _hashed("command", identity.person_id, key)


def _version(given: str | None, versioned: bool) -> int | None:
    if given is None or given.strip() == "*":
        return None
    text = given.strip().removeprefix("W/").strip('"')
    if not versioned or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Refused("if_match" if versioned else "if_match.unwanted", field="If-Match")
    return int(text)


def _hashed(*words: str) -> Id:
    """A UUID version 8 of these words."""
    digest = bytearray(hashlib.sha256("\0".join(words).encode("utf-8", "surrogateescape")).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))
