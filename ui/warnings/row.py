"""One key result in trouble: what, why, whose, since when, in whose way; and the lines to say what one does about it. Judges nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.check_ins.model import Acknowledgement, CheckIn
from shared.inbox.model import place_of
from shared.policy import may_acknowledge
from shared.progress import raw_progress
from shared.status import RED_FLAG_AT, Status
from shared.survey import Judged
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.key_results.said import Acknowledge, said_lines, seen
from ui.key_results.words import why
from ui.kit.marks import SHAPE, confidence, face, status
from ui.live.elements import ago
from ui.text import Text
from ui.warnings.escalation import Escalate, Escalated

LOOKED_BACK = 20
"""Check-ins that are read to say since when."""


class Said(Struct, frozen=True):
    check_ins: list[CheckIn]
    acknowledgements: list[Acknowledgement]


@component
def WarningRow(judged: Judged) -> Any:
    session, text = use_session(), use_text()
    key_result, verdict = judged.key_result, judged.verdict
    view = use_view("directory")
    nothing: Said | None = None
    loaded, set_loaded = use_state(nothing)

    # read again when something was said, not at each look: other rows change more often than this one
    @use_async_effect(dependencies=[key_result.version, judged.said])
    async def load() -> None:
        check_ins = await session.check_ins(key_result.id, limit=LOOKED_BACK)
        found = Said(check_ins, await session.acknowledgements(key_result.id, limit=20) if check_ins else [])
        if found != loaded:
            set_loaded(found)

    objective = view.objective(key_result.objective_id)
    if objective is None:
        return None
    owner = view.state.people.get(key_result.owner_id)
    check_ins = [] if loaded is None else loaded.check_ins
    latest = check_ins[0] if check_ins else None
    began = since(judged, check_ins)
    facts: list[Any] = [
        html.span({"key": "owner", "className": "person"}, face(owner, text, "small", named=True), text.name(owner))
    ]
    if began is not None:
        facts.append(html.span({"key": "since"}, text("warnings.since"), " ", ago(began, text)))
    facts.append(
        html.span({"key": "progress"}, text("warnings.progress", percent=text.percent(raw_progress(key_result))))
    )
    if key_result.confidence is not None:
        facts.append(html._({"key": "confidence"}, confidence(key_result.confidence, text)))
    if judged.was is not None and judged.was.status not in (Status.NONE, Status.CLOSED):
        words = text(
            "warnings.week_ago",
            status=text(f"status.{judged.was.status.value}"),
            percent=text.percent(judged.was.progress),
        )
        facts.append(html.span({"key": "before"}, words))
    lines = [("blocker", latest.blocker), ("note", latest.note), ("next_step", latest.next_step)] if latest else []
    return html.li(
        {"className": "warning-row", "data-s": SHAPE[verdict.status], "id": f"warning-{key_result.id}"},
        html.p(
            {"className": "head-line", "key": "head"},
            status(verdict.status, text),
            html.a({"href": place_of(objective.id, key_result.id)}, html.b(key_result.name)),
            html.small(objective.title),
        ),
        html.p({"className": "because", "key": "why"}, why(verdict, text)),
        html.p({"className": "line", "key": "facts"}, *facts),
        *said_lines(lines, text),
        Escalated(key_result.id, key="escalated"),
        html.div(
            {"className": "answers", "key": "answers"},
            *_read(view, latest, [] if loaded is None else loaded.acknowledgements, text),
            Escalate(key_result.id, key="escalate"),
        ),
    )


def since(judged: Judged, check_ins: list[CheckIn]) -> datetime | None:
    """What is owed since when; the first of the low confidences in a row; when it fell behind; else the last word.

    Check-ins: the latest first.
    """
    key_result, verdict = judged.key_result, judged.verdict
    if verdict.status is Status.STALE:
        return judged.standing.due_at
    if verdict.why != "red_flag":
        return key_result.behind_since or key_result.checked_in_at
    began = key_result.confidence_at
    for each in check_ins:
        if each.confidence is not None:
            if each.confidence > RED_FLAG_AT:
                break
            began = each.at
    return began


def _read(view: View, latest: CheckIn | None, said: list[Acknowledgement], text: Text) -> list[Any]:
    """Who has read the last check-in and what they said to it; and for whoever may, the way to say that one has."""
    if latest is None:
        return []
    me = view.actor.person_id
    found: list[Any] = seen(latest, said, view, text)
    if latest.author_id != me and may_acknowledge(view.actor, latest.key_result_id, view.state):
        is_read = any(each.check_in_id == latest.id and each.author_id == me for each in said)
        found.append(Acknowledge(latest.key_result_id, latest.id, is_read, key=f"acknowledge:{latest.id}"))
    return found
