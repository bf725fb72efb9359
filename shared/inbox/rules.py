"""Deciding and applying how somebody wants to be told. Pure."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from shared.days import check_day
from shared.inbox.messages import InboxCommand, InboxEvent, PreferencesChanged
from shared.inbox.model import EntryKind
from shared.messages import Refused, Stamp, given
from shared.state import Change, State, find, preferences_of

_FIELDS = ("quiet_from", "quiet_until", "away_from", "away_until", "muted")


def decide(state: State, command: InboxCommand) -> list[InboxEvent]:
    find(state.people, command.person_id, "person_id")
    before = preferences_of(state, command.person_id)
    after = replace(before, **given(command, _FIELDS))
    for name in ("away_from", "away_until"):
        if (day := getattr(after, name)) is not None:
            check_day(day, name)
    if after.away_from is None:
        if command.away_until not in (UNSET, None):
            raise Refused("preferences.away_from", field="away_from")
        after = replace(after, away_until=None)
    elif after.away_until is not None and after.away_until < after.away_from:
        raise Refused("preferences.away_until", field="away_until")
    after = replace(after, muted=tuple(each for each in EntryKind if each in after.muted))
    return [PreferencesChanged(preferences=after)] if after != before else []


def evolve(state: State, event: InboxEvent, stamp: Stamp) -> Change:
    preferences = replace(event.preferences, version=stamp.seq)
    return Change(
        state=replace(state, preferences=state.preferences.set(preferences.id, preferences)),
        stored=frozenset({("preferences", preferences.id)}),
    )
