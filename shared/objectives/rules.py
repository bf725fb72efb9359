"""Deciding and applying changes of objectives. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec import structs
from msgspec.structs import replace

from shared.directory.model import UnitKind
from shared.gates import active_person, needs_reason, open_cycle, open_objective, same_version
from shared.messages import Id, Refused, Stamp, given
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CloseRewording,
    CreateObjective,
    ObjectiveArchived,
    ObjectiveChanged,
    ObjectiveCommand,
    ObjectiveCreated,
    ObjectiveEvent,
    ObjectiveFields,
    ObjectivePublished,
    ObjectiveRestored,
    OpenRewording,
    ProjectObjective,
    PublishObjective,
    RestoreObjective,
    RewordingClosed,
    RewordingOpened,
)
from shared.objectives.model import Level, Objective
from shared.objectives.wording import decide_wording
from shared.rollup import parents
from shared.state import Change, State, find, neighbours, regroup
from shared.texts import check_line, check_lines

_FIELDS = tuple(field.name for field in structs.fields(ObjectiveFields))
_WORDING = ("title", "description")


def decide(state: State, command: ObjectiveCommand, actor_id: Id | None, at: datetime) -> list[ObjectiveEvent]:
    match command:
        case CreateObjective():
            return [ObjectiveCreated(objective=_created(state, command, actor_id, at))]
        case ChangeObjective():
            return _change(state, command)
        case PublishObjective():
            objective = open_objective(state, command.objective_id)
            same_version(command.if_version, objective.version)
            return [ObjectivePublished(objective_id=objective.id)] if objective.draft else []
        case ArchiveObjective():
            objective = find(state.objectives, command.objective_id, "objective_id")
            if objective.archived:
                return []
            open_cycle(state, objective.cycle_id, "objective_id")
            same_version(command.if_version, objective.version)
            return [ObjectiveArchived(objective_id=objective.id, reason=check_lines(command.reason, "reason"))]
        case RestoreObjective():
            objective = find(state.objectives, command.objective_id, "objective_id")
            open_cycle(state, objective.cycle_id, "objective_id")
            return [ObjectiveRestored(objective_id=objective.id)] if objective.archived else []
        case OpenRewording() | CloseRewording() | ProjectObjective():
            return decide_wording(state, command)
        case _:
            assert_never(command)


def _created(state: State, command: CreateObjective, actor_id: Id | None, at: datetime) -> Objective:
    if command.objective_id in state.objectives:
        raise Refused("taken", field="objective_id")
    open_cycle(state, command.cycle_id)
    objective = Objective(
        id=command.objective_id,
        cycle_id=command.cycle_id,
        level=command.level,
        unit_id=command.unit_id,
        owner_id=active_person(state, command.owner_id, "owner_id"),
        co_owner_ids=_co_owners(state, command.co_owner_ids, command.owner_id),
        title=check_line(command.title, "title"),
        description=check_lines(command.description, "description"),
        visibility=command.visibility,
        driver=command.driver,
        draft=command.draft,
        created_at=at,
        changed_at=at,
        changed_by=actor_id,
    )
    _check_level(state, objective)
    _check_unit_lives(state, objective)
    return objective


def _change(state: State, command: ChangeObjective) -> list[ObjectiveEvent]:
    before = open_objective(state, command.objective_id)
    same_version(command.if_version, before.version)
    if command.was_title is not None and command.was_title != before.title:
        raise Refused("stale", field="title", version=before.version)
    if command.was_description is not None and command.was_description != before.description:
        raise Refused("stale", field="description", version=before.version)
    changes = given(command, _FIELDS)
    if "title" in changes:
        changes["title"] = check_line(changes["title"], "title")
    if "description" in changes:
        changes["description"] = check_lines(changes["description"], "description")
    if "owner_id" in changes and changes["owner_id"] != before.owner_id:
        active_person(state, changes["owner_id"], "owner_id")
    if changes.get("level") in (Level.COMPANY, Level.PERSON):
        changes["unit_id"] = None
    if "co_owner_ids" in changes or "owner_id" in changes:
        co_owner_ids = changes.get("co_owner_ids", before.co_owner_ids)
        changes["co_owner_ids"] = _co_owners(
            state, co_owner_ids, changes.get("owner_id", before.owner_id), before.co_owner_ids
        )
    changes = {name: value for name, value in changes.items() if value != getattr(before, name)}
    if not changes:
        return []
    after = replace(before, **changes)
    _check_level(state, after)
    if "unit_id" in changes:
        _check_unit_lives(state, after)
    reason = check_lines(command.reason, "reason")
    if not reason and needs_reason(state, before) and any(name in changes for name in _WORDING):
        raise Refused("reason.wanted", field="reason")
    return [
        ObjectiveChanged(
            objective_id=before.id,
            before=ObjectiveFields(**{name: getattr(before, name) for name in changes}),
            after=ObjectiveFields(**changes),
            reason=reason,
        )
    ]


def _co_owners(state: State, wanted: tuple[Id, ...], owner_id: Id, known: tuple[Id, ...] = ()) -> tuple[Id, ...]:
    for each in wanted:
        if each not in known:
            active_person(state, each, "co_owner_ids")
    return tuple(dict.fromkeys(each for each in wanted if each != owner_id))


def _check_level(state: State, objective: Objective) -> None:
    if objective.level in (Level.COMPANY, Level.PERSON):
        if objective.unit_id is not None:
            raise Refused("objective.unit_unwanted", field="unit_id")
        return
    if objective.unit_id is None:
        raise Refused("objective.unit_wanted", field="unit_id")
    unit = find(state.units, objective.unit_id, "unit_id")
    kind = UnitKind.DEPARTMENT if objective.level is Level.DEPARTMENT else UnitKind.TEAM
    if unit.kind is not kind:
        raise Refused("objective.unit_kind", field="unit_id", level=f"level.{objective.level}", name=unit.name)


def _check_unit_lives(state: State, objective: Objective) -> None:
    if objective.unit_id is not None and state.units[objective.unit_id].archived:
        raise Refused("unit.archived", field="unit_id", name=state.units[objective.unit_id].name)


def evolve(state: State, event: ObjectiveEvent, stamp: Stamp) -> Change:
    match event:
        case ObjectiveCreated(objective=objective):
            return _put(state, None, objective, stamp)
        case ObjectiveChanged(objective_id=objective_id, after=after):
            before = state.objectives[objective_id]
            return _put(state, before, replace(before, **given(after, _FIELDS)), stamp)
        case ObjectivePublished(objective_id=objective_id):
            before = state.objectives[objective_id]
            return _put(state, before, replace(before, draft=False, open_since=stamp.at), stamp)
        case ObjectiveArchived(objective_id=objective_id) | ObjectiveRestored(objective_id=objective_id):
            before = state.objectives[objective_id]
            if isinstance(event, ObjectiveArchived):
                return _put(state, before, replace(before, archived=True), stamp)
            return _put(state, before, replace(before, archived=False, open_since=stamp.at), stamp)
        case RewordingOpened() | RewordingClosed():
            before = state.objectives[event.objective_id]
            reason = event.reason if isinstance(event, RewordingOpened) else ""
            return _put(state, before, replace(before, rewording=reason), stamp)
        case _:
            assert_never(event)


def _put(state: State, before: Objective | None, objective: Objective, stamp: Stamp) -> Change:
    objective = replace(objective, version=stamp.seq, changed_at=stamp.at, changed_by=stamp.actor_id)
    state = replace(state, objectives=state.objectives.set(objective.id, objective))
    state = regroup(state, before, objective)
    woken = {f"links:{objective.id}"}
    listed = before is None or (before.archived, before.visibility, before.owner_id, before.co_owner_ids) != (
        objective.archived, objective.visibility, objective.owner_id, objective.co_owner_ids,
    )  # fmt: skip
    if listed or (before is not None and (before.unit_id, before.level) != (objective.unit_id, objective.level)):
        woken |= {f"goals:{objective.cycle_id}", f"key_results:{objective.id}"}
    return Change(
        state=state,
        stored=frozenset({("objectives", objective.id)}),
        # what it counts for depends on more than its progress: being a draft, archived, who may see it
        roll=frozenset({objective.id, *parents(state, objective.id)}),
        woken=frozenset(woken | {f"links:{each}" for each in neighbours(state, objective.id)}),
    )
