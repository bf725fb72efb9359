"""Deciding and applying changes of key results. Pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import assert_never

from msgspec import structs
from msgspec.structs import replace

from shared.gates import active_person, needs_reason, open_objective, same_version
from shared.key_results.measures import check_measure, check_value
from shared.key_results.messages import (
    AddKeyResult,
    ArchiveKeyResult,
    ChangeKeyResult,
    KeyResultAdded,
    KeyResultArchived,
    KeyResultChanged,
    KeyResultCommand,
    KeyResultEvent,
    KeyResultFields,
    KeyResultMoved,
    KeyResultRestored,
    MoveKeyResult,
    ProjectKeyResult,
    RestoreKeyResult,
)
from shared.key_results.model import KeyResult, Kind, Measure
from shared.messages import Id, Refused, Stamp, given
from shared.numbers import check_weight
from shared.objectives.model import Objective, Visibility
from shared.state import Change, State, find, neighbours, ordered_key_results, reowned
from shared.texts import check_line, check_lines

MOST = 50
"""Key results an objective can hold; three to five are advised."""
_FIELDS = tuple(field.name for field in structs.fields(KeyResultFields))
_NEED_REASON = ("name", "measure", "weight")


def decide(state: State, command: KeyResultCommand, actor_id: Id | None, at: datetime) -> list[KeyResultEvent]:
    match command:
        case AddKeyResult():
            return [_added(state, command, actor_id, at)]
        case ChangeKeyResult():
            return _change(state, command)
        case MoveKeyResult():
            return _move(state, command)
        case ArchiveKeyResult():
            key_result, _ = _open(state, command.key_result_id)
            same_version(command.if_version, key_result.version)
            if key_result.archived:
                return []
            return [
                KeyResultArchived(
                    objective_id=key_result.objective_id,
                    key_result_id=key_result.id,
                    reason=check_lines(command.reason, "reason"),
                )
            ]
        case RestoreKeyResult():
            key_result, _ = _open(state, command.key_result_id)
            if not key_result.archived:
                return []
            _refuse_full(state, key_result.objective_id, "key_result_id")
            return [KeyResultRestored(objective_id=key_result.objective_id, key_result_id=key_result.id)]
        case ProjectKeyResult():
            return _projected(state, command)
        case _:
            assert_never(command)


def _open(state: State, key_result_id: Id) -> tuple[KeyResult, Objective]:
    key_result = find(state.key_results, key_result_id, "key_result_id")
    return key_result, open_objective(state, key_result.objective_id, "key_result_id")


def _refuse_full(state: State, objective_id: Id, field: str) -> None:
    if len(state.index.key_results.get(objective_id, ())) >= MOST:
        raise Refused("key_result.too_many", field=field, most=MOST)


def _added(state: State, command: AddKeyResult, actor_id: Id | None, at: datetime) -> KeyResultAdded:
    if command.key_result_id in state.key_results:
        raise Refused("taken", field="key_result_id")
    objective = open_objective(state, command.objective_id)
    _refuse_full(state, objective.id, "objective_id")
    siblings = state.index.key_results.get(objective.id, ())
    measure = check_measure(command.measure)
    key_result = KeyResult(
        id=command.key_result_id,
        objective_id=objective.id,
        name=check_line(command.name, "name"),
        owner_id=active_person(state, command.owner_id or objective.owner_id, "owner_id"),
        measure=measure,
        weight=check_weight(command.weight),
        commitment=command.commitment,
        current=None if command.current is None else check_value(measure, command.current, "current"),
        cadence=command.cadence,
        position=max((state.key_results[each].position for each in siblings), default=-1) + 1,
        created_at=at,
        changed_at=at,
        changed_by=actor_id,
    )
    return KeyResultAdded(objective_id=objective.id, key_result=key_result)


def _change(state: State, command: ChangeKeyResult) -> list[KeyResultEvent]:
    before, objective = _open(state, command.key_result_id)
    if before.archived:
        raise Refused("key_result.archived", field="key_result_id")
    same_version(command.if_version, before.version)
    if command.was_name is not None and command.was_name != before.name:
        raise Refused("stale", field="name", version=before.version)
    changes = given(command, _FIELDS)
    if "name" in changes:
        changes["name"] = check_line(changes["name"], "name")
    if "measure" in changes:
        changes["measure"] = check_measure(changes["measure"])
    if "weight" in changes:
        changes["weight"] = check_weight(changes["weight"])
    if "owner_id" in changes and changes["owner_id"] != before.owner_id:
        active_person(state, changes["owner_id"], "owner_id")
    changes = {name: value for name, value in changes.items() if value != getattr(before, name)}
    if not changes:
        return []
    reason = check_lines(command.reason, "reason")
    if not reason and needs_reason(state, objective) and any(name in changes for name in _NEED_REASON):
        raise Refused("reason.wanted", field="reason")
    return [
        KeyResultChanged(
            objective_id=objective.id,
            key_result_id=before.id,
            before=KeyResultFields(**{name: getattr(before, name) for name in changes}),
            after=KeyResultFields(**changes),
            reason=reason,
        )
    ]


def _projected(state: State, command: ProjectKeyResult) -> list[KeyResultEvent]:
    """Rights and the cycle were asked when it was written: what was saved then is not lost now."""
    before = find(state.key_results, command.key_result_id, "key_result_id")
    name = check_line(command.text, "text")
    if name == before.name:
        return []
    if command.was != before.name:
        raise Refused("stale", field="was", version=before.version)
    return [
        KeyResultChanged(
            objective_id=before.objective_id,
            key_result_id=before.id,
            before=KeyResultFields(name=before.name),
            after=KeyResultFields(name=name),
            reason=check_lines(command.reason, "reason"),
            authors=command.authors,
        )
    ]


def _move(state: State, command: MoveKeyResult) -> list[KeyResultEvent]:
    key_result, objective = _open(state, command.key_result_id)
    if key_result.archived:
        raise Refused("key_result.archived", field="key_result_id")
    target = objective
    if command.objective_id is not None and command.objective_id != objective.id:
        target = open_objective(state, command.objective_id)
        if target.cycle_id != objective.cycle_id:
            raise Refused("key_result.other_cycle", field="objective_id")
        _refuse_full(state, target.id, "objective_id")
        links = (state.links[each] for each in state.index.links_to.get(objective.id, ()))
        if any(each.key_result_id == key_result.id for each in links):
            raise Refused("key_result.linked", field="key_result_id")
    siblings = [each for each in state.index.key_results.get(target.id, ()) if each != key_result.id]
    position = min(command.position, len(siblings))
    if target is objective and state.index.key_results[objective.id].index(key_result.id) == position:
        return []
    return [
        KeyResultMoved(
            objective_id=target.id,
            key_result_id=key_result.id,
            from_objective_id=objective.id,
            position=position,
        )
    ]


def evolve(state: State, event: KeyResultEvent, stamp: Stamp) -> Change:
    match event:
        case KeyResultAdded(key_result=key_result):
            return _put(state, key_result, stamp)
        case KeyResultChanged(key_result_id=key_result_id, after=after):
            before = state.key_results[key_result_id]
            changed = replace(before, **given(after, _FIELDS))
            if changed.cadence != before.cadence:
                changed = replace(changed, asked_since=stamp.at)
            return _put(state, replace(changed, current=_kept(before, changed.measure)), stamp)
        case KeyResultMoved():
            return _moved(state, event, stamp)
        case KeyResultArchived(key_result_id=key_result_id):
            return _put(state, replace(state.key_results[key_result_id], archived=True), stamp)
        case KeyResultRestored(key_result_id=key_result_id):
            found = state.key_results[key_result_id]
            return _put(state, replace(found, archived=False, asked_since=stamp.at), stamp)
        case _:
            assert_never(event)


_IN_NUMBERS = (Kind.INCREASE, Kind.DECREASE, Kind.MAINTAIN)


def _kept(before: KeyResult, measure: Measure) -> Decimal | None:
    """The current value, as far as it means something in the new measure: 50 of 100 is not a yes."""
    same = measure.kind is before.measure.kind
    return before.current if same or {measure.kind, before.measure.kind} <= {*_IN_NUMBERS} else None


def _sight(state: State, objective_id: Id) -> set[str]:
    """What looks different when the owners of a hidden objective's key results change: they see it, others may not."""
    objective = state.objectives[objective_id]
    if objective.visibility is Visibility.PUBLIC:
        return set()
    lists = {f"links:{each}" for each in (objective_id, *neighbours(state, objective_id))}
    return lists | {f"goals:{objective.cycle_id}", f"objective:{objective_id}", f"key_results:{objective_id}"}


