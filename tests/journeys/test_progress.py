"""What moves numbers: check-ins roll up on every screen, changed targets ask why, links decide what counts where."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from shared.objectives.model import Driver
from tests.factories import link, uid
from tests.journeys.stage import Stage, Windows, card, row, title

pytestmark = pytest.mark.anyio


async def test_a_check_in_moves_everything_above_it(window: Windows, stage: Stage) -> None:
    await stage.goal("The company grows", owner="chen", driver=Driver.CHILDREN)
    await stage.goal("Marketing brings more", owner="wang", driver=Driver.CHILDREN)
    path = await stage.goal("Brand is known", "Awareness")
    await stage.do(link("Marketing brings more", "The company grows", contributes=True), by="wang")
    await stage.do(link("Brand is known", "Marketing brings more", contributes=True), by="ada")
    ada, dan = await window("ada", path), await window("dan", f"/o/{uid('The company grows')}")
    await expect(row(dan, "The company grows").first.locator("small")).to_have_text("0")
    await card(ada, "Awareness").locator("button.now").click()
    await expect(ada.locator("[name=value]")).to_be_focused()
    await ada.keyboard.type("42")
    await ada.locator("[name=confidence]").select_option("8")
    await ada.locator("[name=note]").fill("The campaign began")
    await ada.locator("[name=note]").press("Enter")
    await expect(card(ada, "Awareness").locator(".now")).to_have_text("42")
    await expect(ada.locator("form.body")).to_have_count(0)
    for each in ("Brand is known", "Marketing brings more", "The company grows"):
        await expect(row(dan, each).first.locator("small")).to_have_text("42")
    await expect(dan.locator(".meta")).to_contain_text("Progress 42%")
    await dan.goto(path)
    await expect(card(dan, "Awareness").locator(".conf")).to_have_text("8")
    await dan.locator(".tabs a", has_text="History").click()
    await expect(dan.locator(".log .entry").first).to_contain_text("The campaign began")


async def test_a_changed_target_asks_why_and_the_history_tells(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Answer sooner", "Tickets solved")
    ada, dan = await window("ada", path), await window("dan", f"{path}?side=history")
    await expect(dan.locator(".log .entry")).to_have_count(2)
    await card(ada, "Tickets solved").locator(".goalpost").click()
    await ada.locator("[name=target]").fill("80")
    await ada.locator("[name=target]").press("Enter")
    reason = ada.locator(".dialog [name=reason]")
    await expect(reason).to_be_focused()
    await expect(card(dan, "Tickets solved")).to_contain_text("0 → 100")
    await reason.fill("The team is smaller now")
    await ada.locator(".dialog .btn.primary").click()
    await expect(ada.locator(".dialog")).to_have_count(0)
    await expect(card(dan, "Tickets solved")).to_contain_text("0 → 80")
    latest = dan.locator(".log .entry").first
    await expect(latest.locator("del")).to_have_text("0 → 100")
    await expect(latest.locator("ins")).to_have_text("0 → 80")
    await expect(latest.locator(".reason")).to_have_text("The team is smaller now")
    await expect(latest).to_contain_text("Ada")


async def test_a_renamed_goal_that_is_not_explained_keeps_its_name(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Ship on Fridays", "Releases")
    ada, dan = await window("ada", path), await window("dan", path)
    await title(ada).fill("Ship on Mondays")
    await title(ada).press("Enter")
    await expect(ada.locator(".dialog [name=reason]")).to_be_focused()
    await ada.keyboard.press("Escape")
    await expect(ada.locator(".dialog")).to_have_count(0)
    await expect(title(ada)).to_have_value("Ship on Fridays")
    await expect(title(dan)).to_have_text("Ship on Fridays")


async def pick(page: Page, words: str) -> None:
    """With the keyboard alone, from the page to the chosen option."""
    await page.keyboard.press("l")
    await expect(page.locator(".picker input[type=search]")).to_be_focused()
    await page.keyboard.type(words)
    await expect(page.locator(".option b").first).to_contain_text(words)


async def test_linking_with_the_keyboard(window: Windows, stage: Stage) -> None:
    above = await stage.goal("Sell in three countries", "Countries", owner="chen")
    path = await stage.goal("Translate the shop", "Pages translated")
    ada, dan = await window("ada", path), await window("dan", path)
    await pick(ada, "Sell in three")
    await ada.keyboard.press("Enter")
    await expect(ada.locator(".picker")).to_have_count(0)
    for page in (ada, dan):
        await expect(page.locator(".crumbs a", has_text="Sell in three countries")).to_have_attribute("href", above)
        await expect(page.locator("#supports, .prop[data-icon=link]").first).to_contain_text("Sell in three countries")
    chen = await window("chen", above)
    await expect(chen.locator(".side a.goal", has_text="Translate the shop")).to_be_visible()
    await pick(chen, "Translate the")
    option = chen.locator(".option", has_text="Translate the shop").first
    await expect(option).to_have_attribute("aria-disabled", "true")
    await expect(option.locator(".why")).to_be_visible()
    await chen.keyboard.press("Escape")
    await expect(chen.locator(".picker")).to_have_count(0)
    # The same choice again takes the link away.
    await pick(ada, "Sell in three")
    await expect(ada.locator(".option[aria-checked]")).to_have_count(1)
    await ada.keyboard.press("Enter")
    await expect(ada.locator(".option[aria-checked]")).to_have_count(0)
    await ada.keyboard.press("Escape")
    await expect(dan.locator(".crumbs a", has_text="Sell in three countries")).to_have_count(0)
    await expect(chen.locator(".side a.goal", has_text="Translate the shop")).to_have_count(0)
