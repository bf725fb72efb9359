"""What meetings decided about one objective, on its page: the latest first, each with its meeting. Writes nothing but ticks."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from reactpy import component, html

from shared.meetings.commands import ChangeAction
from shared.meetings.model import Action, AgendaItem, Decision, Meeting
from shared.messages import Id, Role
from shared.view import View, veiled
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.live.router import Place, use_location
from ui.meetings.record import action_line, ticked
from ui.meetings.seen import meeting_path
from ui.text import Text

MOST = 20


class _Left(Struct, frozen=True):
    """What one meeting left behind for the objective."""

    meeting: Meeting
    item: AgendaItem


def left_by_meetings(view: View, objective_id: Id, without: str = "") -> list[_Left]:
    """`without`: the path of a meeting that shows its own."""
    objective = view.objective(objective_id)
    if objective is None:
        return []
    # asked at every event of a meeting by every page that shows the objective: of each meeting only the one item is looked at
    state, found = view.state, []
    for meeting_id in reversed(state.index.meetings.get(objective.cycle_id, ())):
        item = state.meetings[meeting_id].item(objective_id)
        if item is not None and (item.decisions or item.actions) and meeting_path(meeting_id) != without:
            found.append(_Left(state.meetings[meeting_id], veiled(item)))
    return found


@component
def Decided(objective_id: Id) -> Any:
    """Decisions, and the actions that are still open. Nothing while there are none."""
    session, text, desk, place = use_session(), use_text(), use_desk(), use_location()
    objective = View(session.state, session.actor).objective(objective_id)
    cycle_id = objective.cycle_id if objective is not None else ""
    meetings = [f"meeting:{each}" for each in session.state.index.meetings.get(cycle_id, ())]

    def looks(view: View) -> object:
        left = left_by_meetings(view, objective_id, place.path)
        return [(each.meeting.title, each.item.decisions, each.item.actions) for each in left]

    view = use_view(f"objective:{objective_id}", f"meetings:{cycle_id}", text.day_key, *meetings, looks=looks)
    left = left_by_meetings(view, objective_id, place.path)
    decisions = [(each.meeting, decision) for each in left for decision in each.item.decisions]
    actions = [(each.meeting, action) for each in left for action in each.item.actions if not action.done]
    if not decisions and not actions:
        return None
    me = view.me

    async def tick(happened: dict[str, Any]) -> None:
        wanted, done = ticked(happened)
        meeting = next((meeting for meeting, action in actions if action.id == wanted), None)
        if meeting is not None:
            of: dict[str, Any] = {"meeting_id": meeting.id, "objective_id": objective_id, "action_id": wanted}
            await desk.run(
                ChangeAction(done=done, **of), done=text("meeting.action_done"), undo=[ChangeAction(done=False, **of)]
            )

    may_tick = me is not None and me.role is not Role.GUEST
    latest = sorted(decisions, key=lambda each: each[1].at, reverse=True)
    return html.section(
        {"className": "decided", "aria-label": text("meeting.decisions")},
        html.h2({"className": "group"}, text("meeting.decisions"), html.small(str(len(decisions)))),
        html.ul(
            {"className": "record", "key": "decisions"},
            *(_decision(view, meeting, each, objective_id, text) for meeting, each in latest[:MOST]),
        ),
        html.ul(
            {"className": "record", "key": "actions"},
            *(_action(view, each, text, tick if may_tick else None, session.now()) for _, each in actions[:MOST]),
        ),
    )


def _decision(view: View, meeting: Meeting, decision: Decision, objective_id: Id, text: Text) -> Any:
    href = Place(meeting_path(meeting.id), {"item": objective_id}).href
    author = view.state.people.get(decision.author_id or "")
    facts = [text.month_day(decision.at), *([text.name(author)] if author is not None else [])]
    return html.li(
        {"key": decision.id},
        html.p(decision.text),
        html.small(
            {"className": "from"},
            html.a({"className": "link", "href": href}, meeting.title),
            " · ",
            " · ".join(facts),
        ),
    )


def _action(view: View, action: Action, text: Text, tick: Any, now: Any) -> Any:
    return html.li({"key": action.id}, action_line(view, action, text, tick, today=text.today(now)))
