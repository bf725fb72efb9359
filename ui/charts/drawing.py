"""The parts that charts are drawn of. Knows places and class names, nothing of the domain.

Across is in per cent, so that a drawing is as wide as its place and its words keep their size; paths, which know no per
cent, lie in a stretched picture of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from reactpy import Vdom, html

from ui.charts.geometry import WIDE, Label, Place, Span, percent
from ui.charts.words import LONGEST, day_label, wide
from ui.text import Text

_svg, _text, _line, _rect, _path, _circle, _title = (
    Vdom(name) for name in ("svg", "text", "line", "rect", "path", "circle", "title")
)
SHAPES = {"on": "M0-4A4 4 0 1 1 0 4A4 4 0 1 1 0-4Z", "risk": "M0-5L5 0 0 5-5 0Z", "flag": "M0-4.6L5 4-5 4Z"}
"""What a confidence looks like, besides its colour: a disc, a diamond, a triangle."""


def plot(label: str, height: float, gutter: float, *parts: Any) -> Any:
    style = {"--high": f"{height:g}px", "--gutter": f"{gutter:g}px"}
    return _svg({"className": "plot", "role": "img", "aria-label": label, "style": style, "key": "plot"}, *parts)


def gutter(labels: Iterable[Label]) -> float:
    """Room for the labels on the left."""
    return max(24.0, min(LONGEST, max((wide(each.words) for each in labels), default=0.0))) + 10


def levels(labels: Iterable[Label]) -> list[Any]:
    """Lines across with their words on the left."""
    parts: list[Any] = []
    for each in labels:
        name = f"level {each.kind}".strip()
        parts.append(_line({"className": name, "x1": "0%", "x2": "100%", "y1": each.at, "y2": each.at}))
        parts.append(words(each.words, "0%", each.at, f"label {each.kind}".strip(), dx=-8, anchor="end", middle=True))
    return parts


def words(
    said: str, x: str, y: float, name: str = "label", *, dx: float = 0, anchor: str = "start", middle: bool = False
) -> Any:
    attributes: dict[str, Any] = {"className": name, "x": x, "y": y, "textAnchor": anchor}
    if dx:
        attributes["dx"] = dx
    if middle:
        attributes["dy"] = "0.34em"
    return _text(attributes, said)


def calendar(days: list[tuple[date, float]], top: float, bottom: float, text: Text, *, weeks: bool) -> list[Any]:
    """Ticks and days under the plot."""
    parts: list[Any] = []
    for day, across in days:
        x = percent(across)
        parts.append(_line({"className": "tick", "x1": x, "x2": x, "y1": top, "y2": top + 4}))
        parts.append(words(day_label(day, text, long=weeks), x, bottom, dx=1))
    return parts


def today(span: Span, now: datetime, top: float, bottom: float, text: Text) -> list[Any]:
    """A line where time is, or where it stopped for a cycle that closed; nothing at the edges, before the cycle and after it."""
    across = span.until(now)
    if not 0 < across < 1:
        return []
    x = percent(across)
    anchor = "start" if across < 0.12 else "end" if across > 0.88 else "middle"
    return [
        _line({"className": "today", "x1": x, "x2": x, "y1": top, "y2": bottom}),
        words(text("chart.today" if span.closed_at is None else "chart.closed"), x, top - 5, "label", anchor=anchor),
    ]


def straight(name: str, begin: Place, end: Place) -> Any:
    return _line(
        {"className": name, "x1": percent(begin[0]), "y1": begin[1], "x2": percent(end[0]), "y2": end[1]},
    )


def band(top: float, bottom: float, name: str = "band") -> Any:
    return _rect({"className": name, "x": 0, "y": top, "width": "100%", "height": max(0.0, round(bottom - top, 1))})


def paths(height: float, *drawn: tuple[str, str, str]) -> Any:
    """(class, path, title) in one stretched picture, the later over the earlier."""
    return _svg(
        {
            "className": "paths",
            "viewBox": f"0 0 {WIDE} {height:g}",
            "preserveAspectRatio": "none",
            "width": "100%",
            "height": f"{height:g}",
            "aria-hidden": "true",
        },
        *(
            _path({"className": name, "d": d, "vectorEffect": "non-scaling-stroke"}, *([_title(said)] if said else []))
            for name, d, said in drawn
            if d
        ),
    )


def point(place: Place, said: str, name: str = "point", radius: float = 3.5) -> Any:
    """A dot with its words, and room round it for a pointer."""
    at = {"cx": percent(place[0]), "cy": place[1]}
    return html._(
        _circle({"className": name, **at, "r": radius}), _circle({"className": "reach", **at, "r": 10}, _title(said))
    )


def shape(place: Place, said: str, kind: str) -> Any:
    """A sign for a confidence."""
    return _svg(
        {"className": "sign", "x": percent(place[0]), "y": place[1], "data-s": kind, "width": 1, "height": 1},
        _path({"className": "mark", "d": SHAPES[kind]}, _title(said)),
    )
