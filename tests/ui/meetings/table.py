"""A meeting, planned or running, and several people's screens of it. Makes no claims of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from shared.meetings.commands import OpenItem, PlanMeeting, StartMeeting
from shared.meetings.model import Meeting
from shared.objectives.model import Visibility
from tests.factories import company, key_result, objective, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World

M = uid("align")
PATH = f"/meeting/{M}"
A: dict[str, Any] = {"meeting_id": M, "objective_id": uid("Grow")}
B: dict[str, Any] = {"meeting_id": M, "objective_id": uid("Learn")}
HIDDEN = uid("Secret")


def planned() -> World:
    """Ada leads; on the agenda are Grow, a goal that only she sees, and Learn."""
    story = company().tell(
        objective("Grow", owner="ada"),
        key_result("Books", "Grow"),
        objective("Secret", owner="ada", visibility=Visibility.PRIVATE),
        objective("Learn", owner="dan"),
    )
    world = World(story)
    world.tell(
        PlanMeeting(meeting_id=M, cycle_id=uid("q1"), title="Align", objective_ids=(uid("Grow"), HIDDEN, uid("Learn"))),
        by="ada",
    )
    return world


def running() -> World:
    world = planned()
    world.tell(StartMeeting(meeting_id=M), OpenItem(**A), by="ada")
    return world


def meeting(world: World) -> Meeting:
    return world.state.meetings[M]


def agenda(screen: Screen) -> list[str]:
    """The titles on the agenda, in their order."""
    return [
        each.find("span", class_="title").text for each in screen.find("nav", class_="meeting-agenda").find_all("a")
    ]


def title(screen: Screen) -> str:
    """The goal on the paper, whether it may be written or only read."""
    for each in screen.find("article", class_="paper").find_all():
        if "title" in str(each.attributes.get("className", "")).split():
            return each.text or str(each.attributes.get("defaultValue", each.attributes.get("value", "")))
    return ""


def by_id(screen: Screen, name: str) -> Element:
    return screen.find(id=name)


@asynccontextmanager
async def screens(world: World, *names: str, path: str = PATH) -> AsyncIterator[list[Screen]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(world.screen(name, path)) for name in names]
