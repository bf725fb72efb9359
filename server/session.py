"""One person at one page, as the page knows the world. The only thing of the server that components touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from realtime.attendance import Attendance
from realtime.presence import Presence
from server.execute import Unavailable
from server.identity import Identity
from server.inbox.desk import InboxDesk
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.company import Overview
from shared.events import AnyCommand, Envelope, told
from shared.messages import Actor, Id, Refused
from shared.state import State
from shared.survey import Survey
from shared.trend import Trend
from shared.view import View
from ui.account import Account
from ui.exchange.desk import Exchange
from ui.inbox.desk import Inbox
from ui.presence import Page

if TYPE_CHECKING:
    from server.cairn import Cairn


class SessionPresence:
    """One page among all that are open. `close` when its socket goes."""

    def __init__(self, presence: Presence, attendance: Attendance, tab: str, person_id: Id) -> None:
        self._presence = presence
        self._attendance = attendance
        self._tab = tab
        self._person_id = person_id
        self._places: set[str] = set()
        self._closed = False

    def enter(self, place: str, path: str = "") -> None:
        if self._closed:  # an effect that was still under way when the browser went
            return
        self._places.add(place)
        self._presence.enter(place, self._tab, self._person_id, path)

    def leave(self, place: str) -> None:
        self._places.discard(place)
        self._presence.leave(place, self._tab)

    def here(self, place: str) -> Sequence[Page]:
        return self._presence.here(place)

    def has_left(self, place: str, person_id: Id) -> bool:
        return self._attendance.has_left(place, person_id)

    def close(self) -> None:
        self._closed = True
        for place in tuple(self._places):
            self.leave(place)


class ServerSession:
    def __init__(self, cairn: Cairn, identity: Identity, account: Account, exchange: Exchange) -> None:
        self._cairn = cairn
        self._identity = identity
        self._account = account
        self._exchange = exchange
        self._inbox = InboxDesk(cairn, identity)
        self._presence = SessionPresence(cairn.presence, cairn.attendance, cairn.new_id(), identity.person_id)

    @property
    def actor(self) -> Actor:
        return self._identity.actor

    @property
    def state(self) -> State:
        return self._cairn.hub.state

    @property
    def account(self) -> Account:
        return self._account

    @property
    def exchange(self) -> Exchange:
        return self._exchange

    @property
    def presence(self) -> SessionPresence:
        return self._presence

    def now(self) -> datetime:
        return self._cairn.clock()

    def new_id(self) -> Id:
        return self._cairn.new_id()

    async def execute(self, *commands: AnyCommand) -> None:
        try:
            await self._cairn.executor.execute_all(commands, self.actor)
        except Unavailable:
            raise Refused("unavailable") from None

    async def history(self, about: Id, before: int | None = None, limit: int = 30) -> list[Envelope]:
        view = View(self.state, self.actor)
        found = await self._cairn.store.history(about, before, limit)
        return [told(each) for each in found if view.may_see_event(each.event)]

    async def trend(self, objective_id: Id) -> Trend:
        if View(self.state, self.actor).objective(objective_id) is None:
            return Trend()
        return await self._cairn.trends.of(objective_id)

    async def survey(self, cycle_id: Id) -> Survey:
        return await self._cairn.surveys.of(cycle_id)

    async def overview(self, cycle_id: Id) -> Overview:
        return await self._cairn.overviews.of(cycle_id)

    @property
    def inbox(self) -> Inbox:
        return self._inbox

    async def acknowledgements(self, key_result_id: Id, limit: int = 200) -> list[Acknowledgement]:
        if View(self.state, self.actor).key_result(key_result_id) is None:
            return []
        return await self._cairn.store.acknowledgements(key_result_id, limit)

    async def check_ins(self, key_result_id: Id, limit: int = 100) -> list[CheckIn]:
        if View(self.state, self.actor).key_result(key_result_id) is None:
            return []
        return await self._cairn.store.check_ins(key_result_id, limit=limit)
