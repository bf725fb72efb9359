"""On a phone: the list, the paper and what is beside it, one at a time by the address; Back goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from shared.cycles.messages import CreateCycle
from tests.factories import uid
from tests.journeys.stage import DESK, PHONE, Stage, Windows, card, row, title

pytestmark = pytest.mark.anyio


async def shows(page: Page, pane: str) -> None:
    """That pane, and no other."""
    for each in ("list", "main", "side"):
        await expect(page.locator(f".app > .{each}")).to_be_visible(visible=each == pane)


async def test_one_pane_at_a_time(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Sell on the phone", "Orders")
    ada = await window("ada", "/", PHONE, has_touch=True, is_mobile=True)
    await shows(ada, "list")
    await row(ada, "Sell on the phone").tap()
    await ada.wait_for_url(f"**{path}*")
    await shows(ada, "main")
    await expect(title(ada)).to_have_value("Sell on the phone")
    await ada.locator(".main .panes .seg a").nth(1).tap()
    await shows(ada, "side")
    await expect(ada.locator(".side .facts")).to_be_visible()
    await ada.go_back()
    await shows(ada, "main")
    await ada.go_back()
    await shows(ada, "list")
    await ada.go_forward()
    await shows(ada, "main")
    await ada.reload()
    await shows(ada, "main")
    await ada.locator(".main .panes .back").tap()
    await shows(ada, "list")
    assert await ada.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_check_in_on_the_phone_reaches_the_desk(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Count on the way", "Steps")
    phone = await window("ada", path, PHONE, has_touch=True, is_mobile=True)
    desk = await window("dan", path)
    await card(phone, "Steps").locator("button.now").tap()
    await phone.locator("[name=value]").fill("70")
    await phone.locator("form.body .btn.primary").tap()
    await expect(card(desk, "Steps").locator(".now")).to_have_text("70")
    await expect(row(desk, "Count on the way").locator("small")).to_have_text("70")
    assert await phone.evaluate("document.querySelector('.main').scrollWidth <= innerWidth")


WIDENED = """() => [...document.querySelectorAll("html, .top, .list, .main, .side, .menu")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.className || each.tagName)"""
"""Parts of the page that are wider than their place."""


async def test_long_names_widen_nothing(window: Windows, stage: Stage) -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
    starts = stage.cairn.clock().date() + timedelta(days=60)
    await stage.do(
        CreateCycle(cycle_id=uid("long"), name=long[:80], starts_on=starts, ends_on=starts + timedelta(days=90))
    )
    path = await stage.goal(long, f"{long[:200]} sold", cycle_id=uid("long"))
    ada = await window("ada", path)
    for size in (DESK, PHONE):
        await ada.set_viewport_size({"width": size[0], "height": size[1]})
        await expect(ada.locator(".paper .kr")).to_be_visible()
        await ada.locator("summary.period").click()
        await expect(ada.locator(".top .menu .item").first).to_be_visible()
        assert await ada.evaluate(WIDENED) == []
        await ada.keyboard.press("Escape")
