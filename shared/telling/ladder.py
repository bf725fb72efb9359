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


LADDER = (
    Rung(0, False, "reminder.due"),
    Rung(1, False, "reminder.again"),
    Rung(STALE_AFTER, True, "warning.stale"),
    Rung(7, True, "warning.still_stale"),
    Rung(14, True, "warning.still_stale"),
)


class Call(Struct, frozen=True, kw_only=True):
    """A rung that somebody has reached: it was due at `rung_at` and came to them at `at`."""

    rung: Rung
    rung_at: datetime
    person_id: Id
    at: datetime


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
    calls, next_at = climbed(state, key_result, objective, LADDER, day, now)
    for call in calls:
        kind = EntryKind.WARNING if call.rung.escalates else EntryKind.REMINDER
        entry = entry_of(call, key_result, kind, ("cadence", day.isoformat()), {"n": call.rung.days})
        if reaches(entry, state):
            out[call.person_id] = entry
    early_at = due_on(day - timedelta(days=EARLY), owner.time_zone)
    if early_at > now:
        next_at = sooner(next_at, early_at)
    return Owing(entries=tuple(out.values()), next_at=next_at)


def climbed(
    state: State, key_result: KeyResult, objective: Objective, rungs: tuple[Rung, ...], day: date, now: datetime
) -> tuple[list[Call], datetime | None]:
    """What is out by now of a ladder that begins on a day, the lowest rung first, and the moment of the next call."""
    zone, calls, next_at = state.people[key_result.owner_id].time_zone, list[Call](), None
    for rung in rungs:
        rung_at = due_on(day + timedelta(days=rung.days), zone)
        if rung_at > now:
            return calls, sooner(next_at, rung_at)
        person_id = addressee(state, key_result, objective, rung, rung_at)
        at = None if person_id is None else delivered(state, person_id, rung_at)
        if person_id is None or at is None:
            continue
        if at > now:
            next_at = sooner(next_at, at)
        else:
            calls.append(Call(rung=rung, rung_at=rung_at, person_id=person_id, at=at))
    return calls, next_at


def entry_of(
    call: Call, key_result: KeyResult, kind: EntryKind, cause: tuple[str, str], params: dict[str, str | int]
) -> Entry:
    """`cause`: why, and since when. The same call for the same cause is the same entry."""
    why, since = cause
    return Entry(
        id=entry_id(why, key_result.id, since, str(call.rung.days), call.person_id),
        person_id=call.person_id,
        kind=kind,
        what=call.rung.what,
        at=call.at,
        objective_id=key_result.objective_id,
        key_result_id=key_result.id,
        about=place_of(key_result.objective_id, key_result.id),
        group_key=f"{kind.value}:{key_result.id}",
        params=params,
    )


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


def sooner(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)
