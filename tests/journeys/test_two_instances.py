"""Two instances, one PostgreSQL and one Redis: what Ada does at the first is on Chen's screen at the second."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.instances import windows_at_two
from tests.journeys.stage import Windows, row, title

pytestmark = pytest.mark.anyio


@pytest.fixture
async def instances(
    browser: Browser, postgres_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[list[Windows]]:
    async with windows_at_two(browser, postgres_url, redis_url, tmp_path) as places:
        yield places


async def test_what_happens_at_one_is_seen_at_the_other(instances: list[Windows]) -> None:
    here, there = instances
    ada, dan = await here("ada"), await there("dan")
    await ada.keyboard.press("c")
    await expect(ada.locator("input.title")).to_be_focused()
    await ada.keyboard.type("One company, two servers")
    await ada.keyboard.press("Enter")
    await ada.keyboard.type("Servers 0 → 2")
    await ada.keyboard.press("ControlOrMeta+Enter")
    await ada.wait_for_url("**/o/*")
    await row(dan, "One company, two servers").click()
    await expect(title(dan)).to_have_text("One company, two servers")
    await ada.locator(".kr button.now").click()
    await expect(ada.locator("[name=value]")).to_be_focused()
    await ada.keyboard.type("1")
    await ada.keyboard.press("Enter")
    await expect(dan.locator(".kr .now")).to_have_text("1")
    await expect(row(dan, "One company, two servers").locator("small")).to_have_text("50")
    # She calls Dan, who has a page at each: told once, and read at one it is read at the other.
    at_ada_s = await here("dan")
    await ada.locator(".kr button.now").click()
    await ada.locator("[name=note]").fill("@Dan have a look")
    await ada.locator("[name=note]").press("Enter")
    for page in (dan, at_ada_s):
        await expect(page.locator(".to-inbox .count")).to_have_text("1")
    await at_ada_s.locator(".to-inbox").click()
    await expect(at_ada_s.locator(".told-row q")).to_have_text("@Dan have a look")
    await at_ada_s.locator(".told-of > a").click()
    await expect(at_ada_s.locator(".kr")).to_be_in_viewport()
    for page in (dan, at_ada_s):
        await expect(page.locator(".to-inbox .count")).to_have_count(0)
    # And back: Chen, at the other server, takes it out of use and changes her mind.
    chen = await there("chen", f"/o/{ada.url.rpartition('/')[2]}")
    await chen.locator(".paper .lead details.drop summary").click()
    await chen.locator(".paper .lead .item[data-icon=archive]").click()
    await expect(ada.locator(".banner")).to_be_visible()
    await chen.locator(".toast button").click()
    await expect(ada.locator(".banner")).to_have_count(0)
    # A session that began at one server ends at the other.
    twin = await here.fresh("ada")
    cookies = await twin.context.cookies()
    away = await there.stranger()
    await away.context.add_cookies(
        [{"name": each["name"], "value": each["value"], "url": there.address} for each in cookies]
    )
    await away.goto("/")
    await expect(away.locator("html")).to_have_attribute("data-connection", "online")
    await twin.locator(".top details.drop.end summary").click()
    await twin.locator(".item[data-icon=out]").click()
    await twin.wait_for_url("**/signin*")
    await away.wait_for_url("**/signin*")
