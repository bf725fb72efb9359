"""Early warning: each sees their own scope, the worst first, why and what is in the way; read in place; units side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.check_ins.messages import AcknowledgeCheckIn
from shared.check_ins.model import CheckIn
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
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
        await ada.until(lambda screen: screen.has("p", class_="blocker", text="Legal is silent"))
        row = wang.find("li", id=f"warning-{uid('Books')}")
        assert "信心仅 2" in row.text and "一周前" in row.text
        assert not ada.find("li", id=f"warning-{uid('Books')}").has("form")
        await wang.submit(row.find("form"), comment="I call them")
        await ada.until(lambda screen: screen.has("p", class_="seen", text="Read by"))
        # what was said to it stays on the card, for whoever wrote it too
        for screen in (wang, ada):
            await screen.until(lambda seen: seen.find("li", id=f"warning-{uid('Books')}").has("q", text="I call them"))
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
        await ada.until(lambda screen: screen.has("h2", text="Nothing needs you now"))
    async with World(company()).screen("bob", "/warnings") as bob:
        await bob.until(lambda screen: screen.has("p", text="no key results here"))


async def test_what_is_behind_but_new_is_counted_and_not_called_well() -> None:
    story = company()
    story.now = START + timedelta(days=30)
    story.tell(objective("Grow"), key_result("Books", "Grow"), key_result("Fans", "Grow"))
    story.tell(check_in("Books", 0, confidence=8), by="ada")
    world = World(story)
    async with world.screen("ada", "/warnings") as ada:
        await ada.until(lambda screen: screen.has("h2", text="Nothing needs you now"))
        day = story.now + timedelta(days=7)
        assert (
            f"One is behind but new, and is left in peace until {day:%b} {day.day}."
            in ada.find("p", class_="scope").text
        )
        assert "Only what is new is behind" in ada.find("div", class_="empty").text
        story.now += timedelta(days=1)
        world.tell(key_result("Shops", "Grow"), check_in("Shops", 0, confidence=8), by="ada")
        await ada.until(lambda screen: "2 are behind but new" in screen.find("p", class_="scope").text)
        assert f"the first until {day:%b} {day.day}." in ada.find("p", class_="scope").text


async def test_of_a_cycle_that_closes_nobody_is_warned_or_asked() -> None:
    world = troubled()
    async with world.screen("ada", "/warnings") as warned, world.screen("ada", "/check-ins") as asked:
        await warned.until(lambda screen: screen.has("ol", class_="warning-rows"))
        world.tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
        for each in (warned, asked):
            await each.until(lambda screen: screen.has("div", class_="empty", text="q1 is closing"))
            assert each.has("a", href=f"/closing?cycle={uid('q1')}", text="Grade and look back")


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


async def test_a_manager_escalates_with_a_note_and_takes_it_back() -> None:
    world = troubled()
    async with world.screen("wang", "/warnings") as wang, world.screen("ada", f"/o/{uid('Grow')}") as ada:
        await wang.until(lambda screen: screen.has("button", class_="escalate"))
        row = wang.find("li", id=f"warning-{uid('Books')}")
        await wang.click(row.find("button", class_="escalate"))
        await wang.until(lambda screen: screen.has("form", class_="dialog"))
        await wang.submit(wang.find("form", class_="dialog"), note=" ")
        await wang.until(lambda screen: screen.has("small", class_="why"))
        await wang.submit(wang.find("form", class_="dialog"), note="Ask legal")
        await wang.until(lambda screen: screen.has("ul", class_="escalations"))
        assert not wang.has("form", class_="dialog")
        # whom she could hand it to has it
        books = f"warning-{uid('Books')}"
        await wang.until(lambda screen: not screen.find("li", id=books).has("button", class_="escalate"))
        assert wang.has("p", class_="toast", text="已上报给陈立")
        await ada.until(lambda screen: screen.has("q", text="Ask legal"))
        assert not ada.find("ul", class_="escalations").has("button")
        await wang.click(wang.find("ul", class_="escalations").find("button"))
        await ada.until(lambda screen: not screen.has("ul", class_="escalations"))
        await wang.until(lambda screen: screen.find("li", id=books).has("button", class_="escalate"))
    assert [type(each) for each in world.done] == [EscalateKeyResult, WithdrawEscalation]


async def test_who_has_nobody_above_and_who_may_not_has_no_button() -> None:
    world = troubled()
    for name in ("chen", "bob"):
        async with world.screen(name, "/warnings") as screen:
            await screen.until(lambda shown: shown.has("section", class_="changed") or shown.has("div", class_="empty"))
            assert not screen.has("button", class_="escalate")


async def test_what_changed_says_how_and_each_thing_once() -> None:
    async with troubled().screen("wang", "/warnings") as wang:
        await wang.until(lambda screen: screen.has("section", class_="changed"))
        section = wang.find("section", class_="changed")
        (worse,) = [each for each in section.find_all("details") if "变差" in each.find("summary").text]
        lines = {each.find("a").text: each.text for each in worse.find_all("li")}
        assert list(lines) == ["Books", "Shops"]
        assert "正常" in lines["Books"] and "红旗" in lines["Books"] and "Legal is silent" in lines["Books"]
        assert section.text.count("Books") == 1


async def test_one_person_alone_can_be_looked_at() -> None:
    async with troubled().screen("chen", "/warnings", f"person={uid('dan')}") as chen:
        await chen.until(lambda screen: screen.has("ol", class_="warning-rows"))
        assert [each.attributes["id"] for each in chen.find_all("li", class_="warning-row")] == [
            f"warning-{uid('Bugs')}"
        ]


async def test_units_and_people_are_compared_in_the_order_that_is_wanted() -> None:
    keys = f"unit:{uid('brand')},person:{uid('dan')},person:{uid('wang')},unit:{uid('gone')}"
    async with troubled().screen("chen", "/warnings", f"show=compare&with={keys}&sort=-red") as chen:
        await chen.until(lambda screen: screen.has("tbody"))
        heads = [each.find("a").text for each in chen.find("tbody").find_all("th")]
        assert (heads[0], len(heads)) == ("Brand", 3)
        sorted_by = [each for each in chen.find("thead").find_all("th") if each.attributes.get("aria-sort")]
        assert [each.attributes["aria-sort"] for each in sorted_by] == ["descending"]
        await chen.type(chen.find("div", class_="choosing").find("input"), "mark")
        await chen.until(lambda screen: screen.has("ul", class_="found"))
        wanted = chen.find("ul", class_="found").find("li", role="option").attributes["data-value"]
        await chen.send(chen.find("cairn-choose", class_="finding"), "choose", detail={"value": wanted})
        await chen.until(lambda screen: len(screen.find("tbody").find_all("th")) == 4)
        assert not chen.has("ul", class_="found")


async def test_everybody_is_shown_what_they_may_see_of_people() -> None:
    world = troubled()
    for name, red in (("ada", 1), ("dan", 1)):
        view, survey = world.story.view(name), world.survey(uid("q1"))
        found = tallies(Same(survey), hidden_from(view, survey))[f"person:{uid('ada')}"]
        assert (found.counts[0], sum(found.counts)) == (red, 4 if name == "ada" else 3)


def test_on_time_and_confidence_are_means() -> None:
    world = troubled()
    view, survey = world.story.view("chen"), world.survey(uid("q1"))
    tally = tallies(Same(survey), hidden_from(view, survey))[f"person:{uid('ada')}"]
    assert tally.confidence == round((2 + 9 + 8) / 3 * 10)
    assert (tally.met, tally.asked) == (0, 12)


async def test_the_company_over_time_is_a_chart_and_a_table_for_each_department() -> None:
    world = troubled()
    async with (
        world.screen("ada", "/warnings", "show=company") as ada,
        world.screen("bob", "/warnings", "show=company") as bob,
    ):
        await ada.until(lambda screen: len(screen.find_all("svg", class_="plot")) == 3)
        await bob.until(lambda screen: len(screen.find_all("svg", class_="plot")) == 3)
        assert [each.find("h3").find("a").text for each in bob.find_all("article")] == ["Engineering", "Marketing"]
        assert [each.text for each in bob.find_all("dd")] == [each.text for each in ada.find_all("dd")]
        before = [each.text for each in bob.find_all("dd")]
        world.tell(check_in("Shops", 95, confidence=9), by="ada")
        await bob.until(lambda screen: [each.text for each in screen.find_all("dd")] != before)
        assert {each.attributes["href"] for each in bob.find_all("a", **{"data-native": ""})} == {
            f"/api/v1/cycles/{uid('q1')}/chart.csv",
            f"/api/v1/cycles/{uid('q1')}/chart.csv?unit_id={uid('engineering')}",
            f"/api/v1/cycles/{uid('q1')}/chart.csv?unit_id={uid('marketing')}",
        }
        figure = bob.find_all("figure", class_="chart")[0]
        await bob.click(figure.find("button"))
        await bob.until(lambda screen: screen.has("tbody"))
        assert [each.text for each in bob.find("thead").find_all("th")] == ["Date", "Progress", "Confidence"]


async def test_a_company_without_public_goals_has_no_course() -> None:
    async with World(company()).screen("bob", "/warnings", "show=company") as bob:
        await bob.until(lambda screen: screen.has("h2", text="No public goals"))


async def test_pace_alone_is_a_warning_with_its_why_but_not_while_it_is_new() -> None:
    story = company().tell(objective("Grow"), key_result("Books", "Grow"))
    story.now = START + timedelta(days=33)
    story.tell(objective("Late"), key_result("New", "Late"))
    story.tell(check_in("Books", 10, confidence=9), check_in("New", 1, confidence=9), by="ada")
    async with World(story).screen("ada", "/warnings") as ada:
        await ada.until(lambda screen: screen.has("ol", class_="warning-rows"))
        (row,) = ada.find_all("li", class_="warning-row")
        assert row.attributes["data-s"] == "off"
        assert row.find("p", class_="because").text == "Pace 24% of expected."
