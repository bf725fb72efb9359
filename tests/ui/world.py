"""A workspace in memory with real rules, and people who look at it at once: what one does wakes the screens of all.

No database, no socket, no server. Raises the same `Refused` as the server, and like it does several commands whole or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from realtime.broker import MemoryBroker
from realtime.presence import Presence
from shared.burn_up import burn_up
from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.company import Overview, Telling
from shared.events import AnyCommand, Envelope, subject, told
from shared.heart import decide, evolve
from shared.inbox.model import Entry
from shared.messages import Actor, Id, Key, Refused
from shared.past import Step, steps
from shared.policy import require
from shared.shape import checked
from shared.state import State
from shared.survey import Survey, judge, survey, surveyed
from shared.trend import Trend
from shared.view import View
from tests.factories import START, Story, actor, company, known_in, uid
from tests.ui.belongings import WorldAccount, WorldExchange, WorldInbox, WorldPresence
from tests.ui.driver import Element, Screen, screen
from ui.hooks import Page, PageContext
from ui.live.router import routed
from ui.live.watch import Watchers, WatchersContext
from ui.session import Session
from ui.shell.app import root


class World:
    """`world.story` is what happened so far; set `world.failure` and every command fails with it."""

    def __init__(self, story: Story | None = None) -> None:
        self.story = company() if story is None else story
        self.watchers = Watchers()
        self.failure: Refused | None = None
        self.presence = Presence(MemoryBroker(), "world", "test")
        self.presence.listen(self._came_or_went)
        self.tabs = 0
        self.done: list[AnyCommand] = []
        """Every command that was carried out through a session."""
        self.told: list[Entry] = []
        """What the clock told people: reminders, say."""
        self.read_at: dict[Id, datetime | None] = {}
        self._ids = 0
        self._survey: Survey | None = None
        self._surveyed = (-1, self.story.now)

    @property
    def state(self) -> State:
        return self.story.state

    def _came_or_went(self, keys: frozenset[Key]) -> None:
        self.watchers.wake(keys)

    def session(self, name: str) -> WorldSession:
        return WorldSession(self, actor(name))

    def new_id(self) -> Id:
        self._ids += 1
        return uid(f"made {self._ids}")

    def tell(self, *commands: AnyCommand, by: str | None = None) -> None:
        """Commands from elsewhere: screens follow."""
        self.carry_out(commands, actor(by))

    @asynccontextmanager
    async def screen(self, name: str, path: str = "/", query: str = "", *, page: Any = None) -> AsyncIterator[Screen]:
        """The product as somebody has it open; with `page`, a component on its own."""
        root = _root(self.session(name), self.watchers, page)
        async with screen(root, path, query) as shown:
            yield shown

    def known(self) -> dict[Id, CheckIn | Acknowledgement]:
        return known_in(self.story.log)

    def carry_out(self, commands: Sequence[AnyCommand], who: Actor) -> None:
        """As the server does it, all or none; then every screen that shows something touched is drawn again."""
        if self.failure is not None:
            raise self.failure
        state, log, touched = self.state, list[Envelope](), set[Key]()
        command_id = self.new_id()
        for command in [checked(each) for each in commands]:
            require(who, command, state)
            for event in decide(state, command, who, self.story.now, self.known()):
                log.append(
                    Envelope(
                        seq=state.seq + 1,
                        at=self.story.now,
                        actor_id=who.person_id,
                        command_id=command_id,
                        ordinal=len(log),
                        event=event,
                    )
                )
                evolved = evolve(state, log[-1])
                state = evolved.state
                touched |= evolved.touched
        self.story.state = state
        self.story.log.extend(log)
        self.story.now += timedelta(seconds=1)
        self.watchers.wake([*touched, *(f"survey:{each}" for each in state.cycles)])

    def pasts(self, cycle_id: Id) -> dict[Id, tuple[Step, ...]]:
        state, said = self.state, [each for each in self.known().values() if isinstance(each, CheckIn)]
        return {
            each: steps(state.key_results[each], (one for one in said if one.key_result_id == each))
            for _, ids in surveyed(state, cycle_id)
            for each in ids
        }

    def survey(self, cycle_id: Id) -> Survey:
        """The same one while nothing happens."""
        state, now = self.state, self.story.now
        if self._survey is not None and self._survey.cycle_id == cycle_id and self._surveyed == (state.seq, now):
            return self._survey
        pasts = self.pasts(cycle_id)
        said = Counter(each.key_result_id for each in self.known().values())
        judged = {each: judge(state, state.key_results[each], past, now, (said[each],)) for each, past in pasts.items()}
        self._survey, self._surveyed = survey(state, cycle_id, judged, now), (state.seq, now)
        return self._survey


class WorldSession:
    """One person at one page of a `World`."""

    def __init__(self, world: World, who: Actor) -> None:
        self._world = world
        self._who = who
        self.account = WorldAccount(world, who)
        self.exchange = WorldExchange()
        self.inbox = WorldInbox(world, who)
        world.tabs += 1
        self.presence = WorldPresence(world.presence, f"tab {world.tabs}", who.person_id or "")

    @property
    def actor(self) -> Actor:
        return self._who

    @property
    def state(self) -> State:
        return self._world.state

    def now(self) -> datetime:
        return self._world.story.now

    def new_id(self) -> Id:
        return self._world.new_id()

    async def execute(self, *commands: AnyCommand) -> None:
        self._world.carry_out(commands, self._who)
        self._world.done.extend(commands)

    async def history(self, about: Id, before: int | None = None, limit: int = 30) -> list[Envelope]:
        view = View(self.state, self.actor)
        found = [
            told(each)
            for each in reversed(self._world.story.log)
            if subject(each.event) == about and (before is None or each.seq < before) and view.may_see_event(each.event)
        ]
        return found[:limit]

    async def trend(self, objective_id: Id) -> Trend:
        state = self.state
        if View(state, self.actor).objective(objective_id) is None:
            return Trend()
        said = [each for each in self._world.known().values() if isinstance(each, CheckIn)]
        return burn_up(state, objective_id, said, START)

    async def survey(self, cycle_id: Id) -> Survey:
        return self._world.survey(cycle_id)

    async def overview(self, cycle_id: Id) -> Overview:
        telling = Telling(self.state, cycle_id, self._world.pasts(cycle_id), self.now())
        for _ in telling.pieces():
            pass
        return telling.overview()

    async def acknowledgements(self, key_result_id: Id, limit: int = 200) -> list[Acknowledgement]:
        if View(self.state, self.actor).key_result(key_result_id) is None:
            return []
        log = reversed(self._world.story.log)
        said = [each.event.acknowledgement for each in log if isinstance(each.event, CheckInAcknowledged)]
        return [each for each in said if each.key_result_id == key_result_id][:limit]

    async def check_ins(self, key_result_id: Id, limit: int = 100) -> list[CheckIn]:
        if View(self.state, self.actor).key_result(key_result_id) is None:
            return []
        found = [each.event.check_in for each in self._world.story.log if isinstance(each.event, CheckInPosted)]
        return sorted(
            (each for each in found if each.key_result_id == key_result_id),
            key=lambda each: (each.at, each.id),
            reverse=True,
        )[:limit]


def held(form: Element) -> dict[str, str]:
    """What a form would send if nobody typed into it."""
    controls = [*form.find_all("input"), *form.find_all("select"), *form.find_all("textarea")]
    named = [each.attributes for each in controls if "name" in each.attributes]
    return {each["name"]: str(each.get("defaultValue", each.get("value", ""))) for each in named}


def _root(session: Session, watchers: Watchers, page: Any) -> Any:
    if page is None:
        return root(session, watchers)
    return PageContext(WatchersContext(routed(page), value=watchers), value=Page(session))
