"""Charts on screens: they follow what is said, speak the reader's language, and tell the same as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.key_results.model import Measure
from shared.messages import Id
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Driver, Visibility
from tests.factories import (
    BINARY,
    START,
    check_in,
    company,
    increase,
    key_result,
    link,
    maintain,
    milestones,
    objective,
    uid,
)
from tests.ui.driver import Element, Screen
from tests.ui.world import World
from ui.charts.burn_up import BurnUp
from ui.charts.company import CompanyCharts
from ui.charts.key_result import KeyResultChart

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


def a_world(measure: Measure | None = None) -> World:
    """Five weeks into the quarter, Ada's goal with two key results, nothing said of them yet."""
    story = company().tell(objective("North"), key_result("A", "North", measure), key_result("B", "North"), by="ada")
    story.now = START + 35 * DAY
    return World(story)


def cells(screen: Screen) -> list[list[str]]:
    return [[each.text for each in row.find_all("td")] for row in screen.find("tbody").find_all("tr")]


def values(screen: Element) -> list[str]:
    return [each.text for each in screen.find_all("circle", class_="reach")]


async def shown(screen: Screen, seen: Callable[[Screen], object]) -> None:
    await screen.until(lambda now: now.has("svg", class_="plot") and seen(now))


async def test_a_chart_follows_check_ins_by_others() -> None:
    world = a_world()
    async with world.screen("bob", page=lambda: KeyResultChart(uid("A"))) as screen:
        await shown(screen, lambda now: not values(now))
        assert not screen.has("path", class_="value")
        world.tell(check_in("A", 40, confidence=7, note="Off we go"), by="ada")
        await screen.until(lambda now: len(values(now)) == 1)
        assert screen.has("path", class_="value")
        (said,) = values(screen)
        assert "Ada" in said and "40" in said and "Off we go" in said
        assert screen.find("svg", class_="sign").attributes["data-s"] == "on"


async def test_a_back_dated_check_in_appears_at_its_time_though_nothing_else_changed() -> None:
    world = a_world()
    world.tell(check_in("A", 40), by="ada")
    async with world.screen("bob", page=lambda: KeyResultChart(uid("A"))) as screen:
        await shown(screen, lambda now: len(values(now)) == 1)
        version = world.state.key_results[uid("A")].version
        world.tell(check_in("A", 10, at=START + 7 * DAY), by="ada")
        await screen.until(lambda now: len(values(now)) == 2)
        assert world.state.key_results[uid("A")].version == version
        first, second = screen.find_all("circle", class_="point")
        assert float(first.attributes["cx"].rstrip("%")) < float(second.attributes["cx"].rstrip("%"))


async def test_a_corrected_value_is_one_point_that_says_so() -> None:
    world = a_world()
    wrong = check_in("A", 99)
    world.tell(wrong, by="ada")
    async with world.screen("bob", page=lambda: KeyResultChart(uid("A"))) as screen:
        await shown(screen, lambda now: len(values(now)) == 1)
        at = world.known()[wrong.check_in_id].at
        world.tell(check_in("A", 9, at=at, corrects=wrong.check_in_id), by="ada")
        await screen.until(lambda now: now.has("circle", class_="corrected"))
        assert len(values(screen)) == 1
        assert "9 · corrected" in values(screen)[0]


async def test_the_table_tells_the_same_and_follows_too() -> None:
    world = a_world()
    world.tell(check_in("A", 40, confidence=2, note="Slow"), by="ada")
    async with world.screen("bob", page=lambda: KeyResultChart(uid("A"))) as screen:
        await shown(screen, lambda now: len(values(now)) == 1)
        await screen.click(screen.find("button", text="Table"))
        await screen.until(lambda now: now.has("table"))
        assert not screen.has("svg") and not screen.has("cairn-png")
        assert [row[1:] for row in cells(screen)] == [["40", "2", "Ada", "Slow"]]
        assert "“A” over the cycle, now 40" in screen.find("caption").text
        world.tell(check_in("A", 50), by="ada")
        await screen.until(lambda now: [row[1] for row in cells(now)] == ["50", "40"])


@pytest.mark.parametrize(
    ("measure", "said", "table", "has"),
    [
        (maintain(90, 95), {"value": Decimal(93)}, "93", "band"),
        (milestones(1, 3), {"done": (uid("m1"),)}, "75%", "pace"),
        (BINARY, {"value": Decimal(1)}, "Yes", "pace"),
        (increase(0, 9_000_000_000_000), {"value": Decimal("8999999999999.5")}, "8,999,999,999,999.5", "pace"),
    ],
)
async def test_every_kind_has_its_chart(measure: Measure, said: dict[str, Any], table: str, has: str) -> None:
    world = a_world(measure)
    world.tell(check_in("A", **said), by="ada")
    async with world.screen("bob", page=lambda: KeyResultChart(uid("A"))) as screen:
        await shown(screen, lambda now: len(values(now)) == 1)
        assert screen.has(class_=has)
        await screen.click(screen.find("button", text="Table"))
        await screen.until(lambda now: cells(now)[0][1] == table)


