"""What is said for a moment: one at a time, the newest; what can be undone besides it is in a list."""

from __future__ import annotations

import asyncio

import pytest

from shared.messages import Refused
from tests.factories import company, key_result, objective, uid
from tests.ui.driver import Screen
from tests.ui.world import World
from ui import desk

pytestmark = pytest.mark.anyio
NAMES = ("Books", "Fans", "Shops")


def scene() -> World:
    return World(company().tell(objective("Grow"), *(key_result(each, "Grow") for each in NAMES)))


def is_archived(world: World, name: str) -> bool:
    return world.state.key_results[uid(name)].archived


async def archive(world: World, screen: Screen, name: str) -> None:
    await screen.click(screen.find("li", id=f"kr-{uid(name)}").find("button", class_="danger"))
    await screen.until(lambda seen: name in seen.find("p", class_="toast").text)


async def test_one_toast_is_seen_and_the_older_ones_can_still_be_undone() -> None:
    world = scene()
    async with world.screen("ada", f"/o/{uid('Grow')}") as ada:
        for each in NAMES:
            await archive(world, ada, each)
        assert len(ada.find_all("p", class_="toast")) == 1
        assert not ada.has("ul", class_="earlier")
        await ada.click(ada.find("button", class_="more-undo", text="2 more can be undone"))
        await ada.until(lambda seen: seen.has("ul", class_="earlier"))
        listed = ada.find("ul", class_="earlier").find_all("li")
        assert ["Fans" in listed[0].text, "Books" in listed[1].text] == [True, True]
        await ada.click(listed[1].find("button", text="Undo"))
        await ada.until(lambda seen: seen.has("li", id=f"kr-{uid('Books')}"))
        await ada.click(ada.find("p", class_="toast").find("button", text="Undo"))
        # what was said before it is said again
        await ada.until(lambda seen: "Fans" in seen.find("p", class_="toast").text)
        assert not ada.has("button", class_="more-undo")
    assert [is_archived(world, each) for each in NAMES] == [False, True, False]


async def test_a_refusal_covers_an_undo_and_gives_it_back() -> None:
    world = scene()
    async with world.screen("ada", f"/o/{uid('Grow')}") as ada:
        await archive(world, ada, "Books")
        world.failure = Refused("forbidden")
        await ada.click(ada.find("li", id=f"kr-{uid('Fans')}").find("button", class_="danger"))
        await ada.until(lambda seen: seen.has("p", class_="toast", role="alert"))
        assert ada.has("button", class_="more-undo", text="One more can be undone")
        await ada.click(ada.find("p", class_="toast").find("button"))
        await ada.until(lambda seen: "Books" in seen.find("p", class_="toast").text)


async def test_all_go_after_a_while_unless_somebody_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "TOAST_SECONDS", 0.05)
    world = scene()
    async with world.screen("ada", f"/o/{uid('Grow')}") as ada:
        await archive(world, ada, "Books")
        await ada.until(lambda seen: not seen.has("p", class_="toast"))
    held = desk.Desk(world.session("ada"))
    held.say("one")
    held.say("two")
    assert [each.text for each in held.toasts] == ["two"]  # nothing to be undone, nothing to be kept
    held.hold()
    gone = asyncio.Event()
    held.on_toasts(lambda: gone.set() if not held.toasts else None)
    held.let_go()
    async with asyncio.timeout(20):
        await gone.wait()
