"""The browser client in a real browser: Ada types on slow lines, composes, clicks, goes back, and nothing she wrote is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect
from reactpy import component, event, html, use_state

from tests.journeys.client_app import Open
from tests.journeys.client_goals import Goals
from tests.journeys.stage import online
from ui.live.router import routed, use_location, use_navigate

pytestmark = pytest.mark.anyio


@component
def notes(pushed: list[Callable[[str], None]] | None = None) -> Any:
    text, set_text = use_state("")
    if pushed is not None:
        pushed[:] = [set_text]
    heard, set_heard = use_state(0)

    async def typed(change: Any) -> None:
        set_text(change["target"]["value"])

    async def loose(change: Any) -> None:
        set_heard(lambda count: count + 1)

    return html.div(
        html.input({"id": "controlled", "value": text, "onChange": typed}),
        html.input({"id": "loose", "defaultValue": "", "onChange": event(loose, debounce=150)}),
        html.p({"id": "text"}, text),
        html.p({"id": "heard"}, str(heard)),
        html.i({"style": {"width": "40%"}, "id": "bar"}),
    )


@pytest.mark.parametrize("delay", [0.0, 0.06, 0.15])
async def test_typing_on_a_slow_line_keeps_every_character(ada: Open, delay: float) -> None:
    text = "The quick brown fox jumps over 0369"
    async with ada(notes) as (page, app):
        await online(page)
        app.line.delay = delay
        await page.locator("#controlled").press_sequentially(text, delay=45)
        await expect(page.locator("#text")).to_have_text(text)
        await expect(page.locator("#controlled")).to_have_value(text)
        # Held back by debounce, in spite of the renders in between: one event, not thirty.
        await page.locator("#loose").press_sequentially("Grow revenue", delay=20)
        await expect(page.locator("#loose")).to_have_value("Grow revenue")
        await expect(page.locator("#heard")).to_have_text("1")


async def test_a_composition_is_left_alone(ada: Open) -> None:
    pushed: list[Callable[[str], None]] = []
    async with ada(lambda: notes(pushed)) as (page, app):
        await online(page)
        app.line.delay = 0.03
        await page.locator("#controlled").focus()
        chrome = await page.context.new_cdp_session(page)
        for syllable in ("n", "ni", "nih", "niha", "nihao"):
            await chrome.send("Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1})
            await expect(page.locator("#text")).to_have_text(syllable)
        pushed[0]("from elsewhere")
        await expect(page.locator("#text")).to_have_text("from elsewhere")
        await expect(page.locator("#controlled")).to_have_value("nihao")
        await chrome.send("Input.insertText", {"text": "你好"})
        await expect(page.locator("#text")).to_have_text("你好")
        await expect(page.locator("#controlled")).to_have_value("你好")


async def test_text_is_committed_when_somebody_has_finished(ada: Open) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, _):
        await online(page)
        edit = page.locator("#edit")
        await edit.fill("Grow profit")
        # Somebody else renames it: what Ada is typing stays, and Escape shows the other's words.
        goals.title = "Bob's title"
        goals.redraw()
        await expect(page.locator("#title")).to_have_text("Bob's title")
        await expect(edit).to_have_value("Grow profit")
        await edit.press("Escape")
        await expect(edit).to_have_value("Bob's title")
        await edit.fill("Left with Tab")
        await edit.press("Tab")
        await expect(page.locator("#title")).to_have_text("Left with Tab")
        goals.title = "Shown when nobody is in it"
        goals.redraw()
        await expect(edit).to_have_value("Shown when nobody is in it")
        chrome = await page.context.new_cdp_session(page)
        await edit.fill("")
        await chrome.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
        await edit.press("Enter")
        await chrome.send("Input.insertText", {"text": "你好"})
        await edit.press("Enter")
        await expect(page.locator("#title")).to_have_text("你好")
        say = page.locator("#say")
        await say.fill("First")
        await say.press("Enter")
        await say.press_sequentially("second")
        await say.press("ControlOrMeta+Enter")
        await expect(say).to_have_value("")
        await page.locator("#delete").click()
        await expect(page.locator("#delete")).to_have_text("deleted 1")
    assert goals.committed == ["Left with Tab", "你好", "First\nsecond"]


async def test_elements_do_their_small_things(ada: Open, tmp_path: Path) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, app):
        await online(page)
        await page.keyboard.press("c")
        await expect(page.locator("#actions")).to_have_text("create")
        await expect(page.locator("#focused")).to_be_focused()
        await page.keyboard.type("c")  # in a field it is a letter
        await page.keyboard.press("ControlOrMeta+k")
        await expect(page.locator("#actions")).to_have_text("create search")
        await page.locator("#delete").focus()
        await page.keyboard.press("g")
        await page.keyboard.press("o")
        await expect(page.locator("#actions")).to_have_text("create search goals")
        await expect(page.locator("#when")).to_have_attribute("title", "Sunday, January 5, 2020 at 12:00 PM")
        file = tmp_path / "plan.txt"
        file.write_text("the plan")
        await page.locator("#file").set_input_files(file)
        await expect(page.locator("#actions")).to_have_text("create search goals file-1")
        assert app.uploads == [("plan.txt", b"the plan", "token-1")]


async def test_keyed_rows_keep_what_is_in_them(ada: Open) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, _):
        await online(page)
        await page.locator("#row-b").fill("mine")
        goals.names = ["new", "c", "b", "a"]
        goals.redraw()
        await expect(page.locator("#row-new")).to_be_visible()
        await expect(page.locator("#row-b")).to_have_value("mine")


@component
def place() -> Any:
    here, navigate = use_location(), use_navigate()

    async def narrow(_: Any) -> None:
        navigate(here.with_query(owner="ada"), replace=True)

    return html.div(
        html.h1(here.href),
        html.a({"id": "people", "href": "/people?x=1"}, "People"),
        html.a({"id": "goals", "href": "/goals"}, "Goals"),
        html.button({"id": "narrow", "onClick": narrow}),
    )


async def test_links_back_and_forward_stay_on_the_page(ada: Open) -> None:
    async with ada(lambda: routed(place), "/goals?cycle=q4") as (page, app):
        title = page.locator("h1")
        await expect(title).to_have_text("/goals?cycle=q4")
        await online(page)
        await page.evaluate("window.same = true")
        await page.locator("#people").click()
        await expect(title).to_have_text("/people?x=1")
        await page.locator("#narrow").click()
        await page.wait_for_url("**/people?x=1&owner=ada")
        await page.go_back()
        await expect(title).to_have_text("/goals?cycle=q4")
        await page.go_forward()
        await expect(title).to_have_text("/people?x=1&owner=ada")
        # Going somewhere while a new layout is on its way, which was asked for the old place.
        app.line.delay = 0.6
        await app.line.reconnecting()
        await page.locator("#goals").click()
        await expect(title).to_have_text("/goals")
        assert await page.evaluate("window.same")
        assert app.line.opened >= 2


@pytest.mark.logs_errors
async def test_a_failed_part_leaves_the_rest_usable(ada: Open) -> None:
    @component
    def broken() -> Any:
        raise RuntimeError("no")

    async with ada(lambda: notes_beside(broken)) as (page, _):
        await online(page)
        await expect(page.locator(".broken[role=alert]")).to_have_text("This part could not be shown.")
        await page.locator("#controlled").fill("still here")
        await expect(page.locator("#text")).to_have_text("still here")


@component
def notes_beside(other: Callable[[], Any]) -> Any:
    return html.div(other(), notes())


async def test_text_typed_just_before_leaving_is_saved(ada: Open) -> None:
    goals = Goals()
    async with ada(goals.root) as (page, _):
        await online(page)
        await page.locator("#edit").fill("Saved on the way out")
        await page.goto("about:blank")
        async with asyncio.timeout(20):
            await goals.heard.wait()
    assert goals.committed == ["Saved on the way out"]
