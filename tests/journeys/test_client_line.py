"""The browser client on lines as they are: refused, cut, silent, slow at first, or for somebody who is not signed in."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, WebSocket, expect

from tests.journeys.client_app import App, Open
from tests.journeys.client_goals import Goals
from tests.journeys.stage import online

pytestmark = pytest.mark.anyio


async def test_a_click_while_offline_is_not_replayed(ada: Open) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, app):
        await online(page)
        await page.locator("#delete").click()
        await expect(page.locator("#delete")).to_have_text("deleted 1")
        app.line.refuses = 1013
        await app.line.cut()
        await expect(page.locator("html")).to_have_attribute("data-connection", "offline")
        await page.locator("#delete").click(click_count=3)
        await page.locator("#row-b").fill("half a thought")
        await page.locator("#edit").fill("Unsent title")
        await page.locator("#edit").press("Enter")
        await expect(page.locator("#field")).to_have_attribute("data-unsent", "")
        # Nor one that was made for the old picture while the new one is on its way.
        app.line.refuses, app.line.delay = None, 0.6
        await online(page)
        await app.line.reconnecting()
        await page.locator("#delete").click()
        await online(page)
        app.line.delay = 0.0
        await expect(page.locator("#delete")).to_have_text("deleted 1")
        await expect(page.locator("#row-b")).to_have_value("half a thought")
        await expect(page.locator("#edit")).to_have_value("Unsent title")
        await page.locator("#edit").press("Enter")
        await expect(page.locator("#title")).to_have_text("Unsent title")
        await expect(page.locator("#field")).not_to_have_attribute("data-unsent", "")
    assert goals.deleted == 1


async def test_what_was_on_its_way_when_the_line_went_is_told_again_unless_it_had_come(ada: Open) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, app):
        await online(page)
        edit = page.locator("#edit")
        app.line.loses = True
        await edit.fill("Lost on the way")
        await edit.press("Enter")
        async with asyncio.timeout(20):
            await app.line.lost.wait()
        app.line.loses = False
        await app.line.cut()
        await expect(page.locator("#title")).to_have_text("Lost on the way")
        # what came, and only the answer is lost
        app.line.lost.clear()
        app.line.silent = True
        await edit.fill("Came in time")
        await edit.press("Enter")
        async with asyncio.timeout(20):
            await app.line.lost.wait()
        assert goals.title == "Came in time"
        app.line.silent = False
        await app.line.cut()
        await expect(page.locator("#title")).to_have_text("Came in time")
        await expect(page.locator("#field")).not_to_have_attribute("data-unsent", "")
        await page.locator("#delete").click()
        await expect(page.locator("#delete")).to_have_text("deleted 1")
    assert goals.committed == ["Lost on the way", "Came in time"]
    # nobody's else was written over, and it must not look so
    assert goals.were == ["Grow revenue", "Lost on the way"]


async def test_the_first_connection_may_fail(ada: Open) -> None:
    async def refuse(page: Page, app: App) -> None:
        app.line.refuses = 1011

    async with ada(Goals().root, before=refuse) as (page, app):
        await expect(page.locator("html")).to_have_attribute("data-connection", "offline")
        await expect(page.locator("#title")).to_have_text("Grow revenue")
        app.line.refuses = None
        await online(page)
        assert app.line.opened >= 2


async def test_the_first_picture_gives_way_without_a_trace(ada: Open) -> None:
    async def slow(page: Page, app: App) -> None:
        app.line.delay = 0.8

    goals = Goals()
    goals.names = [f"n{number}" for number in range(120)]
    async with ada(goals.root, before=slow) as (page, _):
        field = page.locator("#row-n100")
        await field.fill("typed before the socket")
        top = await page.evaluate("scrollY")
        assert top > 0
        await expect(page.locator("html")).to_have_attribute("data-connection", "connecting")
        await online(page)
        await expect(field).to_have_value("typed before the socket")
        await expect(field).to_be_focused()
        assert await page.evaluate("scrollY") == top
        await page.locator("#delete").click()
        await expect(page.locator("#delete")).to_have_text("deleted 1")
        assert await page.locator("main").count() == 1


async def test_a_line_that_died_in_silence_is_noticed(ada: Open) -> None:
    sockets: list[WebSocket] = []

    async def clock(page: Page, app: App) -> None:
        await page.clock.install()
        page.on("websocket", lambda socket: sockets.append(socket))

    async with ada(Goals().root, before=clock) as (page, app):
        await online(page)
        for _ in range(3):  # each silence is asked about, and the answer comes before time goes on
            async with sockets[0].expect_event("framereceived", lambda frame: frame == "pong"):
                await page.clock.run_for(20_500)
        assert app.line.opened == 1
        app.line.silent = True
        await page.clock.run_for(20_500)
        await page.clock.run_for(7_600)
        await expect(page.locator("html")).not_to_have_attribute("data-connection", "online")
        app.line.silent = False
        # A socket that came back before this line is silent too, and given up after its own eight seconds.
        await expect(page.locator("html")).to_have_attribute("data-connection", "online")
        assert app.line.opened > 1


async def test_who_is_not_signed_in_goes_to_sign_in_and_comes_back(ada: Open) -> None:
    async with ada(Goals().root, "/goals?cycle=q4") as (page, app):
        await online(page)
        await app.line.cut(4401)
        await page.wait_for_url("**/signin?next=%2Fgoals%3Fcycle%3Dq4")
        await page.locator("[name=email]").fill("nobody@example.org")
        await page.locator("button").click()
        alert = page.locator("[role=alert]")
        await expect(alert).to_have_text("Nobody has this address.")
        await expect(page.locator("[name=email]")).to_have_attribute(
            "aria-describedby", await alert.get_attribute("id") or ""
        )
        await expect(page.locator("[name=email]")).to_have_value("nobody@example.org")
        await page.locator("[name=email]").fill("ada@example.org")
        await page.locator("button").click()
        await page.wait_for_url("**/goals")
        assert app.posted[-1] == ({"email": "ada@example.org", "remember": True}, "token-1")


async def test_a_refused_page_does_not_ask_again(ada: Open) -> None:
    async with ada(Goals().root) as (page, app):
        await online(page)
        await app.line.cut(4403)
        await expect(page.locator("html")).to_have_attribute("data-refused", "true")
        await expect(page.locator("html")).to_have_attribute("data-connection", "offline")


async def test_what_the_browser_says_of_its_network_is_said_at_once_until_the_line_proves_better(ada: Open) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, app):
        await online(page)
        html, edit = page.locator("html"), page.locator("#edit")
        app.line.silent = True
        await edit.fill("On its way")
        await edit.press("Enter")
        async with asyncio.timeout(20):
            await app.line.lost.wait()
        await page.evaluate("dispatchEvent(new Event('offline'))")
        await expect(html).to_have_attribute("data-connection", "offline")
        await edit.fill("Finished meanwhile")
        await edit.press("Enter")
        await expect(page.locator("#field")).to_have_attribute("data-unsent", "")
        # the same socket answers after all
        app.line.silent = False
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(html).to_have_attribute("data-connection", "online")
        await expect(page.locator("#field")).not_to_have_attribute("data-unsent", "")
        await page.locator("#delete").click()
        await page.evaluate("dispatchEvent(new Event('offline'))")
        await online(page)
        await app.line.reconnecting()
        await online(page)
        await expect(page.locator("#title")).to_have_text("Finished meanwhile")
        assert app.line.opened == 2
    assert goals.committed == ["On its way", "Finished meanwhile"]
    assert goals.deleted == 1
