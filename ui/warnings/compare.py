"""Departments, teams and people side by side: all units, or up to six of them and of people, in the order that is wanted.

A table first, bars beside it. The address holds what was chosen, so that it can be sent to somebody.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.directory.model import Unit
from shared.messages import Id
from shared.progress import expected
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import SHAPE, bar, face
from ui.live.router import Place, use_location
from ui.live.still import Same
from ui.text import Text
from ui.warnings.choosing import MOST, Choosing
from ui.warnings.loaded import hidden_from, use_survey
from ui.warnings.tally import COLUMNS, Compared, chosen, compared, tallies

SORTS = ("name", "progress", "confidence", "punctual", *(name for name, _, _ in COLUMNS))


@component
def Comparison(cycle_id: Id) -> Any:
    session, text, place = use_session(), use_text(), use_location()
    view = use_view(f"goals:{cycle_id}", "directory")
    survey = use_survey(cycle_id)
    if survey is None:
        return html.div({"className": "bones", "aria-busy": "true"}, html.span({"className": "bone"}))
    found = tallies(Same(survey), hidden_from(view, survey))
    keys = [each for each in place.query.get("with", "").split(",") if each]
    picked = chosen(view, found, keys[:MOST])
    sort, down = _order(place)
    rows = picked or compared(view, found)
    if sort:
        rows = [_flat(each) for each in sorted(rows, key=lambda each: _rank(each, sort, down, text))]
    elapsed = expected(view.state.cycles[cycle_id], session.now())
    return html.section(
        {"className": "comparison", "aria-label": text("warnings.view_compare")},
        Choosing(tuple(each.key for each in picked), key="choosing"),
        html.div(
            {"className": "scroll", "key": "table", "tabIndex": 0},
            html.table(
                {"className": "table"},
                html.caption({"className": "sr"}, text("warnings.view_compare")),
                html.thead(
                    html.tr(
                        *(_head(each, sort, down, place, text) for each in SORTS),
                        html.th({"scope": "col"}, text("warnings.share")),
                    )
                ),
                html.tbody(*(_row(each, elapsed, view, text) for each in rows)),
            ),
        )
        if rows
        else html.div(
            {"className": "empty", "key": "none"}, html.h2(text("compare.none")), html.p(text("compare.why"))
        ),
        html.p({"className": "hint", "key": "how"}, text("compare.how")),
    )


def _order(place: Place) -> tuple[str, bool]:
    """By which column, and whether the greatest comes first; empty: as the organisation is."""
    sort = place.query.get("sort", "")
    name = sort.removeprefix("-")
    return (name, sort.startswith("-")) if name in SORTS else ("", False)


def _head(name: str, sort: str, down: bool, place: Place, text: Text) -> Any:
    """A click sorts, the greatest first where a number is; a second one turns it round; a third takes it back."""
    first = name if name == "name" else f"-{name}"
    second = f"-{name}" if name == "name" else name
    now = ("-" if down else "") + sort
    wanted = first if sort != name else second if now == first else None
    said: dict[str, Any] = {
        "scope": "col",
        "key": name,
        **({} if name in ("name", "progress") else {"className": "num"}),
    }
    if sort == name:
        said["aria-sort"] = "descending" if down else "ascending"
    label = text(
        "compare.name" if name == "name" else f"warnings.count_{name}" if _is_count(name) else f"compare.{name}"
    )
    return html.th(said, html.a({"href": place.with_query(sort=wanted).href}, label))


def _is_count(name: str) -> bool:
    return any(name == each for each, _, _ in COLUMNS)


def _rank(each: Compared, sort: str, down: bool, text: Text) -> tuple[bool, Any]:
    """What has no value comes last either way."""
    if sort == "name":
        name = text.name(each.thing).casefold()
        return False, tuple(-ord(one) for one in name) if down else name
    if _is_count(sort):
        value: int | None = each.tally.counts[[name for name, _, _ in COLUMNS].index(sort)]
    else:
        value = getattr(each.tally, sort)
    return value is None, 0 if value is None else -value if down else value


def _flat(each: Compared) -> Compared:
    return Compared(each.thing, 0, each.tally)


def _row(row: Compared, elapsed: int, view: View, text: Text) -> Any:
    tally, thing = row.tally, row.thing
    sure = tally.confidence
    return html.tr(
        {"key": row.key},
        html.th(
            {"scope": "row", "style": {"--in": row.depth}},
            html.a(
                {"href": _leads_to(row)},
                *([] if isinstance(thing, Unit) else [face(thing, text, named=True)]),
                text.name(thing),
            ),
            *([html.small(_where(row, view, text))] if _where(row, view, text) else []),
        ),
        html.td(
            {"className": "mean"},
            html.span(text.percent(tally.progress)),
            bar(tally.progress, elapsed, "none", text("progress")),
        ),
        html.td(
            {"className": "num"},
            "–"
            if sure is None
            else html.span(
                {"className": "conf", "data-s": _shape(sure), "style": {"--n": round(sure / 10)}}, f"{sure / 10:.1f}"
            ),
        ),
        html.td(
            {"className": "num"},
            text.percent(tally.punctual),
            *([html.small(f"{tally.met}/{tally.asked}")] if tally.asked else []),
        ),
        *(
            html.td({"className": "num" if count else "num zero", "key": column}, str(count))
            for (column, _, _), count in zip(COLUMNS, tally.counts, strict=True)
        ),
        html.td(
            html.div(
                {"className": "shares", "aria-hidden": "true"},
                *(
                    html.span({"key": column, "data-s": SHAPE[colour], "style": {"--share": count}})
                    for (column, _, colour), count in zip(COLUMNS, tally.counts, strict=True)
                    if count
                ),
            )
            if any(tally.counts)
            else "–"
        ),
    )


def _shape(tenths: int) -> str:
    return "flag" if tenths <= 30 else "risk" if tenths < 70 else "on"


def _leads_to(row: Compared) -> str:
    """A unit's goals; what wants attention of a person's."""
    if isinstance(row.thing, Unit):
        return Place("/", {"scope": f"unit:{row.thing.id}"}).href
    return Place("/warnings", {"person": row.thing.id}).href


def _where(row: Compared, view: View, text: Text) -> str:
    """The unit that somebody is in."""
    if isinstance(row.thing, Unit) or row.thing.unit_id is None:
        return ""
    return text.name(view.state.units.get(row.thing.unit_id))
