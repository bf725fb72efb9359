"""What the browser does by itself, in a real one: sheets and lists with the keyboard, menus, keys, copying, the theme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Dialog, Page, expect

from shared.alignment.messages import LinkObjective
from shared.key_results.messages import AddKeyResult
from shared.objectives.messages import ChangeObjective, CreateObjective
from shared.objectives.model import Level
from tests.factories import objective, uid
from tests.journeys.client_app import App, opened, running
from tests.journeys.stage import online
from tests.ui.world import World
from ui.shell.app import root

pytestmark = pytest.mark.anyio

Open = Callable[[str], AbstractAsyncContextManager[tuple[Page, App, World]]]

PASTE = """text => {
  const carried = new DataTransfer();
  carried.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true}));
}"""
LEAVE = "document.activeElement.blur()"


@pytest.fixture
def ada(browser: Browser, static: Path) -> Open:
    """The product as Ada has it open, in a world of her own. What the page complains of fails the test."""

    @asynccontextmanager
    async def open_page(path: str) -> AsyncIterator[tuple[Page, App, World]]:
        world = World()
        for title, owner, level in (
            ("North", "ada", Level.PERSON),
            ("Grow", "root", Level.COMPANY),
            ("Grow two", "root", Level.COMPANY),
        ):
            world.story.do(objective(title, owner=owner, level=level), by=owner)
        session = world.session("ada")
        app = App(static, lambda: root(session, world.watchers))
        async with running(app), opened(browser, viewport={"width": 1440, "height": 900}) as page:
            await page.goto(app.url + path)
            await online(page)
            yield page, app, world

    return open_page


async def write(page: Page, *lines: str) -> None:
    """A title and lines, one after another; the last is not left."""
    await expect(page.locator("[name=title]")).to_be_focused()
    for place, line in enumerate(lines):
        if place:
            await page.keyboard.press("Enter")
            await expect(page.locator(f"[name=kr-{place - 1}]")).to_be_focused()
        await page.keyboard.type(line)


async def test_a_sheet_is_written_and_sent_with_the_keyboard_alone(ada: Open) -> None:
    async with ada("/new") as (page, _, world):
        await write(page, "Be loved", "NPS from 31 to 40", "Stores from 1 to 4", "Churn 9% → 4%", "")
        await expect(page.locator("[name=kr-3]")).to_be_focused()
        await page.keyboard.press("Backspace")
        await expect(page.locator("[name=kr-2]")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("[name=kr-3]")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/o/*")
        assert [type(each) for each in world.done] == [CreateObjective, AddKeyResult, AddKeyResult, AddKeyResult]
        assert await page.evaluate("sessionStorage.length") == 0


async def test_a_refusal_takes_the_focus_to_its_line_and_a_second_press_sends_nothing_twice(ada: Open) -> None:
    async with ada("/new") as (page, _, world):
        await write(page, "Be loved", "no number here", "Stores from 1 to 4")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("[name=kr-0]")).to_be_focused()
        await page.locator("[name=kr-0]").fill("NPS from 31 to 40")
        await page.keyboard.press("Control+Enter")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_url("**/o/*")
        assert len(world.done) == 3


async def test_pasted_lines_spread_over_lines_that_are_asked_for(ada: Open) -> None:
    async with ada("/new") as (page, _, _world):
        await write(page, "Be loved", "NPS from 31 to 40")
        await page.keyboard.press("Enter")
        await page.evaluate(PASTE, "- Margin 10% → 12%\r\n2. Visits from 100 to 200\n\n• Apps from 1 to 3\nShops 4")
        await expect(page.locator("[name=kr-4]")).to_have_value("Shops 4")
        await expect(page.locator("[name=kr-4]")).to_be_focused()
        for place, text in enumerate(
            ("NPS from 31 to 40", "Margin 10% → 12%", "Visits from 100 to 200", "Apps from 1 to 3")
        ):
            await expect(page.locator(f"[name=kr-{place}]")).to_have_value(text)
        await expect(page.locator(".draft .read")).to_have_count(5)


async def test_what_is_written_outlives_a_reload_which_is_asked_about(ada: Open) -> None:
    async with ada("/new") as (page, _, _world):
        asked: list[str] = []

        async def accept(dialog: Dialog) -> None:
            asked.append(dialog.type)
            await dialog.accept()

        page.on("dialog", accept)
        await write(page, "Be loved", "one from 1 to 2", "two from 1 to 2", "three from 1 to 2", "four from 1 to 2")
        await page.locator("[name=visibility]").select_option("private")
        await page.reload()
        await online(page)
        await expect(page.locator("[name=kr-3]")).to_have_value("four from 1 to 2")
        await expect(page.locator("[name=title]")).to_have_value("Be loved")
        await expect(page.locator("[name=title]")).to_be_focused()
        await expect(page.locator("[name=visibility]")).to_have_value("private")
        await expect(page.locator(".draft .read")).to_have_count(4)
        assert asked == ["beforeunload"]


async def test_nothing_is_sent_while_nobody_is_there_and_nothing_is_lost(ada: Open) -> None:
    async with ada("/new") as (page, app, world):
        await write(page, "Be loved", "NPS from 31 to 40")
        app.line.refuses = 1012
        await app.line.cut()
        await expect(page.locator("html")).to_have_attribute("data-connection", "offline")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("cairn-lines")).to_have_attribute("data-unsent", "")
        app.line.refuses = None
        await online(page)
        await expect(page.locator("cairn-lines")).not_to_have_attribute("data-unsent", "")
        await expect(page.locator("[name=kr-0]")).to_have_value("NPS from 31 to 40")
        assert world.done == []
        await page.locator("[data-submit=draft]").click()
        await page.wait_for_url("**/o/*")
        created = world.done[0]
        assert isinstance(created, CreateObjective)
        assert created.draft


async def test_a_goal_is_linked_without_leaving_the_search(ada: Open) -> None:
    async with ada(f"/o/{uid('North')}") as (page, _, world):
        await page.keyboard.type("l")
        search = page.locator("cairn-choose input[type=search]")
        selected = page.locator("[role=option][aria-selected=true]")
        await expect(search).to_be_focused()
        await expect(selected).to_have_count(1)
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("[role=option]").first).to_have_attribute("aria-selected", "true")
        await page.keyboard.type("two")
        await expect(page.locator("[role=option]")).to_have_count(1)
        await expect(selected).to_contain_text("Grow two")
        await expect(search).to_have_attribute("aria-activedescendant", await selected.get_attribute("id") or "")
        await page.locator(".picker .keys").click()
        await search.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("cairn-choose")).to_have_count(0)
        (linked,) = world.done
        assert isinstance(linked, LinkObjective)
        assert linked.parent_id == uid("Grow two")
        await page.evaluate(LEAVE)
        await page.keyboard.type("l")
        await expect(search).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("cairn-choose")).to_have_count(0)


async def test_enter_waits_for_what_answers_the_words(ada: Open) -> None:
    async with ada(f"/o/{uid('North')}") as (page, _, world):
        await page.keyboard.type("l")
        search = page.locator("cairn-choose input[type=search]")
        await expect(page.locator("[role=option]")).not_to_have_count(0)
        first = await page.locator("[role=option]").first.inner_text()
        assert "Grow two" not in first
        # in one go: no answer can have come between the words and the key
        await search.evaluate(
            """field => {
                field.value = "two";
                field.dispatchEvent(new InputEvent("input", { bubbles: true }));
                field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
            }"""
        )
        await expect(page.locator("cairn-choose")).to_have_count(0)
        (linked,) = world.done
        assert isinstance(linked, LinkObjective)
        assert linked.parent_id == uid("Grow two")


async def test_the_first_tab_leads_past_the_bar(ada: Open) -> None:
    async with ada(f"/o/{uid('North')}") as (page, _, _world):
        await page.keyboard.press("Tab")
        skip = page.locator(".skip")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport(ratio=1)
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.querySelector('main').contains(document.activeElement)")


async def test_keys_act_here_first_and_rest_behind_a_dialog(ada: Open) -> None:
    async with ada(f"/o/{uid('North')}") as (page, _, _world):
        await page.keyboard.type("/")
        await expect(page.locator("#find")).to_be_focused()
        await page.evaluate(LEAVE)
        await page.keyboard.type("?")
        await expect(page.locator("dialog#keys")).to_be_visible()
        await page.keyboard.type("gs")
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog#keys")).to_be_hidden()
        assert "/o/" in page.url
        await page.keyboard.type("gs")
        await page.wait_for_url("**/settings")


async def test_menus_close_and_go_by_the_arrows(ada: Open) -> None:
    async with ada("/settings") as (page, _, _world):
        period, own = page.locator("summary.period"), page.locator("summary.person")
        await period.click()
        await expect(page.locator("details[open]")).to_have_count(1)
        await own.click()
        await expect(page.locator("details[open] summary.person")).to_have_count(1)
        await expect(page.locator("details[open]")).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await expect(page.locator("form[data-json] button")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("details[open]")).to_have_count(0)
        await expect(own).to_be_focused()
        await own.click()
        await page.locator("h1").click()
        await expect(page.locator("details[open]")).to_have_count(0)
        await period.click()
        await page.locator("details[open] .item").first.click()
        await page.wait_for_url("**/?cycle=*")
        await expect(page.locator("details[open]")).to_have_count(0)


async def test_signing_out_goes_as_json_with_the_page_s_own_header(ada: Open) -> None:
    async with ada("/settings") as (page, _, _world):
        await page.locator("summary.person").click()
        async with page.expect_request("**/signout") as sent:
            await page.locator("form[data-json] button").click()
        request = await sent.value
        assert request.method == "POST"
        assert request.headers["x-csrf-token"] == "token-1"


async def test_a_token_is_taken_along_and_the_theme_stays(ada: Open) -> None:
    async with ada("/settings") as (page, _, _world):
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("button", name="New token").click()
        await expect(page.locator("form.dialog [name=name]")).to_be_focused()
        await page.keyboard.type("weekly report")
        await page.keyboard.press("Enter")
        await page.locator("cairn-copy button").click()
        await expect(page.locator("cairn-copy button")).to_have_text("Copied")
        secret = await page.locator("cairn-copy input").input_value()
        assert secret.startswith("cairn_")
        assert await page.evaluate("navigator.clipboard.readText()") == secret
        await expect(page.locator("[name=theme][value=system]")).to_be_checked()
        await page.locator("[name=theme][value=dark]").check()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert "cairn_theme=dark" in await page.evaluate("document.cookie")


async def test_the_tab_is_called_what_the_page_is_of(ada: Open) -> None:
    async with ada("/exchange") as (page, _, world):
        await expect(page).to_have_title("In & out · Cairn")
        await page.locator(".places a[href='/']").click()
        await expect(page).to_have_title("Goals · Cairn")
        await page.locator(f".list a[href^='/o/{uid('North')}']").click()
        await expect(page).to_have_title("North · Cairn")
        world.tell(ChangeObjective(objective_id=uid("North"), title="South", reason="Clearer"), by="ada")
        await expect(page).to_have_title("South · Cairn")
        await page.goto(page.url.split("/o/")[0] + "/people")
        await page.locator(".lang [value=zh-CN]").click()
        await expect(page).to_have_title("人员 · Cairn")
