"""What may be asked of the way one is told, and what then happened. Reading and marking entries is no command: it changes no workspace."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shared.inbox.model import EntryKind, Preferences
from shared.messages import Command, Event, Id

Minute = Annotated[int, Meta(ge=0, le=24 * 60 - 1, description="Minutes after local midnight.")]
Muted = Annotated[tuple[EntryKind, ...], Meta(max_length=len(EntryKind))]


class ChangePreferences(Command, frozen=True, kw_only=True):
    """One's own only. Fields left out stay as they are; `away_from` null is back at work."""

    person_id: Id
    quiet_from: Minute | UnsetType = UNSET
    quiet_until: Minute | UnsetType = UNSET
    away_from: date | UnsetType | None = UNSET
    away_until: date | UnsetType | None = UNSET
    muted: Muted | UnsetType = UNSET


class PreferencesChanged(Event, frozen=True, kw_only=True, tag="preferences.changed"):
    preferences: Preferences


InboxCommand = ChangePreferences
InboxEvent = PreferencesChanged
