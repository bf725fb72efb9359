"""The right pane of one objective: progress, or history."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.gates import is_frozen
from shared.grading import objective_grade
from shared.messages import Id
from shared.progress import expected
from shared.view import View
from ui.charts.burn_up import BurnUp
from ui.closing.marks import tenths
from ui.goals.row import GoalRow
from ui.history.log import HistoryLog
from ui.hooks import use_session, use_text, use_view
from ui.live.router import use_location
from ui.shell.panes import panes


@component
def Side(objective_id: Id) -> Any:
    view = use_view(f"objective:{objective_id}", looks=lambda view: view.objective(objective_id) is None)
    text, place = use_text(), use_location()
    tab = place.query.get("side", "progress")
    if view.objective(objective_id) is None:
        return html.aside({"className": "side"})

    def tab_link(name: str) -> Any:
        attributes = {
            "key": name,
            "href": place.with_query(side=None if name == "progress" else name).href,
            **({"aria-current": "page"} if tab == name else {}),
        }
        return html.a(attributes, text(f"side.{name}"))

    body = HistoryLog(objective_id, key="log") if tab == "history" else Progress(objective_id, key="progress")
    return html.aside(
        {"className": "side", "aria-label": text("side.label")},
        panes(place, text, "side"),
        html.nav({"className": "tabs"}, tab_link("progress"), tab_link("history")),
        body,
    )


@component
def Progress(objective_id: Id) -> Any:
    """The trend, the facts and what the objective hangs on."""
    view = use_view(f"links:{objective_id}")
    text = use_text()
    up = [link.parent_id for link in view.links_up(objective_id)]
    down = [link.child_id for link in view.links_down(objective_id)]
    return html._(
        BurnUp(objective_id, key="burn-up"),
        Facts(objective_id, key="facts"),
        *_linked("up", text("link.up"), up),
        *_linked("down", text("link.down"), down),
        *([] if up or down else [html.p({"className": "hint", "key": "none"}, text("link.nothing"))]),
    )


@component
def Facts(objective_id: Id) -> Any:
    """Progress against time, the lowest confidence, the days that are left, or until it begins."""
    session, text = use_session(), use_text()

    def shown(view: View) -> list[tuple[str, str, str]] | None:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        cycle = view.state.cycles[objective.cycle_id]
        levels = [each.confidence for each in view.key_results(objective_id) if each.confidence is not None]
        today = text.today(session.now())
        wait, left = (cycle.starts_on - today).days, max(0, (cycle.ends_on - today).days + 1)
        time = ("fact.begins", wait) if wait > 0 else ("fact.left", left)
        lowest = ("fact.lowest_confidence", str(min(levels)) if levels else "–", " / 10" if levels else "")
        if is_frozen(view.state, objective):
            key_results = view.key_results(objective_id)
            grade = objective_grade(key_results)
            said = "–" if grade is None else tenths(grade)
            graded = [each.grade is not None for each in key_results]
            rest = "" if grade is None or all(graded) else f" {text('fact.so_far')}"
            return [
                ("fact.progress", text.percent(view.progress(objective_id)), ""),
                ("field.grade", said, rest),
                lowest,
                ("fact.graded", str(sum(graded)), f" / {len(graded)}"),
            ]
        return [
            ("fact.progress", text.percent(view.progress(objective_id)), ""),
            ("fact.expected", text.percent(expected(cycle, session.now())), ""),
            lowest,
            (time[0], str(time[1]), f" {text('days', n=time[1])}"),
        ]

    view = use_view(f"objective:{objective_id}", text.day_key, looks=shown)
    return html.dl(
        {"className": "facts"},
        *(
            html.div({"key": name}, html.dt(text(name)), html.dd(value, html.small(rest)))
            for name, value, rest in shown(view) or ()
        ),
    )


def _linked(name: str, heading: str, ids: list[Id]) -> list[Any]:
    unique = list(dict.fromkeys(ids))
    if not unique:
        return []
    return [
        html.h2({"className": "group", "key": name}, heading, html.small(str(len(unique)))),
        *(GoalRow(each, f"/o/{each}", key=f"{name}:{each}") for each in unique),
    ]
