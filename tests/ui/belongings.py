"""What somebody in a `World` has of their own: a place among others, an inbox, an account, imports. Keeps all of it in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from realtime.presence import Here, Presence
from shared.inbox.model import Entry, Which
from shared.messages import Actor, Id, Refused, Role
from shared.policy import active
from shared.telling.causes import entries_of
from shared.view import View
from ui.account import SignedIn, Token
from ui.exchange.desk import Preview

if TYPE_CHECKING:
    from tests.ui.world import World


class WorldPresence:
    """One page of a world among its others."""

    def __init__(self, presence: Presence, tab: str, person_id: Id) -> None:
        self._presence, self._tab, self._person_id = presence, tab, person_id

    def enter(self, place: str, path: str = "") -> None:
        self._presence.enter(place, self._tab, self._person_id, path)

    def leave(self, place: str) -> None:
        self._presence.leave(place, self._tab)

    def here(self, place: str) -> Sequence[Here]:
        return self._presence.here(place)

    def has_left(self, place: str, person_id: Id) -> bool:
        """At once: nobody waits in tests."""
        return all(each.person_id != person_id for each in self._presence.here(place))


class WorldInbox:
    """What events told one person, and `world.told` besides; marks are kept in the world."""

    def __init__(self, world: World, who: Actor) -> None:
        self._world = world
        self._who = who

    async def entries(
        self, which: Which = Which.ALL, before: tuple[datetime, Id] | None = None, limit: int = 50
    ) -> list[Entry]:
        state, read_at = self._world.state, self._world.read_at
        view = View(state, self._who)
        told = [entry for each in self._world.story.log for entry in entries_of(each, state)] + self._world.told
        marked = [replace(each, read_at=read_at.get(each.id)) for each in told if view.may_see_entry(each)]
        shown = [each for each in marked if which is Which.ALL or (each.read_at is None) is (which is Which.UNREAD)]
        shown.sort(key=lambda each: (each.at, each.id), reverse=True)
        return [each for each in shown if before is None or (each.at, each.id) < before][:limit]

    async def unread(self) -> int:
        return len(await self.entries(Which.UNREAD, limit=10_000))

    async def mark(self, ids: Sequence[Id], *, read: bool = True) -> None:
        for each in ids:
            self._world.read_at[each] = self._world.story.now if read else None
        self._world.watchers.wake([f"inbox:{self._who.person_id}"])

    async def mark_all(self) -> None:
        await self.mark([each.id for each in await self.entries(Which.UNREAD, limit=10_000)])


class WorldAccount:
    """Keys in memory; `password` is the right one."""

    def __init__(self, world: World, who: Actor) -> None:
        self._world = world
        self._who = who
        self.password = "correct horse"
        self.signed_in: list[SignedIn] = []
        self.issued: list[Token] = []

    async def sessions(self) -> list[SignedIn]:
        return list(self.signed_in)

    async def end_session(self, session_id: Id) -> None:
        self.signed_in = [each for each in self.signed_in if each.id != session_id]

    async def tokens(self) -> list[Token]:
        return list(self.issued)

    async def create_token(self, name: str) -> str:
        if not name.strip():
            raise Refused("blank", field="name")
        now = self._world.story.now
        token = Token(id=self._world.new_id(), name=name, created_at=now, seen_at=None, expires_at=None)
        self.issued.append(token)
        return f"cairn_{token.id}"

    async def revoke_token(self, token_id: Id) -> None:
        self.issued = [each for each in self.issued if each.id != token_id]

    async def change_password(self, old: str, new: str) -> None:
        if old != self.password:
            raise Refused("password.wrong", field="old")
        if len(new) < 10:
            raise Refused("password.short", field="new", least=10)
        self.password = new

    async def invite(self, person_id: Id) -> str:
        person = active(self._who, self._world.state)
        if person is None or person.role is not Role.ADMIN:
            raise Refused("forbidden")
        return f"http://cairn.test/invitation/{person_id}"


class WorldExchange:
    """Answers with `answer`; refuses while there is none."""

    def __init__(self) -> None:
        self.answer: Preview | None = None
        self.carried_out: list[tuple[str, bool]] = []
        self.said: list[tuple[str, str]] = []

    async def preview(self, upload_id: str, cycle_id: Id | None) -> Preview:
        return self._answer()

    async def say(self, upload_id: str, cycle_id: Id | None, question: str, text: str) -> Preview:
        self.said.append((question, text))
        return self._answer()

    async def carry_out(self, upload_id: str, cycle_id: Id | None, *, partly: bool) -> Preview:
        self.carried_out.append((upload_id, partly))
        return self._answer()

    def _answer(self) -> Preview:
        if self.answer is None:
            raise Refused("not_found", field="upload_id")
        return self.answer
