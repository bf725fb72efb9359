"""The inbox on several tabs: unread and all, together what is about one thing, marked here and there; and how one wants to be told."""

from __future__ import annotations

import pytest

from shared.inbox.messages import ChangePreferences
from shared.inbox.model import EntryKind
from tests.factories import acknowledge, check_in, company, key_result, objective, uid
from tests.ui.world import World, held

pytestmark = pytest.mark.anyio


def told() -> World:
    """Wang has read two of Ada's check-ins on Books, and said something to the second; Dan gave her nothing."""
    one, two = check_in("Books", 1), check_in("Books", 2)
    story = company().tell(objective("Grow"), key_result("Books", "Grow"))
    story.tell(one, two, by="ada")
    story.tell(
        acknowledge("Books", one.check_in_id), acknowledge("Books", two.check_in_id, comment="Well done"), by="wang"
    )
    return World(story)


async def test_opening_marks_as_read_on_every_tab() -> None:
    world = told()
    async with world.screen("ada", "/inbox") as ada, world.screen("ada") as other:
        await other.until(lambda screen: screen.find("a", class_="to-inbox").text == "2")
        await ada.until(lambda screen: screen.has("li", class_="told-row"))
        row = ada.find("li", class_="told-row")
        assert row.find("q").text == "Well done"
        assert row.has("summary", text="1 earlier")
        link = row.find("div", class_="told-of").find("a")
        assert link.attributes["href"] == f"/o/{uid('Grow')}?said={uid('Books')}#kr-{uid('Books')}"
        await ada.click(link)
        await other.until(lambda screen: screen.find("a", class_="to-inbox").text == "")
        await ada.until(lambda screen: screen.has("h2", text="Nothing new"))


async def test_all_keeps_what_was_read_and_marks_it_unread_again() -> None:
    world = told()
    async with world.screen("ada", "/inbox", "show=all") as ada:
        await ada.until(lambda screen: screen.has("li", class_="unread"))
        await ada.click(ada.find("button", text="Mark all as read"))
        await ada.until(lambda screen: screen.has("li", class_="told-row") and not screen.has("li", class_="unread"))
        await ada.click(ada.find("button", class_="mark-one"))
        await ada.until(lambda screen: screen.find("a", class_="to-inbox").text == "1")


async def test_what_comes_is_there_at_once() -> None:
    world = World(company().tell(objective("Grow"), key_result("Books", "Grow")))
    async with world.screen("wang", "/inbox") as wang:
        await wang.until(lambda screen: screen.has("h2", text="没有未读消息"))
        world.tell(check_in("Books", 1, confidence=1, blocker="@Wang Min please"), by="ada")
        await wang.until(lambda screen: screen.has("q", text="please"))


async def test_how_one_wants_to_be_told() -> None:
    world = told()
    async with world.screen("ada", "/inbox") as ada:
        form = ada.find("details", class_="telling").find("form")
        values = {name: value for name, value in held(form).items() if name != "kind:mention"}
        await ada.submit(form, **{**values, "quiet_from": "22:30", "away_until": "2026-01-09"})
        await ada.until(lambda screen: screen.has("small", role="alert"))
        form = ada.find("details", class_="telling").find("form")
        await ada.submit(form, **{**values, "quiet_from": "22:30"})
        await ada.until(lambda screen: screen.has("p", text="Kept."))
    assert isinstance(world.done[-1], ChangePreferences)
    preferences = world.state.preferences[uid("ada")]
    assert (preferences.quiet_from, preferences.muted) == (22 * 60 + 30, (EntryKind.MENTION,))
