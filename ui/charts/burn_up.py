"""An objective's progress over its cycle, what each key result gives of it, and where time says it should be."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any

from reactpy import component, html

from shared.burn_up import counted_children
from shared.messages import Id
from shared.numbers import WHOLE
from shared.progress import reckoned
from shared.trend import Moment, Trend
from ui.charts import drawing
from ui.charts.frame import Drawn, Frame, Table
from ui.charts.geometry import Label, Place, Scale, Span, between, dates, span_of, stepped
from ui.charts.loaded import use_trend
from ui.charts.words import moment_label
from ui.hooks import use_session, use_text, use_view
from ui.live.still import Same, Still, still
from ui.text import Text

TOP, PLOT, UNDER = 20.0, 120.0, 20.0
SHADES = 5
KEPT = 200
"""Pictures of objectives."""


@component
def BurnUp(objective_id: Id) -> Any:
    view = use_view(f"objective:{objective_id}", f"key_results:{objective_id}")
    session, text = use_session(), use_text()
    trend = use_trend(objective_id)
    objective = view.objective(objective_id)
    key_results = view.key_results(objective_id)
    if objective is None or not (key_results or counted_children(view.state, objective_id)):
        return None
    if trend is None:
        return html.figure({"className": "chart waiting", "aria-busy": "true"})
    cycle = view.state.cycles[objective.cycle_id]
    span = span_of(cycle)
    children = [] if trend is None else [view.objective(each) for each in trend.child_ids]
    named = (
        *((each.id, each.name) for each in key_results),
        *((each.id, each.title) for each in children if each is not None),
    )
    minute = reckoned(cycle, session.now().replace(second=0, microsecond=0))
    legend = [("value", text("chart.progress")), ("pace", text("chart.pace"))]
    if len(trend.key_result_ids) + len(trend.child_ids) > 1:
        legend.append(("share", text("chart.shares")))
    return Frame(
        Drawn(
            picture=picture(Same(trend), named, span, minute, text),
            table=lambda: _table(trend, dict(named), text),
            legend=legend,
            heading=objective.title,
            csv=f"/api/v1/objectives/{objective_id}/chart.csv",
            hint=text("chart.children", n=len(trend.child_ids)) if trend.child_ids else "",
        ),
        key="frame",
    )


@lru_cache(KEPT)
def picture(kept: Same[Trend], names: tuple[tuple[Id, str], ...], span: Span, now: datetime, text: Text) -> Still:
    """Drawn once for all pages that show the same objective in the same language."""
    trend, named = kept.it, dict(names)
    scale = Scale(Decimal(0), Decimal(WHOLE), TOP, TOP + PLOT)
    bottom, until = TOP + PLOT, span.until(now)
    moments = _shown(trend.moments, span)
    labels = [Label(text.percent(each), scale.down(Decimal(each))) for each in (0, WHOLE // 2, WHOLE)]
    line: list[Place] = [(span.across(each.at), scale.down(Decimal(each.progress))) for each in moments]
    drawn = [*_shares(trend, moments, named, span, scale, until, text), ("value", stepped(line, until), "")]
    parts: list[Any] = [
        *drawing.levels(labels),
        drawing.straight("pace", (0, scale.down(Decimal(0))), (1, scale.down(Decimal(WHOLE)))),
        *drawing.today(span, now, TOP, bottom, text),
        drawing.paths(bottom, *drawn),
        *drawing.calendar(dates(span), bottom, bottom + UNDER - 4, text, weeks=span.shows_weeks),
    ]
    if line:
        last = moments[-1]
        said = f"{moment_label(last.at, text)} · {text.percent(last.progress)}"
        parts.append(drawing.point((max(line[-1][0], until), line[-1][1]), said, radius=4))
    return still(drawing.plot(_label(trend, text), bottom + UNDER, drawing.gutter(labels), *parts))


def _shown(moments: tuple[Moment, ...], span: Span) -> list[Moment]:
    """What was before the cycle counts as its beginning, once; what came after it is not drawn."""
    before = [each for each in moments if each.at <= span.start]
    return [*before[-1:], *(each for each in moments if span.start < each.at <= span.end)]


def _shares(
    trend: Trend,
    moments: list[Moment],
    named: dict[Id, str],
    span: Span,
    scale: Scale,
    until: float,
    text: Text,
) -> list[tuple[str, str, str]]:
    """One area on another, the first key result lowest, children on top; together they reach the line."""
    parts = (*trend.key_result_ids, *trend.child_ids)
    places = [span.across(each.at) for each in moments]
    heights = [[0, *accumulate(each.shares)] for each in moments]
    found = []
    for order, name in enumerate(parts):
        if name not in named or not moments:
            continue
        lower = [(x, scale.down(Decimal(each[order]))) for x, each in zip(places, heights, strict=True)]
        upper = [(x, scale.down(Decimal(each[order + 1]))) for x, each in zip(places, heights, strict=True)]
        said = text("chart.share", name=named[name], percent=text.percent(moments[-1].shares[order]))
        shade = f"share s{order % SHADES}" if len(parts) > 1 else "share s1"
        found.append((shade, between(upper, lower, until), said))
    return found


def _label(trend: Trend, text: Text) -> str:
    last = trend.moments[-1].progress if trend.moments else None
    return text("chart.progress_label", percent=text.percent(last))


def _table(trend: Trend, named: dict[Id, str], text: Text) -> Table:
    # what may not be seen has no column: a sum tells nothing, one number would
    shown = [place for place, each in enumerate((*trend.key_result_ids, *trend.child_ids)) if each in named]
    names = [named[(*trend.key_result_ids, *trend.child_ids)[place]] for place in shown]
    return Table(
        caption=_label(trend, text),
        heads=(text("chart.date"), text("chart.progress"), *(text("chart.adds", name=each) for each in names)),
        rows=tuple(
            (
                moment_label(each.at, text),
                text.percent(each.progress),
                *(text.percent(each.shares[place]) for place in shown),
            )
            for each in reversed(trend.moments)
        ),
        numbers=1 + len(names),
    )
