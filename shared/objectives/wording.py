"""Deciding what happens to the words of objectives that several people write at once. Pure.

Rights were asked when each letter was written; what is decided here is whether the whole can be kept.
"""

from __future__ import annotations

from typing import Any, assert_never

from shared.gates import needs_reason, open_objective
from shared.messages import Refused
from shared.objectives.messages import (
    CloseRewording,
    ObjectiveChanged,
    ObjectiveEvent,
    ObjectiveFields,
    OpenRewording,
    ProjectObjective,
    RewordingClosed,
    RewordingOpened,
    WordingCommand,
)
from shared.state import State, find
from shared.texts import check_line, check_lines

LONGEST_TITLE = 300


def decide_wording(state: State, command: WordingCommand) -> list[ObjectiveEvent]:
    match command:
        case OpenRewording():
            objective = open_objective(state, command.objective_id)
            if not needs_reason(state, objective):
                raise Refused("rewording.unneeded", field="objective_id")
            reason = check_lines(command.reason, "reason")
            if not reason:
                raise Refused("reason.wanted", field="reason")
            if objective.rewording == reason:
                return []
            return [RewordingOpened(objective_id=objective.id, reason=reason)]
        case CloseRewording():
            objective = find(state.objectives, command.objective_id, "objective_id")
            return [RewordingClosed(objective_id=objective.id)] if objective.rewording else []
        case ProjectObjective():
            return _projected(state, command)
        case _:
            assert_never(command)


def _projected(state: State, command: ProjectObjective) -> list[ObjectiveEvent]:
    objective = find(state.objectives, command.objective_id, "objective_id")
    if command.field == "title":
        text = check_line(command.text, "text")
        if len(text) > LONGEST_TITLE:
            raise Refused("too_long", field="text", most=LONGEST_TITLE)
    else:
        text = check_lines(command.text, "text")
    before: str = getattr(objective, command.field)
    if text == before:
        return []
    if command.was != before:
        raise Refused("stale", field="was", version=objective.version)
    old: dict[str, Any] = {command.field: before}
    new: dict[str, Any] = {command.field: text}
    return [
        ObjectiveChanged(
            objective_id=objective.id,
            before=ObjectiveFields(**old),
            after=ObjectiveFields(**new),
            reason=check_lines(command.reason, "reason"),
            authors=command.authors,
        )
    ]
