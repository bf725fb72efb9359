"""What the API takes: bodies of writes. Bounds of shape only, and no field that is not listed; rules are the domain's.

In an update, a field left out stays as it is. Numbers may be JSON numbers or decimal strings.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.cadence.model import Cadence
from shared.check_ins.messages import Confidence, Line, Note
from shared.cycles.messages import CycleName
from shared.cycles.model import CycleKind, CycleState
from shared.directory.messages import Email, JobTitle, LatinName, PersonName, TimeZone, UnitName
from shared.directory.model import Locale, UnitKind
from shared.events import AnyCommand
from shared.inbox.messages import Minute, Muted
from shared.key_results.messages import Name
from shared.key_results.model import Commitment, Measure, Word
from shared.messages import Id, Role
from shared.objectives.messages import CoOwners, Description, Reason, Title
from shared.objectives.model import Driver, Level, Visibility
from shared.workspace.model import Thresholds


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class WorkspaceUpdate(Body, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    thresholds: Thresholds | UnsetType = UNSET


class PersonCreate(Body, frozen=True, kw_only=True):
    id: Id | None = None
    email: Email
    name: PersonName
    latin_name: LatinName = ""
    title: JobTitle = ""
    role: Role = Role.MEMBER
    unit_id: Id | None = None
    manager_id: Id | None = None
    locale: Locale = Locale.ZH
    time_zone: TimeZone = "Asia/Shanghai"


class PersonUpdate(Body, frozen=True, kw_only=True):
    """Names, language and time zone are one's own; the rest is an admin's to change. `active` false deactivates."""

    email: Email | UnsetType = UNSET
    name: PersonName | UnsetType = UNSET
    latin_name: LatinName | UnsetType = UNSET
    title: JobTitle | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    unit_id: Id | UnsetType | None = UNSET
    manager_id: Id | UnsetType | None = UNSET
    locale: Locale | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class UnitCreate(Body, frozen=True, kw_only=True):
    """A team needs a department as `parent_id`."""

    id: Id | None = None
    kind: UnitKind
    name: UnitName
    latin_name: LatinName = ""
    parent_id: Id | None = None
    lead_id: Id | None = None


class UnitUpdate(Body, frozen=True, kw_only=True):
    name: UnitName | UnsetType = UNSET
    latin_name: LatinName | UnsetType = UNSET
    parent_id: Id | UnsetType | None = UNSET
    lead_id: Id | UnsetType | None = UNSET
    archived: bool | UnsetType = UNSET


class CycleCreate(Body, frozen=True, kw_only=True):
    """A new cycle is a draft. `ends_on` is its last day."""

    id: Id | None = None
    name: CycleName
    kind: CycleKind = CycleKind.QUARTER
    starts_on: date
    ends_on: date
    parent_id: Id | None = None


class CycleUpdate(Body, frozen=True, kw_only=True):
    name: CycleName | UnsetType = UNSET
    kind: CycleKind | UnsetType = UNSET
    starts_on: date | UnsetType = UNSET
    ends_on: date | UnsetType = UNSET
    parent_id: Id | UnsetType | None = UNSET


class CycleMove(Body, frozen=True, kw_only=True):
    """draft → active → closing → archived; back from active to draft and from closing to active. Archiving one
    with key results that nobody has graded wants a `reason`."""

    state: CycleState
    reason: Reason = ""


class ObjectiveCreate(Body, frozen=True, kw_only=True):
    """`owner_id` left out: the caller. A draft counts in no roll-up until it is published."""

    id: Id | None = None
    cycle_id: Id
    title: Title
    level: Level
    owner_id: Id | None = None
    unit_id: Id | None = None
    co_owner_ids: CoOwners = ()
    description: Description = ""
    visibility: Visibility = Visibility.PUBLIC
    driver: Driver = Driver.KEY_RESULTS
    draft: bool = True


class ObjectiveUpdate(Body, frozen=True, kw_only=True):
    """`was_title` and `was_description` are the words the writer began from: when they have changed since, the update is
    refused as stale. In an active cycle a change of a published objective's words wants a `reason`."""

    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    unit_id: Id | UnsetType | None = UNSET
    owner_id: Id | UnsetType = UNSET
    co_owner_ids: CoOwners | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    driver: Driver | UnsetType = UNSET
    reason: Reason = ""
    was_title: str | None = None
    was_description: str | None = None


class Why(Body, frozen=True, kw_only=True):
    reason: Reason = ""


class KeyResultCreate(Body, frozen=True, kw_only=True):
    """`owner_id` left out: the objective's owner."""

    id: Id | None = None
    name: Name
    measure: Measure
    owner_id: Id | None = None
    weight: Decimal = Decimal(1)
    commitment: Commitment = Commitment.ASPIRATIONAL
    current: Decimal | None = None
    cadence: Cadence = Cadence()


class KeyResultUpdate(Body, frozen=True, kw_only=True):
    """In an active cycle a changed name, measure or weight wants a `reason`."""

    name: Name | UnsetType = UNSET
    measure: Measure | UnsetType = UNSET
    owner_id: Id | UnsetType = UNSET
    weight: Decimal | UnsetType = UNSET
    commitment: Commitment | UnsetType = UNSET
    cadence: Cadence | UnsetType = UNSET
    reason: Reason = ""
    was_name: str | None = None


class KeyResultMove(Body, frozen=True, kw_only=True):
    """`position` 0 is first among its siblings. With `objective_id` it goes to the end of that objective."""

    position: Annotated[int, Meta(ge=0, le=10_000)]
    objective_id: Id | None = None


class CheckInCreate(Body, frozen=True, kw_only=True):
    """At least one of `value`, `done` (milestones), `confidence` (0 to 10), `word`, `note`, `blocker`, `next_step`.

    `at` left out: now. `corrects` names a check-in of the same key result, whose time this one takes. A `word` overrides
    what the numbers say until the next check-in, and wants its reason.
    """

    id: Id | None = None
    value: Decimal | None = None
    done: tuple[Id, ...] | None = None
    confidence: Confidence | None = None
    note: Note = ""
    blocker: Line = ""
    next_step: Line = ""
    word: Word | None = None
    word_reason: Line = ""
    corrects: Id | None = None
    at: datetime | None = None


class AcknowledgementCreate(Body, frozen=True, kw_only=True):
    id: Id | None = None
    comment: Line = ""


class InboxMark(Body, frozen=True, kw_only=True):
    ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]
    read: bool = True


class PreferencesUpdate(Body, frozen=True, kw_only=True):
    """Quiet hours in minutes after local midnight, equal for none. `away_from` null is back at work; both days are included."""

    quiet_from: Minute | UnsetType = UNSET
    quiet_until: Minute | UnsetType = UNSET
    away_from: date | UnsetType | None = UNSET
    away_until: date | UnsetType | None = UNSET
    muted: Muted | UnsetType = UNSET


class LinkCreate(Body, frozen=True, kw_only=True):
    """`primary` left out: the first link of an objective is its primary one."""

    id: Id | None = None
    child_id: Id
    parent_id: Id
    key_result_id: Id | None = None
    primary: bool | None = None
    contributes: bool = False
    weight: Decimal = Decimal(1)


class LinkUpdate(Body, frozen=True, kw_only=True):
    """Making a link primary takes that from the objective's other link."""

    primary: bool | UnsetType = UNSET
    contributes: bool | UnsetType = UNSET
    weight: Decimal | UnsetType = UNSET


Commands = AnyCommand | Annotated[list[AnyCommand], Meta(min_length=1, max_length=500)]
"""One command, or several that happen whole or not at all."""
