"""Closing as those who do it meet it: grading with Enter alone, looking back, carrying over, and the archive."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.events import AnyCommand
from shared.grades.messages import GradeKeyResult
from shared.grades.model import Carry
from shared.key_results.messages import ChangeKeyResult
from shared.messages import Refused
from shared.objectives.model import Visibility
from tests.factories import BINARY, Story, check_in, company, increase, key_result, objective, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World, held
from ui.closing.page import ClosingPage
from ui.closing.row import read_grade

pytestmark = pytest.mark.anyio
CYCLE = f"cycle={uid('q1')}"


def closing(*more: AnyCommand) -> World:
    """Ada's "Be loved" with "NPS" (62 of 100), lowered on the way, and Dan's "Launch"; all that is left is to look back."""
    story: Story = company().tell(
        objective("Be loved"),
        objective("Be fast", owner="dan"),
        key_result("NPS", "Be loved", increase(20, 120)),
        key_result("Launch", "Be loved", BINARY, owner_id=uid("dan")),
        check_in("NPS", 40, confidence=7),
        check_in("NPS", 62, confidence=4, note="卡在法务", blocker="Legal"),
        ChangeKeyResult(key_result_id=uid("NPS"), measure=increase(20, 90), reason="the market shrank"),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
        *more,
    )
    return World(story)


def row(shown: Screen, name: str) -> Element:
    return next(each for each in shown.find_all("li", class_="graded") if each.find("b").text == name)


def token(shown: Screen, name: str) -> str:
    return str(row(shown, name).find("cairn-focus").attributes.get("token", ""))


async def test_grades_are_proposed_confirmed_with_a_reason_and_seen_by_everybody() -> None:
    world = closing()
    async with (
        world.screen("ada", "/closing", CYCLE, page=ClosingPage) as ada,
        world.screen("bob", "/closing", CYCLE, page=ClosingPage) as bob,
    ):
        assert ada.find("p", role="status").text == "0 of 2 graded"
        form = row(ada, "NPS").find("form")
        assert held(form) == {"grade": "0.6", "reason": ""}
        assert not bob.has("form")
        await ada.submit(form, grade="7", reason=" ")
        await ada.until(lambda screen: "Say why" in row(screen, "NPS").find("p", role="alert").text)
        await ada.submit(row(ada, "NPS").find("form"), grade="11", reason="counted")
        await ada.until(lambda screen: "from 0 to 1" in row(screen, "NPS").find("p", role="alert").text)
        assert token(ada, "Launch") == ""
        await ada.submit(row(ada, "NPS").find("form"), grade="7", reason="counted")
        await ada.until(lambda screen: token(screen, "Launch") != "")
        await bob.until(lambda screen: row(screen, "NPS").has("span", class_="status", text="0.7 green"))
        await bob.until(lambda screen: screen.find("p", role="status").text == "1 of 2 graded")
        assert row(bob, "NPS").find("q").text == "counted"
        assert "aims at 0.7" in row(bob, "NPS").text
        await bob.until(
            lambda screen: screen.find("article", aria_label="Be loved").find("header").has("span", text="0.7")
        )
        header = bob.find("article", aria_label="Be loved").find("header")
        mark = header.find("span", class_="status")
        assert (mark.text, mark.attributes["data-s"]) == ("0.7 so far, 1 of 2 graded", "none"), "not yet a verdict"
        world.tell(GradeKeyResult(key_result_id=uid("Launch"), grade=Decimal(1), reason="done"))
        await bob.until(
            lambda screen: screen.find("article", aria_label="Be loved").find("header").has("span", text="0.9 green")
        )


async def test_a_refused_grade_leads_to_the_field_that_is_refused() -> None:
    def led(shown: Screen) -> list[tuple[str, str]]:
        found = [each.attributes for each in row(shown, "NPS").find_all("cairn-focus") if "to" in each.attributes]
        return [(each["token"], each["to"].removeprefix(f"[id='grade-{uid('NPS')}'] ")) for each in found]

    def leads(wanted: tuple[str, str], shown: Screen) -> bool:
        return led(shown) == [wanted]

    async with closing().screen("ada", "/closing", CYCLE, page=ClosingPage) as ada:
        form = row(ada, "NPS").find("form")
        assert form.attributes["id"] == f"grade-{uid('NPS')}" and not led(ada)
        for grade, reason, wanted in (
            ("0.6", "", ("1", "[name='reason']")),
            ("0.6", "", ("2", "[name='reason']")),
            ("15", "counted", ("3", "[name='grade']")),
        ):
            await ada.submit(row(ada, "NPS").find("form"), grade=grade, reason=reason)
            await ada.until(partial(leads, wanted))


async def test_a_retrospective_begins_with_what_happened() -> None:
    world = closing(GradeKeyResult(key_result_id=uid("NPS"), grade=Decimal("0.6"), reason="two shops late"))
    async with world.screen("ada", "/closing", CYCLE, page=ClosingPage) as ada:
        await ada.click(ada.find("article", aria_label="Be loved").find("button", text="Looking back"))
        await ada.until(lambda screen: screen.has("pre"))
        draft = ada.find("pre").text
        for part in ("NPS: 20 → 62, wanted 90", "2 check-ins", "confidence 7 → 4", "Blocked: “Legal”", "“卡在法务”",
                     "the market shrank", "grade 0.6", "two shops late"):  # fmt: skip
            assert part in draft, part
        assert world.state.objectives[uid("Be loved")].retrospective == "", "nothing is saved by itself"
        await ada.click(ada.find("button", text="Begin with this"))
        await ada.until(lambda screen: not screen.has("pre"))
        assert world.state.objectives[uid("Be loved")].retrospective == draft.strip()
        await ada.commit(ada.find("cairn-commit"), "We learned")
        await ada.quiet()
        assert world.state.objectives[uid("Be loved")].retrospective == "We learned"


async def test_what_goes_on_is_chosen_and_leads_to_its_copy() -> None:
    world = closing()
    async with world.screen("ada", "/closing", CYCLE, page=ClosingPage) as ada:

        def article(screen: Screen) -> Element:
            return screen.find("article", aria_label="Be loved")

        await ada.choose(article(ada).find("select", name="choice"), "kept")
        await ada.until(lambda screen: article(screen).has("select", name="cycle_id"))
        form = article(ada).find("form", class_="carry")
        await ada.submit(form, choice="kept", cycle_id=uid("q2"), reason="")
        await ada.until(lambda screen: article(screen).find("form", class_="carry").has("p", role="alert"))
        assert [each.title for each in world.state.objectives.values() if each.cycle_id == uid("q2")] == [], (
            "whole or not"
        )
        await ada.submit(
            article(ada).find("form", class_="carry"), choice="kept", cycle_id=uid("q2"), reason="half-way"
        )
        await ada.until(lambda screen: not article(screen).has("form", class_="carry"))
        source = world.state.objectives[uid("Be loved")]
        assert source.carry is Carry.KEPT
        assert article(ada).find("a", text="Kept, goes on in q2").attributes["href"] == f"/o/{source.carried_to}"
    async with world.screen("ada", f"/o/{source.carried_to}") as ada:
        assert ada.find("a", text="Carried over from “Be loved” in q1")
        assert {each.find("dt").text for each in ada.find("dl", class_="facts").find_all("div")} >= {"Begins in"}


async def test_where_no_cycle_is_open_there_is_a_way_to_one() -> None:
    world = closing(
        *(MoveCycle(cycle_id=uid("q2"), state=each) for each in (CycleState.ACTIVE, CycleState.CLOSING)),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.ACTIVE),
        objective("Be bold", owner="root"),
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
    )
    async with (
        world.screen("root", "/closing", CYCLE, page=ClosingPage) as root,
        world.screen("ada", "/closing", CYCLE, page=ClosingPage) as ada,
    ):
        for screen, name, words in ((root, "Be bold", "yet. New cycle"), (ada, "Be loved", "An admin makes")):
            await screen.choose(screen.find("article", aria_label=name).find("select", name="choice"), "kept")
            await screen.until(lambda seen: seen.has("p", class_="note"))
            note = screen.find("p", class_="note")
            assert words in note.text
            assert note.has("a") is (screen is root)
            assert not screen.find("form", class_="carry").has("button"), "there is nothing to decide yet"


async def test_the_archive_asks_for_a_reason_while_grades_are_missing_and_stays_readable() -> None:
    private = objective("Diary", visibility=Visibility.PRIVATE)
    world = closing()
    world.tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.ACTIVE))
    world.tell(private, key_result("Pages", "Diary"), MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    async with world.screen("root", "/closing", CYCLE) as root:
        assert "2 key results have no grade yet." in root.text
        assert "1 key result without a grade is in a goal that you cannot see" in root.text
        href = root.find("a", text="Archive the cycle").attributes["href"]
        await root.go(href)
        await root.until(lambda screen: screen.has("form", class_="dialog"))
        await root.submit(root.find("form", class_="dialog"), reason="")
        await root.until(lambda screen: "(“NPS”, “Launch”); in goals" in screen.find("small", class_="why").text)
        assert "Pages" not in root.text
        await root.submit(root.find("form", class_="dialog"), reason="nobody is left to ask")
        await root.until(lambda screen: not screen.has("form", class_="dialog"))
        assert world.state.cycles[uid("q1")].state is CycleState.ARCHIVED
        await root.go(f"/closing?{CYCLE}")
        await root.until(lambda screen: screen.has("article", aria_label="Be loved"))
        assert not root.find("main").has("form")
        assert not root.has("a", text="Archive the cycle")


async def test_nothing_to_grade_says_so_in_both_languages() -> None:
    world = World()
    async with world.screen("ada", "/closing", CYCLE, page=ClosingPage) as ada:
        assert ada.find("h2").text == "Nothing to grade"
        assert "Grading begins when an admin closes q1" in ada.text
    world.tell(ChangePerson(person_id=uid("ada"), locale=Locale.ZH))
    async with world.screen("ada", "/closing", CYCLE, page=ClosingPage) as ada:
        assert ada.find("h2").text == "没有需要评分的内容"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("7", "0.7"), ("0", "0"), ("10", "1"), ("0.7", "0.7"), ("0,7", "0.7"), ("1.0", "1"), (" 4 ", "0.4"), ("1", "1")],
)
def test_above_one_digits_are_tenths(typed: str, wanted: str) -> None:
    assert read_grade(typed) == Decimal(wanted)


@pytest.mark.parametrize("typed", ["", "seven", "11", "-1", "7.5", "0.75", "NaN", "∞", "1e9"])
def test_what_is_no_grade_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_grade(typed)
    assert refused.value.field == "grade"
