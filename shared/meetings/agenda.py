"""The order of an agenda: ranks with room between them, so that an item moves without touching the others. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shared.meetings.events import AgendaItemMoved
from shared.meetings.model import AgendaItem, Meeting
from shared.messages import Id, Refused

STEP = 1_024
"""Ten items can be put into one gap, each before the last, until the agenda is numbered anew."""


def on_agenda(meeting: Meeting, objective_id: Id, field: str = "objective_id") -> AgendaItem:
    found = meeting.item(objective_id)
    if found is None:
        raise Refused("meeting.not_on_agenda", field=field)
    return found


def last_rank(meeting: Meeting) -> int:
    return meeting.items[-1].rank if meeting.items else 0


def move(meeting: Meeting, objective_id: Id, after_id: Id | None) -> Iterator[AgendaItemMoved]:
    """Put an item right after another, or first; the others keep their ranks while there is room."""
    moved = on_agenda(meeting, objective_id)
    if after_id == objective_id:
        return
    others = [each for each in meeting.items if each.objective_id != objective_id]
    place = 0
    if after_id is not None:
        place = others.index(on_agenda(meeting, after_id, "after_id")) + 1
    order = [*others[:place], moved, *others[place:]]
    if order == list(meeting.items):
        return
    low = others[place - 1].rank if place else None
    high = others[place].rank if place < len(others) else None
    rank = _between(low, high)
    if rank is not None:
        yield AgendaItemMoved(meeting_id=meeting.id, objective_id=objective_id, rank=rank)
        return
    for number, each in enumerate(order, 1):
        if each.rank != number * STEP:
            yield AgendaItemMoved(meeting_id=meeting.id, objective_id=each.objective_id, rank=number * STEP)


def _between(low: int | None, high: int | None) -> int | None:
    if high is None:
        return (low or 0) + STEP
    if low is None:
        return high - STEP
    return (low + high) // 2 if high - low > 1 else None
