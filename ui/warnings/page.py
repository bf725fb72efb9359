"""Early warning: what is red or stale and why, who is stuck, what changed since last week. Reads; the rows acknowledge."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.check_ins.model import CheckIn
from shared.inbox.model import place_of
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import face, status
from ui.live.router import use_location
from ui.shell.empty import Beginning
from ui.text import Text
from ui.warnings.compare import Comparison
from ui.warnings.row import WarningRow
from ui.warnings.scope import URGENT, WEEK, Trouble, a_week_ago, is_worse, scope_of, troubles, within

LOOKED_BACK = 200
"""Key results whose check-ins are read for what changed; the worst and the latest of them."""
PAGE = 40
FEW = 4
"""Changes that are told at once; more of them wait in a fold, so that the worst stays in sight."""


@component
def WarningsPage() -> Any:
    session, text, place = use_session(), use_text(), use_location()
    found = View(session.state, session.actor)
    cycle = session.state.cycles.get(place.query.get("cycle", "")) or found.current_cycle()
    key_results = [] if cycle is None else list(within(found, cycle.id, scope_of(found)))
    goals = {each.objective_id for each in key_results}
    view = use_view(
        "cycles",
        "directory",
        "workspace",
        *([f"goals:{cycle.id}"] if cycle is not None else []),
        *(f"objective:{each}" for each in goals),
    )
    looked, set_looked = use_state(dict[Id, tuple[int, list[CheckIn]]]())
    shown, set_shown = use_state(PAGE)
    now = session.now()
    trouble = troubles(view, key_results, now)
    recent = sorted(
        (each for each in key_results if each.checked_in_at is not None and each.checked_in_at > now - WEEK),
        key=lambda each: str(each.checked_in_at),
        reverse=True,
    )
    asked = list(dict.fromkeys([*(each.key_result.id for each in trouble), *(each.id for each in recent)]))[
        :LOOKED_BACK
    ]

    versions = {each: view.state.key_results[each].version for each in asked}

    @use_async_effect(dependencies=[tuple(versions.items())])
    async def load() -> None:
        # of what has not changed nothing new was said
        read = {each: looked[each] for each in asked if each in looked and looked[each][0] == versions[each]}
        for each in asked:
            if each not in read:
                read[each] = (versions[each], await session.check_ins(each, limit=20))
        set_looked(read)

    async def more(_: dict[str, Any]) -> None:
        set_shown(shown + PAGE)

    if cycle is None:
        return Beginning()
    urgent = [each for each in trouble if each.verdict.status in URGENT]
    scope = scope_of(view)
    return html.div(
        {"className": "page warnings"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("warnings")),
            html.p(
                text("warnings.own" if scope.is_own else "warnings.all" if scope.everything else "warnings.reports"),
                " ",
                text("warnings.count", urgent=len(urgent), watch=len(trouble) - len(urgent), all=len(key_results)),
            ),
        ),
        *([_stuck(view, trouble, text, session)] if len(trouble) and not scope.is_own else []),
        *_changed(view, trouble, recent, looked, text, session),
        html.ol(
            {"className": "warning-rows", "key": "rows"},
            *(
                WarningRow(
                    each,
                    looked[each.key_result.id][1] if each.key_result.id in looked else None,
                    key=each.key_result.id,
                )
                for each in trouble[:shown]
            ),
        )
        if trouble
        else html.div(
            {"className": "empty", "key": "calm"},
            html.h2(text("warnings.calm")),
            html.p(text("warnings.calm_why" if key_results else "warnings.nothing_here")),
        ),
        *(
            [html.button({"type": "button", "className": "btn", "key": "more", "onClick": more}, text("warnings.more"))]
            if len(trouble) > shown
            else []
        ),
        Comparison(cycle.id, key="comparison"),
    )


def _stuck(view: View, trouble: list[Trouble], text: Text, session: Any) -> Any:
    """People by how much of theirs is in trouble, the most first."""
    counts: dict[Id, int] = {}
    for each in trouble:
        if each.verdict.status in URGENT:
            counts[each.key_result.owner_id] = counts.get(each.key_result.owner_id, 0) + 1
    most = sorted(counts, key=lambda each: (-counts[each], each))[:12]
    return html.section(
        {"className": "stuck", "key": "stuck", "aria-label": text("warnings.stuck")},
        html.h2({"className": "group"}, text("warnings.stuck")),
        html.ul(
            *(
                html.li(
                    {"key": each},
                    face(view.state.people.get(each), text),
                    text.name(view.state.people.get(each)),
                    " ",
                    html.b(str(counts[each])),
                    *([html.small(text("warnings.away"))] if view.is_away(each, session.now()) else []),
                )
                for each in most
            ),
            *([] if most else [html.li({"className": "hint", "key": "none"}, text("warnings.nobody_stuck"))]),
        ),
    )


def _changed(
    view: View,
    trouble: list[Trouble],
    recent: list[KeyResult],
    looked: dict[Id, tuple[int, list[CheckIn]]],
    text: Text,
    session: Any,
) -> list[Any]:
    """What is worse than a week ago, and what is better."""
    now = session.now()
    things = {each.key_result.id: each.key_result for each in trouble} | {each.id: each for each in recent}
    worse, better = list[Any](), list[Any]()
    for each in things.values():
        before = a_week_ago(view, each, looked[each.id][1], now) if each.id in looked else None
        if before is None:
            continue
        today, then = view.verdict(each, now).status, before[1].status
        if today is then:
            continue
        line = html.li(
            {"key": each.id},
            html.a({"href": place_of(each.objective_id, each.id)}, each.name),
            " ",
            status(then, text),
            html.span(" → "),
            status(today, text),
        )
        (worse if is_worse(today, then) else better).append(line)
    if not worse and not better:
        return []
    return [
        html.section(
            {"className": "changed", "key": "changed"},
            html.h2({"className": "group"}, text("warnings.changed")),
            *(
                html.details(
                    {
                        "className": "fold",
                        "key": name,
                        **({"open": True} if name == "worse" and len(lines) <= FEW else {}),
                    },
                    html.summary(text(f"warnings.{name}", n=len(lines))),
                    html.ul(*lines[:20]),
                )
                for name, lines in (("worse", worse), ("better", better))
                if lines
            ),
        )
    ]
