"""Meetings on the screens of several people at once: vote and reveal, follow-me, two who drag, one who takes over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from shared.check_ins.messages import PostCheckIn
from shared.meetings.messages import (
    CastVote,
    OpenItem,
    PlanMeeting,
    RevealVote,
    SetNotes,
    StartMeeting,
    StartVote,
)
from shared.meetings.model import Meeting
from shared.objectives.model import Visibility
from tests.factories import company, key_result, objective, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World

pytestmark = pytest.mark.anyio
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


async def test_a_meeting_is_planned_from_the_cycles_goals() -> None:
    world = World(
        company().tell(
            objective("Grow"), objective("Lead", owner="wang", unit="marketing"), objective("Draft", draft=True)
        )
    )
    async with world.screen("dan", "/meetings") as screen:
        assert screen.has(text="No meetings in q1 yet")
        await screen.go("/meetings?plan=1")
        await screen.until(lambda screen: screen.has("form", class_="dialog"))
        await screen.submit(screen.find("form", class_="dialog"), title=" ", agenda="all")
        await screen.until(lambda screen: screen.has("small", class_="why"))
        await screen.submit(screen.find("form", class_="dialog"), title="Week 1", agenda="all")
        await screen.until(lambda screen: screen.has("header", class_="meeting-bar"))
        (found,) = world.state.meetings.values()
        assert (found.title, found.facilitator_id) == ("Week 1", uid("dan"))
        assert [each.objective_id for each in found.items] == [uid("Lead"), uid("Grow")], "a draft is not talked about"
        assert agenda(screen) == ["Lead", "Grow"]
        assert screen.find("cairn-nav").attributes["go"]["to"] == f"/meeting/{found.id}"


async def test_guests_look_on() -> None:
    world = running()
    world.tell(StartVote(**A), by="ada")
    async with world.screen("bob", PATH) as bob:
        assert agenda(bob) == ["Grow", "Learn"]
        assert not bob.has("fieldset", class_="ballot")
        for name in ("begin", "reveal", "take-over", "decision"):
            assert not bob.has(id=name)
    async with world.screen("bob", "/meetings") as bob:
        assert bob.has("b", text="Align")
        assert not bob.has("a", class_="btn primary")


async def test_starting_opens_the_first_goal_for_everybody() -> None:
    world = planned()
    async with screens(world, "ada", "dan") as (ada, dan):
        assert dan.has("span", class_="status", text="Planned")
        assert not dan.has(id="begin")
        await ada.click(by_id(ada, "begin"))
        await dan.until(lambda screen: screen.has("span", class_="status", text="Running"))
        assert title(dan) == "Grow"
        assert meeting(world).current_id == uid("Grow")


async def test_a_vote_is_private_until_it_is_revealed_for_all_at_once() -> None:
    world = running()
    async with screens(world, "ada", "dan", "wang") as (ada, dan, wang):
        await ada.click(by_id(ada, "vote"))
        for screen in (ada, dan, wang):
            await screen.until(lambda screen: screen.has("fieldset", class_="ballot"))
        for screen, number in ((ada, "9"), (dan, "2")):
            await screen.choose(screen.find("input", type="radio", value=number), number)
        for screen in (ada, dan):
            await screen.until(lambda screen: screen.has("b", text="2 of 3 have voted"))
        await wang.until(lambda screen: screen.has("b", text="3 人中 2 人已投票"))
        assert [each.confidence for each in meeting(world).items[0].rounds[0].votes].count(2) == 1
        for screen in (ada, dan, wang):
            held = screen.find("section", class_="vote")
            numbers = [each.attributes.get("value") for each in held.find_all("input", type="radio")]
            assert numbers == [*(str(each) for each in range(11)), "none"], "each number is there once: as a choice"
            assert not any(
                "checked" in each.attributes or "defaultChecked" in each.attributes for each in held.find_all("input")
            )
            assert not screen.has("ol", class_="spread")
        assert not dan.has(id="reveal")
        await ada.click(by_id(ada, "reveal"))
        for screen in (ada, dan, wang):
            await screen.until(lambda screen: screen.has("ol", class_="spread"))
            spread = screen.find("ol", class_="spread")
            assert [each.text for each in spread.find_all("li") if each.has(class_="face")] == [
                "D2",
                "A9",
            ] or screen is wang
        assert dan.has("b", text="Median 2")
        assert dan.has("small", text="revealed by Ada")
        await ada.click(by_id(ada, "vote"))
        await dan.until(lambda screen: screen.has("small", text="Round 2"))
        assert dan.has("p", text="Round 1 · Median 2")


async def test_an_abstention_is_private_too_and_counts_as_a_vote() -> None:
    world = running()
    world.tell(StartVote(**A), by="ada")
    async with screens(world, "ada", "dan") as (ada, dan):
        await dan.choose(dan.find("input", type="radio", value="none"), "none")
        await ada.until(lambda screen: screen.has("b", text="1 of 2 have voted"))
        assert not any("bstained" in screen.text for screen in (ada, dan))
        await ada.click(by_id(ada, "reveal"))
        await dan.until(lambda screen: screen.has("small", text="abstained: Dan"))
        assert not dan.has("b", text="Median 0")


async def test_the_median_becomes_the_confidence_of_key_results() -> None:
    world = running()
    world.tell(StartVote(**A), CastVote(confidence=6, **A), RevealVote(**A), by="ada")
    async with world.screen("ada", PATH) as ada:
        await ada.click(by_id(ada, "use-median"))
        await ada.until(lambda screen: screen.has(class_="toast"))
        posted = world.done[-1]
        assert isinstance(posted, PostCheckIn)
        assert (posted.key_result_id, posted.confidence) == (uid("Books"), 6)
        assert world.state.key_results[uid("Books")].confidence == 6
    world.tell(OpenItem(**B), StartVote(**B), CastVote(confidence=6, **B), RevealVote(**B), by="ada")
    async with world.screen("ada", PATH) as ada:
        assert not ada.has(id="use-median"), "Dan's goal has no key result that Ada may speak for"


async def test_two_who_drag_at_once_see_one_order() -> None:
    world = planned()
    async with screens(world, "ada", "dan") as (ada, dan):
        assert agenda(ada) == ["Grow", "Secret", "Learn"]
        assert agenda(dan) == ["Grow", "Learn"]
        grow, learn = uid("Grow"), uid("Learn")
        first, second = ada.find("cairn-sort"), dan.find("cairn-sort")
        await ada.send(first, "move", detail={"id": grow, "after": learn})
        await dan.send(second, "move", detail={"id": learn, "after": None})
        await ada.until(lambda screen: agenda(screen)[0] == "Learn")
        await dan.until(lambda screen: agenda(screen) == ["Learn", "Grow"])
        for screen in (ada, dan):
            await screen.quiet()
        titles = [world.state.objectives[each.objective_id].title for each in meeting(world).items]
        assert agenda(ada) == titles, "whoever came first, it is one order"
        assert agenda(dan) == [each for each in titles if each != "Secret"]
        await dan.send(dan.find("cairn-sort"), "move", detail={"id": HIDDEN, "after": None})
        await dan.quiet()
        assert agenda(ada) == titles, "what one does not see one does not move"


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


async def test_notes_decisions_and_actions_are_on_every_screen() -> None:
    world = running()
    async with screens(world, "ada", "dan") as (ada, dan):
        # the notes themselves are written together in the browser; what becomes of them is on every screen
        document = dan.find("section", class_="notes").find("cairn-text").attributes["document"]
        _, meeting_id, objective_id = document.split(":")
        world.tell(SetNotes(meeting_id=meeting_id, objective_id=objective_id, notes="Costs first"), by="dan")
        await dan.send(
            dan.find("section", class_="decisions").find("cairn-commit", class_="adder"),
            "commit",
            detail={"value": "Go on"},
        )
        form = dan.find("form", class_="new-action")
        await dan.submit(form, text="Ask legal", owner_id=uid("ada"), due_on="2026-02-01")
        await ada.until(lambda screen: screen.has("li", text="Ask legal"))
        await dan.quiet()
        assert ada.find("section", class_="notes").has("span", text="Costs first")
        assert ada.find("section", class_="decisions").find("textarea", defaultValue="Go on")
        await dan.submit(dan.find("form", class_="new-action"), text=" ", owner_id=uid("ada"), due_on="")
        await dan.until(lambda screen: screen.has("small", class_="why"))
        box = ada.find("section", class_="actions-taken").find("input", type="checkbox")
        target = {"value": box.attributes["value"], "checked": True}
        await ada.send(box, "change", target=target, currentTarget=target)
        await dan.until(lambda screen: screen.has("li", class_="done"))


async def test_the_timer_is_what_is_left_by_the_servers_clock() -> None:
    world = running()
    async with screens(world, "ada", "dan") as (ada, dan):
        assert not dan.has("cairn-timer")
        await ada.click(ada.find("button", text="5 min"))
        await dan.until(lambda screen: screen.has("cairn-timer"))
        shown = dan.find("cairn-timer").attributes
        assert (shown["left"], shown["running"]) in ((299, True), (300, True))
        await ada.until(lambda screen: screen.has("button", text="Pause"))
        await ada.click(ada.find("button", text="Pause"))
        await dan.until(lambda screen: "running" not in screen.find("cairn-timer").attributes)


async def test_who_looks_at_a_goal_is_seen_by_those_who_see_it() -> None:
    world = planned()
    path = f"/o/{uid('Grow')}"
    async with world.screen("dan", path) as dan:
        assert not dan.has("span", class_="here")
        async with world.screen("ada", path) as ada:
            await dan.until(lambda screen: screen.find("span", class_="here").text == "2 are looking")
            assert ada.find("span", class_="faces").has(title="Dan")
        await dan.until(lambda screen: not screen.has("span", class_="here"))
    async with screens(world, "ada", "dan", path=f"/o/{HIDDEN}") as (ada, dan):
        await dan.quiet()
        assert dan.has("div", class_="lost")
        assert not ada.has("span", class_="here")
