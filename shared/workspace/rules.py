"""Deciding and applying changes of the workspace. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from msgspec import UNSET
from msgspec.structs import replace

from shared.messages import Refused, Stamp
from shared.numbers import check_number
from shared.state import Change, State
from shared.texts import check_line
from shared.workspace.messages import ChangeWorkspace, WorkspaceChanged, WorkspaceCommand, WorkspaceEvent
from shared.workspace.model import Thresholds


def decide(state: State, command: WorkspaceCommand) -> list[WorkspaceEvent]:
    match command:
        case ChangeWorkspace():
            now = state.workspace
            name = now.name if command.name is UNSET else check_line(command.name, "name")
            thresholds = now.thresholds if command.thresholds is UNSET else _checked(command.thresholds)
            if (name, thresholds) == (now.name, now.thresholds):
                return []
            return [WorkspaceChanged(name=name, thresholds=thresholds)]
        case _:
            assert_never(command)


def _checked(thresholds: Thresholds) -> Thresholds:
    on_track = check_number(thresholds.on_track, "thresholds.on_track")
    at_risk = check_number(thresholds.at_risk, "thresholds.at_risk")
    silent = check_number(thresholds.silent, "thresholds.silent")
    if not 0 < on_track <= 2:
        raise Refused("number.range", field="thresholds.on_track", low=0, high=2)
    if not 0 <= at_risk <= on_track:
        raise Refused("number.range", field="thresholds.at_risk", low=0, high=on_track)
    if not 0 <= silent < 1:
        raise Refused("number.range", field="thresholds.silent", low=0, high=Decimal(1))
    return Thresholds(on_track=on_track, at_risk=at_risk, silent=silent)


def evolve(state: State, event: WorkspaceEvent, stamp: Stamp) -> Change:
    workspace = replace(state.workspace, name=event.name, thresholds=event.thresholds)
    return Change(
        state=replace(state, workspace=workspace),
        stored=frozenset({("workspace", workspace.id)}),
        woken=frozenset({"workspace"}),
    )
