"""A cycle of the company over time: progress against the pace, confidence below it; and the same for each department, small.

Of public objectives only, so that everybody is shown the same picture, drawn once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from reactpy import component, html

from shared.company import Day, Line
from shared.messages import Id
from shared.numbers import WHOLE
from shared.progress import expected, reckoned
from ui.charts import drawing
from ui.charts.frame import Drawn, Frame, Table
from ui.charts.geometry import Label, Place, Scale, Span, dates, span_of, stepped
from ui.charts.sureness import Strip
from ui.charts.words import day_label, moment_label
from ui.hooks import use_session, use_text, use_view
from ui.live.still import Same, Still, still
from ui.text import Text
from ui.warnings.loaded import use_overview

TOP, UNDER, STRIP = 20.0, 20.0, 56.0
HIGH, LOW = 168.0, 92.0
"""Of the company's plot and of a department's."""
KEPT = 100


@component
def CompanyCharts(cycle_id: Id) -> Any:
    session, text = use_session(), use_text()
    view = use_view("directory", "cycles")
    overview = use_overview(cycle_id)
    if overview is None:
        return html.div(
            {"className": "company"},
            html.figure({"className": "chart waiting", "aria-busy": "true", "style": {"minHeight": "320px"}}),
        )
    company, *departments = overview.lines
    if not company.objectives:
        return html.div({"className": "empty"}, html.h2(text("company.none")), html.p(text("company.none_why")))
    cycle = view.state.cycles[cycle_id]
    minute = reckoned(cycle, session.now().replace(second=0, microsecond=0))
    span, elapsed = span_of(cycle), expected(cycle, minute)

    def chart(line: Line, name: str, high: float) -> Any:
        query = "" if line.unit_id is None else f"?unit_id={line.unit_id}"
        return Frame(
            Drawn(
                picture=picture(Same(line), name, span, minute, high, text),
                table=lambda: _table(line, name, text),
                legend=_legend(text) if line.unit_id is None else [],
                heading=name,
                csv=f"/api/v1/cycles/{cycle_id}/chart.csv{query}",
            ),
            key="chart",
        )

    return html.div(
        {"className": "company"},
        html.dl(
            {"className": "figures", "key": "figures"},
            *(
                html.div({"key": name}, html.dt(text(f"company.{name}")), html.dd(said))
                for name, said in (
                    ("progress", text.percent(company.days[-1].progress)),
                    ("expected", text.percent(elapsed)),
                    ("confidence", _sure(company.days[-1].confidence)),
                    ("objectives", str(company.objectives)),
                    ("key_results", str(company.key_results)),
                )
            ),
        ),
        html.section(
            {"className": "whole", "key": "company"},
            html.h2({"className": "group"}, text("company.title", cycle=cycle.name)),
            chart(company, text("company.title", cycle=cycle.name), HIGH),
        ),
        *(
            [
                html.section(
                    {"key": "departments"},
                    html.h2({"className": "group"}, text("company.departments")),
                    html.div(
                        {"className": "multiples"},
                        *(
                            html.article(
                                {"key": line.unit_id or ""},
                                html.h3(
                                    html.a(
                                        {"href": f"/?scope=unit:{line.unit_id}"},
                                        text.name(view.state.units.get(line.unit_id or "")),
                                    ),
                                    html.small(
                                        text.percent(line.days[-1].progress), " · ", _sure(line.days[-1].confidence)
                                    ),
                                ),
                                chart(line, text.name(view.state.units.get(line.unit_id or "")), LOW),
                            )
                            for line in departments
                        ),
                    ),
                )
            ]
            if departments
            else []
        ),
        html.p({"className": "hint", "key": "how"}, text("company.how")),
    )


@lru_cache(KEPT)
def picture(kept: Same[Line], name: str, span: Span, now: datetime, high: float, text: Text) -> Still:
    days = kept.it.days
    scale = Scale(Decimal(0), Decimal(WHOLE), TOP, TOP + high)
    bottom, until = TOP + high, span.until(now)
    floor = bottom + STRIP
    labels = [Label(text.percent(each), scale.down(Decimal(each))) for each in (0, WHOLE // 2, WHOLE)]
    line = _turns(
        (span.across(each.at), scale.down(Decimal(each.progress))) for each in days if each.progress is not None
    )
    parts: list[Any] = [
        *drawing.levels(labels),
        drawing.straight("pace", (0, scale.down(Decimal(0))), (1, scale.down(Decimal(WHOLE)))),
        *drawing.today(span, now, TOP, floor, text),
        drawing.paths(bottom, ("value", stepped(line, until), "")),
        *_confidence(days, span, until, bottom, text),
        *drawing.calendar(dates(span), floor, floor + UNDER - 4, text, weeks=span.shows_weeks),
    ]
    if line:
        said = f"{moment_label(days[-1].at, text)} · {text.percent(days[-1].progress)}"
        parts.append(drawing.point((max(line[-1][0], until), line[-1][1]), said, radius=4))
    label = text(
        "company.label", name=name, percent=text.percent(days[-1].progress), confidence=_sure(days[-1].confidence)
    )
    return still(drawing.plot(label, floor + UNDER, drawing.gutter(labels), *parts))


def _confidence(days: tuple[Day, ...], span: Span, until: float, bottom: float, text: Text) -> list[Any]:
    """The mean, under the plot."""
    strip = Strip(bottom, bottom + STRIP)
    sure = ((span.across(each.at), each.confidence / 100) for each in days if each.confidence is not None)
    line = _turns((across, strip.level(confidence)) for across, confidence in sure)
    return strip.drawn("sureness mean", stepped(line, until), text)


def _turns(places: Iterable[Place]) -> list[Place]:
    """Without those that are as high as the one before them."""
    found: list[Place] = []
    for place in places:
        if not found or found[-1][1] != place[1]:
            found.append(place)
    return found


def _legend(text: Text) -> list[tuple[str, str]]:
    return [("value", text("chart.progress")), ("pace", text("chart.pace")), ("sure", text("chart.confidence"))]


def _table(line: Line, name: str, text: Text) -> Table:
    """A row a week, and how it is now; the file has all days."""
    last = line.days[-1]
    days = [each for each in line.days if each.at.weekday() == 0 and each is not last]
    return Table(
        caption=text(
            "company.label", name=name, percent=text.percent(last.progress), confidence=_sure(last.confidence)
        ),
        heads=(text("chart.date"), text("chart.progress"), text("chart.confidence")),
        rows=tuple(
            (
                moment_label(each.at, text) if each is last else day_label(each.at.date(), text, long=True),
                text.percent(each.progress),
                _sure(each.confidence),
            )
            for each in (last, *reversed(days))
        ),
        numbers=2,
    )


def _sure(hundredths: int | None) -> str:
    return "–" if hundredths is None else f"{hundredths / 100:.1f}"
