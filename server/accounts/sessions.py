"""Signed-in browsers: each holds a secret in a cookie, of which only the hash is kept here. Knows no passwords."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from server.accounts.found import Found, note_visit, present
from server.accounts.revoked import Revocations
from server.accounts.secrets import hash_of, new_secret
from server.db.engine import Engine
from server.identity import Identity, Via
from shared.messages import Id, Refused

LASTS = timedelta(days=30)
"""After the last visit."""
SEEN_EVERY = timedelta(minutes=1)


class Session(Struct, frozen=True, kw_only=True):
    """A signed-in browser."""

    id: Id
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    address: str


class Sessions:
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

    async def begin(self, person_id: Id, *, agent: str = "", address: str = "", ends: Id | None = None) -> str:
        """The new session's secret, for its cookie. Never goes on with an old one: `ends` dies."""
        secret, now = new_secret(), self._clock()
        await self._engine.fetch(
            "INSERT INTO session (id, token_hash, person_id, created_at, seen_at, expires_at, agent, address) "
            "VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
            self._new_id(),
            hash_of(secret),
            person_id,
            now,
            now,
            now + LASTS,
            agent[:300],
            address[:64],
        )
        await self._engine.fetch("DELETE FROM session WHERE person_id = {} AND expires_at <= {}", person_id, now)
        if ends is not None:
            await self.end(ends)
        return secret

    async def find(self, secret: str) -> Found | None:
        """Whose session this is, if it lives; it lasts longer for being used."""
        rows = await self._engine.fetch(
            "SELECT id, person_id, seen_at, expires_at FROM session WHERE token_hash = {}", hash_of(secret)
        )
        now = self._clock()
        if not rows or present(rows[0]["expires_at"]) <= now:
            return None
        session = rows[0]
        renewed = now - present(session["seen_at"]) >= SEEN_EVERY
        if renewed:
            await note_visit(self._engine, "UPDATE session SET seen_at = {}, expires_at = {} WHERE id = {}",
                             now, now + LASTS, session["id"])  # fmt: skip
        return Found(Identity(session["person_id"], Via.SESSION, session["id"]), renewed)

    async def of(self, person_id: Id) -> list[Session]:
        """Living ones, the last seen first."""
        rows = await self._engine.fetch(
            "SELECT id, created_at, seen_at, expires_at, agent, address FROM session "
            "WHERE person_id = {} AND expires_at > {} ORDER BY seen_at DESC, id DESC",
            person_id,
            self._clock(),
        )
        return [
            Session(
                id=row["id"],
                created_at=present(row["created_at"]),
                seen_at=present(row["seen_at"]),
                expires_at=present(row["expires_at"]),
                agent=row["agent"],
                address=row["address"],
            )
            for row in rows
        ]

    async def end(self, session_id: Id, person_id: Id | None = None) -> None:
        """With `person_id`: only that person's; refused as not found otherwise."""
        if person_id is None:
            rows = await self._engine.fetch("DELETE FROM session WHERE id = {} RETURNING id", session_id)
        else:
            rows = await self._engine.fetch(
                "DELETE FROM session WHERE id = {} AND person_id = {} RETURNING id", session_id, person_id
            )
            if not rows:
                raise Refused("not_found")
        self._revocations.announce(row["id"] for row in rows)

    async def end_all(self, person_id: Id, *, keep: Id | None = None) -> int:
        """How many ended."""
        ended = await self.delete_all(person_id, keep)
        self._revocations.announce(ended)
        return len(ended)

    async def delete_all(self, person_id: Id, keep: Id | None) -> list[Id]:
        """In the transaction that is open; announcing their ends is left to the caller, who knows when it is true."""
        rows = await self._engine.fetch(
            "DELETE FROM session WHERE person_id = {} AND id <> {} RETURNING id", person_id, keep or ""
        )
        return [row["id"] for row in rows]
