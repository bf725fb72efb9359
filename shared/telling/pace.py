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
from shared.inbox.model import Entry, EntryKind
from shared.messages import Id
from shared.numbers import WHOLE, ratio
from shared.progress import expected, key_result_progress
from shared.state import State
from shared.status import Status, key_result_status
from shared.telling.causes import reaches
from shared.telling.ladder import NOTHING, Owing, Rung, climbed, entry_of

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
    day = local_day(since, owner.time_zone)
    if due_on(day, owner.time_zone) < since:
        day += timedelta(days=1)
    out: dict[Id, Entry] = {}
    calls, next_at = climbed(state, key_result, objective, RUNGS, day, now)
    for call in calls:
        elapsed = expected(cycle, call.rung_at)
        share = ratio(key_result_progress(key_result) or 0, elapsed) if elapsed else WHOLE
        params: dict[str, str | int] = {"percent": share * 100 // WHOLE}
        entry = entry_of(call, key_result, EntryKind.WARNING, ("pace", since.isoformat()), params)
        # where nobody is above, the owner hears of it once
        if reaches(entry, state) and call.person_id not in out:
            out[call.person_id] = entry
    return Owing(entries=tuple(out.values()), next_at=next_at)
