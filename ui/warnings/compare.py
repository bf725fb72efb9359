"""Departments, teams and people side by side: all units, or up to six of them and of people, in the order that is wanted.

A table first, bars beside it. The address holds what was chosen, so that it can be sent to somebody.
"""

from __future__ import annotations

from typing import Any

from reactpy import Vdom, component, event, html, use_state

from shared.directory.model import Person, Unit
from shared.messages import Id
from shared.progress import expected
from shared.view import View
from ui.hooks import use_session, use_text, use_view
from ui.kit.marks import SHAPE, bar, face
from ui.live.router import Place, use_location, use_navigate
from ui.live.still import Same
from ui.text import Text
from ui.warnings.loaded import hidden_from, use_survey
from ui.warnings.tally import COLUMNS, Compared, chosen, compared, key_of, tallies

_focus = Vdom("cairn-focus")

MOST = 6
FOUND = 8
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
                {"href": _leads_to(row)}, *([] if isinstance(thing, Unit) else [face(thing, text)]), text.name(thing)
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


@component
def Choosing(keys: tuple[str, ...]) -> Any:
    """Up to six units and people, found by their names."""
    text, place, navigate = use_text(), use_location(), use_navigate()
    view = use_view("directory")
    wanted, set_wanted = use_state("")
    picks, set_picks = use_state(0)

    @event
    async def typed(happened: dict[str, Any]) -> None:
        set_wanted(str(happened["target"].get("value", "")).strip()[:100])

    def choose(wished: tuple[str, ...]) -> None:
        navigate(place.with_query(**{"with": ",".join(wished) or None}), replace=True)

    async def pick(happened: dict[str, Any]) -> None:
        key = str(happened["currentTarget"].get("value", ""))
        if key and key not in keys and len(keys) < MOST:
            set_wanted("")
            set_picks(picks + 1)
            choose((*keys, key))

    async def drop(happened: dict[str, Any]) -> None:
        key = str(happened["currentTarget"].get("value", ""))
        choose(tuple(each for each in keys if each != key))

    names = {key: text.name(_thing(view, key)) for key in keys}
    found = [] if not wanted else [each for each in _matching(view, wanted) if key_of(each) not in keys][:FOUND]
    return html.div(
        {"className": "choosing"},
        _focus(
            {"key": "focus", "className": "find-one", "token": str(picks) if picks else ""},
            html.label(
                # what was found makes room for the next
                {"className": "find", "data-icon": "search", "key": f"find:{picks}"},
                html.input(
                    {
                        "type": "search",
                        "placeholder": text("compare.find"),
                        "aria-label": text("compare.find"),
                        "disabled": len(keys) >= MOST,
                        "onChange": typed,
                    }
                ),
            ),
        ),
        *(
            [
                html.ul(
                    {"className": "found", "key": "found"},
                    *(
                        html.li(
                            {"key": key_of(each)},
                            html.button(
                                {"type": "button", "value": key_of(each), "onClick": pick},
                                *([] if isinstance(each, Unit) else [face(each, text, "small")]),
                                html.b(text.name(each)),
                                html.small(_kind(each, view, text)),
                            ),
                        )
                        for each in found
                    ),
                    *([] if found else [html.li({"className": "hint", "key": "none"}, text("compare.not_found"))]),
                )
            ]
            if wanted and len(keys) < MOST
            else []
        ),
        *(
            html.span(
                {"className": "chip", "key": key},
                name,
                html.button(
                    {"type": "button", "value": key, "aria-label": text("compare.drop", name=name), "onClick": drop},
                    "×",
                ),
            )
            for key, name in names.items()
        ),
        html.small(
            {"className": "hint", "key": "hint", "role": "status"},
            text("compare.full") if len(keys) >= MOST else text("compare.one_more") if len(keys) == 1 else "",
        ),
    )


def _matching(view: View, wanted: str) -> list[Unit | Person]:
    """What begins so first; units before people, of whom those who are there."""
    folded = wanted.casefold()
    things: list[Unit | Person] = [
        *(each for each in view.state.units.values() if not each.archived),
        *(each for each in view.state.people.values() if each.active),
    ]
    fit = [each for each in things if folded in f"{each.name} {each.latin_name}".casefold()]

    def rank(each: Unit | Person) -> tuple[bool, bool, str, Id]:
        begins = any(each_name.casefold().startswith(folded) for each_name in (each.name, each.latin_name))
        return not begins, not isinstance(each, Unit), each.name, each.id

    return sorted(fit, key=rank)


def _thing(view: View, key: str) -> Any:
    kind, _, thing_id = key.partition(":")
    return (view.state.units if kind == "unit" else view.state.people).get(thing_id)


def _kind(thing: Any, view: View, text: Text) -> str:
    if isinstance(thing, Unit):
        return text(f"level.{thing.kind.value}")
    unit = view.state.units.get(thing.unit_id or "")
    return thing.title or ("" if unit is None else text.name(unit))
