"""What meetings left a person to do, on the page of meetings: open actions, the earliest due first, each ticked off in place."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from reactpy import component, html

from shared.cycles.model import CycleState
from shared.meetings.commands import ChangeAction
from shared.meetings.model import Action, Meeting
from shared.messages import Id
from shared.view import View
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.live.router import Place
from ui.meetings.record import action_line, ticked
from ui.meetings.seen import meeting_path

MOST = 50


class Task(Struct, frozen=True):
    meeting: Meeting
    objective_id: Id
    action: Action


def open_tasks(view: View) -> list[Task]:
    """As far as their goals may be seen, in cycles that are not archived."""
    me = view.actor.person_id
    found = [
        Task(meeting, item.objective_id, action)
        for cycle in view.cycles()
        if cycle.state is not CycleState.ARCHIVED
        for meeting in view.meetings(cycle.id)
        for item in meeting.items
        for action in item.actions
        if action.owner_id == me and not action.done
    ]
    return sorted(found, key=lambda each: (each.action.due_on or date.max, each.action.at))


@component
def MyActions() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    seen = View(session.state, session.actor)
    keys = [f"meeting:{each}" for each in session.state.meetings]
    of_cycles = [f"meetings:{each.id}" for each in seen.cycles()]

    def looks(view: View) -> object:
        return [(each.action, each.meeting.id) for each in open_tasks(view)], text.today(session.now())

    view = use_view("cycles", text.day_key, *of_cycles, *keys, looks=looks)
    tasks = open_tasks(view)
    if not tasks:
        return None

    async def tick(happened: dict[str, Any]) -> None:
        wanted, done = ticked(happened)
        task = next((each for each in open_tasks(view) if each.action.id == wanted), None)
        if task is None:
            return
        of: dict[str, Any] = {"meeting_id": task.meeting.id, "objective_id": task.objective_id, "action_id": wanted}
        await desk.run(
            ChangeAction(done=done, **of), done=text("meeting.action_done"), undo=[ChangeAction(done=False, **of)]
        )

    def row(task: Task) -> Any:
        objective = view.objective(task.objective_id)
        href = Place(meeting_path(task.meeting.id), {"item": task.objective_id}).href
        return html.li(
            {"key": task.action.id},
            action_line(view, task.action, text, tick, today=text.today(session.now()), owned=True),
            html.small(
                {"className": "from"},
                html.a({"className": "link", "href": href}, task.meeting.title),
                " · ",
                html.a({"href": f"/o/{task.objective_id}"}, objective.title if objective is not None else "…"),
            ),
        )

    return html.section(
        {"className": "mine", "aria-label": text("meeting.my_actions")},
        html.h2({"className": "group"}, text("meeting.my_actions"), html.small(str(len(tasks)))),
        html.ul({"className": "record"}, *(row(each) for each in tasks[:MOST])),
    )
