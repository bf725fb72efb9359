"""What is typed into a check-in and not yet posted: in two tabs at once, and while its key result goes from under it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from shared.key_results.messages import ArchiveKeyResult, RestoreKeyResult
from tests.factories import check_in, uid
from tests.journeys.stage import Stage, Windows, card, online
from tests.journeys.test_monday import owing

pytestmark = pytest.mark.anyio
KEPT = "Object.keys(localStorage).filter(each => each.startsWith('cairn:draft:')).length"


async def beside(page: Page, path: str) -> Page:
    """Another tab of the same browser."""
    tab = await page.context.new_page()
    await tab.goto(path)
    await online(tab)
    return tab


async def test_two_tabs_have_one_draft_and_posting_clears_it_in_both(window: Windows, stage: Stage) -> None:
    await owing(stage, "Twice", "Tabs", "Elsewhere")
    one = await window("ada", "/check-ins")
    two = await beside(one, "/check-ins")
    here, there = (page.locator("form.owed-row", has_text="Tabs") for page in (one, two))
    await here.locator("[name=note]").fill("Typed in the first")
    await expect(there.locator("[name=note]")).to_have_value("Typed in the first")
    await here.locator("[name=confidence][value='7']").check(force=True)
    await expect(there.locator("[name=confidence][value='7']")).to_be_checked()
    # a field that has words of its own keeps them
    await there.locator("[name=value]").fill("12")
    await expect(here.locator("[name=value]")).to_have_value("12")
    await here.locator("[name=value]").fill("13")
    await here.locator("[name=note]").press("Enter")
    for page in (one, two):
        await expect(page.locator(".owed-row.done", has_text="Tabs")).to_be_visible()
        await expect(page.locator("form.left")).to_be_hidden()
    assert await two.evaluate(KEPT) == 0


async def test_nothing_typed_is_lost_when_its_key_result_goes(window: Windows, stage: Stage) -> None:
    path = await owing(stage, "Going", "Gone", "Untouched")
    ada = await window("ada", "/check-ins")
    reader = await beside(ada, path)
    form = ada.locator(f"#owed-{uid('Gone')}")
    await form.locator("[name=note]").fill("Half a sentence")
    await card(reader, "Gone").locator("button.now").click()
    await reader.locator("form.check-in [name=note]").fill("Half a sentence more")
    for each in ("Gone", "Untouched"):
        await stage.do(ArchiveKeyResult(key_result_id=uid(each)), by="wang")
    await expect(form.locator(".meanwhile")).to_contain_text("was archived meanwhile")
    await expect(form.locator("[name=note]")).to_have_value("Half a sentence more")
    await expect(ada.locator(f"#owed-{uid('Untouched')}")).to_be_hidden()
    await expect(reader.locator(".toast")).to_contain_text("kept in this browser")
    await form.locator("[name=note]").press("Enter")
    await expect(form.locator("[role=alert].why")).to_be_visible()
    await expect(form.locator("[name=note]")).to_have_value("Half a sentence more")
    await stage.do(RestoreKeyResult(key_result_id=uid("Gone")), by="wang")
    await card(reader, "Gone").locator("button.now").click()
    await expect(reader.locator("form.check-in [name=note]")).to_have_value("Half a sentence more")


async def test_what_somebody_else_posts_meanwhile_leaves_what_one_writes(window: Windows, stage: Stage) -> None:
    await owing(stage, "Together", "Shared")
    ada = await window("ada", "/check-ins")
    form = ada.locator(f"#owed-{uid('Shared')}")
    await form.locator("[name=note]").fill("My view of it")
    await stage.do(check_in("Shared", 40), by="wang")
    await expect(ada.locator(".owed-row.done", has_text="Shared")).to_be_visible()
    await expect(form.locator(".meanwhile")).to_contain_text("posted meanwhile")
    await form.locator("[name=note]").press("Enter")
    await expect(form).to_have_count(0)
    assert await ada.evaluate(KEPT) == 0


async def test_a_refusal_goes_with_the_first_correction_and_comes_back_in_the_same_words(
    window: Windows, stage: Stage
) -> None:
    await owing(stage, "Refused", "Misread")
    ada = await window("ada", "/check-ins")
    form = ada.locator(f"#owed-{uid('Misread')}")
    value, why = form.locator("[name=value]"), form.locator(".why")
    await value.fill("ten")
    await value.press("Enter")
    await expect(why).to_be_visible()
    await value.fill("tenn")
    await expect(why).to_be_hidden()
    await expect(value).to_have_attribute("aria-invalid", "false")
    await value.press("Enter")
    await expect(why).to_be_visible()
    await expect(value).to_have_attribute("aria-invalid", "true")
