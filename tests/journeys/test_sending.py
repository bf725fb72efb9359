"""What the page of keys promises of Ctrl and Enter, and where one is afterwards."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.journeys.stage import Stage, Windows

pytestmark = pytest.mark.anyio


async def test_words_are_opened_with_the_keyboard_and_written_at_once(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Say it better", "Words")
    page = await window("ada", path)
    await page.get_by_role("button", name="Reword together").click()
    reason = page.locator(".dialog [name=reason]")
    await expect(reason).to_be_focused()
    await reason.press("Control+Enter")
    await expect(reason).to_be_visible()
    await reason.fill("Nobody understands it")
    await reason.press("Control+Enter")
    await expect(page.locator(".dialog")).to_have_count(0)
    await expect(page.locator(".banner[data-s=active]")).to_contain_text("Nobody understands it")
    await expect(page.locator("cairn-text#title :focus")).to_have_count(1)
