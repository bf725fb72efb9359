"""Early warning: what is red or stale and why, who is stuck, what changed since last week; beside it comparison and the company.

Reads; the rows acknowledge and escalate.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.cycles.model import Cycle
from shared.directory.model import Locale
from shared.messages import Id
from shared.view import View
from ui.charts.company import CompanyCharts
from ui.closing.marks import is_over, over_notice
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import face
from ui.live.router import Place, use_location
from ui.live.still import Same
from ui.shell.empty import Beginning
from ui.text import Text
from ui.warnings.changed import changed
from ui.warnings.compare import Comparison
from ui.warnings.loaded import hidden_from, use_survey
from ui.warnings.row import WarningRow
from ui.warnings.scope import Looked, Scope, looked, scope_of

PAGE = 40
SHOWN = ("warnings", "compare", "company")


@component
def WarningsPage() -> Any:
    session, text, place = use_session(), use_text(), use_location()
    view = use_view("cycles", "directory", "workspace", f"person:{session.actor.person_id}")
    cycle = session.state.cycles.get(place.query.get("cycle", "")) or view.current_cycle()
    if cycle is None:
        return Beginning()
    shown = place.query.get("show", "warnings")
    shown = shown if shown in SHOWN else "warnings"
    body = {"warnings": Warnings, "compare": Comparison, "company": CompanyCharts}[shown]
    return html.div(
        {"className": "page warnings"},
        html.header(
            {"className": "head", "key": "head"},
            html.h1(text("warnings" if shown == "warnings" else f"warnings.view_{shown}")),
            html.nav(
                {"className": "seg", "aria-label": text("warnings.views")},
                *(
                    html.a(
                        {
                            "key": each,
                            "href": _href(place, cycle, view, each),
                            **({"aria-current": "page"} if each == shown else {}),
                        },
                        text(f"warnings.view_{each}"),
                    )
                    for each in SHOWN
                ),
            ),
        ),
        over_notice(cycle, text)
        if shown == "warnings" and is_over(cycle)
        else body(cycle.id, key=f"{shown}:{cycle.id}"),
    )


def _href(place: Place, cycle: Cycle, view: View, shown: str) -> str:
    current = view.current_cycle()
    query = {} if current is not None and current.id == cycle.id else {"cycle": cycle.id}
    return Place(place.path, query if shown == "warnings" else {**query, "show": shown}).href


@component
def Warnings(cycle_id: Id) -> Any:
    session, text, place = use_session(), use_text(), use_location()
    view = use_view("directory", f"goals:{cycle_id}")
    survey = use_survey(cycle_id)
    count, set_count = use_state(PAGE)
    person = view.state.people.get(place.query.get("person", ""))
    scope = scope_of(view) if person is None else Scope(False, frozenset({person.id}))

    async def more(_: dict[str, Any]) -> None:
        set_count(count + PAGE)

    if survey is None:
        return html.div(
            {"className": "bones", "aria-busy": "true"},
            *(html.span({"className": "bone", "key": str(n)}) for n in range(6)),
        )
    found = looked(Same(survey), hidden_from(view, survey), scope)
    whose = "warnings.own" if scope.is_own else "warnings.all" if scope.everything else "warnings.reports"
    # a Chinese full stop brings its own room
    gap = [] if text.locale is Locale.ZH else [" "]
    return html.div(
        html.p(
            {"className": "hint scope", "key": "scope"},
            text(whose) if person is None else text("warnings.of", name=text.name(person)),
            *(
                [
                    *gap,
                    text(
                        "warnings.count",
                        urgent=found.urgent,
                        watch=len(found.troubles) - found.urgent,
                        all=found.count,
                    ),
                ]
                if found.count
                else []
            ),
            *([*gap, _spared(found, text)] if found.spared else []),
            *(
                [*gap, html.a({"href": place.with_query(person=None).href}, text("warnings.everybody"))]
                if person is not None
                else []
            ),
        ),
        *([_stuck(view, found, text, session.now(), place)] if found.troubles and not scope.is_own else []),
        *changed(found.changes, text),
        html.ol(
            {"className": "warning-rows", "key": "rows"},
            *(WarningRow(each, key=each.key_result.id) for each in found.troubles[:count]),
        )
        if found.troubles
        else html.div(
            {"className": "empty", "key": "calm"},
            html.h2(text("warnings.calm")),
            html.p(text(_calm_why(found))),
        ),
        *(
            [html.button({"type": "button", "className": "btn", "key": "more", "onClick": more}, text("warnings.more"))]
            if len(found.troubles) > count
            else []
        ),
    )


def _spared(found: Looked, text: Text) -> str:
    """How many are behind but too new to be warned of, and until when; the first of them, where that differs."""
    first, last = (text.month_day(found.spared[place]) for place in (0, -1))
    key = "warnings.spared" if first == last else "warnings.spared_first"
    return text(key, n=len(found.spared), day=first)


def _calm_why(found: Looked) -> str:
    if not found.count:
        return "warnings.nothing_here"
    return "warnings.calm_but_new" if found.spared else "warnings.calm_why"


def _stuck(view: View, found: Looked, text: Text, now: Any, place: Place) -> Any:
    """People by how much of theirs is in trouble, the most first; each leads to theirs."""
    counts: dict[Id, int] = {}
    for each in found.troubles:
        if each.is_red:
            counts[each.key_result.owner_id] = counts.get(each.key_result.owner_id, 0) + 1
    most = sorted(counts, key=lambda each: (-counts[each], each))[:12]
    return html.section(
        {"className": "stuck", "key": "stuck", "aria-label": text("warnings.stuck")},
        html.h2({"className": "group"}, text("warnings.stuck")),
        html.ul(
            *(
                html.li(
                    {"key": each},
                    html.a(
                        {"href": place.with_query(person=each).href},
                        face(view.state.people.get(each), text, named=True),
                        text.name(view.state.people.get(each)),
                        " ",
                        html.b(str(counts[each])),
                        *([html.small(text("warnings.away"))] if view.is_away(each, now) else []),
                    ),
                )
                for each in most
            ),
            *([] if most else [html.li({"className": "hint", "key": "none"}, text("warnings.nobody_stuck"))]),
        ),
    )
