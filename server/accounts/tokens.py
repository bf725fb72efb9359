"""Personal API tokens: shown once, of which only the hash is kept here. Knows no rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from server.accounts.found import Found, note_visit, present
from server.accounts.revoked import Revocations
from server.accounts.secrets import API_PREFIX, hash_of, new_secret
from server.db.engine import Engine
from server.db.problems import is_duplicate
from server.identity import Identity, Via
from server.rows import moment
from shared.days import check_moment
from shared.messages import Id, Refused

SEEN_EVERY = timedelta(minutes=1)
MOST = 100
"""Of one person."""


class Token(Struct, frozen=True, kw_only=True):
    """A personal API token, without its secret."""

    id: Id
    name: str
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None


class Tokens:
    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        new_id: Callable[[], Id],
        revocations: Revocations,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._new_id = new_id
        self._revocations = revocations

    async def make(
        self, person_id: Id, name: str, expires_at: datetime | None = None, token_id: Id | None = None
    ) -> tuple[str, Token]:
        """The secret, which is shown once, and what is kept. Raises `Refused`."""
        now = self._clock()
        if expires_at is not None and expires_at <= now:
            raise Refused("date.past", field="expires_at")
        if expires_at is not None:
            check_moment(expires_at, "expires_at")
        (count,) = await self._engine.fetch("SELECT COUNT(*) AS n FROM token WHERE person_id = {}", person_id)
        if count["n"] >= MOST:
            raise Refused("too_many", most=MOST)
        secret = new_secret(API_PREFIX)
        token = Token(id=token_id or self._new_id(), name=name, created_at=now, seen_at=None, expires_at=expires_at)
        try:
            await self._engine.fetch(
                "INSERT INTO token (id, token_hash, person_id, name, created_at, expires_at) "
                "VALUES ({}, {}, {}, {}, {}, {})",
                token.id,
                hash_of(secret),
                person_id,
                token.name,
                token.created_at,
                token.expires_at,
            )
        except Exception as problem:
            if is_duplicate(problem):
                raise Refused("idempotency.reused", field="Idempotency-Key") from None
            raise
        return secret, token

    async def find(self, secret: str) -> Found | None:
        """Whose it is, unless it ran out. That it was seen is noted once a minute."""
        if not secret.startswith(API_PREFIX):
            return None
        rows = await self._engine.fetch(
            "SELECT id, person_id, seen_at, expires_at FROM token WHERE token_hash = {}", hash_of(secret)
        )
        now = self._clock()
        if not rows:
            return None
        token = rows[0]
        expires_at, seen_at = moment(token["expires_at"]), moment(token["seen_at"])
        if expires_at is not None and expires_at <= now:
            return None
        if seen_at is None or now - seen_at >= SEEN_EVERY:
            await note_visit(self._engine, "UPDATE token SET seen_at = {} WHERE id = {}", now, token["id"])
        return Found(Identity(token["person_id"], Via.TOKEN, token["id"]))

    async def of(self, person_id: Id) -> list[Token]:
        """The newest first, expired ones too: their owner may wonder."""
        rows = await self._engine.fetch(
            "SELECT id, name, created_at, seen_at, expires_at FROM token WHERE person_id = {} ORDER BY id DESC",
            person_id,
        )
        return [
            Token(
                id=row["id"],
                name=row["name"],
                created_at=present(row["created_at"]),
                seen_at=moment(row["seen_at"]),
                expires_at=moment(row["expires_at"]),
            )
            for row in rows
        ]

    async def end(self, token_id: Id, person_id: Id) -> None:
        rows = await self._engine.fetch(
            "DELETE FROM token WHERE id = {} AND person_id = {} RETURNING id", token_id, person_id
        )
        if not rows:
            raise Refused("not_found")
        self._revocations.announce([token_id])
