"""Early warning: each sees their own scope, the worst first, why and what is in the way; read in place; units side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.check_ins.messages import AcknowledgeCheckIn
from shared.check_ins.model import CheckIn
from shared.objectives.model import Visibility
from shared.status import Status
from tests.factories import START, check_in, company, key_result, objective, uid
from tests.ui.world import World
from ui.live.still import Same
from ui.warnings.loaded import hidden_from
from ui.warnings.row import since
from ui.warnings.scope import looked, scope_of
from ui.warnings.tally import compared, tallies

pytestmark = pytest.mark.anyio


def troubled() -> World:
    """In the fifth week: Books is a red flag, Fans on track, Shops stale; Dan's are nobody's of Marketing; Secret is Ada's own."""
    story = company().tell(
        objective("Grow", unit="brand"),
        *(key_result(each, "Grow") for each in ("Books", "Fans", "Shops")),
        objective("Build", owner="dan", unit="engineering"),
        key_result("Bugs", "Build"),
        objective("Secret", visibility=Visibility.PRIVATE),
        key_result("Hidden", "Secret"),
    )
    story.now = START + timedelta(days=22)
    story.tell(check_in("Books", 80, confidence=8), check_in("Shops", 5, confidence=8), by="ada")
    story.now = START + timedelta(days=33)
    story.tell(
        check_in("Books", 81, confidence=2, note="We wait", blocker="Legal is silent"),
        check_in("Fans", 90, confidence=9),
        by="ada",
    )
    return World(story)


def names(world: World, who: str) -> list[tuple[str, Status]]:
    view, survey = world.story.view(who), world.survey(uid("q1"))
    found = looked(Same(survey), hidden_from(view, survey), scope_of(view)).troubles
    return [(each.key_result.name, each.verdict.status) for each in found]


def test_everybody_sees_what_they_answer_for() -> None:
    world = troubled()
    red, stale = ("Books", Status.RED_FLAG), ("Shops", Status.STALE)
    assert names(world, "wang") == [red, stale]
    assert names(world, "ada")[0] == red
    assert ("Hidden", Status.STALE) in names(world, "ada")
    assert {name for name, _ in names(world, "chen")} == {"Books", "Shops", "Bugs"}
    assert [name for name, _ in names(world, "dan")] == ["Bugs"]
    assert names(world, "bob") == []


async def test_a_warning_says_why_and_is_read_in_place() -> None:
    world = troubled()
    async with world.screen("wang", "/warnings") as wang, world.screen("ada", "/warnings") as ada:
        await wang.until(lambda screen: screen.has("p", class_="blocker", text="Legal is silent"))
        row = wang.find("li", id=f"warning-{uid('Books')}")
        assert "信心仅 2" in row.text and "一周前" in row.text
        assert not ada.find("li", id=f"warning-{uid('Books')}").has("form")
        await wang.submit(row.find("form"), comment="")
        await ada.until(lambda screen: screen.has("p", class_="seen", text="Read by"))
    assert isinstance(world.done[-1], AcknowledgeCheckIn)


async def test_a_new_red_flag_comes_up_and_a_cured_one_goes() -> None:
    world = troubled()
    async with world.screen("wang", "/warnings") as wang:
        await wang.until(lambda screen: screen.has("section", class_="changed"))
        world.tell(check_in("Fans", 91, confidence=1), by="ada")
        await wang.until(lambda screen: screen.has("li", id=f"warning-{uid('Fans')}"))
        world.tell(check_in("Fans", 92, confidence=9), by="ada")
        await wang.until(lambda screen: not screen.has("li", id=f"warning-{uid('Fans')}"))


def test_units_are_counted_with_what_is_inside_them() -> None:
    world = troubled()
    view, survey = world.story.view("chen"), world.survey(uid("q1"))
    found = tallies(Same(survey), hidden_from(view, survey))
    rows = {each.thing.name: each for each in compared(view, found)}
    assert list(rows) == ["Engineering", "Marketing", "Brand"]
    assert rows["Marketing"].tally.counts == rows["Brand"].tally.counts == (1, 1, 0, 1, 0)
    assert (rows["Marketing"].depth, rows["Brand"].depth) == (0, 1)
    assert rows["Brand"].tally.progress == world.story.progress("Grow")


async def test_calm_is_said() -> None:
    world = World(company().tell(objective("Grow"), key_result("Books", "Grow")))
    async with world.screen("ada", "/warnings") as ada:
        await ada.until(lambda screen: screen.has("h2", text="Nothing wants you now"))
    async with World(company()).screen("bob", "/warnings") as bob:
        await bob.until(lambda screen: screen.has("p", text="no key results here"))


def test_a_red_flag_is_as_old_as_the_first_low_confidence_in_a_row() -> None:
    world = troubled()
    first = world.story.now
    for days, confidence in ((0, 3), (7, 1), (14, 2)):
        world.story.now = first + timedelta(days=days)
        world.tell(check_in("Fans", 90 + days, confidence=confidence), by="ada")
    fans = world.survey(uid("q1")).judged[uid("Fans")]
    said = sorted(
        (each for each in world.known().values() if isinstance(each, CheckIn) and each.key_result_id == uid("Fans")),
        key=lambda each: each.at,
    )
    assert since(fans, said[::-1]) == first
    assert since(fans, []) == fans.key_result.confidence_at
