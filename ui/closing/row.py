"""One key result and its grade: proposed from progress, confirmed with a reason, Enter goes to the next."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from reactpy import Vdom, component, html, use_effect, use_state

from shared.cycles.model import CycleState
from shared.grades.messages import GradeKeyResult
from shared.grading import AIM, check_grade, graded_objectives, proposed
from shared.key_results.model import KeyResult
from shared.messages import Id, Refused
from shared.progress import key_result_progress
from shared.view import View
from ui.closing.draft import ended
from ui.closing.marks import grade_mark, tenths
from ui.closing.walk import Walk
from ui.hooks import use_desk, use_text, use_view
from ui.kit.dialogs import form
from ui.text import Text

_focus = Vdom("cairn-focus")
FIELDS = ("grade", "reason")


class Problem(NamedTuple):
    field: str
    words: str
    times: int
    """How often this form was refused: the same refusal twice is answered twice."""


def read_grade(typed: str) -> Decimal:
    """`0.7`, `0,7` and `1` are what they say; above one it is tenths, so that `7` is 0.7 and `10` is 1. Raises `Refused`."""
    given = typed.strip().replace(",", ".").replace("，", ".").replace("。", ".")
    try:
        value = Decimal(given)
        if "." not in given and value > 1:
            value /= 10
    except InvalidOperation:
        raise Refused("grade.range", field="grade") from None
    return check_grade(value)


def order(view: View, cycle_id: Id) -> Sequence[Id]:
    """Key results in the order in which the page shows them."""
    return [each.id for one in graded_objectives(view.state, cycle_id) for each in view.key_results(one)]


@component
def GradeRow(key_result_id: Id, walk: Walk) -> Any:
    view = use_view(f"key_result:{key_result_id}")
    text = use_text()
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    state = view.state
    cycle = state.cycles[state.objectives[key_result.objective_id].cycle_id]
    wanted = GradeKeyResult(key_result_id=key_result_id, grade=Decimal(0), reason="")
    may = cycle.state is CycleState.CLOSING and view.may(wanted)
    now = text("closing.now", value=ended(key_result, text), progress=text.percent(key_result_progress(key_result)))
    return html.li(
        {"className": "graded"},
        html.div(
            {"className": "what", "key": "what"},
            html.b(key_result.name),
            html.small(f"{text.goal(key_result.measure)} · {now}"),
        ),
        html.div(
            {"className": "result", "key": "result"},
            grade_mark(key_result.grade, text),
            html.small(*_aims(key_result, cycle.state, text)),
        ),
        *_why(view, key_result, text),
        # another grade makes another form: what it shows is what was confirmed last
        *(
            _asked(key_result, GradeForm(key_result_id, cycle.id, walk, key=f"form:{key_result.graded_at}"), text)
            if may
            else []
        ),
    )


def _asked(key_result: KeyResult, asked: Any, text: Text) -> list[Any]:
    """The form; folded once there is a grade."""
    if key_result.grade is None:
        return [asked]
    return [html.details({"className": "fold regrade", "key": "again"}, html.summary(text("closing.regrade")), asked)]


def _aims(key_result: KeyResult, state: CycleState, text: Text) -> list[str]:
    """What its progress proposes as long as a grade is waited for, and what it was to reach."""
    is_waiting = key_result.grade is None and state is CycleState.CLOSING
    grade = proposed(key_result) if is_waiting else None
    said = [] if grade is None else [text("closing.proposed", grade=tenths(grade)), " · "]
    return [*said, text("closing.aim", aim=tenths(AIM[key_result.commitment]))]


def _why(view: View, key_result: KeyResult, text: Text) -> list[Any]:
    if key_result.grade is None or key_result.graded_at is None:
        return []
    person = view.state.people.get(key_result.graded_by) if key_result.graded_by is not None else None
    who = text("closing.graded_by", name=text.name(person), day=text.month_day(key_result.graded_at))
    return [
        html.p(
            {"className": "given", "key": "why"},
            html.q({"className": "reason"}, key_result.grade_reason),
            " ",
            html.small(who),
        )
    ]


def _said(key_result_id: Id, problem: Problem) -> Any:
    """Why it was refused; the focus goes to the field that is to be put right."""
    to = f"[id='grade-{key_result_id}'] [name='{problem.field}']"
    leads = [_focus({"token": str(problem.times), "to": to, "key": "refused"})] if problem.field in FIELDS else []
    return html.p({"className": "why", "role": "alert", "key": "why"}, problem.words, *leads)


@component
def GradeForm(key_result_id: Id, cycle_id: Id, walk: Walk) -> Any:
    view = use_view()
    text, desk = use_text(), use_desk()
    token, set_token = use_state("")
    problem, set_problem = use_state(Problem("", "", 0))
    key_result = view.state.key_results[key_result_id]

    @use_effect(dependencies=[key_result_id])
    def enter() -> Any:
        # the walk goes through what has no grade yet
        return walk.enter(key_result_id, set_token) if view.state.key_results[key_result_id].grade is None else None

    def refuse(refused: Refused) -> None:
        set_problem(lambda before: Problem(refused.field or "", text.refusal(refused), before.times + 1))

    async def submit(values: dict[str, str]) -> None:
        try:
            grade = read_grade(values.get("grade", ""))
        except Refused as refused:
            refuse(refused)
            return
        command = GradeKeyResult(key_result_id=key_result_id, grade=grade, reason=values.get("reason", ""))
        failure = await desk.run(command, quietly=True)
        if failure is not None:
            refuse(failure)
            return
        set_problem(lambda before: Problem("", "", before.times))
        walk.go_on(order(view, cycle_id), key_result_id)

    grade = key_result.grade if key_result.grade is not None else proposed(key_result)
    invalid = {"aria-invalid": "true"}
    return form(
        {"className": "grading", "id": f"grade-{key_result_id}"},
        submit,
        _focus(
            {"token": token, "select": True, "key": "focus"},
            html.input(
                {
                    "name": "grade",
                    "className": "input",
                    "inputMode": "decimal",
                    "maxLength": 4,
                    "autoComplete": "off",
                    "defaultValue": "" if grade is None else tenths(grade),
                    "aria-label": text("closing.grade", name=key_result.name),
                    **(invalid if problem.field == "grade" else {}),
                }
            ),
        ),
        html.input(
            {
                "name": "reason",
                "key": "reason",
                "className": "input",
                "maxLength": 1_000,
                "autoComplete": "off",
                "defaultValue": key_result.grade_reason,
                "placeholder": text("closing.reason"),
                "aria-label": text("closing.reason_of", name=key_result.name),
                **(invalid if problem.field == "reason" else {}),
            }
        ),
        html.button({"className": "btn small", "key": "go"}, text("closing.confirm")),
        *([_said(key_result_id, problem)] if problem.words else []),
    )
