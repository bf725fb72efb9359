"""Meetings on the screens of several people at once: planning, starting, two who drag, notes, decisions, the timer."""

from __future__ import annotations

import pytest

from shared.meetings.commands import SetNotes, StartVote
from tests.factories import company, objective, uid
from tests.ui.meetings.table import HIDDEN, PATH, A, agenda, by_id, meeting, planned, running, screens, title
from tests.ui.world import World

pytestmark = pytest.mark.anyio


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
