"""On a phone one pane is shown at a time; this says which, and leads to the others."""

from __future__ import annotations

from typing import Any

from reactpy import html

from ui.live.router import Place
from ui.text import Text


def pane_of(place: Place) -> str:
    """`list`, `main` or `side`. The address says it, so that Back works."""
    wanted = place.query.get("pane")
    if wanted in ("list", "main", "side"):
        return wanted
    return "list" if place.path == "/" else "main"


def panes(place: Place, text: Text, here: str, *, beside: bool = True) -> Any:
    """Back to the list, and with `beside` between the paper and what is beside it. Hidden where all panes are seen."""

    def link(name: str, key: str) -> Any:
        attributes = {"key": name, "href": place.with_query(pane=name).href}
        return html.a({**attributes, **({"aria-current": "true"} if name == here else {})}, text(key))

    home = Place("/", {name: value for name, value in place.query.items() if name in ("cycle", "scope")})
    return html.nav(
        {"className": "panes", "key": "panes", "aria-label": text("pane.all")},
        html.a({"className": "back", "data-icon": "back", "href": home.href}, text("goals")),
        *([html.div({"className": "seg"}, link("main", "pane.main"), link("side", "pane.side"))] if beside else []),
    )
