"""The ladder of reminders: the owner when due and a day later, their manager when stale, then twice more. Pure; sends nothing.

What is due follows from the state and the time alone, and each reminder's id from its cause: whoever works it out again, after a
restart, on another instance, or with a clock that was set, comes to the same entries.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from shared.cadence.anchors import due_on, local_day, moment
from shared.cadence.standing import EARLY, STALE_AFTER, anchor_of
from shared.inbox.model import Entry, EntryKind, Preferences, entry_id, place_of
from shared.key_results.model import KeyResult
from shared.line import first_above
from shared.messages import Actor, Id
from shared.objectives.model import Objective
from shared.policy import active
from shared.state import State, preferences_of
from shared.telling.causes import reaches


class Rung(Struct, frozen=True):
    """Days after the date, and who is told what."""

    days: int
    escalates: bool
    what: str

    @property
    def kind(self) -> EntryKind:
        return EntryKind.WARNING if self.escalates else EntryKind.REMINDER


LADDER = (
    Rung(0, False, "reminder.due"),
    Rung(1, False, "reminder.again"),
    Rung(STALE_AFTER, True, "warning.stale"),
    Rung(7, True, "warning.still_stale"),
    Rung(14, True, "warning.still_stale"),
)


class Owing(Struct, frozen=True, kw_only=True):
    """What a key result has to say at one moment: entries for now, and when to look again (None: when it changes)."""

    entries: tuple[Entry, ...] = ()
    next_at: datetime | None = None


NOTHING = Owing()


def owing(state: State, key_result_id: Id, now: datetime) -> Owing:
    """The reminders that are out by now, only the highest rung for each person, and the moment of the next one."""
    key_result = state.key_results.get(key_result_id)
    if key_result is None:
        return NOTHING
    objective = state.objectives[key_result.objective_id]
    owner = state.people[key_result.owner_id]
    day = anchor_of(key_result, objective, state.cycles[objective.cycle_id], owner.time_zone)
    if day is None:
        return NOTHING
    out: dict[Id, Entry] = {}
    early_at = due_on(day - timedelta(days=EARLY), owner.time_zone)
    next_at = early_at if early_at > now else None
    for rung in LADDER:
        rung_at = due_on(day + timedelta(days=rung.days), owner.time_zone)
        if rung_at > now:
            next_at = sooner(next_at, rung_at)
            break
        person_id = addressee(state, key_result, objective, rung, rung_at)
        if person_id is None:
            continue
        at = delivered(state, person_id, rung_at)
        if at is None:
            continue
        if at > now:
            next_at = sooner(next_at, at)
            continue
        entry = _entry(key_result, objective, person_id, rung, day, at)
        if reaches(entry, state):
            out[person_id] = entry
    return Owing(entries=tuple(out.values()), next_at=next_at)


def delivered(state: State, person_id: Id, at: datetime) -> datetime | None:
    """The first moment from `at` on that is neither out of office nor in the quiet hours of that person; None: not known yet."""
    preferences, zone = preferences_of(state, person_id), state.people[person_id].time_zone
    day = local_day(at, zone)
    if preferences.is_away(day):
        if preferences.away_until is None:
            return None
        at = max(at, moment(preferences.away_until + timedelta(days=1), time(), zone))
    return _after_quiet(preferences, at, zone)


def _after_quiet(preferences: Preferences, at: datetime, time_zone: str) -> datetime:
    begins, ends = preferences.quiet_from, preferences.quiet_until
    if begins == ends:
        return at
    day = local_day(at, time_zone)
    for start in (day - timedelta(days=1), day):
        until = start if begins < ends else start + timedelta(days=1)
        if _clock(start, begins, time_zone) <= at < _clock(until, ends, time_zone):
            return _clock(until, ends, time_zone)
    return at


def _clock(day: date, minutes: int, time_zone: str) -> datetime:
    return moment(day, time(minutes // 60, minutes % 60), time_zone)


def addressee(state: State, key_result: KeyResult, objective: Objective, rung: Rung, at: datetime) -> Id | None:
    """The owner, or somebody in their place; for an escalation the first manager above who is there and may see it.

    Where nobody is above, the objective's owner hears of it, who may be the key result's owner.
    """
    owners = [each for each in (key_result.owner_id, objective.owner_id) if active(Actor(each), state)]
    if not rung.escalates:
        return owners[0] if owners else first_above(state, key_result.owner_id, objective, at)
    # an objective's owner comes after a key result's own
    return first_above(state, key_result.owner_id, objective, at) or (owners[-1] if owners else None)


def _entry(key_result: KeyResult, objective: Objective, person_id: Id, rung: Rung, day: date, at: datetime) -> Entry:
    return Entry(
        id=entry_id("cadence", key_result.id, day.isoformat(), str(rung.days), person_id),
        person_id=person_id,
        kind=rung.kind,
        what=rung.what,
        at=at,
        objective_id=objective.id,
        key_result_id=key_result.id,
        about=place_of(objective.id, key_result.id),
        group_key=f"{rung.kind.value}:{key_result.id}",
        params={"n": rung.days},
    )


def sooner(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)
