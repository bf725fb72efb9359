"""One person at one page, as the page knows the world. The only thing of the server that components touch."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from server.execute import Unavailable
from server.identity import Identity
from shared.check_ins.model import CheckIn
from shared.events import AnyCommand, Envelope, told
from shared.messages import Actor, Id, Refused
from shared.state import State
from shared.trend import Point
from shared.view import View
from ui.account import Account
from ui.exchange.desk import Exchange

if TYPE_CHECKING:
    from server.cairn import Cairn


class ServerSession:
    def __init__(self, cairn: Cairn, identity: Identity, account: Account, exchange: Exchange) -> None:
        self._cairn = cairn
        self._identity = identity
        self._account = account
        self._exchange = exchange

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

    async def trend(self, objective_id: Id) -> list[Point]:
        if View(self.state, self.actor).objective(objective_id) is None:
            return []
        return await self._cairn.trends.of(objective_id)

    async def check_ins(self, key_result_id: Id, limit: int = 100) -> list[CheckIn]:
        if View(self.state, self.actor).key_result(key_result_id) is None:
            return []
        return await self._cairn.store.check_ins(key_result_id, limit=limit)
