"""Deciding and applying changes of cycles. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import assert_never

from msgspec.structs import replace

from shared.cycles.messages import (
    ChangeCycle,
    CreateCycle,
    CycleChanged,
    CycleCommand,
    CycleCreated,
    CycleEvent,
    CycleMoved,
    MoveCycle,
)
from shared.cycles.model import Cycle, CycleState
from shared.days import check_day, check_moment
from shared.gates import same_version
from shared.grading import ungraded
from shared.messages import Actor, Id, Key, Refused, Stamp, given
from shared.policy import may_view
from shared.state import Change, State, find
from shared.texts import check_line, check_lines

MOVES = {
    CycleState.DRAFT: (CycleState.ACTIVE,),
    CycleState.ACTIVE: (CycleState.CLOSING, CycleState.DRAFT),
    CycleState.CLOSING: (CycleState.ARCHIVED, CycleState.ACTIVE),
    CycleState.ARCHIVED: (),
}
"""Where a cycle may go from each state; archived is for good."""

MOST_NAMED = 5
"""Key results that a refusal names."""
_FIELDS = ("name", "kind", "starts_on", "ends_on", "parent_id")


def decide(state: State, command: CycleCommand, actor: Actor, at: datetime) -> list[CycleEvent]:
    match command:
        case CreateCycle():
            if command.cycle_id in state.cycles:
                raise Refused("taken", field="cycle_id")
            cycle = Cycle(
                id=command.cycle_id,
                name=command.name,
                kind=command.kind,
                starts_on=command.starts_on,
                ends_on=command.ends_on,
                parent_id=command.parent_id,
            )
            return [CycleCreated(cycle=_checked(state, cycle))]
        case ChangeCycle():
            before = find(state.cycles, command.cycle_id, "cycle_id")
            same_version(command.if_version, before.version)
            if before.state is CycleState.ARCHIVED:
                raise Refused("cycle.archived", field="cycle_id", cycle=before.name)
            after = _checked(state, replace(before, **given(command, _FIELDS)))
            return [CycleChanged(before=before, after=after)] if after != before else []
        case MoveCycle():
            cycle = find(state.cycles, command.cycle_id, "cycle_id")
            same_version(command.if_version, cycle.version)
            if command.state is cycle.state:
                return []
            if command.state not in MOVES[cycle.state]:
                raise Refused(
                    "cycle.move", field="state", before=f"cycle.{cycle.state}", after=f"cycle.{command.state}"
                )
            reason = check_lines(command.reason, "reason")
            if command.state is CycleState.ARCHIVED and not reason:
                _refuse_ungraded(state, cycle, actor)
            closed_at = _checked_closing(command, at)
            moved = CycleMoved(cycle_id=cycle.id, before=cycle.state, after=command.state, reason=reason)
            return [moved if closed_at is None else replace(moved, closed_at=closed_at)]
        case _:
            assert_never(command)


def _refuse_ungraded(state: State, cycle: Cycle, actor: Actor) -> None:
    """All of them keep a cycle open. Names those that the actor may see; the others, which others must grade, are counted."""
    left = ungraded(state, cycle.id)
    if not left:
        return
    seen = [each for each in left if may_view(actor, state.objectives[each.objective_id], state)]
    hidden = len(left) - len(seen)
    if not seen:
        raise Refused("closing.ungraded_hidden", field="reason", n=hidden)
    names = [f"“{each.name}”" for each in seen[:MOST_NAMED]] + (["…"] if len(seen) > MOST_NAMED else [])
    params: dict[str, object] = {"n": len(left), "names": ", ".join(names)}
    if hidden:
        raise Refused("closing.ungraded_partly", field="reason", hidden=hidden, **params)
    raise Refused("closing.ungraded", field="reason", **params)


def _checked_closing(command: MoveCycle, at: datetime) -> datetime | None:
    if command.closed_at is None:
        return None
    if command.state is not CycleState.CLOSING:
        raise Refused("cycle.closes_not", field="closed_at")
    if command.closed_at.tzinfo is None:
        raise Refused("date.zone", field="closed_at")
    if check_moment(command.closed_at, "closed_at") > at:
        raise Refused("date.future", field="closed_at")
    return command.closed_at.astimezone(UTC)


def _checked(state: State, cycle: Cycle) -> Cycle:
    cycle = replace(cycle, name=check_line(cycle.name, "name"))
    if cycle.ends_on < cycle.starts_on:
        raise Refused("cycle.ends_before_start", field="ends_on")
    check_day(cycle.starts_on, "starts_on")
    check_day(cycle.ends_on, "ends_on")
    if (cycle.ends_on - cycle.starts_on).days > 3 * 366:
        raise Refused("cycle.too_long", field="ends_on", years=3)
    if any(each.name == cycle.name and each.id != cycle.id for each in state.cycles.values()):
        raise Refused("cycle.name_taken", field="name", name=cycle.name)
    above: Id | None = cycle.parent_id
    while above is not None:
        if above == cycle.id:
            raise Refused("cycle.loop", field="parent_id")
        above = find(state.cycles, above, "parent_id").parent_id
    return cycle


def evolve(state: State, event: CycleEvent, stamp: Stamp) -> Change:
    match event:
        case CycleCreated(cycle=cycle):
            pass
        case CycleChanged(after=after_change):
            # an event from before moments were kept knows none of them
            cycle = replace(state.cycles[after_change.id], **{each: getattr(after_change, each) for each in _FIELDS})
        case CycleMoved(cycle_id=cycle_id, after=after, closed_at=closed_at):
            cycle = replace(state.cycles[cycle_id], state=after)
            if after is CycleState.ACTIVE:
                cycle = replace(cycle, active_since=stamp.at, closed_at=None)
            elif after is CycleState.CLOSING:
                cycle = replace(cycle, closed_at=closed_at or stamp.at)
        case _:
            assert_never(event)
    cycle = replace(cycle, version=stamp.seq)
    return Change(
        state=replace(state, cycles=state.cycles.set(cycle.id, cycle)),
        stored=frozenset({("cycles", cycle.id)}),
        woken=frozenset({"cycles", *_within(state, cycle.id)}),
    )


def _within(state: State, cycle_id: Id) -> Iterator[Key]:
    """All that looks different when its cycle begins, closes or has other days."""
    for objective_id in state.index.groups.get((cycle_id, "all"), ()):
        yield f"objective:{objective_id}"
        yield f"key_results:{objective_id}"
        yield from (f"key_result:{each}" for each in state.index.key_results.get(objective_id, ()))
