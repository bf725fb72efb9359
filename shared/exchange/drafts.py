"""The neutral form of an imported or exported document: what was written, before anyone decides what it means.

No identities, no domain state: an owner is a name as text, a parent is a reference as text.
"""

from datetime import date as Day
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


class CheckInDraft(Struct, frozen=True, kw_only=True):
    """One check-in. `said` holds the value as text where it is not a number ("done")."""

    line: int = 0
    where: str = ""
    who: str | None = None
    key_result: str
    value: Decimal | None = None
    unit: str | None = None
    said: str | None = None
    confidence: int | None = None
    note: str = ""
    date: Day | None = None


class Sheet(Struct, frozen=True):
    people: tuple[PersonDraft, ...] = ()
    cycles: tuple[CycleDraft, ...] = ()
    objectives: tuple[ObjectiveDraft, ...] = ()
    check_ins: tuple[CheckInDraft, ...] = ()
    problems: tuple[Problem, ...] = ()
