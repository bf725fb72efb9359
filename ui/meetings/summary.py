"""What a meeting leaves behind, on one page that also prints: each decision with its goal, actions, confidence, notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from reactpy import component, html

from shared.meetings.commands import ChangeAction
from shared.meetings.model import AgendaItem, Meeting
from shared.messages import Id, Role
from shared.view import View
from ui.hooks import use_desk, use_session, use_text
from ui.meetings.agenda import counts
from ui.meetings.record import action_line, ticked
from ui.meetings.seen import use_meeting
from ui.meetings.vote import result
from ui.text import Text


@component
def Summary(meeting_id: Id) -> Any:
    view, meeting = use_meeting(meeting_id)
    session, text, desk = use_session(), use_text(), use_desk()
    if meeting is None:
        return None
    told = [each for each in meeting.items if _tells(each)]

    async def tick(happened: dict[str, Any]) -> None:
        wanted, done = ticked(happened)
        item = next((each for each in meeting.items if any(one.id == wanted for one in each.actions)), None)
        if item is not None:
            await desk.run(
                ChangeAction(meeting_id=meeting_id, objective_id=item.objective_id, action_id=wanted, done=done)
            )

    me = view.me
    may_tick = me is not None and me.role is not Role.GUEST
    return html.article(
        {"className": "paper summary"},
        html.header(
            {"key": "head"},
            html.h2(text("meeting.summary")),
            html.p(_counts(meeting, text)),
        ),
        *(
            (_item(view, each, text, tick if may_tick else None, text.today(session.now())) for each in told)
            if told
            else [html.p({"className": "hint", "key": "none"}, text("meeting.summary_nobody"))]
        ),
    )


def _tells(item: AgendaItem) -> bool:
    return bool(item.notes or item.decisions or item.actions or any(each.revealed for each in item.rounds))


def _counts(meeting: Meeting, text: Text) -> str:
    decisions = sum(len(each.decisions) for each in meeting.items)
    actions = sum(len(each.actions) for each in meeting.items)
    days = [text.month_day(meeting.ended_at)] if meeting.ended_at else []
    return " · ".join([*days, counts(decisions, actions, text)])


def _item(view: View, item: AgendaItem, text: Text, tick: Any, today: date) -> Any:
    objective = view.objective(item.objective_id)
    votes = [each for each in item.rounds if each.revealed]
    return html.section(
        {"className": "part", "key": item.objective_id},
        html.h3(
            {"key": "goal"},
            html.a({"href": f"/o/{item.objective_id}"}, objective.title if objective is not None else "…"),
        ),
        *([html.p({"className": "result", "key": "vote"}, *result(votes[-1], text))] if votes else []),
        *(
            [_list("decisions", text("meeting.decisions"), [html.p(each.text) for each in item.decisions])]
            if item.decisions
            else []
        ),
        *(
            [
                _list(
                    "actions",
                    text("meeting.actions"),
                    [action_line(view, each, text, tick, today=today) for each in item.actions],
                )
            ]
            if item.actions
            else []
        ),
        *([html.p({"className": "note", "key": "notes"}, item.notes)] if item.notes else []),
    )


def _list(key: str, words: str, rows: list[Any]) -> Any:
    return html._(
        {"key": key},
        html.h4(words),
        html.ul({"className": "record"}, *(html.li({"key": str(number)}, row) for number, row in enumerate(rows))),
    )
