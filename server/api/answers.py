"""What the API answers: the domain's things as one person may see them, with what follows from them computed.

Numbers are decimal strings, shares (`progress`, `expected`) too: "0.5" is half. Knows no HTTP.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, structs

from server.api.ends import Carried, Graded
from server.api.feed import Item
from server.identity import Via
from shared.alignment import model as alignment
from shared.cadence.model import Cadence
from shared.cadence.standing import Standing
from shared.check_ins import model as check_ins
from shared.cycles import model as cycles
from shared.cycles.model import CycleKind, CycleState
from shared.directory import model as directory
from shared.directory.model import Locale, UnitKind
from shared.key_results import model as key_results
from shared.key_results.model import Commitment, Escalation, Measure, Word
from shared.messages import Id, Role
from shared.numbers import unscaled
from shared.objectives import model as objectives
from shared.objectives.model import Driver, Level, Visibility
from shared.progress import expected, key_result_progress, raw_progress
from shared.status import Status
from shared.view import View
from shared.workspace.model import Thresholds


class Answer(Struct, frozen=True, kw_only=True):
    pass


class Workspace(Answer, frozen=True, kw_only=True):
    """The workspace, and by which shares of the expected progress it judges pace."""

    id: str
    name: str
    thresholds: Thresholds
    sample: bool
    seq: int
    """The position of the last event: where to open the event stream after reading everything."""


class Person(Answer, frozen=True, kw_only=True):
    """`email` is empty where a guest asks about somebody else."""

    id: Id
    email: str
    name: str
    latin_name: str
    title: str
    role: Role
    unit_id: Id | None
    manager_id: Id | None
    locale: Locale
    time_zone: str
    active: bool
    version: int


class Me(Answer, frozen=True, kw_only=True):
    """The person who calls, and whether they came with a session's cookie or a token."""

    person: Person
    via: Via


class Unit(Answer, frozen=True, kw_only=True):
    """A department, or a team inside one."""

    id: Id
    kind: UnitKind
    name: str
    latin_name: str
    parent_id: Id | None
    lead_id: Id | None
    archived: bool
    version: int


class Cycle(Answer, frozen=True, kw_only=True):
    """`expected` is the share of the cycle that is over. It stands still from `closed_at` on, when its values froze."""

    id: Id
    name: str
    kind: CycleKind
    starts_on: date
    ends_on: date
    state: CycleState
    parent_id: Id | None
    active_since: datetime | None
    closed_at: datetime | None
    expected: Decimal
    version: int


class Objective(Carried, frozen=True, kw_only=True):
    """`progress` is the weighted mean of what drives it, null where there is no value; `status` the worst of its key
    results, or its own pace where it is driven by other objectives alone."""

    id: Id
    cycle_id: Id
    level: Level
    unit_id: Id | None
    owner_id: Id
    co_owner_ids: tuple[Id, ...]
    title: str
    description: str
    visibility: Visibility
    driver: Driver
    draft: bool
    archived: bool
    progress: Decimal | None
    expected: Decimal
    status: Status
    key_result_ids: tuple[Id, ...]
    may_edit: bool
    rewording: str
    open_since: datetime | None
    created_at: datetime
    changed_at: datetime
    changed_by: Id | None
    version: int


class KeyResult(Graded, frozen=True, kw_only=True):
    """`raw_progress` is not clamped: "1.5" is half as much again as was wanted. `pace` is progress over expected, where
    pace decided the status."""

    id: Id
    objective_id: Id
    name: str
    owner_id: Id
    measure: Measure
    weight: Decimal
    commitment: Commitment
    current: Decimal | None
    value_at: datetime | None
    confidence: int | None
    confidence_at: datetime | None
    word: Word | None
    word_reason: str
    checked_in_at: datetime | None
    cadence: Cadence
    asked_since: datetime | None
    behind_since: datetime | None
    escalations: tuple[Escalation, ...]
    position: int
    archived: bool
    progress: Decimal | None
    raw_progress: Decimal | None
    expected: Decimal
    status: Status
    why: str
    """What decided: closed, stale, pending, word, red_flag, inside or outside (a band), pace, early, none."""
    numbers: Status | None
    """What confidence and pace say, where `word` decided."""
    disagrees: bool
    """The owner's word is other than what the numbers say."""
    standing: Standing
    pace: Decimal | None
    created_at: datetime
    changed_at: datetime
    changed_by: Id | None
    version: int


