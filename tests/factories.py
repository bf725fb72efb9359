"""Small real things for everybody's tests: named people, a company, and a story that folds commands. No I/O, no real clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from shared.alignment.messages import LinkObjective
from shared.check_ins.messages import (
    AcknowledgeCheckIn,
    CheckInAcknowledged,
    CheckInPosted,
    PostCheckIn,
    check_ins_in,
    reading,
)
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import Locale, UnitKind
from shared.events import AnyCommand, AnyEvent, Envelope
from shared.heart import Evolved, decide, evolve
from shared.key_results.messages import AddKeyResult
from shared.key_results.model import Kind, Measure, Milestone
from shared.messages import OPERATOR, Actor, Id, Refused, Role
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level
from shared.policy import require
from shared.state import State
from shared.view import View
from shared.workspace.model import Workspace

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday morning, in the first week of the company's active cycle."""
Number = int | str | Decimal


def uid(name: str) -> Id:
    """The one id of that name, in every test and every run."""
    return str(uuid5(NAMESPACE_DNS, name))


def actor(name: str | None) -> Actor:
    """Somebody by name; None is the operator."""
    return OPERATOR if name is None else Actor(uid(name))


def known_in(log: Sequence[Envelope]) -> dict[Id, CheckIn | Acknowledgement]:
    """What a log says of check-ins, as a command is given it."""
    known: dict[Id, CheckIn | Acknowledgement] = {}
    for each in log:
        match each.event:
            case CheckInPosted(check_in=check_in):
                known[check_in.id] = check_in
            case CheckInAcknowledged(acknowledgement=said):
                known[reading(said.check_in_id, said.author_id)] = said
    return known


class Story:
    """Commands folded into a state, as the server does it, without the server. The clock moves a second per command."""

    def __init__(self, state: State | None = None, now: datetime = START) -> None:
        self.state = State(workspace=Workspace(id="test")) if state is None else state
        self.now = now
        self.log: list[Envelope] = []
        self.commands: list[AnyCommand] = []
        """Those that were obeyed."""

    def decide(self, command: AnyCommand, by: str | None = None) -> Sequence[AnyEvent]:
        """Rights, then rules; nothing is changed. Raises `Refused`."""
        require(actor(by), command, self.state)
        known = known_in(self.log) if check_ins_in(command) else {}
        return decide(self.state, command, actor(by), self.now, known)

    def do(self, command: AnyCommand, by: str | None = None) -> list[Evolved]:
        """Decide and apply; what each event did."""
        events = self.decide(command, by)
        self.commands.append(command)
        command_id = uid(f"command {self.state.seq}")
        done = [self._apply(event, by, command_id, ordinal) for ordinal, event in enumerate(events)]
        self.now += timedelta(seconds=1)
        return done

    def tell(self, *commands: AnyCommand, by: str | None = None) -> Story:
        """Several commands by one person, one after another."""
        for command in commands:
            self.do(command, by)
        return self

    def refusal(self, command: AnyCommand, by: str | None = None) -> tuple[str, str | None]:
        """Code and field of the refusal; fails when the command is not refused."""
        try:
            events = self.decide(command, by)
        except Refused as refused:
            return refused.code, refused.field
        raise AssertionError(f"{command!r} was not refused; it led to {events!r}")

    def view(self, name: str | None) -> View:
        return View(self.state, actor(name))

    def progress(self, objective: str) -> int | None:
        """An objective's roll-up, whoever may see it."""
        return self.state.index.progress[uid(objective)]

    def _apply(self, event: AnyEvent, by: str | None, command_id: str, ordinal: int) -> Evolved:
        envelope = Envelope(
            seq=self.state.seq + 1,
            at=self.now,
            actor_id=actor(by).person_id,
            command_id=command_id,
            ordinal=ordinal,
            event=event,
        )
        evolved = evolve(self.state, envelope)
        self.log.append(envelope)
        self.state = evolved.state
        return evolved


def person(name: str, /, **fields: Any) -> AddPerson:
    fields = {"name": name.capitalize(), "locale": Locale.EN, **fields}
    return AddPerson(person_id=uid(name), email=f"{name}@example.com", **fields)


def cycle(name: str, /, **fields: Any) -> CreateCycle:
    fields = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31), **fields}
    return CreateCycle(cycle_id=uid(name), name=name, **fields)


