"""What the API answers about meetings, as their caller may see them, and examples of what it takes. Knows no HTTP."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from server.api.answers import Answer
from shared.meetings import model
from shared.meetings.model import Action, Decision, MeetingState, Round, in_order, median
from shared.messages import Id
from shared.view import View

EXAMPLES = {
    "MeetingCreate": {"cycle_id": "0198c7a0-0000-7000-8000-0000000000c1", "title": "Alignment, week 7"},
    "MeetingUpdate": {"follow": False},
    "AgendaPlace": {"objective_id": "0198c7a0-0000-7000-8000-000000000001", "after_id": None},
    "OnAgenda": {"objective_id": "0198c7a0-0000-7000-8000-000000000001"},
    "TimerSetting": {"seconds": 300},
    "VoteCreate": {"objective_id": "0198c7a0-0000-7000-8000-000000000001", "confidence": 7, "round": 1},
    "NotesUpdate": {"objective_id": "0198c7a0-0000-7000-8000-000000000001", "notes": "Costs first."},
    "DecisionCreate": {"objective_id": "0198c7a0-0000-7000-8000-000000000001", "text": "We go on."},
    "DecisionUpdate": {
        "objective_id": "0198c7a0-0000-7000-8000-000000000001",
        "decision_id": "0198c7a0-0000-7000-8000-0000000000f1",
        "text": "We go on until May.",
    },
    "ActionCreate": {
        "objective_id": "0198c7a0-0000-7000-8000-000000000001",
        "text": "Ask legal",
        "due_on": "2026-02-01",
    },
    "ActionUpdate": {
        "objective_id": "0198c7a0-0000-7000-8000-000000000001",
        "action_id": "0198c7a0-0000-7000-8000-0000000000f2",
        "done": True,
    },
}
"""One for each body, shown in the description and the reference."""


class AgendaItem(Answer, frozen=True, kw_only=True):
    """`rounds` are the votes: who has voted, and once `revealed` (by `revealed_by_id`) the numbers, null for who
    `abstains`. `median` is that of the last revealed round."""

    objective_id: Id
    rank: int
    notes: str
    rounds: tuple[Round, ...]
    median: int | None
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]


class Meeting(Answer, frozen=True, kw_only=True):
    """As far as the caller may see the objectives on its agenda. `timer` runs from `ticks_from` with `seconds` left then."""

    id: Id
    cycle_id: Id
    title: str
    facilitator_id: Id
    state: MeetingState
    items: list[AgendaItem]
    current_id: Id | None
    timer: model.Timer
    follow: bool
    may_lead: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    version: int


def fields(thing: Struct) -> dict[str, object]:
    return {name: getattr(thing, name) for name in thing.__struct_fields__}


def _item(found: model.AgendaItem) -> AgendaItem:
    revealed = [each for each in found.rounds if each.revealed]
    numbers = (each.confidence for each in (revealed[-1].votes if revealed else ()))
    middle = median(each for each in numbers if each is not None)
    return AgendaItem(**fields(found), median=middle)  # type: ignore[arg-type]


def meeting(view: View, found: model.Meeting) -> Meeting:
    """`found` comes from the view: what it hides is not in it."""
    given = fields(found) | {"items": [_item(each) for each in in_order(found.items)]}
    return Meeting(**given, may_lead=view.may_lead(found.id))  # type: ignore[arg-type]
