"""Sessions and connections: signing out elsewhere, a server that restarts, a person who is invited and comes in."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.journeys.stage import PASSWORD, Stage, Windows, online, row, sign_in, title

pytestmark = pytest.mark.anyio


async def test_signing_out_in_one_tab_closes_the_other(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Keep the keys safe", "Keys")
    first = await window.fresh("ada")
    second = await first.context.new_page()
    await second.goto(path)
    await online(second)
    await first.locator(".top details.drop.end summary").click()
    await first.locator(".item[data-icon=out]").click()
    await first.wait_for_url("**/signin*")
    await second.wait_for_url(f"**/signin?next={path.replace('/', '%2F')}")
    await sign_in(second, "ada")
    await second.wait_for_url(f"**{path}")
    await expect(title(second)).to_have_value("Keep the keys safe")


async def test_a_session_is_ended_from_the_settings(window: Windows) -> None:
    phone, desk = await window.fresh("wang"), await window.fresh("wang", "/settings")
    others = desk.locator(".rows li", has=desk.locator("button[aria-label]"))
    await expect(others.first).to_be_visible()
    for _ in range(await others.count()):
        count = await others.count()
        await others.first.locator("button").click()
        await expect(others).to_have_count(count - 1)
    await phone.wait_for_url("**/signin*")
    await expect(desk.locator("html")).to_have_attribute("data-connection", "online")


async def test_a_restart_in_mid_session_loses_nothing(window: Windows, stage: Stage) -> None:
    window.forgiven = ("WebSocket",)
    path = await stage.goal("Never lose a word", "Words", draft=True)
    ada, dan = await window("ada", path), await window("wang", path)
    for page in (ada, dan):
        # the editor comes while there is a server to fetch it from
        await title(page).click()
        await expect(title(page).locator(".cm-content")).to_be_visible()
    composer = await window("ada", "/new")
    await composer.locator("input.title").fill("Half a thought")
    await composer.locator("[name=kr-0]").fill("Pages 0 → 10")
    await stage.stop()
    for page in (ada, dan, composer):
        await expect(page.locator(".offline")).to_be_visible()
    await title(ada).locator(".cm-content").fill("Never ever lose a word")
    await stage.start()
    for page in (ada, dan, composer):
        await online(page)
        await expect(page.locator(".offline")).to_be_hidden()
    for page in (ada, dan):
        await expect(title(page).locator(".cm-content")).to_have_text("Never ever lose a word")
    await expect(row(dan, "Never ever lose a word")).to_be_visible()
    await expect(composer.locator("input.title")).to_have_value("Half a thought")
    await composer.locator("[name=kr-0]").press("ControlOrMeta+Enter")
    await composer.wait_for_url("**/o/*")
    await expect(composer.locator(".kr")).to_have_count(1)


async def test_an_invited_person_sets_a_password_and_comes_in(window: Windows) -> None:
    root = await window("root", "/people")
    await root.locator(".page .btn.primary").click()
    dialog = root.locator(".dialog")
    await dialog.locator("[name=name]").fill("Nina Novak")
    await dialog.locator("[name=email]").fill("nina@example.com")
    await dialog.locator(".btn.primary").click()
    link = root.locator(".dialog cairn-copy input")
    await expect(link).to_have_value(re.compile("/invitation/"))
    address = await link.input_value()
    nina = await window.stranger()
    await nina.goto(address)
    await expect(nina.locator("h1")).to_contain_text("Nina Novak")
    await nina.locator("[name=password]").fill(PASSWORD)
    await nina.locator("[name=password]").press("Enter")
    await online(nina)
    await expect(nina.locator(".top summary.person")).to_have_accessible_name("Nina Novak")
    await root.keyboard.press("Escape")
    await expect(root.locator(".people tbody")).to_contain_text("Nina Novak")
    again = await window.stranger()
    window.forgiven = ("404", "410", "422")
    await again.goto(address)
    await expect(again.locator("h1")).to_have_text("This link was used or is too old. Ask an admin for a new one.")
    await again.goto("/signin")
    await sign_in(again, "nina")
    await online(again)