def company() -> Story:
    """Marketing (Wang Min leads it, her manager is Chen Li) with the Brand team (Ada, and Bob the guest); Engineering (Dan).

    Root is the admin, Eve has left. The cycle "q1" is active, "q2" is a draft.
    """
    chen, wang = uid("chen"), uid("wang")
    marketing, brand, engineering = uid("marketing"), uid("brand"), uid("engineering")
    return Story().tell(
        AddUnit(unit_id=marketing, kind=UnitKind.DEPARTMENT, name="Marketing"),
        AddUnit(unit_id=brand, kind=UnitKind.TEAM, name="Brand", parent_id=marketing),
        AddUnit(unit_id=engineering, kind=UnitKind.DEPARTMENT, name="Engineering"),
        person("root", role=Role.ADMIN),
        person("chen", name="陈立", latin_name="Chen Li", locale=Locale.ZH),
        person("wang", name="王敏", latin_name="Wang Min", locale=Locale.ZH, unit_id=marketing, manager_id=chen),
        person("ada", unit_id=brand, manager_id=wang),
        person("bob", unit_id=brand, role=Role.GUEST),
        person("dan", unit_id=engineering, manager_id=chen),
        person("eve", unit_id=brand),
        ChangePerson(person_id=uid("eve"), active=False),
        ChangeUnit(unit_id=marketing, lead_id=wang),
        cycle("q1"),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.ACTIVE),
        cycle("q2", starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30)),
    )


def objective(name: str, /, *, owner: str = "ada", unit: str | None = None, **fields: Any) -> CreateObjective:
    """A published objective in "q1": a person's, or the unit's where there is one ("brand" is a team)."""
    level = Level.PERSON if unit is None else Level.TEAM if unit == "brand" else Level.DEPARTMENT
    fields = {"cycle_id": uid("q1"), "title": name, "level": level, "draft": False, **fields}
    return CreateObjective(
        objective_id=uid(name), owner_id=uid(owner), unit_id=None if unit is None else uid(unit), **fields
    )


def key_result(name: str, objective: str, measure: Measure | None = None, /, **fields: Any) -> AddKeyResult:
    """A key result of an objective; from 0 to 100 unless told."""
    fields = {"objective_id": uid(objective), "name": name, "measure": measure or increase(0, 100), **fields}
    return AddKeyResult(key_result_id=uid(name), **fields)


def link(child: str, parent: str, **fields: Any) -> LinkObjective:
    fields = {"child_id": uid(child), "parent_id": uid(parent), **fields}
    return LinkObjective(**{"link_id": uid(f"{child} > {parent}"), **fields})


def check_in(key_result: str, value: Number | None = None, *, name: str = "", **fields: Any) -> PostCheckIn:
    """`name` tells several check-ins of one value apart."""
    fields = {"key_result_id": uid(key_result), "value": None if value is None else Decimal(value), **fields}
    return PostCheckIn(check_in_id=uid(f"check-in {key_result} {value} {name}"), **fields)


def acknowledge(key_result: str, check_in_id: Id, *, name: str = "", **fields: Any) -> AcknowledgeCheckIn:
    fields = {"key_result_id": uid(key_result), "check_in_id": check_in_id, **fields}
    return AcknowledgeCheckIn(acknowledgement_id=uid(f"acknowledgement {check_in_id} {name}"), **fields)


def increase(baseline: Number, target: Number) -> Measure:
    return Measure(kind=Kind.INCREASE, baseline=Decimal(baseline), target=Decimal(target))


def decrease(baseline: Number, target: Number) -> Measure:
    return Measure(kind=Kind.DECREASE, baseline=Decimal(baseline), target=Decimal(target))


def maintain(low: Number | None, high: Number | None, tolerance: Number | None = None, **fields: Any) -> Measure:
    low, high, tolerance = (None if each is None else Decimal(each) for each in (low, high, tolerance))
    return Measure(kind=Kind.MAINTAIN, low=low, high=high, tolerance=tolerance, **fields)


def milestones(*weights: Number, done: Sequence[int] = ()) -> Measure:
    """Milestones "m0", "m1", ... of these weights; those at the places `done` are reached."""
    return Measure(
        kind=Kind.MILESTONE,
        milestones=tuple(
            Milestone(id=uid(f"m{place}"), name=f"m{place}", weight=Decimal(weight), done=place in done)
            for place, weight in enumerate(weights)
        ),
    )


BINARY = Measure(kind=Kind.BINARY)
