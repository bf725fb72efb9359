"""The agenda on the left: goals in an order that is dragged or moved by keyboard, and what became of each."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.meetings.commands import AddAgendaItem, MoveAgendaItem, OpenItem, RemoveAgendaItem
from shared.meetings.model import AgendaItem, Meeting, MeetingState
from shared.messages import Id, Role
from shared.view import View
from ui.goals.row import GoalRow
from ui.hooks import use_desk, use_text
from ui.kit.dialogs import item, menu
from ui.live.router import Place, use_location, use_navigate
from ui.meetings.following import in_meeting, is_apart
from ui.meetings.seen import leads, meeting_path, use_meeting
from ui.text import Text

_sort = Vdom("cairn-sort")
MOST = 50
"""Goals that are offered for adding."""


def shown_id(meeting: Meeting, place: Place) -> Id | None:
    """The item on this page: one's own choice while apart or not led, else what is open for all."""
    wanted = place.query.get("item")
    free = is_apart(place) or not meeting.follow or meeting.state is not MeetingState.RUNNING
    if wanted is not None and free and meeting.item(wanted) is not None:
        return wanted
    if meeting.current_id is not None or meeting.state is MeetingState.RUNNING:
        return meeting.current_id
    return meeting.items[0].objective_id if meeting.items else None


def item_href(meeting: Meeting, objective_id: Id, *, leads: bool) -> str:
    """An item looked at on one's own."""
    place = Place(meeting_path(meeting.id), {"item": objective_id})
    led = meeting.follow and meeting.state is MeetingState.RUNNING and not leads
    return in_meeting(place, meeting.id, apart=led).href


def _marks(each: AgendaItem) -> object:
    return each.objective_id, each.is_voting, len(each.rounds), len(each.decisions), len(each.actions), bool(each.notes)


@component
def Agenda(meeting_id: Id) -> Any:
    view, meeting = use_meeting(
        meeting_id,
        lambda view, meeting: (
            [_marks(each) for each in meeting.items],
            (meeting.current_id, meeting.state, meeting.follow, meeting.facilitator_id),
        ),
    )
    text, desk, place, navigate = use_text(), use_desk(), use_location(), use_navigate()
    if meeting is None:
        return None
    is_leading = leads(view, meeting) and meeting.state is MeetingState.RUNNING
    may_order = _may_order(view, meeting)
    summed_up = meeting.state is MeetingState.ENDED and "item" not in place.query
    current = None if summed_up else shown_id(meeting, place)

    async def moved(happened: dict[str, Any]) -> None:
        detail = happened.get("detail") or {}
        objective_id, after_id = str(detail.get("id", "")), detail.get("after")
        if meeting.item(objective_id) is not None and (after_id is None or meeting.item(str(after_id)) is not None):
            await desk.run(MoveAgendaItem(meeting_id=meeting_id, objective_id=objective_id, after_id=after_id))

    async def opened(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        navigate(Place(meeting_path(meeting_id)))
        await desk.run(OpenItem(meeting_id=meeting_id, objective_id=wanted))

    def row(each: AgendaItem) -> Any:
        href = item_href(meeting, each.objective_id, leads=is_leading)
        is_open = each.objective_id == meeting.current_id
        return html.li(
            {
                "className": "slot open" if is_open else "slot",
                "key": each.objective_id,
                "data-id": each.objective_id,
            },
            *([_grip(text)] if may_order else []),
            GoalRow(each.objective_id, href, is_current=each.objective_id == current, key="goal"),
            *_badges(each, text),
            *([_open(each.objective_id, opened, text)] if is_leading and not is_open else []),
            *([_Remove(meeting_id, each.objective_id, key="remove")] if may_order and each.is_bare else []),
        )

    return html._(
        html.h2({"className": "group", "key": "group"}, text("meeting.agenda"), html.small(str(len(meeting.items)))),
        _sort(
            {"className": "agenda", "key": "agenda", "onMove": moved, **({} if may_order else {"still": True})},
            html.ol(*(row(each) for each in meeting.items)),
        )
        if meeting.items
        else html.p({"className": "hint", "key": "none"}, text("meeting.agenda_empty")),
        *([AddGoal(meeting_id, key="add")] if may_order else []),
    )


def _may_order(view: View, meeting: Meeting) -> bool:
    me = view.me
    return me is not None and me.role is not Role.GUEST and meeting.state is not MeetingState.ENDED


def _grip(text: Text) -> Any:
    return html.button(
        {"type": "button", "className": "grip", "key": "grip", "aria-label": text("meeting.agenda_keys")}, "⠿"
    )


def _open(objective_id: Id, opened: Any, text: Text) -> Any:
    return html.button(
        {
            "type": "button",
            "className": "btn quiet icon small",
            "data-icon": "people",
            "key": "open",
            "value": objective_id,
            "aria-label": text("meeting.open"),
            "data-tip": text("meeting.open"),
            "onClick": opened,
        }
    )


def counts(decisions: int, actions: int, text: Text) -> str:
    words = (text("meeting.n_decisions", n=decisions), text("meeting.n_actions", n=actions))
    return text("meeting.summary_counts", decisions=words[0], actions=words[1])


def _badges(each: AgendaItem, text: Text) -> list[Any]:
    found: list[Any] = []
    if each.is_voting:
        attributes = {"className": "mark", "data-s": "active", "key": "vote", "role": "img"}
        found.append(html.i({**attributes, "title": text("meeting.vote"), "aria-label": text("meeting.vote")}))
    if each.decisions or each.actions:
        words = counts(len(each.decisions), len(each.actions), text)
        count = str(len(each.decisions) + len(each.actions))
        found.append(html.small({"className": "recorded", "key": "count", "title": words, "aria-label": words}, count))
    return found


@component
def _Remove(meeting_id: Id, objective_id: Id) -> Any:
    view, _ = use_meeting(meeting_id, lambda view, meeting: None)
    text, desk = use_text(), use_desk()

    async def remove() -> None:
        objective = view.objective(objective_id)
        of: dict[str, Any] = {"meeting_id": meeting_id, "objective_id": objective_id}
        await desk.run(
            RemoveAgendaItem(**of),
            done=text("meeting.removed", title=objective.title if objective is not None else "…"),
            undo=[AddAgendaItem(**of)],
        )

    return menu(text("more"), [item(text("meeting.remove"), remove, icon="close", key="remove")])


@component
def AddGoal(meeting_id: Id) -> Any:
    """The cycle's goals that are not on the agenda yet."""
    view, meeting = use_meeting(meeting_id, lambda view, meeting: None)
    text, desk = use_text(), use_desk()
    times, set_times = use_state(0)
    if meeting is None:
        return None
    offered = [each for each in view.goals(meeting.cycle_id) if meeting.item(each.id) is None][:MOST]
    if not offered:
        return html.p({"className": "hint"}, text("meeting.add_all"))

    async def chosen(happened: dict[str, Any]) -> None:
        wanted = str(happened["target"].get("value", ""))
        if wanted:
            await desk.run(AddAgendaItem(meeting_id=meeting_id, objective_id=wanted))
            set_times(times + 1)

    return html.select(
        {"className": "input add-goal", "key": f"add:{times}", "aria-label": text("meeting.add"), "onChange": chosen},
        html.option({"value": "", "key": "none"}, text("meeting.add")),
        *(html.option({"value": each.id, "key": each.id}, each.title) for each in offered),
    )
