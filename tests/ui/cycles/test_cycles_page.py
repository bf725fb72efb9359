"""The page of cycles as those who use it meet it: where each stands, its next step, a new one, and another screen follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.cycles.messages import ChangeCycle, MoveCycle
from shared.cycles.model import CycleKind, CycleState
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.messages import Role
from tests.factories import START, Story, company, cycle, key_result, objective, person, uid
from tests.ui.driver import Element, Screen
from tests.ui.world import World, held
from ui.cycles.page import CyclesPage

pytestmark = pytest.mark.anyio

LOOK_BACK = ["Grade and look back", "See its goals"]


def card(shown: Screen, name: str) -> Element:
    return next(each for each in shown.find_all("li", class_="cycle") if each.find("h2").text.startswith(name))


def step(name: str, to: CycleState) -> str:
    return f"move={uid(name)}&to={to.value}"


async def test_cycles_stand_latest_first_with_their_state_week_and_counts() -> None:
    world = World(company().tell(objective("o1"), key_result("k1", "o1"), key_result("k2", "o1"), by="ada"))
    async with world.screen("bob", page=CyclesPage) as bob:
        assert [each.find("h2").text for each in bob.find_all("li", class_="cycle")] == ["q2Draft", "q1Active"]
        q1 = card(bob, "q1")
        assert q1.find("small").text == "Jan 1, 2026 – Mar 31, 2026 · Quarter · week 1 of 13"
        assert q1.find("div", class_="when").attributes["style"] == {"--e": 5}
        assert "1 objective, 2 key results. Check-ins are open" in q1.find("p").text
        assert q1.find("li", aria_current="step").text == "Active"
        assert q1.find("a", text="See its goals").attributes["href"] == f"/?cycle={uid('q1')}"
        world.tell(objective("o2"), by="ada")
        await bob.until(lambda screen: "2 objectives" in card(screen, "q1").text)


async def test_only_admins_are_offered_steps_and_forms() -> None:
    world = World()
    async with world.screen("ada", "/cycles", step("q2", CycleState.ACTIVE), page=CyclesPage) as ada:
        assert not ada.has("form")
        assert [each.text for each in card(ada, "q2").find_all("a")] == ["See its goals"]
        assert not ada.has("a", text="New cycle")
        world.tell(ChangePerson(person_id=uid("ada"), role=Role.ADMIN))
        await ada.until(lambda screen: screen.has("form"))


async def test_starting_says_what_it_means_happens_everywhere_and_can_be_undone() -> None:
    world = World()
    async with world.screen("root", "/cycles") as root, world.screen("bob", "/cycles") as bob:
        await root.go(card(root, "q2").find("a", text="Start the cycle").attributes["href"])
        await root.until(lambda screen: screen.has("h2", text="Start q2?"))
        assert world.state.cycles[uid("q2")].state is CycleState.DRAFT
        form = root.find("form", class_="dialog")
        assert "check in from now on" in form.text
        await root.submit(form)
        await bob.until(lambda screen: card(screen, "q2").find("li", aria_current="step").text == "Active")
        await root.until(lambda screen: not screen.has("form", class_="dialog"))
        await root.click(root.find("p", class_="toast").find("button", text="Undo"))
        await bob.until(lambda screen: card(screen, "q2").find("li", aria_current="step").text == "Draft")


async def test_the_life_of_a_cycle_ends_in_the_archive_without_a_form_or_undo() -> None:
    world = World()
    world.tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    async with world.screen("root", "/cycles", step("q1", CycleState.ARCHIVED)) as root:
        form = root.find("form", class_="dialog")
        assert "cannot be undone" in form.text
        assert form.has("button", class_="danger", text="Archive")
        await root.submit(form)
        await root.until(lambda screen: [each.text for each in card(screen, "q1").find_all("a")] == LOOK_BACK)
        assert not root.find("p", class_="toast").has("button")
        await root.go(f"/cycles?edit={uid('q1')}")
        await root.quiet()
        assert not root.has("form", class_="dialog")


async def test_a_closing_cycle_says_since_when_and_opens_again() -> None:
    world = World()
    world.tell(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    world.story.now += timedelta(days=30)
    async with world.screen("root", "/cycles", page=CyclesPage) as root:
        assert "closed Jan 5, 2026" in card(root, "q1").text
        again = card(root, "q1").find("a", class_="item", text="Open again")
        await root.go(again.attributes["href"])
        await root.until(lambda screen: screen.has("h2", text="Open q1 again?"))
        await root.submit(root.find("form"))
        await root.until(lambda screen: card(screen, "q1").find("li", aria_current="step").text == "Active")


async def test_a_step_that_somebody_else_made_is_not_asked_about_any_more() -> None:
    world = World()
    async with world.screen("root", "/cycles", step("q2", CycleState.ACTIVE), page=CyclesPage) as root:
        assert root.has("form")
        world.tell(MoveCycle(cycle_id=uid("q2"), state=CycleState.ACTIVE))
        await root.until(lambda screen: not screen.has("form"))


async def test_drafts_are_counted_before_a_cycle_starts() -> None:
    world = World(company().tell(objective("o1", cycle_id=uid("q2"), draft=True), by="ada"))
    async with world.screen("root", "/cycles", step("q2", CycleState.ACTIVE), page=CyclesPage) as root:
        assert "1 goal is still a draft" in root.find("form").text


async def test_a_new_cycle_is_the_next_quarter_unless_told_otherwise() -> None:
    world = World()
    world.tell(cycle("2026", kind=CycleKind.YEAR, ends_on=date(2026, 12, 31)))
    async with world.screen("root", "/cycles", "edit=new", page=CyclesPage) as root:
        assert held(root.find("form")) == {
            "name": "2026 Q3",
            "kind": "quarter",
            "parent_id": uid("2026"),
            "starts_on": "2026-07-01",
            "ends_on": "2026-09-30",
        }
        await root.choose(root.find("select", name="kind"), "month")
        await root.until(lambda screen: held(screen.find("form"))["name"] == "2026-01")
        await root.submit(root.find("form"), **held(root.find("form")))
        await root.until(lambda screen: screen.has("h2", text="2026-01Draft") and not screen.has("form"))


async def test_what_was_typed_stays_when_the_rhythm_changes() -> None:
    async with World().screen("root", "/cycles", "edit=new", page=CyclesPage) as root:
        await root.type(root.find("input", name="name"), "Sprint to summer")
        await root.choose(root.find("select", name="kind"), "month")
        await root.until(lambda screen: held(screen.find("form"))["starts_on"] == "2026-01-01")
        assert held(root.find("form"))["name"] == "Sprint to summer"


async def test_refusals_stand_beside_their_fields_in_the_person_s_language() -> None:
    world = World()
    world.tell(ChangePerson(person_id=uid("root"), locale=Locale.ZH))
    async with world.screen("root", "/cycles", "edit=new", page=CyclesPage) as root:
        for name, wrong, said in (
            ("name", "q1", "已有名为 q1 的周期。"),
            ("name", "", "此处不能为空。"),
            ("ends_on", "2020-01-01", "周期的结束日期不能早于开始日期。"),
            ("ends_on", "2036-01-01", "一个周期最长 3 年。"),
            ("starts_on", "", "这不是有效的日期。"),
        ):
            form = root.find("form")
            await root.submit(form, **{**held(form), name: wrong})
            await root.quiet()
            refused = root.find("label", class_="refused")
            assert refused.has("input", name=name)
            assert refused.find("small", class_="why").text == said
            assert held(root.find("form")) == held(form)
    assert world.done == []


async def test_editing_sends_only_what_changed() -> None:
    world = World()
    async with world.screen("root", "/cycles", f"edit={uid('q1')}", page=CyclesPage) as root:
        form = root.find("form")
        world.tell(ChangeCycle(cycle_id=uid("q1"), name="2026 Q1"))
        await root.until(lambda screen: screen.has("h2", text="2026 Q1Active"))
        await root.submit(root.find("form"), **{**held(form), "ends_on": "2026-04-05"})
        await root.until(lambda screen: not screen.has("form"))
    assert world.done == [ChangeCycle(cycle_id=uid("q1"), ends_on=date(2026, 4, 5))]


async def test_without_cycles_the_page_says_how_to_begin() -> None:
    story = Story(now=START).tell(person("root", role=Role.ADMIN), person("ada"))
    world = World(story)
    async with world.screen("root", "/cycles", page=CyclesPage) as root, world.screen("ada", page=CyclesPage) as ada:
        assert ada.has("p", text="An admin makes the first one.")
        assert not ada.has("a")
        await root.go(root.find("a", text="New cycle").attributes["href"])
        await root.until(lambda screen: screen.has("form"))
        await root.submit(root.find("form"), **held(root.find("form")))
        await ada.until(lambda screen: screen.has("h2", text="2026 Q1Draft"))
