"""A key result and its kinds. No rules."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from shared.cadence.model import Cadence
from shared.messages import Id


class Kind(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"
    MILESTONE = "milestone"
    BINARY = "binary"


class Commitment(StrEnum):
    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


class Word(StrEnum):
    """What an owner says of a key result, whatever the numbers say."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"


class Milestone(Struct, frozen=True, kw_only=True):
    id: Id
    name: str
    weight: Decimal = Decimal(1)
    done: bool = False


class Measure(Struct, frozen=True, kw_only=True):
    """How a key result is measured. What a kind does not use is None or empty.

    increase, decrease: `baseline`, `target`. maintain: a band `low`..`high` (either may be open) and the `tolerance`
    outside it. milestone: `milestones`. binary: nothing. Numbers are decimals of at most 6 places.
    """

    kind: Kind
    baseline: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    tolerance: Decimal | None = None
    unit: str = ""
    milestones: tuple[Milestone, ...] = ()


class Escalation(Struct, frozen=True, kw_only=True):
    """A red key result handed to the next one up the line, who is told why."""

    id: Id
    by_id: Id | None
    to_id: Id
    at: datetime
    note: str


class KeyResult(Struct, frozen=True, kw_only=True):
    id: Id
    objective_id: Id
    name: str
    owner_id: Id
    measure: Measure
    weight: Decimal = Decimal(1)
    commitment: Commitment = Commitment.ASPIRATIONAL
    current: Decimal | None = None
    """The value last checked in; None until the first. Binary: 0 or 1."""
    value_at: datetime | None = None
    """When `current`, or the milestones, were true."""
    confidence: int | None = None
    """0 to 10, from the last check-in that gave one."""
    confidence_at: datetime | None = None
    word: Word | None = None
    """The owner's own, until the next check-in."""
    word_reason: str = ""
    checked_in_at: datetime | None = None
    """The latest check-in's time, of whatever it spoke."""
    cadence: Cadence = Cadence()
    asked_since: datetime | None = None
    """When its cadence last changed, or it came back from the archive: what was owed before is not asked for."""
    behind_since: datetime | None = None
    """Since when it is off its pace, as far as a check-in that did not mend it has found it so."""
    escalations: tuple[Escalation, ...] = ()
    """Those that stand, oldest first; a check-in that is no longer red ends them."""
    grade: Decimal | None = None
    """What people confirmed when the cycle closed, 0 to 1 in tenths; not progress, which proposed it."""
    grade_reason: str = ""
    graded_at: datetime | None = None
    graded_by: Id | None = None
    position: int = 0
    archived: bool = False
    created_at: datetime
    changed_at: datetime
    changed_by: Id | None = None
    version: int = 0
