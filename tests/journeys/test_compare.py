"""What is compared is found and chosen with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.journeys.stage import Stage, Windows

pytestmark = pytest.mark.anyio


async def test_enter_takes_the_first_and_the_arrows_go_on(window: Windows, stage: Stage) -> None:
    await stage.goal("Side by side", "Apples")
    ada = await window("ada", "/warnings?show=compare")
    field, options, chips = (ada.locator(f".choosing {each}") for each in ("input", "[role=option]", ".chip"))
    await field.focus()
    await ada.keyboard.type("Dan")
    await expect(options).to_have_count(1)
    await ada.keyboard.press("Enter")
    await expect(chips).to_have_count(1)
    await expect(field).to_be_focused()
    await expect(field).to_have_value("")
    await ada.keyboard.type("a")
    await expect(options.nth(1)).to_be_visible()
    second = await options.nth(1).locator("b").inner_text()
    await ada.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await ada.keyboard.press("Enter")
    await ada.keyboard.type("a")  # the next words may be there before the chip
    await expect(chips.nth(1)).to_contain_text(second)
    await expect(options.first).to_be_visible()
    await ada.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await expect(field).to_be_focused()
