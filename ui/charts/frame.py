"""What is round every chart: its legend, the way to the same numbers as a table, and what can be taken away. Draws no chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from reactpy import Vdom, component, html, use_state

from ui.hooks import use_text
from ui.text import Text

_png = Vdom("cairn-png")
CSV = "CSV"


class Table(Struct, frozen=True):
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int
    """How many columns after the first hold numbers."""


class Drawn(Struct, frozen=True):
    """A chart, whatever it shows. `legend` pairs a class of a swatch with words."""

    picture: Any
    table: Callable[[], Table]
    legend: Sequence[tuple[str, str]]
    heading: str
    csv: str
    hint: str = ""


@component
def Frame(drawn: Drawn) -> Any:
    text = use_text()
    tabled, set_tabled = use_state(False)

    async def turn(_: dict[str, Any]) -> None:
        set_tabled(not tabled)

    return html.figure(
        {"className": "chart"},
        _table(drawn.table()) if tabled else drawn.picture,
        html.figcaption(
            *(
                html.span({"className": f"key {name}", "key": name}, words)
                for name, words in (() if tabled else drawn.legend)
            ),
            *([html.span({"className": "hint", "key": "hint"}, drawn.hint)] if drawn.hint else []),
        ),
        html.div(
            {"className": "takes"},
            html.button(
                {"type": "button", "className": "btn quiet small", "onClick": turn, "aria-pressed": _bool(tabled)},
                text("chart.picture" if tabled else "chart.table"),
            ),
            _away(drawn, text, tabled),
        ),
    )


def _away(drawn: Drawn, text: Text, tabled: bool) -> Any:
    return html._(
        html.a(
            {
                "className": "btn quiet small",
                "data-native": "",
                "download": "",
                "href": drawn.csv,
                "aria-label": text("chart.csv"),
                "data-tip": text("chart.csv"),
            },
            CSV,
        ),
        *(
            []
            if tabled
            else [
                _png(
                    {
                        "key": "png",
                        "heading": drawn.heading,
                        "legend": " · ".join(words for _, words in drawn.legend),
                        "aria-label": text("chart.png"),
                    }
                )
            ]
        ),
    )


def _table(table: Table) -> Any:
    def name(column: int) -> dict[str, str]:
        return {"className": "num"} if 0 < column <= table.numbers else {}

    return html.div(
        {"className": "scroll", "key": "table", "tabIndex": 0},
        html.table(
            {"className": "table"},
            html.caption({"className": "sr"}, table.caption),
            html.thead(
                html.tr(
                    *(
                        html.th({"key": str(column), "scope": "col", **name(column)}, head)
                        for column, head in enumerate(table.heads)
                    )
                )
            ),
            html.tbody(
                *(
                    html.tr(
                        {"key": str(place)},
                        *(html.td({"key": str(column), **name(column)}, cell) for column, cell in enumerate(row)),
                    )
                    for place, row in enumerate(table.rows)
                )
            ),
        ),
    )


def _bool(value: bool) -> str:
    return "true" if value else "false"
