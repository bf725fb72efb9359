"""One key result that is owed a check-in, as a row to fill in; once that is posted, a line. Takes nothing away that somebody typed."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from reactpy import Vdom, component, html, use_ref, use_state
from reactpy.utils import Ref

from shared.cycles.model import CycleState
from shared.inbox.model import place_of
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id, Refused
from shared.status import RED_FLAG_AT, WATCH_AT
from shared.view import View
from ui.check_ins.due import due_words
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.answers import (
    CALLS,
    FOLDED,
    kept,
    refusal_line,
    said_in,
    steps_control,
    value_control,
    words_fields,
)
from ui.kit.dialogs import field, form
from ui.kit.marks import confidence
from ui.live.elements import ago
from ui.text import Text

_focus = Vdom("cairn-focus")

LEVELS = range(11)


class RowState(StrEnum):
    OWED = "owed"
    DONE = "done"
    """Posted since the page was opened, here or elsewhere."""
    LEFT = "left"
    """Not asked for any more: there only for whoever was writing in it, which the browser knows."""


@component
def CheckInRow(key_result_id: Id, state: RowState, first: bool) -> Any:
    view = use_view(f"key_result:{key_result_id}", "directory", "cycles")
    session, text, desk = use_session(), use_text(), use_desk()
    problem, set_problem = use_state(("", ""))
    refusals, set_refusals = use_state(0)
    spent, set_spent = use_state("")
    posting: Ref[str] = use_ref("")
    last: Ref[KeyResult | None] = use_ref(view.key_result(key_result_id))
    found = view.key_result(key_result_id)
    if found is not None:
        last.current = found
    key_result = last.current
    if key_result is None:
        return None
    if state is not RowState.OWED and (spent or posting.current):
        return _done(view, key_result, text, kept(view.actor.person_id, key_result_id, spent=spent))

    def refused(refusal: Refused) -> None:
        set_problem((refusal.field or "", text.refusal(refusal)))
        set_refusals(lambda count: count + 1)

    async def submit(values: dict[str, str]) -> None:
        check_in_id = session.new_id()
        try:
            command = said_in(values, key_result, check_in_id, text, session.now())
        except Refused as refusal:
            refused(refusal)
            return
        # from here on the row may be drawn as done, before this has heard that it is
        posting.current = check_in_id
        refusal_ = await desk.run(command, quietly=True)
        if refusal_ is not None:
            posting.current = ""
            refused(refusal_)
            return
        set_problem(("", ""))
        set_spent(check_in_id)

    wrong = problem[1] if problem[0] == "value" else ""
    fields = [_value(key_result, text, wrong), _confidence(key_result, text), _note(text)]
    meanwhile = "" if state is RowState.OWED else _meanwhile(view, found, state, text)
    form_ = form(
        {
            "className": "owed-row" if state is RowState.OWED else "owed-row left",
            "id": f"owed-{key_result_id}",
            "data-about": key_result.objective_id,
            "key": f"form:{spent}",
            # whoever went on to the next row is brought back
            **({"data-refused": str(refusals)} if problem[1] else {}),
            **({"aria-label": key_result.name} if found is not None else {}),
        },
        submit,
        *([_lead(view, found, text, session.now())] if found is not None else []),
        *([html.p({"className": "meanwhile", "role": "alert", "key": "meanwhile"}, meanwhile)] if meanwhile else []),
        _focus({"token": "first", "select": True, "className": "answers"}, *fields)
        if first
        else html.div({"className": "answers"}, *fields),
        words_fields(text, session.now(), None, problem),
        *refusal_line(problem, ("value", *FOLDED) if wrong else FOLDED, text),
    )
    if state is RowState.DONE:
        form_ = html._({"key": "both"}, _done(view, key_result, text), form_)
    return kept(view.actor.person_id, key_result_id, form_, spent=spent)


def _done(view: View, key_result: KeyResult, text: Text, *rest: Any) -> Any:
    return html.div(
        {"className": "owed-row done", "data-s": "on", "key": "done"},
        *rest,
        html.span({"className": "tick", "aria-hidden": "true"}, "✓"),
        html.a({"href": place_of(key_result.objective_id, key_result.id), "className": "name"}, key_result.name),
        html.span({"className": "value"}, _now(key_result, text)),
        *([confidence(key_result.confidence, text)] if key_result.confidence is not None else []),
        html.span({"className": "sr", "role": "status"}, text("check_ins.posted")),
    )


def _meanwhile(view: View, found: KeyResult | None, state: RowState, text: Text) -> str:
    """Why it is not asked for any more, to whoever was writing about it."""
    if found is None:
        return text("check_in.gone_hidden")
    objective = view.state.objectives[found.objective_id]
    cycle = view.state.cycles[objective.cycle_id]
    if state is RowState.DONE:
        return text("check_in.gone_posted")
    if cycle.state in (CycleState.CLOSING, CycleState.ARCHIVED):
        return text("check_in.gone_closed", cycle=cycle.name)
    return text("check_in.gone_archived" if found.archived or objective.archived else "check_in.gone_other")


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


def _value(key_result: KeyResult, text: Text, wrong: str) -> Any:
    if key_result.measure.kind is Kind.MILESTONE:
        return html.div({"className": "field", "key": "value"}, steps_control(key_result, None, text))
    control = value_control(key_result, key_result.current, text, invalid=bool(wrong))
    words = "kind.binary" if key_result.measure.kind is Kind.BINARY else "check_in.value"
    return field(text(words), control, problem=wrong, key="value")


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
