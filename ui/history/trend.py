"""An objective's progress over the cycle as a line, with the pace line beside it. Read from its check-ins."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from msgspec.structs import replace
from reactpy import component, html, use_state
from reactpy.core.hooks import use_async_effect

from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.numbers import WHOLE, mean
from shared.progress import key_result_progress
from ui.hooks import use_session, use_text, use_view

WIDE, HIGH, EDGE = 316, 112, 4


@component
def TrendChart(objective_id: Id) -> Any:
    view = use_view(f"objective:{objective_id}", f"key_results:{objective_id}")
    session, text = use_session(), use_text()
    loaded, set_loaded = use_state(dict[Id, list[CheckIn]]())
    key_results = view.key_results(objective_id)
    marks = tuple((each.id, each.version) for each in key_results)

    @use_async_effect(dependencies=[marks])
    async def load() -> None:
        set_loaded({each.id: await session.check_ins(each.id) for each in key_results})

    objective = view.objective(objective_id)
    if objective is None or not key_results:
        return None
    cycle = view.state.cycles[objective.cycle_id]
    start = datetime.combine(cycle.starts_on, time(), UTC)
    end = datetime.combine(cycle.ends_on + timedelta(days=1), time(), UTC)
    points = [(at, value) for at, value in trend(key_results, loaded, start) if at <= end]
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


def trend(
    key_results: list[KeyResult], check_ins: dict[Id, list[CheckIn]], start: datetime
) -> list[tuple[datetime, int]]:
    """The objective's weighted progress at the start and after each check-in, oldest first."""
    now = {each.id: replace(each, current=None) for each in key_results}
    steps = sorted((each for id_ in now for each in check_ins.get(id_, ())), key=lambda each: each.at)
    found: list[tuple[datetime, int]] = []

    def note(at: datetime) -> None:
        parts = [(each.weight, value) for each in now.values() if (value := key_result_progress(each)) is not None]
        total = mean(parts)
        if total is not None:
            found.append((at, total))

    for each in key_results:
        if each.measure.milestones:
            undone = tuple(replace(one, done=False) for one in each.measure.milestones)
            now[each.id] = replace(now[each.id], measure=replace(each.measure, milestones=undone))
    note(start)
    for step in steps:
        key_result = now[step.key_result_id]
        if step.value is not None:
            key_result = replace(key_result, current=step.value)
        if step.done is not None:
            done = tuple(replace(one, done=one.id in step.done) for one in key_result.measure.milestones)
            key_result = replace(key_result, measure=replace(key_result.measure, milestones=done))
        now[step.key_result_id] = key_result
        note(step.at)
    return found


def _across(at: datetime, start: datetime, end: datetime) -> float:
    return max(0.0, min(1.0, (at - start) / (end - start))) * WIDE


def _up(progress: int) -> float:
    return round(HIGH - EDGE - progress / WHOLE * (HIGH - 2 * EDGE), 1)
