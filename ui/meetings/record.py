"""Decisions and actions of one item: recorded in a line each, changed where they stand, taken off with an undo."""

from __future__ import annotations

from datetime import date
from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.meetings.commands import ChangeAction, ChangeDecision, RecordAction, RecordDecision
from shared.meetings.model import Action, Meeting, MeetingState
from shared.messages import Id, Refused, Role
from shared.shape import shaped
from shared.view import View
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import choice, field, form
from ui.kit.marks import face
from ui.kit.written import Words, Written
from ui.meetings.seen import use_item
from ui.text import Text

_commit = Vdom("cairn-commit")


def may_record(view: View, meeting: Meeting) -> bool:
    me = view.me
    return me is not None and me.role is not Role.GUEST and meeting.state is not MeetingState.ENDED


@component
def Decisions(meeting_id: Id, objective_id: Id) -> Any:
    view, meeting, item = use_item(meeting_id, objective_id, lambda item: item.decisions)
    session, text, desk = use_session(), use_text(), use_desk()
    if meeting is None or item is None:
        return None
    of: dict[str, Any] = {"meeting_id": meeting_id, "objective_id": objective_id}
    may = may_record(view, meeting)

    async def add(happened: dict[str, Any]) -> None:
        words = str((happened.get("detail") or {}).get("value", ""))
        await desk.run(RecordDecision(decision_id=session.new_id(), text=words, **of))

    def change(decision_id: Id) -> Any:
        async def write(words: Words) -> Refused | None:
            return await desk.run(ChangeDecision(decision_id=decision_id, text=words.now, **of), quietly=True)

        return write

    async def drop(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        await desk.run(
            ChangeDecision(decision_id=wanted, dropped=True, **of),
            done=text("meeting.decision_dropped"),
            undo=[ChangeDecision(decision_id=wanted, dropped=False, **of)],
        )

    return html.section(
        {"className": "part decisions"},
        html.h2({"className": "group"}, text("meeting.decisions"), html.small(str(len(item.decisions)))),
        html.ol(
            {"className": "record", "key": "list"},
            *(
                html.li(
                    {"key": each.id},
                    Written(each.text, change(each.id), label=text("meeting.decisions"), most=2_000, key="text")
                    if may
                    else html.p({"key": "read"}, each.text),
                    *([_drop(each.id, drop, text)] if may else []),
                )
                for each in item.decisions
            ),
        ),
        *(
            [
                _commit(
                    {"clear": True, "line": True, "className": "adder", "onCommit": add, "key": "add"},
                    html.textarea(
                        {
                            "rows": 1,
                            "className": "input",
                            "maxLength": 2_000,
                            "id": "decision",
                            "placeholder": text("meeting.decision_example"),
                            "aria-label": text("meeting.decision_add"),
                        }
                    ),
                )
            ]
            if may
            else []
        ),
    )


def _drop(thing_id: Id, drop: Any, text: Text) -> Any:
    return html.button(
        {
            "type": "button",
            "className": "btn quiet icon small",
            "data-icon": "close",
            "value": thing_id,
            "key": "drop",
            "aria-label": text("meeting.drop"),
            "onClick": drop,
        }
    )


@component
def Actions(meeting_id: Id, objective_id: Id) -> Any:
    view, meeting, item = use_item(meeting_id, objective_id, lambda item: item.actions)
    session, text, desk = use_session(), use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    times, set_times = use_state(0)
    if meeting is None or item is None:
        return None
    of: dict[str, Any] = {"meeting_id": meeting_id, "objective_id": objective_id}
    may = may_record(view, meeting)

    async def add(values: dict[str, str]) -> None:
        given = {"action_id": session.new_id(), "text": values.get("text", ""), "owner_id": values.get("owner_id", "")}
        try:
            command = shaped({**of, **given, "due_on": values.get("due_on") or None}, RecordAction)
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refused = await desk.run(command, quietly=True)
        if refused is None:
            set_problem(("", ""))
            set_times(times + 1)
        else:
            set_problem((refused.field or "", text.refusal(refused)))

    async def tick(happened: dict[str, Any]) -> None:
        wanted, done = ticked(happened)
        await desk.run(ChangeAction(action_id=wanted, done=done, **of))

    async def drop(happened: dict[str, Any]) -> None:
        wanted = str(happened["currentTarget"].get("value", ""))
        await desk.run(
            ChangeAction(action_id=wanted, dropped=True, **of),
            done=text("meeting.action_dropped"),
            undo=[ChangeAction(action_id=wanted, dropped=False, **of)],
        )

    return html.section(
        {"className": "part actions-taken"},
        html.h2({"className": "group"}, text("meeting.actions"), html.small(str(len(item.actions)))),
        html.ul(
            {"className": "record", "key": "list"},
            *(
                html.li(
                    {"key": each.id, "className": "done" if each.done else ""},
                    action_line(view, each, text, tick if _may_tick(view) else None, today=text.today(session.now())),
                    *([_drop(each.id, drop, text)] if may else []),
                )
                for each in item.actions
            ),
        ),
        *([_new_action(view, text, add, problem, f"new:{times}")] if may else []),
    )


def _may_tick(view: View) -> bool:
    """Also after the meeting: that is when actions are done."""
    return view.me is not None and view.me.role is not Role.GUEST


def ticked(happened: dict[str, Any]) -> tuple[Id, bool]:
    """Which action a box is about, and whether it is done."""
    target = happened["target"]
    return str(target.get("value", "")), bool(target.get("checked"))


def action_line(view: View, action: Action, text: Text, tick: Any, *, today: date, owned: bool = False) -> Any:
    """What, by whom, until when; with `tick` it can be said to be done. `owned`: whose it is goes without saying."""
    owner = view.state.people.get(action.owner_id)
    facts: list[Any] = (
        [] if owned else [face(owner, text, "small", named=True), html.span({"key": "owner"}, text.name(owner))]
    )
    if action.due_on is not None:
        late = not action.done and action.due_on < today
        day = _near(action.due_on, today, text)
        due = text("meeting.action_late" if late else "meeting.action_due_on", day=day)
        facts.append(html.span({"key": "due", "className": "late" if late else "due"}, due))
    words = html.span({"className": "what"}, action.text, *([html.small(*facts)] if facts else []))
    box: dict[str, Any] = {
        "type": "checkbox",
        "value": action.id,
        "aria-label": f"{text('meeting.done')}: {action.text}",
    }
    if tick is not None:
        box["onChange"] = tick
    else:
        box["disabled"] = True
    return html.label(
        {"className": "check", "key": f"{action.id}:{action.done}"},
        html.input({**box, "defaultChecked": action.done}),
        words,
    )


def _near(day: date, today: date, text: Text) -> str:
    """Without the year while it goes without saying."""
    if day.year != today.year:
        return text.day(day)
    return text.month_day(day)


def _new_action(view: View, text: Text, add: Any, problem: tuple[str, str], key: str) -> Any:
    me = view.actor.person_id or ""
    people = sorted((each for each in view.state.people.values() if each.active), key=text.name)
    wrong, words = problem
    return form(
        {"className": "fields new-action", "key": key},
        add,
        field(
            text("meeting.action"),
            html.input(
                {
                    "name": "text",
                    "maxLength": 2_000,
                    "placeholder": text("meeting.action_example"),
                    "autoComplete": "off",
                }
            ),
            problem=words if wrong not in ("owner_id", "due_on") else "",
        ),
        field(
            text("meeting.action_owner"),
            choice("owner_id", [(each.id, text.name(each)) for each in people], me),
            problem=words if wrong == "owner_id" else "",
        ),
        field(
            text("meeting.action_due"),
            html.input({"name": "due_on", "type": "date", "min": date.min.isoformat()}),
            problem=words if wrong == "due_on" else "",
        ),
        html.button({"className": "btn small", "data-icon": "plus"}, text("meeting.action_add")),
    )
