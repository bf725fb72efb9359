"""One key result over its cycle: the value in steps, where it should be by now, and how sure its owner was."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from reactpy import component, html

from shared.key_results.model import KeyResult, Kind, Measure
from shared.messages import Id
from shared.trend import Mark, charted
from shared.view import View
from ui.charts import drawing
from ui.charts.frame import Drawn, Frame, Table
from ui.charts.geometry import Label, Place, Scale, Span, dates, scale_of, spaced, span_of, stepped, ticks
from ui.charts.loaded import use_trend
from ui.charts.sureness import Strip, band_of
from ui.charts.words import exact, is_short, moment_label, short, unit_of
from ui.hooks import use_session, use_text, use_view
from ui.text import Text

TOP, PLOT, STRIP, UNDER = 20.0, 132.0, 52.0, 20.0
"""Pixels: above the plot, the plot, the confidences with their heading, the days."""
NEAR = 15.0
NOTE = 120


@component
def KeyResultChart(key_result_id: Id) -> Any:
    view, session, text = use_view(f"key_result:{key_result_id}", "directory"), use_session(), use_text()
    key_result = view.key_result(key_result_id)
    trend = use_trend("" if key_result is None else key_result.objective_id)
    if key_result is None:
        return None
    if trend is None:
        return html.figure({"className": "chart waiting", "aria-busy": "true"})
    span = span_of(view.state.cycles[view.state.objectives[key_result.objective_id].cycle_id])
    marks = trend.marks.get(key_result_id, ())
    return Frame(
        Drawn(
            picture=picture(key_result, marks, span, session.now(), view, text),
            table=lambda: _table(key_result, marks, view, text),
            legend=_legend(key_result.measure, text),
            heading=key_result.name,
            csv=f"/api/v1/key-results/{key_result_id}/chart.csv",
            hint="" if marks else text("chart.none"),
        ),
        key="frame",
    )


def picture(key_result: KeyResult, marks: tuple[Mark, ...], span: Span, now: datetime, view: View, text: Text) -> Any:
    measure, bottom = key_result.measure, TOP + PLOT
    begin, goal = ends(measure)
    said = [each.value for each in marks if each.value is not None]
    sides = [each for each in (begin, goal, measure.low, measure.high) if each is not None]
    scale = scale_of([*said, *sides], TOP, bottom)
    labels = _labels(measure, scale, text)
    until = span.until(now)
    sure = [each for each in marks if each.confidence is not None]
    floor = bottom + (STRIP if sure else 0)
    line = [(0.0, scale.down(begin))] if begin is not None else []
    line += [(span.across(each.at), scale.down(each.value)) for each in marks if each.value is not None]
    days = dates(span)
    parts: list[Any] = [*_band(measure, scale), *drawing.levels(labels)]
    if begin is not None and goal is not None and measure.kind is not Kind.MAINTAIN:
        parts.append(drawing.straight("pace", (0, scale.down(begin)), (1, scale.down(goal))))
    if line and marks:
        parts.append(drawing.paths(bottom, ("value", stepped(line, until), "")))
    for each in marks:
        if each.tells_value and each.value is not None:
            place = (span.across(each.at), scale.down(each.value))
            parts.append(
                drawing.point(place, _said(each, measure, view, text), "point corrected" if each.corrected else "point")
            )
    parts += _confidence(sure, span, bottom, view, measure, text)
    parts += drawing.today(span, now, TOP, floor, text)
    parts += drawing.calendar(days, floor, floor + UNDER - 4, text, weeks=span.shows_weeks)
    label = text("chart.label", name=key_result.name, value=exact(charted(key_result), measure, text))
    return drawing.plot(label, floor + UNDER, drawing.gutter(labels), *parts)


def ends(measure: Measure) -> tuple[Decimal | None, Decimal | None]:
    """Where a key result starts and where it is to arrive, as numbers that can be drawn."""
    match measure.kind:
        case Kind.MILESTONE:
            return Decimal(0), Decimal(100)
        case Kind.BINARY:
            return Decimal(0), Decimal(1)
        case _:
            return measure.baseline, measure.target


def _labels(measure: Measure, scale: Scale, text: Text) -> list[Label]:
    """The goal first, then the start, then round numbers where there is room."""
    if measure.kind is Kind.BINARY:
        return [
            Label(text("yes"), scale.down(Decimal(1)), "target"),
            Label(text("not_yet"), scale.down(Decimal(0)), "baseline"),
        ]
    begin, goal = ends(measure)
    named = [(goal, "target"), (measure.high, "edge"), (measure.low, "edge"), (begin, "baseline")]
    unit = unit_of(measure)
    return spaced(
        [
            *(Label(short(value, unit, text), scale.down(value), kind) for value, kind in named if value is not None),
            *(Label(short(value, unit, text), scale.down(value)) for value in ticks(scale)),
        ],
        NEAR,
    )


def _band(measure: Measure, scale: Scale) -> list[Any]:
    """An open side goes to the edge."""
    if measure.kind is not Kind.MAINTAIN:
        return []
    top = scale.top if measure.high is None else scale.down(measure.high)
    bottom = scale.bottom if measure.low is None else scale.down(measure.low)
    return [drawing.band(top, bottom)]


def _confidence(sure: list[Mark], span: Span, bottom: float, view: View, measure: Measure, text: Text) -> list[Any]:
    """Under the plot, with a sign of its own shape for each number."""
    if not sure:
        return []
    strip = Strip(bottom, bottom + STRIP)
    places: list[Place] = [(span.across(each.at), strip.level(each.confidence or 0)) for each in sure]
    signs = [
        drawing.shape(place, _said(each, measure, view, text), band_of(each.confidence or 0))
        for place, each in zip(places, sure, strict=True)
    ]
    return [*strip.drawn("sureness", stepped(places, places[-1][0]), text), *signs]


def _said(mark: Mark, measure: Measure, view: View, text: Text) -> str:
    """Who, when, what, and why."""
    parts = [f"{moment_label(mark.at, text)} {text.name(view.state.people.get(mark.author_id or ''))}"]
    if mark.tells_value:
        parts.append(exact(mark.value, measure, text))
    if mark.confidence is not None:
        parts.append(text("key_result.confidence", n=mark.confidence))
    if mark.corrected:
        parts.append(text("chart.corrected"))
    if mark.note:
        parts.append(mark.note if len(mark.note) <= NOTE else f"{mark.note[: NOTE - 1]}…")
    return " · ".join(parts)


def _legend(measure: Measure, text: Text) -> list[tuple[str, str]]:
    unit = unit_of(measure)
    value = text("chart.value") + (f" ({unit})" if unit and not is_short(unit) else "")
    if measure.kind is Kind.MAINTAIN:
        return [("value", value), ("band", f"{text('chart.band')} {text.goal(measure)}")]
    begin, goal = ends(measure)
    numeric = measure.kind in (Kind.INCREASE, Kind.DECREASE)
    target = [("target", f"{text('chart.target')} {exact(goal, measure, text)}")] if numeric else []
    pace = [("pace", text("chart.pace"))] if begin is not None and goal is not None else []
    return [("value", value), *pace, *target]


def _table(key_result: KeyResult, marks: tuple[Mark, ...], view: View, text: Text) -> Table:
    measure = key_result.measure
    return Table(
        caption=text("chart.label", name=key_result.name, value=exact(charted(key_result), measure, text)),
        heads=tuple(text(f"chart.{each}") for each in ("date", "value", "confidence", "by", "note")),
        rows=tuple(
            (
                moment_label(each.at, text),
                exact(each.value, measure, text) if each.tells_value else "–",
                "–" if each.confidence is None else str(each.confidence),
                text.name(view.state.people.get(each.author_id or "")),
                " · ".join(
                    [*([text("chart.corrected")] if each.corrected else []), *([each.note] if each.note else [])]
                ),
            )
            for each in reversed(marks)
        ),
        numbers=2,
    )