def _put(state: State, key_result: KeyResult, stamp: Stamp) -> Change:
    key_result = replace(key_result, version=stamp.seq, changed_at=stamp.at, changed_by=stamp.actor_id)
    before = state.key_results.get(key_result.id)
    state = replace(state, key_results=state.key_results.set(key_result.id, key_result))
    objective_id = key_result.objective_id
    state = reowned(state, before, key_result)
    woken: set[str] = set()
    if before is None or before.archived != key_result.archived:
        siblings = {*state.index.key_results.get(objective_id, ()), key_result.id}
        state = ordered_key_results(state, objective_id, siblings)
        woken |= {f"key_results:{objective_id}", *_sight(state, objective_id)}
    elif before.owner_id != key_result.owner_id:
        woken |= _sight(state, objective_id)
    return Change(
        state=state,
        stored=frozenset({("key_results", key_result.id)}),
        roll=frozenset({objective_id}),
        woken=frozenset(woken),
    )


def _moved(state: State, event: KeyResultMoved, stamp: Stamp) -> Change:
    """Siblings are numbered anew from 0, so that a place is a place again."""
    ids = [each for each in state.index.key_results.get(event.objective_id, ()) if each != event.key_result_id]
    ids.insert(event.position, event.key_result_id)
    key_results = state.key_results
    stored = set()
    for position, each in enumerate(ids):
        old = key_results[each]
        new = replace(old, position=position, objective_id=event.objective_id)
        if each == event.key_result_id:
            new = replace(new, version=stamp.seq, changed_at=stamp.at, changed_by=stamp.actor_id)
        if new != old:
            key_results = key_results.set(each, new)
            stored.add(("key_results", each))
    state = replace(state, key_results=key_results)
    state = ordered_key_results(state, event.objective_id, ids)
    homes = {event.objective_id, event.from_objective_id}
    woken = {f"key_results:{each}" for each in homes}
    if event.from_objective_id != event.objective_id:
        left = [
            each for each in state.index.key_results.get(event.from_objective_id, ()) if each != event.key_result_id
        ]
        state = ordered_key_results(state, event.from_objective_id, left)
        woken |= {f"history:{event.from_objective_id}", *(key for each in homes for key in _sight(state, each))}
    return Change(
        state=state,
        stored=frozenset(stored),
        roll=frozenset(homes),
        woken=frozenset(woken),
    )
