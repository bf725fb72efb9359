"""What a page may ask of the world: who am I, what is there, do this, tell me what happened. No table, no socket."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from shared.check_ins.model import Acknowledgement, CheckIn
from shared.company import Overview
from shared.events import AnyCommand, Envelope
from shared.messages import Actor, Id
from shared.state import State
from shared.survey import Survey
from shared.trend import Trend
from ui.account import Account
from ui.exchange.desk import Exchange
from ui.inbox.desk import Inbox
from ui.presence import Presence


class Session(Protocol):
    """One person at one page. The server implements it; tests use a small one of their own."""

    @property
    def actor(self) -> Actor: ...

    @property
    def state(self) -> State:
        """The workspace as it is now. Read it while rendering, through a View."""

    @property
    def account(self) -> Account:
        """Sessions, tokens and the password of whoever looks."""

    @property
    def exchange(self) -> Exchange:
        """Import and export."""

    @property
    def presence(self) -> Presence:
        """Who is where, and this page among them."""

    def now(self) -> datetime: ...

    def new_id(self) -> Id: ...

    async def execute(self, *commands: AnyCommand) -> None:
        """Carry out commands whole or not at all; returns once they are durable. Raises `Refused`."""

    async def history(self, about: Id, before: int | None = None, limit: int = 30) -> list[Envelope]:
        """What happened to a thing, the latest first, as far as it may be seen."""

    async def trend(self, objective_id: Id) -> Trend:
        """How the objective and its key results came to where they are; empty when it may not be seen.

        Takes up to a second while much is posted. Changes with `check_ins:<key result id>` of each key result.
        """

    async def survey(self, cycle_id: Id) -> Survey:
        """How all key results of a cycle stand, one for everybody; show of it what the view shows.

        Changes with `survey:<cycle id>`, at most once a second.
        """

    async def overview(self, cycle_id: Id) -> Overview:
        """How a cycle went, of public objectives only. May take a few seconds while much is posted."""

    @property
    def inbox(self) -> Inbox:
        """What whoever looks is told."""

    async def acknowledgements(self, key_result_id: Id, limit: int = 200) -> list[Acknowledgement]:
        """What was said to a key result's check-ins, the latest first; none when it may not be seen.

        Changes with `check_ins:<key result id>`.
        """

    async def check_ins(self, key_result_id: Id, limit: int = 100) -> list[CheckIn]:
        """A key result's check-ins, the latest first; none when it may not be seen."""
