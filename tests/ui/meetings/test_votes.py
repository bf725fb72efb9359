"""A vote on the screens of several people: secret until it is revealed for all at once, and what its median becomes."""

from __future__ import annotations

import pytest

from shared.check_ins.messages import PostCheckIn
from shared.meetings.commands import CastVote, OpenItem, RevealVote, StartVote
from tests.factories import uid
from tests.ui.meetings.table import PATH, A, B, by_id, meeting, running, screens

pytestmark = pytest.mark.anyio


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
        assert dan.has("b", text="Lower median 2"), "of 2 and 9"
        assert dan.has("small", text="revealed by Ada")
        await ada.click(by_id(ada, "vote"))
        await dan.until(lambda screen: screen.has("small", text="Round 2"))
        assert dan.has("p", text="Round 1 · Lower median 2")


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
