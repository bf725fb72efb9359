"""One key result that is owed a check-in, as a row to fill in; once that is posted, a line. Lists nothing."""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.inbox.model import place_of
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id, Refused
from shared.status import RED_FLAG_AT, WATCH_AT
from shared.view import View
from ui.check_ins.due import due_words
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.answers import CALLS, kept, said_in, steps_control, value_control, words_fields
from ui.kit.dialogs import form
from ui.kit.marks import confidence
from ui.live.elements import ago
from ui.text import Text

_focus = Vdom("cairn-focus")

LEVELS = range(11)


@component
def CheckInRow(key_result_id: Id, is_owed: bool, first: bool) -> Any:
    view = use_view(f"key_result:{key_result_id}", "directory")
    session, text, desk = use_session(), use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    spent, set_spent = use_state("")
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    if not is_owed:
        return html.div(
            {"className": "owed-row done", "data-s": "on"},
            kept(view.actor.person_id, key_result_id, spent=spent),
            html.span({"className": "tick", "aria-hidden": "true"}, "✓"),
            html.a({"href": place_of(key_result.objective_id, key_result_id), "className": "name"}, key_result.name),
            html.span({"className": "value"}, _now(key_result, text)),
            *([confidence(key_result.confidence, text)] if key_result.confidence is not None else []),
            html.span({"className": "sr", "role": "status"}, text("check_ins.posted")),
        )

    async def submit(values: dict[str, str]) -> None:
        check_in_id = session.new_id()
        try:
            command = said_in(values, key_result, check_in_id)
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refusal_ = await desk.run(command, quietly=True)
        if refusal_ is not None:
            set_problem((refusal_.field or "", text.refusal(refusal_)))
            return
        set_problem(("", ""))
        set_spent(check_in_id)

    fields = [_value(key_result, text, problem[0] == "value"), _confidence(key_result, text), _note(text)]
    body = form(
        {"className": "owed-row", "id": f"owed-{key_result_id}", "aria-label": key_result.name},
        submit,
        _lead(view, key_result, text, session.now()),
        _focus({"token": "first", "select": True, "className": "answers"}, *fields)
        if first
        else html.div({"className": "answers"}, *fields),
        words_fields(text, None, problem),
        *(
            [html.p({"className": "why", "role": "alert", "key": "why"}, problem[1])]
            if problem[1] and problem[0] not in ("blocker", "next_step", "word_reason")
            else []
        ),
    )
    return kept(view.actor.person_id, key_result_id, body, spent=spent)


def _now(key_result: KeyResult, text: Text) -> str:
    if key_result.measure.kind is Kind.MILESTONE:
        done = sum(each.done for each in key_result.measure.milestones)
        return f"{done}/{len(key_result.measure.milestones)}"
    if key_result.measure.kind is Kind.BINARY:
        return text("yes" if key_result.current else "not_yet")
    return text.value(key_result.current, key_result.measure.unit)


def _lead(view: View, key_result: KeyResult, text: Text, now: Any) -> Any:
    objective = view.state.objectives[key_result.objective_id]
    standing = view.standing(key_result, now)
    # the way back to the card is for the pointer: from the keyboard one goes from row to row
    link = {"href": place_of(objective.id, key_result.id), "tabIndex": -1}
    last = [html.span({"key": "last"}, text("check_ins.before", value=_now(key_result, text)), " ")]
    if key_result.checked_in_at is not None:
        last.append(html._({"key": "ago"}, ago(key_result.checked_in_at, text)))
    return html.div(
        {"className": "owed-lead"},
        html.h2(html.a(link, key_result.name)),
        html.span(
            {"className": "chip", "data-s": "risk" if standing.overdue_days or standing.state == "stale" else "on"},
            due_words(standing, now, text),
        ),
        html.p(
            html.span({"key": "objective"}, objective.title),
            html.span({"key": "goal"}, text.goal(key_result.measure)),
            *(last if key_result.checked_in_at is not None else []),
        ),
    )


def _value(key_result: KeyResult, text: Text, invalid: bool) -> Any:
    if key_result.measure.kind is Kind.MILESTONE:
        return html.div({"className": "field", "key": "value"}, steps_control(key_result, None, text))
    control = value_control(key_result, key_result.current, text, invalid=invalid)
    words = "kind.binary" if key_result.measure.kind is Kind.BINARY else "check_in.value"
    return html.label({"className": "field", "key": "value"}, text(words), control)


def _confidence(key_result: KeyResult, text: Text) -> Any:
    return html.fieldset(
        {"className": "scale", "key": "confidence"},
        html.legend(text("check_in.confidence")),
        *(
            html.label(
                {"key": str(each), "data-s": "flag" if each <= RED_FLAG_AT else "risk" if each <= WATCH_AT else "on"},
                html.input(
                    {
                        "type": "radio",
                        "name": "confidence",
                        "value": str(each),
                        "aria-label": text("key_result.confidence", n=each),
                        "defaultChecked": key_result.confidence == each,
                    }
                ),
                html.span({"aria-hidden": "true"}, str(each)),
            )
            for each in LEVELS
        ),
    )


def _note(text: Text) -> Any:
    return html.div(
        {"className": "owed-note", "key": "note"},
        html.label(
            {"className": "field"},
            text("check_in.note"),
            html.input(
                {
                    **CALLS,
                    "name": "note",
                    "type": "text",
                    "maxLength": 5_000,
                    "autoComplete": "off",
                    "placeholder": text("check_in.note_hint"),
                }
            ),
        ),
        # Enter does the same from every field
        html.button({"className": "btn primary", "tabIndex": -1}, text("check_in.post")),
    )
