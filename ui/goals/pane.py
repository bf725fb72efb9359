"""The left pane: find, choose whose, and the rows. Renders again when a list's members change, not when a goal does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from reactpy import component, event, html, use_state

from shared.gates import why_closed
from shared.messages import Id, Role
from ui.goals.groups import SCOPES, Group, groups
from ui.goals.row import GoalRow
from ui.hooks import use_text, use_view
from ui.live.router import use_location
from ui.text import Text


@component
def GoalPane(cycle_id: Id, objective_id: Id | None) -> Any:
    view = use_view(f"goals:{cycle_id}", "directory", "cycles")
    text, place = use_text(), use_location()
    wanted, set_wanted = use_state("")
    scope = place.query.get("scope", "all")

    @event
    async def typed(happened: dict[str, Any]) -> None:
        set_wanted(str(happened["target"].get("value", "")).strip()[:200])

    found = groups(view, cycle_id, scope, wanted)
    may_write = view.me is not None and view.me.role is not Role.GUEST and why_closed(view.state, cycle_id) is None
    kept: dict[str, str] = {name: place.query[name] for name in ("cycle", "scope") if name in place.query}
    return html.nav(
        {"className": "list goals", "aria-label": text("goals")},
        html.h1({"className": "sr"}, text("goals")),
        html.div(
            {"className": "lead"},
            html.label(
                {"className": "find", "data-icon": "search"},
                html.input(
                    {
                        "type": "search",
                        "id": "find",
                        "placeholder": text("goals.find"),
                        "aria-label": text("goals.find"),
                        "onChange": typed,
                    }
                ),
                html.kbd("/"),
            ),
            *([_new(kept, text)] if may_write else []),
        ),
        html.div(
            {"className": "seg scopes"},
            *(
                html.a(
                    {
                        "key": each,
                        "href": place.with_query(scope=None if each == "all" else each, pane=None).href,
                        **({"aria-current": "true"} if scope == each else {}),
                    },
                    text(f"scope.{each}"),
                )
                for each in SCOPES
            ),
        ),
        *(_rows(each, text, kept, objective_id) for each in found),
        *([] if any(each.rows for each in found) else [_nothing(wanted, scope, kept, may_write, text)]),
    )


def _new(kept: dict[str, str], text: Text) -> Any:
    return html.a(
        {
            "className": "btn icon",
            "href": _href("/new", {name: kept[name] for name in kept if name == "cycle"}),
            "data-icon": "plus",
            "aria-label": text("objective.new"),
            "data-tip": f"{text('objective.new')}  C",
        }
    )


def _nothing(wanted: str, scope: str, kept: dict[str, str], may_write: bool, text: Text) -> Any:
    """Why no row is here, and the way on for whoever has none of their own."""
    if wanted or scope != "mine":
        return html.p({"className": "hint"}, text("goals.not_found" if wanted else "goals.none"))
    cycle = {name: kept[name] for name in kept if name == "cycle"}
    write = html.a({"className": "btn small", "href": _href("/new", cycle), "data-icon": "plus"}, text("objective.new"))
    return html.div({"className": "hint"}, html.p(text("goals.none_mine")), *([write] if may_write else []))


def _rows(group: Group, text: Text, kept: dict[str, str], objective_id: Id | None) -> Any:
    count = len(group.rows) + group.more
    heading = text.name(group.unit) if group.name == "unit" else text(group.name, unit=text.name(group.unit))
    rows: list[Any] = [
        html.h2({"className": "group", "key": f"h:{group.scope}"}, heading, html.small(str(count))),
        *(
            GoalRow(
                objective.id,
                _href(f"/o/{objective.id}", kept),
                depth,
                objective.id == objective_id,
                key=f"{group.scope}:{objective.id}",
            )
            for objective, depth in group.rows
        ),
    ]
    if group.more:
        scope = {**kept, "scope": group.scope} if group.scope else kept
        rows.append(
            html.a(
                {"className": "more", "key": f"m:{group.scope}", "href": _href("/", scope)},
                text("goals.more", n=group.more),
            )
        )
    return html.div({"key": f"g:{group.scope or group.name}"}, *rows)


def _href(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
