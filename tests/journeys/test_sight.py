"""Who sees what: a private goal is nowhere for others, and gone from under their eyes; a guest reads and touches nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import uid
from tests.journeys.stage import Stage, Windows, row, title

pytestmark = pytest.mark.anyio

LISTEN = """() => {
  window.heard = [];
  const source = new EventSource("/api/v1/events");
  for (const kind of ["objective.created", "objective.changed", "key_result.added", "message"])
    source.addEventListener(kind, (event) => window.heard.push(event.data));
  return new Promise((settled, failed) => { source.onopen = settled; source.onerror = failed; });
}"""


async def events_with(page: Page, words: str) -> int:
    found: int = await page.evaluate("(words) => window.heard.filter((each) => each.includes(words)).length", words)
    return found


async def test_a_private_goal_is_nowhere_for_others(window: Windows, stage: Stage) -> None:
    dan = await window("dan")
    await dan.evaluate(LISTEN)
    path = await stage.goal("Buy the competitor", "Talks", visibility=Visibility.PRIVATE)
    await stage.goal("Paint the office", "Walls")
    await expect(row(dan, "Paint the office")).to_be_visible()
    await dan.wait_for_function("() => window.heard.some((each) => each.includes('Paint the office'))")
    await expect(row(dan, "Buy the competitor")).to_have_count(0)
    assert await events_with(dan, "Buy the competitor") == 0
    assert await events_with(dan, uid("Buy the competitor")) == 0
    await dan.locator("#find").fill("competitor")
    await expect(dan.locator(".list .hint")).to_be_visible()
    listed = await dan.request.get(f"/api/v1/objectives?cycle={uid('now')}")
    assert listed.ok
    assert "Paint the office" in await listed.text()
    assert "competitor" not in await listed.text()
    one = await dan.request.get(f"/api/v1/objectives/{uid('Buy the competitor')}")
    assert one.status == 404
    await dan.goto(path)
    await expect(dan.locator(".lost")).to_be_visible()
    assert "competitor" not in await dan.content()
    ada = await window("ada", path)
    await expect(title(ada)).to_have_value("Buy the competitor")


async def test_what_becomes_private_vanishes_from_under_their_eyes(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Open a second office", "Rooms")
    ada, dan, bob = await window("ada", path), await window("dan", path), await window("bob")
    await expect(title(dan)).to_have_text("Open a second office")
    await ada.locator(".prop[data-icon=globe]").click()
    await ada.locator(".dialog [name=visibility]").select_option("private")
    await ada.locator(".dialog .btn.primary").click()
    await expect(ada.locator(".prop[data-icon=lock]")).to_be_visible()
    await expect(dan.locator(".lost")).to_be_visible()
    for page in (dan, bob):
        await expect(row(page, "Open a second office")).to_have_count(0)
    assert "second office" not in await dan.content()
    change = ChangeObjective(objective_id=uid("Open a second office"), visibility=Visibility.PUBLIC)
    await stage.do(change, by="ada")
    await expect(title(dan)).to_have_text("Open a second office")
    await expect(row(bob, "Open a second office")).to_be_visible()


async def test_a_guest_reads_and_finds_nothing_to_press(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Answer every letter", "Letters")
    bob = await window("bob", path)
    await expect(title(bob)).to_have_text("Answer every letter")
    await expect(bob.locator(".banner")).to_contain_text("guest")
    await expect(bob.locator(".paper textarea, .paper input, .paper button:not(.pct), .paper details")).to_have_count(0)
    await expect(bob.locator("a[href^='/new']")).to_have_count(0)
    await bob.keyboard.press("c")
    await expect(bob.locator(".empty h1")).to_have_text("You cannot create goals here")
    refused = await bob.request.patch(
        f"/api/v1/objectives/{uid('Answer every letter')}",
        data={"title": "Burn every letter"},
        headers={"X-CSRF-Token": await bob.locator("meta[name=csrf]").get_attribute("content") or ""},
    )
    assert refused.status == 403


async def test_language_and_look_change_while_one_works(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Learn to listen", "Interviews")
    dan = await window("dan", path)
    other = await window("dan", "/settings")
    await dan.evaluate("window.same = true")
    await dan.locator(".lang button[value='zh-CN']").click()
    await expect(dan.locator(".places")).to_contain_text("目标")
    await expect(dan.locator(".kr .line")).to_contain_text("待更新")
    await expect(other.locator("h1")).to_have_text("设置")
    await expect(dan.locator(".app")).to_have_attribute("lang", "zh-CN")
    await dan.locator(".lang button[value='en']").click()
    await expect(dan.locator(".places")).to_contain_text("Goals")
    assert await dan.evaluate("window.same")
    await other.locator("label.theme[data-look=dark]").click()
    await expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    dark = await other.evaluate("getComputedStyle(document.querySelector('.main')).backgroundColor")
    await other.reload()
    await expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    await other.locator("label.theme[data-look=light]").click()
    await expect(other.locator("html")).to_have_attribute("data-theme", "light")
    light = await other.evaluate("getComputedStyle(document.querySelector('.main')).backgroundColor")
    assert dark != light