class CheckIn(Answer, frozen=True, kw_only=True):
    """Immutable. `before` is the value that it replaced."""

    id: Id
    key_result_id: Id
    objective_id: Id
    author_id: Id | None
    at: datetime
    value: Decimal | None
    done: tuple[Id, ...] | None
    before: Decimal | None
    confidence: int | None
    note: str
    blocker: str
    next_step: str
    mentions: tuple[Id, ...]
    word: Word | None
    word_reason: str
    corrects: Id | None


class Acknowledgement(Answer, frozen=True, kw_only=True):
    """Somebody has read a check-in; `to_id` is told."""

    id: Id
    check_in_id: Id
    key_result_id: Id
    objective_id: Id
    author_id: Id | None
    at: datetime
    to_id: Id
    comment: str


class Link(Answer, frozen=True, kw_only=True):
    """`child_id` supports `parent_id`, or one of its key results. Only the primary link may contribute to progress."""

    id: Id
    child_id: Id
    parent_id: Id
    key_result_id: Id | None
    primary: bool
    contributes: bool
    weight: Decimal
    version: int


class Links(Answer, frozen=True, kw_only=True):
    """`up`: what the objective supports, the primary link first. `down`: what supports it."""

    up: list[Link]
    down: list[Link]


class CommandsOutcome(Answer, frozen=True, kw_only=True):
    """The events that followed; none when there was nothing to do. `seq` is the log's position afterwards."""

    seq: int
    events: list[Item]


def share(ppm: int) -> Decimal:
    """Parts per million as a share."""
    return unscaled(ppm)


def workspace(view: View) -> Workspace:
    found = view.state.workspace
    return Workspace(id=found.id, name=found.name, thresholds=found.thresholds, sample=found.sample, seq=view.state.seq)


def person(found: directory.Person) -> Person:
    return Person(**structs.asdict(found))


def unit(found: directory.Unit) -> Unit:
    return Unit(**structs.asdict(found))


def cycle(found: cycles.Cycle, now: datetime) -> Cycle:
    return Cycle(**structs.asdict(found), expected=share(expected(found, now)))


def objective(view: View, found: objectives.Objective, now: datetime) -> Objective:
    cycle = view.state.cycles[found.cycle_id]
    progress = view.progress(found.id)
    living = view.key_results(found.id)
    return Objective(
        **structs.asdict(found),
        progress=None if progress is None else share(progress),
        expected=share(expected(cycle, now)),
        status=view.status(found.id, now),
        key_result_ids=tuple(each.id for each in living),
        may_edit=view.may_edit(found.id),
    )


def key_result(view: View, found: key_results.KeyResult, now: datetime) -> KeyResult:
    cycle = view.state.cycles[view.state.objectives[found.objective_id].cycle_id]
    progress, raw = key_result_progress(found), raw_progress(found)
    verdict, standing = view.verdict(found, now), view.standing(found, now)
    return KeyResult(
        **structs.asdict(found),
        progress=None if progress is None else share(progress),
        raw_progress=None if raw is None else share(raw),
        expected=share(expected(cycle, now)),
        status=verdict.status,
        why=verdict.why,
        numbers=verdict.numbers,
        disagrees=verdict.disagrees,
        standing=standing,
        pace=None if verdict.share is None else share(verdict.share),
    )


def check_in(found: check_ins.CheckIn) -> CheckIn:
    return CheckIn(**structs.asdict(found))


def acknowledgement(found: check_ins.Acknowledgement) -> Acknowledgement:
    return Acknowledgement(**structs.asdict(found))


def link(found: alignment.Link) -> Link:
    return Link(**structs.asdict(found))
