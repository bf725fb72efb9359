"""Accounts in the database: passwords, invitations, and what ends with them. Knows no rights and no HTTP.

Whoever asks has checked that the person exists and is active: that is the directory's, not the account's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from argon2 import PasswordHasher

from realtime.broker import Broker
from server.accounts.found import present
from server.accounts.passwords import Passwords, check_password_rules
from server.accounts.revoked import Revocations
from server.accounts.secrets import hash_of, new_secret
from server.accounts.sessions import Sessions
from server.accounts.tokens import Tokens
from server.db.engine import Engine
from shared.messages import Id, Refused

INVITATION_LASTS = timedelta(days=7)


class Accounts:
    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        new_id: Callable[[], Id],
        *,
        broker: Broker | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._passwords = Passwords(hasher)
        self._revocations = Revocations(broker, self._find_dead)
        self.sessions = Sessions(engine, clock, new_id, self._revocations)
        self.tokens = Tokens(engine, clock, new_id, self._revocations)

    async def start(self) -> None:
        await self._revocations.start()

    async def stop(self) -> None:
        await self._revocations.stop()

    def watch(self, key_id: Id, gone: Callable[[], None]) -> Callable[[], None]:
        """Call `gone()` once, when this session or token dies or runs out; returns what ends it."""
        return self._revocations.watch(key_id, gone)

    async def set_password(self, person_id: Id, email: str, password: str, *, keep: Id | None = None) -> None:
        """Every session but `keep` ends, and so does every open invitation. Raises `Refused`."""
        check_password_rules(password, email)
        hashed = await self._passwords.hashed(password)
        now = self._clock()
        async with self._engine.transaction():
            await self._store_hash(person_id, hashed, now)
            await self._engine.run_batch([("DELETE FROM invitation WHERE person_id = {}", [(person_id,)])])
            ended = await self.sessions.delete_all(person_id, keep)
        self._revocations.announce(ended)

    async def check_password(self, person_id: Id | None, password: str) -> bool:
        """None for nobody: takes as long as a wrong password."""
        known = None
        if person_id is not None:
            rows = await self._engine.fetch("SELECT password_hash FROM account WHERE person_id = {}", person_id)
            known = rows[0]["password_hash"] if rows else None
        right = await self._passwords.matches(known, password)
        if right and person_id is not None and known is not None and self._passwords.is_outdated(known):
            hashed = await self._passwords.hashed(password)
            await self._engine.fetch(
                "UPDATE account SET password_hash = {} WHERE person_id = {} AND password_hash = {}",
                hashed,
                person_id,
                known,
            )
        return right

    async def forget(self, person_id: Id) -> None:
        """The password of somebody who did not come to be."""
        await self._engine.fetch("DELETE FROM account WHERE person_id = {}", person_id)

    async def has_password(self, person_id: Id) -> bool:
        return bool(await self._engine.fetch("SELECT person_id FROM account WHERE person_id = {}", person_id))

    async def invite(self, person_id: Id) -> tuple[str, datetime]:
        """A secret that lets the person choose a password once, and until when. Earlier ones stop working."""
        secret, now = new_secret(), self._clock()
        async with self._engine.transaction():
            await self._engine.run_batch(
                [
                    ("DELETE FROM invitation WHERE person_id = {}", [(person_id,)]),
                    (
                        "INSERT INTO invitation (token_hash, person_id, created_at, expires_at) VALUES ({}, {}, {}, {})",
                        [(hash_of(secret), person_id, now, now + INVITATION_LASTS)],
                    ),
                ]
            )
        return secret, now + INVITATION_LASTS

    async def find_invitation(self, secret: str) -> Id | None:
        """Whom it lets in; it is not used up by looking."""
        rows = await self._engine.fetch(
            "SELECT person_id, expires_at FROM invitation WHERE token_hash = {}", hash_of(secret)
        )
        if not rows or present(rows[0]["expires_at"]) <= self._clock():
            return None
        person_id: Id = rows[0]["person_id"]
        return person_id

    async def accept_invitation(self, secret: str, email: str, password: str) -> None:
        """Sets the password and uses the invitation up, whole or not at all; two at once: one is refused."""
        check_password_rules(password, email)
        hashed = await self._passwords.hashed(password)
        now = self._clock()
        async with self._engine.transaction():
            used = await self._engine.fetch(
                "DELETE FROM invitation WHERE token_hash = {} AND expires_at > {} RETURNING person_id",
                hash_of(secret),
                now,
            )
            if not used:
                raise Refused("invitation.gone")
            person_id = used[0]["person_id"]
            await self._store_hash(person_id, hashed, now)
            ended = await self.sessions.delete_all(person_id, None)
        self._revocations.announce(ended)

    async def shut_out(self, person_id: Id, until: datetime) -> None:
        """Ends every session, token and invitation made until then, as of somebody who was deactivated."""
        ended: list[Id] = []
        async with self._engine.transaction():
            for table in ("session", "token"):
                rows = await self._engine.fetch(
                    f"DELETE FROM {table} WHERE person_id = {{}} AND created_at <= {{}} RETURNING id", person_id, until
                )
                ended += [row["id"] for row in rows]
            await self._engine.fetch(
                "DELETE FROM invitation WHERE person_id = {} AND created_at <= {}", person_id, until
            )
        self._revocations.announce(ended)

    async def _store_hash(self, person_id: Id, hashed: str, now: datetime) -> None:
        await self._engine.run_batch(
            [
                (
                    "INSERT INTO account (person_id, password_hash, changed_at) VALUES ({}, {}, {}) "
                    "ON CONFLICT (person_id) DO UPDATE SET "
                    "password_hash = excluded.password_hash, changed_at = excluded.changed_at",
                    [(person_id, hashed, now)],
                )
            ]
        )

    async def _find_dead(self, keys: set[Id]) -> set[Id]:
        now = self._clock()
        living = await self._engine.fetch(
            "SELECT id FROM session WHERE expires_at > {} "
            "UNION ALL SELECT id FROM token WHERE expires_at IS NULL OR expires_at > {}",
            now,
            now,
        )
        return keys - {row["id"] for row in living}