async def test_time_stands_still_on_the_charts_of_a_cycle_that_closed() -> None:
    world = a_world()
    world.tell(check_in("A", 40), by="ada")
    pages = (lambda: KeyResultChart(uid("A"))), (lambda: BurnUp(uid("North"))), (lambda: CompanyCharts(uid("q1")))

    async def lines() -> list[str]:
        found = []
        for page in pages:
            async with world.screen("bob", page=page) as screen:
                await shown(screen, lambda now: now.has("line", class_="today"))
                words = "Closed" if screen.has("text", text="Closed") else "Today"
                found.append(f"{words} {screen.find('line', class_='today').attributes['x1']}")
        return found

    then = await lines()
    world.tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    world.story.now += 30 * DAY
    assert await lines() == [each.replace("Today", "Closed") for each in then]


async def test_axes_speak_the_readers_language() -> None:
    world = a_world(increase(0, 1_000_000))
    for name, month, goal in (("bob", "Feb", "1M"), ("chen", "2月", "100万")):
        async with world.screen(name, page=lambda: KeyResultChart(uid("A"))) as screen:
            await shown(screen, lambda now: now.has("text"))
            words = {each.text for each in screen.find_all("text")}
            assert {month, goal} <= words


async def test_a_burn_up_follows_and_says_what_each_key_result_gives() -> None:
    world = a_world()
    async with world.screen("bob", page=lambda: BurnUp(uid("North"))) as screen:
        await shown(screen, lambda now: "0%" in now.find("svg", class_="plot").attributes["aria-label"])
        world.tell(check_in("A", 40), by="ada")
        world.tell(check_in("B", 20), by="ada")
        await screen.until(lambda now: "30%" in now.find("svg", class_="plot").attributes["aria-label"])
        assert [each.text for each in screen.find_all("path", class_="share")] == ["A: 20% of it", "B: 10% of it"]
        await screen.click(screen.find("button", text="Table"))
        await screen.until(lambda now: now.has("table"))
        heads = [each.text for each in screen.find("thead").find_all("th")]
        assert heads[1:] == ["Progress", "A (adds to the goal)", "B (adds to the goal)"], "not their own progress"
        assert [row[1:] for row in cells(screen)] == [["30%", "20%", "10%"], ["20%", "20%", "0%"], ["0%", "0%", "0%"]]


async def test_a_card_opens_its_chart() -> None:
    world = a_world()
    async with world.screen("bob", f"/o/{uid('North')}") as screen:
        card = screen.find("li", id=f"kr-{uid('A')}")
        await screen.click(card.find("button", class_="pct"))
        await screen.until(lambda now: now.find("li", id=f"kr-{uid('A')}").has("svg", class_="plot"))
        link = screen.find("li", id=f"kr-{uid('A')}").find("a", text="CSV").attributes
        assert link["href"] == f"/api/v1/key-results/{uid('A')}/chart.csv" and "data-native" in link


@pytest.mark.parametrize("hidden", [uid("nothing"), ""])
async def test_what_may_not_be_seen_has_no_chart(hidden: Id) -> None:
    async with a_world().screen("bob", page=lambda: KeyResultChart(hidden)) as screen:
        await screen.quiet()
        assert not screen.has("figure")


async def test_a_burn_up_shows_what_contributes_and_follows_it() -> None:
    story = company().tell(
        objective("North", driver=Driver.BOTH),
        key_result("A", "North"),
        objective("South"),
        key_result("B", "South"),
        link("South", "North", contributes=True),
    )
    story.now = START + 35 * DAY
    world = World(story)
    async with world.screen("bob", page=lambda: BurnUp(uid("North"))) as screen:
        await shown(screen, lambda now: now.has("span", class_="hint", text="one contributing goal"))
        world.tell(check_in("B", 50), by="ada")
        await screen.until(lambda now: any("South: 25%" in each.text for each in now.find_all("path")))
        await screen.click(screen.find("button", text="Table"))
        await screen.until(lambda now: now.has("tbody"))
        assert [each.text for each in screen.find("thead").find_all("th")][2:] == [
            "A (adds to the goal)",
            "South (adds to the goal)",
        ]
        assert cells(screen)[0][1:] == ["25%", "0%", "25%"]
        # what fewer may see counts no more
        world.tell(ChangeObjective(objective_id=uid("South"), visibility=Visibility.TEAM), by="ada")
        await screen.until(lambda now: len(now.find("thead").find_all("th")) == 3)
