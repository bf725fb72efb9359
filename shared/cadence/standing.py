"""Whether a check-in is due: pending, current, due, overdue, stale, or nobody asks. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from shared.cadence.anchors import due_on, local_day, owed
from shared.cadence.model import Rhythm
from shared.cycles.model import Cycle, CycleState
from shared.directory.model import Person
from shared.key_results.model import KeyResult
from shared.objectives.model import Objective

STALE_AFTER = 3
"""Days overdue after which a value is no longer believed."""
EARLY = 1
"""Days before an anchor from which a check-in counts for it."""


class DueState(StrEnum):
    SILENT = "silent"
    """Nobody asks: no cadence, a draft, archived, a cycle that is not active, or no further date in it."""
    PENDING = "pending"
    """Never checked in, and not due yet."""
    CURRENT = "current"
    DUE = "due"
    """A check-in counts for the coming date already."""
    OVERDUE = "overdue"
    STALE = "stale"


class Standing(Struct, frozen=True, kw_only=True):
    """`due_at` is the date owed, or the next one; `overdue_days` the days since it by the owner's calendar, 0 when it lies ahead.

    The one count of days overdue: what a page, the API and a reminder say is this.
    """

    state: DueState
    due_at: datetime | None = None
    overdue_days: int = 0

    @property
    def is_owed(self) -> bool:
        """Whether a check-in is asked for now."""
        return self.state in (DueState.DUE, DueState.OVERDUE, DueState.STALE)


SILENT = Standing(state=DueState.SILENT)


def anchor_of(key_result: KeyResult, objective: Objective, cycle: Cycle, time_zone: str) -> date | None:
    """The day of the check-in that is owed next; None when nobody asks for one."""
    if cycle.state is not CycleState.ACTIVE or objective.draft or objective.archived or key_result.archived:
        return None
    if key_result.cadence.rhythm is Rhythm.OFF:
        return None
    moments = (key_result.created_at, key_result.asked_since, objective.open_since, cycle.active_since)
    since = max(each for each in moments if each is not None)
    return owed(key_result.cadence, time_zone, cycle.starts_on, cycle.ends_on, since, key_result.checked_in_at)


def due(key_result: KeyResult, objective: Objective, cycle: Cycle, owner: Person, now: datetime) -> Standing:
    """Where a key result stands between two check-ins. Days are days of the owner's calendar."""
    day = anchor_of(key_result, objective, cycle, owner.time_zone)
    if day is None:
        return SILENT
    due_at = due_on(day, owner.time_zone)
    if now > due_at:
        is_stale = now > due_on(day + timedelta(days=STALE_AFTER), owner.time_zone)
        state = DueState.STALE if is_stale else DueState.OVERDUE
        return Standing(state=state, due_at=due_at, overdue_days=(local_day(now, owner.time_zone) - day).days)
    if now >= due_on(day - timedelta(days=EARLY), owner.time_zone):
        return Standing(state=DueState.DUE, due_at=due_at)
    is_new = key_result.checked_in_at is None
    return Standing(state=DueState.PENDING if is_new else DueState.CURRENT, due_at=due_at)
