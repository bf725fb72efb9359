"""Others go where the facilitator goes; somebody steps off, comes late, takes over, is handed the meeting."""

from __future__ import annotations

import pytest

from shared.meetings.commands import OpenItem
from tests.factories import uid
from tests.ui.meetings.table import HIDDEN, PATH, B, M, by_id, meeting, running, screens, title

pytestmark = pytest.mark.anyio


async def test_others_go_where_the_facilitator_goes_and_step_off_and_on() -> None:
    world = running()
    async with screens(world, "ada", "dan") as (ada, dan):
        assert title(dan) == "Grow"
        world.tell(OpenItem(**B), by="ada")
        await dan.until(lambda screen: title(screen) == "Learn")
        await ada.go(f"/o/{uid('Grow')}")
        await dan.until(
            lambda screen: screen.find("cairn-nav").attributes["go"]["to"] == f"/o/{uid('Grow')}?meeting={M}"
        )
        await dan.until(lambda screen: screen.has("div", class_="along"))
        await dan.go("/people")
        await dan.until(lambda screen: screen.has("button", text="Follow Ada"))
        await ada.go(PATH)
        await dan.quiet()
        assert dan.has("div", class_="org"), "who looks around on their own is left alone"
        await dan.click(by_id(dan, "step"))
        await dan.until(lambda screen: screen.has("header", class_="meeting-bar"))
        await dan.until(lambda screen: title(screen) == "Learn")


async def test_nobody_is_taken_to_what_they_may_not_see_or_what_is_the_leaders_own() -> None:
    world = running()
    async with screens(world, "ada", "dan") as (ada, dan):
        for path in (f"/o/{HIDDEN}", "/settings"):
            await ada.go(path)
            await ada.until(lambda screen: screen.has("div", class_="along"))
            await dan.quiet()
            assert dan.has("header", class_="meeting-bar")
        world.tell(OpenItem(meeting_id=M, objective_id=HIDDEN), by="ada")
        await dan.until(lambda screen: screen.has("p", text="The meeting is at nothing that you can see."))
        await ada.quiet()


async def test_a_latecomer_lands_where_the_meeting_is() -> None:
    world = running()
    world.tell(OpenItem(**B), by="ada")
    async with world.screen("ada", PATH) as ada:
        async with world.screen("dan", PATH) as dan:
            assert title(dan) == "Learn"
        await ada.go(f"/o/{uid('Grow')}")
        await ada.until(lambda screen: screen.has("div", class_="along"))
        async with world.screen("wang", PATH) as wang:
            await wang.until(lambda screen: title(screen) == "Grow")


async def test_somebody_takes_over_when_the_facilitator_has_gone() -> None:
    world = running()
    async with world.screen("dan", PATH) as dan:
        async with world.screen("ada", PATH):
            await dan.until(lambda screen: not screen.has(class_="away"))
            assert dan.find(class_="crowd").has(title="Ada")
        await dan.until(lambda screen: screen.has("b", class_="away", text="Ada has gone"))
        await dan.click(by_id(dan, "take-over"))
        await dan.until(lambda screen: screen.has(text="Dan leads"))
        assert meeting(world).facilitator_id == uid("dan")
        await dan.click(by_id(dan, "next"))
        await dan.until(lambda screen: title(screen) == "Learn")
        assert meeting(world).current_id == uid("Learn")


async def test_a_led_meeting_is_handed_over_and_everybody_is_told() -> None:
    world = running()
    async with screens(world, "ada", "dan", "root") as (ada, dan, root):
        for screen in (ada, dan, root):
            await screen.until(
                lambda screen: (
                    screen.has(class_="crowd") and len(screen.find(class_="crowd").find_all(class_="face")) == 3
                )
            )
            await screen.quiet()
        assert not dan.has(id="take-over"), "she is here"
        assert root.has(id="take-over"), "an admin may at any time"
        assert not root.has("button", text="End the meeting"), "and leads only then"
        await ada.click(ada.find("button", text="Hand over to Dan"))
        await dan.until(lambda screen: screen.has("span", text="Dan leads now, after Ada"))
        assert meeting(world).facilitator_id == uid("dan")
        await ada.until(lambda screen: not screen.has("button", text="End the meeting"))
        await root.click(by_id(root, "take-over"))
        await dan.until(lambda screen: screen.has("span", text="Root leads now, after Dan"))


async def test_side_panes_follow_until_somebody_chooses_another() -> None:
    world = running()
    path = f"/o/{uid('Grow')}"
    async with screens(world, "ada", "dan") as (ada, dan):
        await ada.go(f"{path}?side=history")
        await dan.until(lambda screen: screen.find("cairn-nav").attributes["go"]["to"].startswith(path))
        there = dan.find("cairn-nav").attributes["go"]["to"]
        assert "side=history" in there
        assert "apart" not in there
        await dan.go(f"{path}?meeting={M}")
        await dan.quiet()
        assert dan.has("a", text="Progress", **{"aria-current": "page"}), "one's own choice, still following"
        await ada.go(f"{path}?meeting={M}")
        await ada.go(f"{path}?meeting={M}&side=history")
        await dan.until(lambda screen: screen.has("a", text="History", **{"aria-current": "page"}))
