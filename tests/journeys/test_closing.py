"""A quarter ends: Ada grades with the keyboard alone while Dan watches, the goal goes on, and Root archives the rest."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from tests.factories import check_in, cycle, uid
from tests.journeys.stage import PHONE, Stage, Windows

pytestmark = pytest.mark.anyio


async def fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_a_cycle_is_graded_carried_over_and_archived(window: Windows, stage: Stage) -> None:
    goal = await stage.goal("Shops open everywhere", "Shops", "Signed leases")
    await stage.do(
        check_in("Shops", 62, confidence=6, note="Two opened late"),
        check_in("Signed leases", 90),
        cycle("Next quarter"),
    )
    writer = await window("ada", goal)
    await expect(writer.locator(".kr button.now")).to_have_count(2)
    await stage.do(MoveCycle(cycle_id=uid("now"), state=CycleState.CLOSING))
    # the open page follows: nothing on it can be changed, and it leads to where grades are given
    await expect(writer.locator(".kr button.now, .kr details.drop, #title, .add")).to_have_count(0)
    await expect(writer.locator(".kr .now").first).to_have_text("62")
    await expect(writer.locator(".banner")).to_contain_text("This quarter is closing")
    bar = "() => getComputedStyle(document.querySelector('.banner'), '::before').position"
    assert await writer.evaluate(bar) == "absolute", "it takes no line of its own, however narrow the page is"
    path = f"/closing?cycle={uid('now')}"
    root = await window("root", "/cycles")
    await root.locator(".cycle a", has_text="Grade and look back").click()
    await expect(root.locator(".so-far p")).to_have_text("0 of 2 graded")
    ada, dan = await window("ada", path), await window("dan", path, PHONE, color_scheme="dark")
    await expect(dan.locator(".grading, .carry")).to_have_count(0)
    first, second = (ada.locator(f"#grade-{uid(each)}") for each in ("Shops", "Signed leases"))
    await expect(first.locator("[name=grade]")).to_have_value("0.6")
    await first.locator("[name=grade]").focus()
    await ada.keyboard.press("ControlOrMeta+a")
    await ada.keyboard.type("7")
    await ada.keyboard.press("Enter")
    # what is refused has the focus
    await expect(first.locator("[name=reason]")).to_be_focused()
    await ada.keyboard.type("Three more open on Monday")
    await ada.keyboard.press("Enter")
    await expect(second.locator("[name=grade]")).to_be_focused()
    await ada.keyboard.type("15")
    await ada.keyboard.press("Tab")
    await ada.keyboard.type("All that we wanted")
    await ada.keyboard.press("Enter")
    await expect(second.locator("[name=grade]")).to_be_focused()
    await ada.keyboard.press("ControlOrMeta+a")
    await ada.keyboard.type("10")
    await ada.keyboard.press("Enter")
    for page in (dan, root):
        await expect(page.locator(".so-far p")).to_have_text("2 of 2 graded")
    await expect(dan.locator(".closing > header .status")).to_have_text("0.9 green")
    await expect(dan.locator(".graded").first).to_contain_text("Three more open on Monday")
    await fits(dan)
    await ada.locator(".retrospective .btn").first.click()
    await expect(ada.locator("pre.sketch")).to_contain_text("Two opened late")
    await ada.locator(".look-back .btn").click()
    await expect(ada.locator(".look-back textarea")).to_have_value(re.compile("^Progress 76%, grade 0.9"))
    await ada.locator(".carry [name=choice]").select_option("kept")
    await ada.locator(".carry [name=reason]").fill("Half-way there")
    await ada.locator(".carry .btn").click()
    await expect(dan.locator(".carried a")).to_have_text("Kept, goes on in Next quarter")
    await dan.locator(".carried a").click()
    await expect(dan.locator(".carried a")).to_contain_text("Carried over from “Shops open everywhere”")
    await root.locator(".archiving a").click()
    await root.locator(".dialog .btn.danger").click()
    await expect(root.locator(".dialog")).to_have_count(0)
    await expect(ada.locator(".grading")).to_have_count(0)
    await expect(writer.locator(".banner")).to_contain_text("this is how it ended")
    await expect(writer.locator(".facts")).to_contain_text("0.9")
    await writer.locator(".banner a").click()
    await expect(writer.locator(".closing > header .status")).to_have_text("0.9 green")
    await dan.goto(path)
    await expect(dan.locator(".graded").first).to_contain_text("Three more open on Monday")
    await expect(dan.locator(".carried")).to_contain_text("Half-way there")
    await fits(dan)
