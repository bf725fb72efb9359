"""What a page may ask about the keys of whoever looks: signed-in browsers, tokens, the password. Only shapes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.messages import Id


class SignedIn(Struct, frozen=True, kw_only=True):
    """A browser in which somebody is signed in."""

    id: Id
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


class Token(Struct, frozen=True, kw_only=True):
    id: Id
    name: str
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None


class Account(Protocol):
    async def sessions(self) -> list[SignedIn]: ...
    async def end_session(self, session_id: Id) -> None: ...
    async def tokens(self) -> list[Token]: ...
    async def create_token(self, name: str) -> str:
        """The token itself, which is never shown again. Raises `Refused`."""

    async def revoke_token(self, token_id: Id) -> None: ...
    async def change_password(self, old: str, new: str) -> None:
        """Ends all other sessions. Raises `Refused` naming `old` or `new`."""

    async def invite(self, person_id: Id) -> str:
        """A link that lets a person choose a password once. Raises `Refused` for anybody but an admin."""
