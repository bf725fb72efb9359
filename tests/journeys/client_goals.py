"""A page with one of each of the client's elements, and what its server holds. The journeys of the client happen on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from reactpy import Vdom, component, html, use_state

COMMIT, KEYS, FOCUS, TIME, UPLOAD = (Vdom(f"cairn-{name}") for name in ("commit", "keys", "focus", "time", "upload"))


class Goals:
    """What the server holds, beyond any page: a title, a count of deletions, and how to draw again."""

    def __init__(self) -> None:
        self.title, self.committed, self.deleted = "Grow revenue", list[str](), 0
        self.were: list[str] = []
        """What stood there, for each that was committed."""
        self.names = ["a", "b", "c"]
        self.actions: list[str] = []
        self.redraw: Callable[[], None] = lambda: None
        self.token = 0
        self.heard = asyncio.Event()

    def root(self) -> Any:
        return goals_page(self)


@component
def goals_page(goals: Goals) -> Any:
    turn, set_turn = use_state(0)
    goals.redraw = lambda: set_turn(lambda count: count + 1)

    async def delete(_: Any) -> None:
        goals.deleted += 1
        goals.redraw()

    async def commit(change: Any) -> None:
        goals.title = change["detail"]["value"]
        goals.were.append(change["detail"]["was"])
        goals.committed.append(goals.title)
        goals.heard.set()
        goals.redraw()

    async def send(change: Any) -> None:
        goals.committed.append(change["detail"]["value"])

    async def pressed(change: Any) -> None:
        goals.actions.append(change["detail"]["action"])
        goals.token += goals.actions[-1] == "create"
        goals.redraw()

    async def uploaded(change: Any) -> None:
        goals.actions.append(change["detail"]["answer"]["id"])
        goals.redraw()

    return html.main(
        html.h1({"id": "title"}, goals.title),
        html.p({"id": "turn"}, str(turn)),
        html.button({"id": "delete", "onClick": delete}, f"deleted {goals.deleted}"),
        COMMIT(
            {"id": "field", "value": goals.title, "onCommit": commit},
            html.input({"id": "edit", "defaultValue": goals.title}),
        ),
        COMMIT({"clear": True, "onCommit": send}, html.textarea({"id": "say"})),
        KEYS({"map": {"c": "create", "mod+k": "search", "g o": "goals", "escape": "close"}, "onKey": pressed}),
        FOCUS({"token": f"t{goals.token}" if goals.token else None}, html.input({"id": "focused"})),
        html.p({"id": "actions"}, " ".join(goals.actions)),
        TIME({"id": "when", "datetime": "2020-01-05T12:00:00Z"}, "5 Jan 2020"),
        UPLOAD({"action": "/files", "onUploaded": uploaded}, html.input({"id": "file", "type": "file"})),
        html.ul([html.li({"key": name}, html.input({"id": f"row-{name}"})) for name in goals.names]),
    )
