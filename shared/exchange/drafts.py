"""The neutral form of an imported or exported document: what was written, before anyone decides what it means.

No identities, no domain state: an owner is a name as text, a parent is a reference as text.
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

Level = Literal["company", "department", "team", "person"]
Visibility = Literal["public", "team", "private"]
Kind = Literal["increase", "decrease", "maintain", "milestone", "binary"]
Commitment = Literal["committed", "aspirational"]
Driver = Literal["key_results", "children", "both"]
CycleKind = Literal["year", "quarter", "month", "custom"]
CycleState = Literal["draft", "active", "closing", "archived"]
Word = Literal["on_track", "at_risk", "off_track"]
Carry = Literal["kept", "changed", "abandoned"]
Severity = Literal["refused", "warning"]


class Problem(Struct, frozen=True, kw_only=True):
    """One thing the reader has to say about the document.

    `refused`: what stands there cannot come in as written. The draft is in the sheet when a person could
    still complete it (a key result without a number), and absent when nothing usable is left.
    `warning`: it came in, and there is something to know. `line` is 0 where lines mean nothing (JSON: `where`).
    """

    code: str
    severity: Severity
    line: int = 0
    where: str = ""
    field: str | None = None
    params: dict[str, Any] = {}


class SupportDraft(Struct, frozen=True):
    """A link upwards. `target` is a document reference ("O1", "O2/KR3") or a title."""

    target: str
    primary: bool = False
    contributes: bool = False


class MilestoneDraft(Struct, frozen=True):
    name: str
    done: bool = False
    weight: Decimal = Decimal(1)


class KeyResultDraft(Struct, frozen=True, kw_only=True):
    """One key result. `kind` stays None where the text does not say; nobody guesses for its owner.

    `co_owners` are the people named by "with"; `note` keeps remarks that are neither name nor number.
    """

    line: int = 0
    where: str = ""
    key: str | None = None
    name: str
    kind: Kind | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    tolerance: Decimal | None = None
    current: Decimal | None = None
    unit: str | None = None
    weight: Decimal | None = None
    owner: str | None = None
    co_owners: tuple[str, ...] = ()
    commitment: Commitment | None = None
    cadence: str | None = None
    """As `shared.exchange.cadences` writes it; None is weekly on Monday."""
    confidence: int | None = None
    milestones: tuple[MilestoneDraft, ...] = ()
    archived: bool = False
    note: str = ""


class ObjectiveDraft(Struct, frozen=True, kw_only=True):
    """One objective. `joint_with` names other departments or teams that share it, as written."""

    line: int = 0
    where: str = ""
    key: str | None = None
    title: str
    description: str = ""
    level: Level | None = None
    unit: str | None = None
    joint_with: tuple[str, ...] = ()
    owner: str | None = None
    co_owners: tuple[str, ...] = ()
    cycle: str | None = None
    visibility: Visibility | None = None
    draft: bool = False
    supports: tuple[SupportDraft, ...] = ()
    driver: Driver | None = None
    key_results: tuple[KeyResultDraft, ...] = ()


class PersonDraft(Struct, frozen=True, kw_only=True):
    line: int = 0
    where: str = ""
    name: str
    latin_name: str | None = None
    email: str | None = None
    department: str | None = None
    team: str | None = None
    title: str | None = None
    manager: str | None = None


class CycleDraft(Struct, frozen=True, kw_only=True):
    line: int = 0
    where: str = ""
    name: str
    starts: Day | None = None
    ends: Day | None = None
    kind: CycleKind | None = None
    state: CycleState | None = None
    closed: datetime | None = None
    """When its values froze, of one that closes or is archived."""


class CheckInDraft(Struct, frozen=True, kw_only=True):
    """One check-in. `said` holds the value as text where it is not a number ("done"), `done` the milestones that are.

    `corrects` names another check-in by its `key`. The moment is `at`, or only its day is known: `date`.
    """

    line: int = 0
    where: str = ""
    key: str | None = None
    who: str | None = None
    key_result: str
    value: Decimal | None = None
    unit: str | None = None
    said: str | None = None
    confidence: int | None = None
    note: str = ""
    date: Day | None = None
    at: datetime | None = None
    done: tuple[str, ...] | None = None
    blocker: str = ""
    next_step: str = ""
    word: Word | None = None
    word_reason: str = ""
    corrects: str | None = None


class AcknowledgementDraft(Struct, frozen=True, kw_only=True):
    """Somebody has read the check-in of that key."""

    line: int = 0
    where: str = ""
    who: str | None = None
    check_in: str
    comment: str = ""


class GradeDraft(Struct, frozen=True, kw_only=True):
    line: int = 0
    where: str = ""
    who: str | None = None
    key_result: str
    grade: Decimal
    reason: str = ""


class OutcomeDraft(Struct, frozen=True, kw_only=True):
    """What the end of its cycle left on an objective. `carried_to` is the copy: "cycle/title"."""

    line: int = 0
    where: str = ""
    objective: str
    carry: Carry | None = None
    reason: str = ""
    carried_to: str | None = None
    retrospective: str = ""


class Sheet(Struct, frozen=True):
    people: tuple[PersonDraft, ...] = ()
    cycles: tuple[CycleDraft, ...] = ()
    objectives: tuple[ObjectiveDraft, ...] = ()
    check_ins: tuple[CheckInDraft, ...] = ()
    acknowledgements: tuple[AcknowledgementDraft, ...] = ()
    grades: tuple[GradeDraft, ...] = ()
    outcomes: tuple[OutcomeDraft, ...] = ()
    problems: tuple[Problem, ...] = ()
