"""One key result in trouble: what, why, whose, since when, in whose way; and the line to say that it was read. Judges nothing."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.check_ins.model import Acknowledgement, CheckIn
from shared.inbox.model import place_of
from shared.policy import may_acknowledge
from shared.progress import raw_progress
from shared.status import Status
from ui.hooks import use_session, use_text, use_view
from ui.key_results.said import Acknowledge, said_lines
from ui.key_results.words import why
from ui.kit.marks import SHAPE, confidence, face, status
from ui.live.elements import ago
from ui.warnings.scope import Trouble, a_week_ago


@component
def WarningRow(trouble: Trouble, check_ins: list[CheckIn] | None) -> Any:
    """`check_ins` are the latest first; None while they are being read."""
    session, text = use_session(), use_text()
    key_result, verdict = trouble.key_result, trouble.verdict
    view = use_view("directory", f"check_ins:{key_result.id}")
    said, set_said = use_state(list[Acknowledgement]())

    @use_async_effect(dependencies=None)
    async def load() -> None:
        found = await session.acknowledgements(key_result.id, limit=20) if check_ins else []
        # drawn again only for something new, or this would never rest
        if found != said:
            set_said(found)

    objective = view.objective(key_result.objective_id)
    if objective is None:
        return None
    owner = view.state.people.get(key_result.owner_id)
    latest = check_ins[0] if check_ins else None
    since = trouble.since(check_ins or [])
    facts: list[Any] = [
        html.span({"key": "owner", "className": "person"}, face(owner, text, "small"), text.name(owner))
    ]
    if since is not None:
        facts.append(html.span({"key": "since"}, text("warnings.since"), " ", ago(since, text)))
    facts.append(
        html.span({"key": "progress"}, text("warnings.progress", percent=text.percent(raw_progress(key_result))))
    )
    if key_result.confidence is not None:
        facts.append(html._({"key": "confidence"}, confidence(key_result.confidence, text)))
    before = None if check_ins is None else a_week_ago(view, key_result, check_ins, session.now())
    if before is not None and before[1].status not in (Status.NONE, Status.CLOSED):
        words = text(
            "warnings.week_ago",
            status=text(f"status.{before[1].status.value}"),
            percent=text.percent(raw_progress(before[0])),
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
        *_read(view, latest, said, text),
    )


def _read(view: Any, latest: CheckIn | None, said: list[Acknowledgement], text: Any) -> list[Any]:
    """Who has read the last check-in; and for whoever may, the way to say that one has."""
    if latest is None:
        return []
    me = view.actor.person_id
    mine = [each for each in said if each.check_in_id == latest.id]
    names = ", ".join(dict.fromkeys(text.name(view.state.people.get(each.author_id or "")) for each in mine))
    found: list[Any] = (
        [html.p({"className": "seen", "key": "seen"}, html.small(text("check_ins.seen", name=names)))] if mine else []
    )
    if latest.author_id != me and may_acknowledge(view.actor, latest.key_result_id, view.state):
        is_read = any(each.author_id == me for each in mine)
        found.append(Acknowledge(latest.key_result_id, latest.id, is_read, key=f"acknowledge:{latest.id}"))
    return found
