"""What may be asked of the workspace and what then happened. Decides nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shared.messages import Command, Event
from shared.workspace.model import Thresholds


class ChangeWorkspace(Command, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    thresholds: Thresholds | UnsetType = UNSET


class WorkspaceChanged(Event, frozen=True, kw_only=True, tag="workspace.changed"):
    name: str
    thresholds: Thresholds


WorkspaceCommand = ChangeWorkspace
WorkspaceEvent = WorkspaceChanged
