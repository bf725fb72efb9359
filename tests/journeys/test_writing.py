"""Ada writes goals; Dan's window follows without a reload, and nobody's typing is ever overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from shared.cycles.messages import CreateCycle
from shared.objectives.messages import ChangeObjective
from tests.factories import uid
from tests.journeys.stage import PHONE, Stage, Windows, card, row, title

pytestmark = pytest.mark.anyio


async def test_a_goal_with_three_key_results_is_written_with_the_keyboard(window: Windows) -> None:
    ada, dan = await window("ada"), await window("dan")
    await dan.evaluate("window.same = true")
    await ada.keyboard.press("c")
    await ada.wait_for_url("**/new")
    await expect(ada.locator("input.title")).to_be_focused()
    await ada.keyboard.type("Make newcomers feel at home")
    await ada.keyboard.press("Enter")
    await ada.keyboard.type("90-day retention 31% → 40%")
    await expect(ada.locator(".chip", has_text="31% → 40%")).to_be_visible()
    await ada.keyboard.press("Enter")
    await ada.keyboard.type("Time to first value 12 → 3 days")
    await ada.keyboard.press("Enter")
    await ada.keyboard.type("Satisfaction ≥ 95%")
    await ada.keyboard.press("ControlOrMeta+Enter")
    await ada.wait_for_url("**/o/*")
    await expect(title(ada)).to_have_value("Make newcomers feel at home")
    await expect(ada.locator(".kr")).to_have_count(3)
    await row(dan, "Make newcomers feel at home").click()
    await expect(title(dan)).to_have_text("Make newcomers feel at home")
    names = dan.locator(".kr .name")
    await expect(names).to_have_text(["90-day retention", "Time to first value", "Satisfaction"])
    await ada.keyboard.press("k")
    await expect(ada.locator(".newline input")).to_be_focused()
    await ada.keyboard.type("Guides written 0 → 20")
    await ada.keyboard.press("Enter")
    await expect(names.nth(3)).to_have_text("Guides written")
    assert await dan.evaluate("window.same")


async def test_a_line_that_says_no_number_is_refused_where_it_stands(window: Windows) -> None:
    ada = await window("ada", "/new")
    await ada.locator("input.title").fill("Half a thought")
    await ada.locator("[name=kr-0]").fill("Orders 0 → 10")
    await ada.locator("[name=kr-1]").fill("something vague")
    await ada.keyboard.press("ControlOrMeta+Enter")
    await expect(ada.locator("[name=kr-1]")).to_be_focused()
    await expect(ada.locator(".draft", has=ada.locator("[name=kr-1]")).locator(".why")).to_contain_text("No number")
    await expect(ada.locator("[name=kr-0]")).to_have_value("Orders 0 → 10")
    await ada.keyboard.type(" 3 → 9")
    await ada.keyboard.press("ControlOrMeta+Enter")
    await ada.wait_for_url("**/o/*")
    await expect(ada.locator(".kr")).to_have_count(2)


async def test_a_new_name_is_on_the_other_screen(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Grow the newsletter", "Readers", draft=True)
    ada, wang = await window("ada", path), await window("wang", path)
    await title(ada).locator(".cm-content").fill("Grow the weekly newsletter")
    await expect(title(wang).locator(".cm-content")).to_have_text("Grow the weekly newsletter")
    await expect(row(wang, "Grow the weekly newsletter")).to_be_visible()
    await card(ada, "Readers").locator(".name .cm-content").fill("Weekly readers")
    await expect(card(wang, "Readers").locator(".name .cm-content")).to_have_text("Weekly readers")
    await expect(card(wang, "Readers")).to_have_attribute("data-by", "Ada")
    await expect(ada.locator(".glow")).to_have_count(0)


async def test_what_somebody_types_stays_when_the_words_are_changed_by_another_way(
    window: Windows, stage: Stage
) -> None:
    path = await stage.goal("Fewer returns", "Returns", draft=True)
    ada, wang = await window("ada", path), await window("wang", path)
    await title(ada).locator(".cm-content").click()
    await ada.keyboard.press("End")
    await stage.do(ChangeObjective(objective_id=uid("Fewer returns"), title="Many fewer returns"), by="wang")
    await ada.keyboard.type(" in winter")
    for page in (ada, wang):
        await expect(title(page).locator(".cm-content")).to_have_text("Many fewer returns in winter")
        await expect(row(page, "Many fewer returns in winter")).to_be_visible()


async def test_archiving_is_undone_on_both_screens(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Try the old shop", "Visits")
    ada, dan = await window("ada", path), await window("dan", path)
    await ada.locator(".paper .lead details.drop summary").click()
    await ada.locator(".paper .lead .item[data-icon=archive]").click()
    await expect(row(dan, "Try the old shop")).to_have_count(0)
    await expect(dan.locator(".banner")).to_contain_text("archived")
    await expect(ada.locator(".kr textarea")).to_have_count(0)
    await ada.locator(".toast button").click()
    await expect(row(dan, "Try the old shop")).to_be_visible()
    await expect(dan.locator(".banner")).to_have_count(0)
    await expect(title(ada)).to_be_editable()
    await card(ada, "Visits").locator("details.drop summary").click()
    await card(ada, "Visits").locator(".item[data-icon=archive]").click()
    await expect(card(dan, "Visits")).to_have_count(0)
    await ada.locator(".toast button").click()
    await expect(card(dan, "Visits")).to_be_visible()


async def test_the_first_goal_of_a_cycle_replaces_the_page_that_teaches(window: Windows, stage: Stage) -> None:
    starts = stage.cairn.clock().date() + timedelta(days=100)
    ends = starts + timedelta(days=90)
    await stage.do(CreateCycle(cycle_id=uid("next"), name="Next", starts_on=starts, ends_on=ends))
    phone = await window("ada", f"/?cycle={uid('next')}", PHONE)
    await expect(phone.locator(".steps-first")).to_be_visible()
    guest = await window("bob", f"/?cycle={uid('next')}")
    await expect(guest.locator(".empty")).to_contain_text("guest")
    await expect(guest.locator(".empty .btn")).to_have_count(0)
    await stage.goal("Begin again", "Beginnings", cycle_id=uid("next"), owner="dan")
    await expect(row(phone, "Begin again")).to_be_visible()
    await expect(title(guest)).to_contain_text("Begin again")
