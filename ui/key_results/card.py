"""One key result as a card. Renders again only when that key result changes."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.check_ins.model import CheckIn
from shared.gates import is_frozen
from shared.key_results.messages import ArchiveKeyResult, MoveKeyResult, RestoreKeyResult
from shared.key_results.model import KeyResult, Kind
from shared.messages import Id
from shared.policy import may_check_in
from shared.progress import expected, key_result_progress, raw_progress
from shared.status import Status
from shared.view import View
from ui.charts.key_result import KeyResultChart
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.key_results.answers import kept
from ui.key_results.check_in import CheckInForm, Steps
from ui.key_results.measure_form import MeasureForm
from ui.key_results.said import CheckInList
from ui.key_results.words import why
from ui.kit.dialogs import item, menu
from ui.kit.glow import use_glow
from ui.kit.marks import SHAPE, bar, confidence, face, status
from ui.live.elements import ago
from ui.live.router import use_location
from ui.text import Text
from ui.warnings.escalation import Escalated
from ui.wording.fields import NameField, ReadName

SHOWN = (Status.RED_FLAG, Status.OFF_TRACK, Status.STALE, Status.AT_RISK)
"""Statuses worth a word on a card; the others speak by their shape."""
SILENT = (Status.PENDING, Status.EARLY, Status.CLOSED, Status.NONE)
"""Statuses whose reason a card does not tell: it says all that without."""


@component
def KeyResultCard(key_result_id: Id) -> Any:
    view = use_view(f"key_result:{key_result_id}", "directory")
    session, text, desk = use_session(), use_text(), use_desk()
    # a link to what was said of it opens that
    opened, set_opened = use_state("said" if use_location().query.get("said") == key_result_id else "")
    charted, set_charted = use_state(False)
    spent, set_spent = use_state("")
    nothing: CheckIn | None = None
    corrected, set_corrected = use_state(nothing)
    key_result = view.key_result(key_result_id)
    glow = use_glow(view, key_result)
    if key_result is None:
        return None
    objective = view.state.objectives[key_result.objective_id]
    cycle = view.state.cycles[objective.cycle_id]
    verdict = view.verdict(key_result, session.now())
    is_over = is_frozen(view.state, objective)
    may_edit = not (objective.archived or is_over) and may_check_in(view.actor, key_result_id, view.state)

    async def check_in(_: dict[str, Any]) -> None:
        set_opened("" if opened == "check_in" else "check_in")

    async def measure(_: dict[str, Any] | None = None) -> None:
        set_opened("" if opened == "measure" else "measure")

    def close(check_in_id: Id = "") -> None:
        if check_in_id:
            set_spent(check_in_id)
        set_corrected(None)
        set_opened("")

    async def chart(_: dict[str, Any]) -> None:
        set_charted(not charted)

    async def said(_: dict[str, Any]) -> None:
        set_opened("" if opened == "said" else "said")

    def correct(check_in: CheckIn) -> None:
        set_corrected(check_in)
        set_opened("correct")

    progress = key_result_progress(key_result)
    paced = key_result.measure.kind is not Kind.MAINTAIN
    now_words = _now(key_result, text, may_edit)
    parts: list[Any] = [
        NameField(key_result_id, key="name") if may_edit else ReadName(key_result_id, key="read"),
        html.button(
            {"type": "button", "className": "now", "onClick": check_in, "data-tip": text("check_in.post")}, *now_words
        )
        if may_edit
        else html.span({"className": "now"}, *now_words),
        confidence(key_result.confidence, text)
        if key_result.confidence is not None
        else html.span({"className": "conf"}),
        face(view.state.people.get(key_result.owner_id), text),
    ]
    if may_edit:
        parts.append(menu(text("more"), _items(view, key_result, text, desk, measure)))
    parts.append(
        html.p(
            {"className": "line"},
            *([status(verdict.status, text)] if verdict.status in SHOWN else []),
            html.button({"type": "button", "className": "goalpost", "onClick": measure}, text.goal(key_result.measure))
            if may_edit
            else html.span(text.goal(key_result.measure)),
            *(
                [html.span(text("key_result.weighs", weight=text.number(key_result.weight)))]
                if key_result.weight != 1
                else []
            ),
            *([html.span(text("commitment.committed"))] if key_result.commitment == "committed" else []),
            html.button(
                {
                    "type": "button",
                    "className": "said",
                    "onClick": said,
                    "aria-expanded": "true" if opened == "said" else "false",
                    "data-tip": text("check_ins.last"),
                },
                ago(key_result.checked_in_at, text),
            )
            if key_result.checked_in_at
            else html.span(text("status.pending")),
            *([html.span({"className": "because"}, why(verdict, text))] if verdict.status not in SILENT else []),
        )
    )
    parts.append(
        html.button(
            {
                "type": "button",
                "className": "pct",
                "data-icon": "chart",
                "onClick": chart,
                "aria-expanded": "true" if charted else "false",
                "data-tip": text("chart.open"),
            },
            text.percent(raw_progress(key_result)),
        )
    )
    parts.append(
        bar(
            progress,
            expected(cycle, session.now()) if paced and not is_over else None,
            SHAPE[verdict.status],
            text("progress"),
        )
    )
    if key_result.escalations:
        parts.append(Escalated(key_result_id, key="escalated"))
    if key_result.measure.kind is Kind.MILESTONE:
        parts.append(Steps(key_result_id, key="steps"))
    if opened == "measure":
        parts.append(MeasureForm(key_result_id, close, key="measure"))
    if opened == "check_in":
        parts.append(CheckInForm(key_result_id, close, key="check_in"))
    elif spent:
        # whatever of it the browser still keeps is said now
        parts.append(kept(view.actor.person_id, key_result_id, spent=spent, key="spent"))
    if opened == "correct":
        parts.append(CheckInForm(key_result_id, close, corrected, key="correct"))
    if opened == "said":
        parts.append(CheckInList(key_result_id, correct if may_edit else None, key="said"))
    if charted:
        parts.append(KeyResultChart(key_result_id, key="chart"))
    return html.li(
        {
            "className": " ".join(
                ["kr", *(["open"] if opened else []), *([glow.class_name] if glow.class_name else [])]
            ),
            "data-s": SHAPE[verdict.status],
            "id": f"kr-{key_result_id}",
            **glow.attributes,
        },
        *parts,
    )


def _now(key_result: KeyResult, text: Text, may_edit: bool) -> list[Any]:
    measure = key_result.measure
    if measure.kind is Kind.MILESTONE:
        done = sum(each.done for each in measure.milestones)
        return [html.b(f"{done}/{len(measure.milestones)}")]
    if measure.kind is Kind.BINARY:
        return [html.b(text("yes" if key_result.current else "not_yet"))]
    if key_result.current is None:
        return [text("check_in.post")] if may_edit else ["–"]
    return [html.b(text.value(key_result.current, measure.unit))]


def _items(view: View, key_result: KeyResult, text: Text, desk: Any, measure: Any) -> list[Any]:
    siblings = view.state.index.key_results.get(key_result.objective_id, ())
    place = siblings.index(key_result.id) if key_result.id in siblings else 0

    async def up() -> None:
        await desk.run(MoveKeyResult(key_result_id=key_result.id, position=max(0, place - 1)))

    async def down() -> None:
        await desk.run(MoveKeyResult(key_result_id=key_result.id, position=place + 1))

    async def archive() -> None:
        await desk.run(
            ArchiveKeyResult(key_result_id=key_result.id),
            done=text("key_result.archived", name=key_result.name),
            undo=[RestoreKeyResult(key_result_id=key_result.id)],
        )

    return [
        item(text("key_result.edit"), measure, icon="edit", key="edit"),
        *([item(text("move_up"), up, icon="up", key="up")] if place > 0 else []),
        *([item(text("move_down"), down, icon="down", key="down")] if place < len(siblings) - 1 else []),
        item(text("archive"), archive, icon="archive", key="archive", danger=True),
    ]
