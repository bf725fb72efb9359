"""An objective's progress over the cycle as a line, with the pace line beside it. Read from its check-ins."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.messages import Id
from shared.numbers import WHOLE
from shared.trend import Point
from shared.view import View
from ui.hooks import use_session, use_text, use_view

WIDE, HIGH, EDGE = 316, 112, 4


@component
def TrendChart(objective_id: Id) -> Any:
    session, text = use_session(), use_text()

    def marks(view: View) -> object:
        """What a new point comes from."""
        return tuple((each.id, each.version) for each in view.key_results(objective_id))

    view = use_view(f"objective:{objective_id}", f"key_results:{objective_id}", looks=marks)
    loaded, set_loaded = use_state(list[Point]())
    key_results = view.key_results(objective_id)

    @use_async_effect(dependencies=[marks(view)])
    async def load() -> None:
        set_loaded(await session.trend(objective_id))

    objective = view.objective(objective_id)
    if objective is None or not key_results:
        return None
    cycle = view.state.cycles[objective.cycle_id]
    start = datetime.combine(cycle.starts_on, time(), UTC)
    end = datetime.combine(cycle.ends_on + timedelta(days=1), time(), UTC)
    points = [(at, value) for at, value in loaded if at <= end]
    now = min(session.now(), end)
    if points and points[-1][0] < now:
        points.append((now, points[-1][1]))
    places = [(_across(at, start, end), _up(value)) for at, value in points]
    line = " ".join(f"{'M' if not place else 'L'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(places))
    drawn: list[Any] = [html.path({"key": "pace", "className": "pace", "d": f"M0 {_up(0)}L{WIDE} {_up(WHOLE)}"})]
    if places:
        (x, y), floor = places[-1], _up(0)
        drawn.insert(
            0,
            html.path({"key": "area", "className": "area", "d": f"{line}L{x:.1f} {floor}L{places[0][0]:.1f} {floor}Z"}),
        )
        drawn.append(html.path({"key": "value", "className": "value", "d": line}))
        drawn.append(html.circle({"key": "point", "className": "point", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": 4.5}))
    words = text("trend.label", percent=text.percent(points[-1][1] if points else None))
    return html.figure(
        {"className": "trend"},
        html.svg({"viewBox": f"0 0 {WIDE} {HIGH}", "role": "img", "aria-label": words}, *drawn),
        html.figcaption(text("trend.caption")),
    )


def _across(at: datetime, start: datetime, end: datetime) -> float:
    return max(0.0, min(1.0, (at - start) / (end - start))) * WIDE


def _up(progress: int) -> float:
    return round(HIGH - EDGE - progress / WHOLE * (HIGH - 2 * EDGE), 1)
