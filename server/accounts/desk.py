"""What one signed-in person may do with keys: their own sessions, tokens and password; links for others if they are an admin.

The page and the API ask here alike. Knows no HTTP.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from server.accounts.sessions import Session
from server.accounts.tokens import Token
from server.cairn import Cairn
from server.identity import Identity, Via
from shared.directory.model import Person
from shared.messages import Id, Refused, Role
from shared.policy import active
from shared.texts import check_line
from ui import account as page

LONGEST_NAME = 120


class Invitation(Struct, frozen=True, kw_only=True):
    """A link to hand over; whoever has it becomes that person."""

    url: str
    expires_at: datetime


class AccountDesk:
    """Also what `ui.account.Account` asks for. `origin` is where links lead, as https://okr.example.org."""

    def __init__(self, cairn: Cairn, identity: Identity, origin: str) -> None:
        self._cairn = cairn
        self._accounts = cairn.accounts
        self._identity = identity
        self._origin = origin

    async def sessions(self) -> list[page.SignedIn]:
        found = await self._accounts.sessions.of(self._me.id)
        return [self._shown(each) for each in found]

    async def end_session(self, session_id: Id) -> None:
        await self._accounts.sessions.end(session_id, self._me.id)

    async def end_other_sessions(self) -> int:
        return await self._accounts.sessions.end_all(self._me.id, keep=self._session_id)

    async def tokens(self) -> list[page.Token]:
        return [shown(each) for each in await self._accounts.tokens.of(self._me.id)]

    async def create_token(self, name: str) -> str:
        secret, _ = await self.make_token(name)
        return secret

    async def make_token(
        self, name: str, expires_at: datetime | None = None, token_id: Id | None = None
    ) -> tuple[str, page.Token]:
        """A token cannot make others: whoever finds one could not be shut out by revoking it."""
        if self._identity.via is Via.TOKEN:
            raise Refused("session_wanted")
        name = check_line(name, "name")
        if len(name) > LONGEST_NAME:
            raise Refused("too_long", field="name", most=LONGEST_NAME)
        secret, token = await self._accounts.tokens.make(self._me.id, name, expires_at, token_id)
        return secret, shown(token)

    async def revoke_token(self, token_id: Id) -> None:
        await self._accounts.tokens.end(token_id, self._me.id)

    async def change_password(self, old: str, new: str) -> None:
        me = self._me
        # a stolen session must not try passwords faster than the door lets anybody
        self._cairn.attempts.begin(f"account:{me.id}", me.id)
        if not await self._accounts.check_password(me.id, old):
            raise Refused("password.wrong", field="old")
        self._cairn.attempts.succeeded(f"account:{me.id}", me.id)
        try:
            await self._accounts.set_password(me.id, me.email, new, keep=self._session_id)
        except Refused as refused:
            raise Refused(refused.code, field="new", **refused.params) from None

    async def invite(self, person_id: Id) -> str:
        return (await self.make_invitation(person_id)).url

    async def make_invitation(self, person_id: Id) -> Invitation:
        if self._me.role is not Role.ADMIN:
            raise Refused("forbidden")
        person = self._cairn.hub.state.people.get(person_id)
        if person is None:
            raise Refused("not_found", field="person_id")
        if not person.active:
            raise Refused("person.inactive", field="person_id", name=person.name)
        secret, expires_at = await self._accounts.invite(person_id)
        return Invitation(url=f"{self._origin}/invitation/{secret}", expires_at=expires_at)

    @property
    def _me(self) -> Person:
        person = active(self._identity.actor, self._cairn.hub.state)
        if person is None:
            raise Refused("forbidden")
        return person

    @property
    def _session_id(self) -> Id | None:
        return self._identity.key_id if self._identity.via is Via.SESSION else None

    def _shown(self, session: Session) -> page.SignedIn:
        return page.SignedIn(
            id=session.id,
            agent=session.agent,
            address=session.address,
            created_at=session.created_at,
            seen_at=session.seen_at,
            is_this=session.id == self._session_id,
        )


def shown(token: Token) -> page.Token:
    return page.Token(
        id=token.id,
        name=token.name,
        created_at=token.created_at,
        seen_at=token.seen_at,
        expires_at=token.expires_at,
    )
