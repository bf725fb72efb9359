"""Deciding and applying check-ins. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from shared.behind import behind_since
from shared.check_ins.messages import (
    AcknowledgeCheckIn,
    CheckInAcknowledged,
    CheckInCommand,
    CheckInEvent,
    CheckInPosted,
    PostCheckIn,
    reading,
)
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.cycles.model import CycleState
from shared.days import check_moment
from shared.gates import open_objective
from shared.key_results.measures import check_value
from shared.key_results.model import KeyResult, Kind, Measure
from shared.mentions import mentioned
from shared.messages import Id, Refused, Stamp
from shared.state import Change, State, find
from shared.status import RED, key_result_status
from shared.texts import check_lines

Known = Mapping[Id, CheckIn | Acknowledgement]
"""Check-ins that the command names, as far as they exist; and what its author has said to them, under `reading`.
Neither ever changes, so what was read once stays true."""


def decide(
    state: State, command: CheckInCommand, actor_id: Id | None, at: datetime, known: Known
) -> list[CheckInEvent]:
    match command:
        case PostCheckIn():
            return [_posted(state, command, actor_id, at, known)]
        case AcknowledgeCheckIn():
            return _acknowledged(state, command, actor_id, at, known)
        case _:
            assert_never(command)


def _posted(state: State, command: PostCheckIn, actor_id: Id | None, at: datetime, known: Known) -> CheckInPosted:
    key_result = find(state.key_results, command.key_result_id, "key_result_id")
    objective = open_objective(state, key_result.objective_id, "key_result_id")
    if key_result.archived:
        raise Refused("key_result.archived", field="key_result_id")
    if state.cycles[objective.cycle_id].state is CycleState.DRAFT:
        raise Refused("cycle.not_started", field="key_result_id", cycle=state.cycles[objective.cycle_id].name)
    note = check_lines(command.note, "note")
    blocker = check_lines(command.blocker, "blocker")
    next_step = check_lines(command.next_step, "next_step")
    value = None if command.value is None else check_value(key_result.measure, command.value)
    if command.done is not None:
        _check_done(key_result, command.done)
    said = (note, blocker, next_step, command.word)
    if value is None and command.done is None and command.confidence is None and not any(said):
        raise Refused("check_in.empty", field="value")
    word_reason = check_lines(command.word_reason, "word_reason")
    if command.word is not None and not word_reason:
        raise Refused("check_in.word_reason", field="word_reason")
    when = _when(command, key_result, at, known)
    speaks = value is not None and _is_latest(key_result.value_at, when)
    check_in = CheckIn(
        id=command.check_in_id,
        key_result_id=key_result.id,
        objective_id=objective.id,
        author_id=actor_id,
        at=when,
        value=value,
        done=command.done,
        before=key_result.current if speaks else None,
        confidence=command.confidence,
        note=note,
        blocker=blocker,
        next_step=next_step,
        mentions=mentioned((note, blocker, next_step), state.people.values()),
        word=command.word,
        word_reason=word_reason if command.word is not None else "",
        corrects=command.corrects,
    )
    return CheckInPosted(objective_id=objective.id, check_in=check_in)


def _when(command: PostCheckIn, key_result: KeyResult, at: datetime, known: Known) -> datetime:
    """A correction speaks of the time that it corrects, so that history keeps its order."""
    if command.corrects is not None:
        corrected = known.get(command.corrects)
        if not isinstance(corrected, CheckIn) or corrected.key_result_id != command.key_result_id:
            raise Refused("not_found", field="corrects")
        if command.at is not None and command.at != corrected.at:
            raise Refused("check_in.correction_at", field="at")
        return corrected.at
    if command.at is None:
        return _now(key_result, at)
    when = command.at
    if when.tzinfo is None:
        raise Refused("date.zone", field="at")
    if when > at:
        raise Refused("date.future", field="at")
    check_moment(when, "at")
    return when


def _now(key_result: KeyResult, at: datetime) -> datetime:
    """What is said now comes after all that was said before, also where a clock was put back since, or another one lags."""
    known = (key_result.value_at, key_result.confidence_at, key_result.checked_in_at)
    last = max((each for each in known if each is not None), default=at)
    return at if at >= last else last + timedelta(microseconds=1)


def _check_done(key_result: KeyResult, done: tuple[Id, ...]) -> None:
    if key_result.measure.kind is not Kind.MILESTONE:
        raise Refused("check_in.no_milestones", field="done")
    if not set(done) <= {each.id for each in key_result.measure.milestones}:
        raise Refused("not_found", field="done")


def _acknowledged(
    state: State, command: AcknowledgeCheckIn, actor_id: Id | None, at: datetime, known: Known
) -> list[CheckInEvent]:
    """Nothing where it was read already and there is nothing to say: asked twice is asked once."""
    key_result = find(state.key_results, command.key_result_id, "key_result_id")
    check_in = known.get(command.check_in_id)
    if not isinstance(check_in, CheckIn) or check_in.key_result_id != key_result.id:
        raise Refused("not_found", field="check_in_id")
    if actor_id is not None and check_in.author_id == actor_id:
        raise Refused("acknowledgement.own", field="check_in_id")
    comment = check_lines(command.comment, "comment")
    if not comment and reading(check_in.id, actor_id) in known:
        return []
    acknowledgement = Acknowledgement(
        id=command.acknowledgement_id,
        check_in_id=check_in.id,
        key_result_id=key_result.id,
        objective_id=key_result.objective_id,
        author_id=actor_id,
        at=at,
        to_id=check_in.author_id or key_result.owner_id,
        comment=comment,
    )
    return [CheckInAcknowledged(objective_id=key_result.objective_id, acknowledgement=acknowledgement)]


def evolve(state: State, event: CheckInEvent, stamp: Stamp) -> Change:
    match event:
        case CheckInPosted():
            return _apply(state, event, stamp)
        case CheckInAcknowledged(acknowledgement=acknowledgement):
            return Change(state=state, woken=frozenset({f"check_ins:{acknowledgement.key_result_id}"}))
        case _:
            assert_never(event)


def _apply(state: State, event: CheckInPosted, stamp: Stamp) -> Change:
    """Value, confidence and word each keep what was said of them last, by its own time; what is older is history."""
    check_in = event.check_in
    before = state.key_results[check_in.key_result_id]
    after = before
    tells_value = check_in.value is not None or check_in.done is not None
    if tells_value and _is_latest(before.value_at, check_in.at):
        after = replace(
            after,
            current=before.current if check_in.value is None else check_in.value,
            measure=before.measure if check_in.done is None else _done(before.measure, check_in.done),
            value_at=check_in.at,
        )
    if check_in.confidence is not None and _is_latest(before.confidence_at, check_in.at):
        after = replace(after, confidence=check_in.confidence, confidence_at=check_in.at)
    if _is_latest(before.checked_in_at, check_in.at):
        after = replace(after, checked_in_at=check_in.at)
        if check_in.word is not None or check_in.corrects is None:
            after = replace(after, word=check_in.word, word_reason=check_in.word_reason)
    woken = frozenset({f"check_ins:{before.id}", f"history:{event.objective_id}"})
    if after is before:
        return Change(state=state, woken=woken)
    after = _warned(state, before, after, stamp)
    after = replace(after, version=stamp.seq, changed_at=stamp.at, changed_by=stamp.actor_id)
    return Change(
        state=replace(state, key_results=state.key_results.set(after.id, after)),
        stored=frozenset({("key_results", after.id)}),
        roll=frozenset({after.objective_id}),
        woken=woken,
    )


def _warned(state: State, before: KeyResult, after: KeyResult, stamp: Stamp) -> KeyResult:
    """Since when it is behind; and what is no longer red is nobody's further up."""
    cycle, thresholds = state.cycles[state.objectives[before.objective_id].cycle_id], state.workspace.thresholds
    after = replace(after, behind_since=behind_since(before, after, cycle, thresholds, stamp.at))
    if after.escalations and key_result_status(after, cycle, thresholds, stamp.at).status not in RED:
        return replace(after, escalations=())
    return after


def _is_latest(known: datetime | None, at: datetime) -> bool:
    """Of two said of one moment the one that was posted last counts: that is what makes a correction one."""
    return known is None or at >= known


def _done(measure: Measure, done: tuple[Id, ...]) -> Measure:
    return replace(measure, milestones=tuple(replace(each, done=each.id in done) for each in measure.milestones))
