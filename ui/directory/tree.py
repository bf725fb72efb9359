"""The org tree at the left: where to look, with how many are there. The address holds what is chosen."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from ui.directory.org import UNPLACED, is_admin, nodes, opening, wanted_in
from ui.hooks import use_text, use_view
from ui.live.router import Place, use_location


@component
def Tree() -> Any:
    view, text, place = use_view("directory", "workspace"), use_text(), use_location()
    chosen = wanted_in(place, view).unit
    found = nodes(view)
    active = [each for each in view.state.people.values() if each.active]
    unplaced = sum(1 for each in active if each.unit_id is None)
    rows = [_node(place, "", view.state.workspace.name, 0, str(len(active)), chosen)]
    rows.extend(_node(place, each.unit.id, text.name(each.unit), each.depth, str(each.count), chosen) for each in found)
    if unplaced and found:
        rows.append(_node(place, UNPLACED, text("people.unplaced"), 1, str(unplaced), chosen))
    if is_admin(view):
        add = {"className": "add", "data-icon": "plus", "key": "add", "href": opening(place, team="new")}
        rows.append(html.a(add, text("unit.add")))
        gone = sorted((each for each in view.state.units.values() if each.archived), key=lambda each: each.name)
        rows.extend(
            html.a(
                {
                    "className": "node",
                    "key": each.id,
                    "style": {"--in": 1},
                    "href": opening(place, team=each.id),
                },
                text.name(each),
                html.small(text("unit.archived_mark")),
            )
            for each in gone
        )
    return html.nav({"className": "tree", "aria-label": text("unit.tree")}, *rows)


def _node(place: Place, unit: str, name: str, depth: int, count: str, chosen: str) -> Any:
    attributes: dict[str, Any] = {
        "className": "node",
        "key": unit or "all",
        "style": {"--in": depth},
        "href": opening(place, unit=unit or None),
    }
    if unit == chosen:
        attributes["aria-current"] = "true"
    return html.a(attributes, name, html.small(count))
