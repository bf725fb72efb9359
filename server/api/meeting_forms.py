"""What the API takes and answers about meetings. Bounds of shape only; a meeting is answered as its caller may see it."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import UNSET, Struct, UnsetType

from server.api.answers import Answer
from server.api.bodies import Body
from shared.meetings import model
from shared.meetings.messages import Agenda, Confidence, MeetingTitle, Notes, Saying, Seconds
from shared.meetings.model import Action, Decision, MeetingState, Round, in_order, median
from shared.messages import Id
from shared.view import View


class MeetingCreate(Body, frozen=True, kw_only=True):
    """`facilitator_id` left out: the caller. `objective_ids` is the agenda, in its order."""

    id: Id | None = None
    cycle_id: Id
    title: MeetingTitle
    facilitator_id: Id | None = None
    objective_ids: Agenda = ()


class MeetingUpdate(Body, frozen=True, kw_only=True):
    """`follow`: whether the others' pages go where the facilitator's goes."""

    title: MeetingTitle | UnsetType = UNSET
    facilitator_id: Id | UnsetType = UNSET
    follow: bool | UnsetType = UNSET


class AgendaPlace(Body, frozen=True, kw_only=True):
    """Right after another item, or first where `after_id` is null."""

    objective_id: Id
    after_id: Id | None = None


class OnAgenda(Body, frozen=True, kw_only=True):
    """An item of the agenda, by its objective."""

    objective_id: Id


class TimerSetting(Body, frozen=True, kw_only=True):
    """`seconds` left out: what is left. 0 takes the timer away."""

    seconds: Seconds | UnsetType = UNSET
    running: bool = True


class VoteCreate(Body, frozen=True, kw_only=True):
    """Again replaces one's vote. `round`, from 1: refused when that round is over."""

    objective_id: Id
    confidence: Confidence
    round: int | None = None


class NotesUpdate(Body, frozen=True, kw_only=True):
    """`was`: the notes that the writer began from; refused as stale when they have changed since."""

    objective_id: Id
    notes: Notes
    was: str | None = None


class DecisionCreate(Body, frozen=True, kw_only=True):
    id: Id | None = None
    objective_id: Id
    text: Saying


class DecisionUpdate(Body, frozen=True, kw_only=True):
    """`dropped` takes it off the record, and can be undone."""

    objective_id: Id
    decision_id: Id
    text: Saying | UnsetType = UNSET
    dropped: bool | UnsetType = UNSET


class ActionCreate(Body, frozen=True, kw_only=True):
    """`owner_id` left out: the caller."""

    id: Id | None = None
    objective_id: Id
    text: Saying
    owner_id: Id | None = None
    due_on: date | None = None


class ActionUpdate(Body, frozen=True, kw_only=True):
    """Also after the meeting has ended."""

    objective_id: Id
    action_id: Id
    text: Saying | UnsetType = UNSET
    owner_id: Id | UnsetType = UNSET
    due_on: date | UnsetType | None = UNSET
    done: bool | UnsetType = UNSET
    dropped: bool | UnsetType = UNSET


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
    """`rounds` are the votes: who has voted, and the numbers (else null) once `revealed`. `median` is that of the last
    revealed round."""

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
