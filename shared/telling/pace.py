"""Who is told that a key result has fallen behind: its owner the next morning, their manager three days later. Pure.

Once for each time that it falls behind: values that are still too little begin nothing new. Whoever speaks of it otherwise, with
a red flag, a word or by saying nothing for too long, is not told of the pace as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.behind import warned_from
from shared.cadence.anchors import due_on, local_day
from shared.cadence.standing import STALE_AFTER, due
from shared.cycles.model import CycleState
from shared.inbox.model import Entry, EntryKind, entry_id, place_of
from shared.messages import Id
from shared.numbers import WHOLE, ratio
from shared.progress import expected, key_result_progress
from shared.state import State
from shared.status import Status, key_result_status
from shared.telling.causes import reaches
from shared.telling.ladder import NOTHING, Owing, Rung, addressee, delivered, sooner

RUNGS = (Rung(0, False, "warning.behind"), Rung(STALE_AFTER, True, "warning.still_behind"))
"""Days after the owner's first nine o'clock since it fell behind."""


def owing(state: State, key_result_id: Id, now: datetime) -> Owing:
    """The warnings that are out by now, and the moment of the next one."""
    key_result = state.key_results.get(key_result_id)
    if key_result is None:
        return NOTHING
    objective = state.objectives[key_result.objective_id]
    cycle, thresholds = state.cycles[objective.cycle_id], state.workspace.thresholds
    if cycle.state is not CycleState.ACTIVE or objective.draft or objective.archived or key_result.archived:
        return NOTHING
    since = warned_from(key_result, objective, cycle, thresholds)
    if since is None:
        return NOTHING
    if since > now:
        return Owing(next_at=since)
    owner = state.people[key_result.owner_id]
    verdict = key_result_status(key_result, cycle, thresholds, now, due(key_result, objective, cycle, owner, now))
    if verdict.status is not Status.OFF_TRACK or verdict.why != "pace":
        return NOTHING
    out: dict[Id, Entry] = {}
    next_at: datetime | None = None
    day = local_day(since, owner.time_zone)
    if due_on(day, owner.time_zone) < since:
        day += timedelta(days=1)
    for rung in RUNGS:
        rung_at = due_on(day + timedelta(days=rung.days), owner.time_zone)
        if rung_at > now:
            next_at = sooner(next_at, rung_at)
            break
        person_id = addressee(state, key_result, objective, rung, rung_at)
        at = None if person_id is None else delivered(state, person_id, rung_at)
        if person_id is None or at is None:
            continue
        if at > now:
            next_at = sooner(next_at, at)
            continue
        elapsed = expected(cycle, rung_at)
        share = ratio(key_result_progress(key_result) or 0, elapsed) if elapsed else WHOLE
        entry = Entry(
            id=entry_id("pace", key_result.id, since.isoformat(), str(rung.days), person_id),
            person_id=person_id,
            kind=EntryKind.WARNING,
            what=rung.what,
            at=at,
            objective_id=objective.id,
            key_result_id=key_result.id,
            about=place_of(objective.id, key_result.id),
            group_key=f"{EntryKind.WARNING.value}:{key_result.id}",
            params={"percent": share * 100 // WHOLE},
        )
        # where nobody is above, the owner hears of it once
        if reaches(entry, state) and person_id not in out:
            out[person_id] = entry
    return Owing(entries=tuple(out.values()), next_at=next_at)
