"""Passwords: which ones are taken, and how they are hashed and checked. Keeps nothing."""

from __future__ import annotations

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.messages import Refused

SHORTEST = 10
LONGEST = 200
AT_ONCE = 2
"""Hashes computed at the same time: each takes 64 MB and most of a core."""


def check_password_rules(password: str, email: str) -> None:
    """Refused when it is too short, too long, or the person's own address."""
    if len(password) < SHORTEST:
        raise Refused("password.short", field="password", least=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("too_long", field="password", most=LONGEST)
    if password.strip().lower() == email.lower():
        raise Refused("password.email", field="password")


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """`password` has passed the rules."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def matches(self, known: str | None, password: str) -> bool:
        """Takes as long without a known hash as with a wrong password, so that nobody learns who has an account."""
        if self._nobodys is None:
            self._nobodys = await self.hashed("nobody's password")
        async with self._turns:
            right = await asyncio.to_thread(self._verify, known or self._nobodys, password[: LONGEST + 1])
        return right and known is not None

    def is_outdated(self, known: str) -> bool:
        """Hashed with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(known)

    def _verify(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, _bytes(password))
        except (VerifyMismatchError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    """The same for every way to type the same characters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
