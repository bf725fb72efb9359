"""What a meeting is. No rules.

The state holds every vote, also before it is revealed: read a meeting through `View.meeting`, which does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from shared.messages import Id


class MeetingState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class Vote(Struct, frozen=True, kw_only=True):
    """`confidence` None: cast, and not yet to be seen by anybody; or nobody's number, once revealed with `abstains`."""

    person_id: Id
    confidence: int | None = None
    abstains: bool = False


class Round(Struct, frozen=True, kw_only=True):
    votes: tuple[Vote, ...] = ()
    """By person."""
    revealed: bool = False
    revealed_by_id: Id | None = None
    """Whoever let everybody see it, for all to see."""


class Decision(Struct, frozen=True, kw_only=True):
    id: Id
    text: str
    author_id: Id | None = None
    at: datetime
    dropped: bool = False


class Action(Struct, frozen=True, kw_only=True):
    id: Id
    text: str
    owner_id: Id
    due_on: date | None = None
    done: bool = False
    author_id: Id | None = None
    at: datetime
    dropped: bool = False


class AgendaItem(Struct, frozen=True, kw_only=True):
    """An objective on the agenda, and what became of it. An objective is on it once."""

    objective_id: Id
    rank: int
    """Smaller comes first. Tells nothing of how many there are between."""
    notes: str = ""
    rounds: tuple[Round, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def round(self) -> Round | None:
        """The vote that is open, or was last."""
        return self.rounds[-1] if self.rounds else None

    @property
    def is_voting(self) -> bool:
        return bool(self.rounds) and not self.rounds[-1].revealed

    @property
    def is_bare(self) -> bool:
        """Whether nothing came of it yet, so that taking it off loses nothing."""
        return not (self.notes or self.rounds or self.decisions or self.actions)


class Timer(Struct, frozen=True, kw_only=True):
    """Running: `seconds` were left at `ticks_from`. Standing (`ticks_from` None): `seconds` are left; 0 is no timer."""

    ticks_from: datetime | None = None
    seconds: int = 0


class Meeting(Struct, frozen=True, kw_only=True):
    id: Id
    cycle_id: Id
    title: str
    facilitator_id: Id
    state: MeetingState = MeetingState.PLANNED
    items: tuple[AgendaItem, ...] = ()
    """In their order."""
    current_id: Id | None = None
    """The objective that is talked about."""
    timer: Timer = Timer()
    follow: bool = True
    """Whether the others' pages go where the facilitator's goes."""
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 0

    def item(self, objective_id: Id) -> AgendaItem | None:
        return next((each for each in self.items if each.objective_id == objective_id), None)


def seconds_left(timer: Timer, at: datetime) -> int:
    """What is left of the timer; 0 when it has run out."""
    if timer.ticks_from is None:
        return timer.seconds
    return max(0, timer.seconds - int((at - timer.ticks_from).total_seconds()))


def in_order(items: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    return tuple(sorted(items, key=lambda each: (each.rank, each.objective_id)))


def median(numbers: Iterable[int]) -> int | None:
    """The middle one; of two the lower, for a doubt weighs more than a hope."""
    known = sorted(numbers)
    return known[(len(known) - 1) // 2] if known else None


def is_lower_median(numbers: Iterable[int]) -> bool:
    """Whether there are two middle ones and they differ."""
    known = sorted(numbers)
    return bool(known) and known[(len(known) - 1) // 2] != known[len(known) // 2]
