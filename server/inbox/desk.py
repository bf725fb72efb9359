"""One person's own inbox, as pages and the API ask for it. Shows nobody another's, nor what its owner may not see any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from server.identity import Identity
from server.inbox.inboxes import MOST_MARKED, Place
from shared.inbox.model import Entry, Which
from shared.messages import Id, Refused
from shared.view import View

if TYPE_CHECKING:
    from server.cairn import Cairn


class InboxDesk:
    """Also what `ui.inbox.desk.Inbox` asks for."""

    def __init__(self, cairn: Cairn, identity: Identity) -> None:
        self._cairn = cairn
        self._inboxes = cairn.inboxes
        self._identity = identity

    @property
    def _view(self) -> View:
        return View(self._cairn.hub.state, self._identity.actor)

    async def entries(
        self, which: Which = Which.ALL, before: tuple[datetime, Id] | None = None, limit: int = 50
    ) -> list[Entry]:
        found: list[Entry] = []
        while len(found) < limit:
            page = await self._inboxes.read(self._me, which, before, limit)
            view = self._view
            found += [each for each in page if view.may_see_entry(each)]
            if len(page) < limit:
                break
            before = place(page[-1])
        return found[:limit]

    async def unread(self) -> int:
        counts = await self._inboxes.unread(self._me)
        view = self._view
        return sum(
            count
            for objective_id, other_id, count in counts
            if all(each is None or view.objective(each) is not None for each in (objective_id, other_id))
        )

    async def mark(self, ids: Sequence[Id], *, read: bool = True) -> None:
        if len(ids) > MOST_MARKED:
            raise Refused("too_many", field="ids", most=MOST_MARKED)
        await self._inboxes.mark(self._me, ids, read=read)

    async def mark_all(self) -> None:
        await self._inboxes.mark_all(self._me)

    @property
    def _me(self) -> Id:
        me = self._view.me
        if me is None:
            raise Refused("forbidden")
        return me.id


def place(entry: Entry) -> Place:
    """Where it stands among the others."""
    return entry.at, entry.id
