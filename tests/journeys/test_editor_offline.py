"""Writing without a connection, and what of it survives: a cut, a reload, a slow acknowledgement, a sign-out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Dialog, Page, expect

from tests.browser import PATIENCE
from tests.journeys.editor_app import TITLE
from tests.journeys.editor_windows import Open, editor, opened, state, words

pytestmark = pytest.mark.anyio

KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open("cairn-unsent", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("texts", { keyPath: "key" });
  request.onsuccess = () => {
    const all = request.result.transaction("texts").objectStore("texts").getAllKeys();
    all.onsuccess = () => { request.result.close(); resolve(all.result.map(([person, name]) => `${person} ${name}`)); };
  };
})"""


@pytest.fixture
def room(browser: Browser, static: Path) -> Open:
    return lambda **options: opened(browser, static, **options)


async def kept(page: Page, *expected: str) -> None:
    """Return once the browser keeps exactly these."""
    until = f"""async (expected) => {{
      while (JSON.stringify(await ({KEPT})()) !== JSON.stringify(expected)) await new Promise(requestAnimationFrame);
    }}"""
    async with asyncio.timeout(PATIENCE / 1000):
        await page.evaluate(until, list(expected))


async def test_writing_goes_on_without_a_connection_and_merges(room: Open) -> None:
    async with room() as stage:
        ada, dan = await stage.open("ada"), await stage.open("dan")
        await editor(ada).click()
        await ada.keyboard.type("Grow")
        await words(dan, "Grow")
        await state(ada, "saved")
        await stage.app.wire.cut()
        await state(ada, "offline")
        await expect(ada.locator("#title .said")).to_contain_text("Not connected")
        await ada.keyboard.type(" revenue")
        await editor(dan).click()
        await dan.keyboard.press("Home")
        await dan.keyboard.type("We ")
        await words(ada, "Grow revenue")
        await state(ada, "offline")
        await kept(ada, f"ada {TITLE}")
        stage.app.wire.refuses = False
        await words(ada, "We Grow revenue")
        await words(dan, "We Grow revenue")
        await state(ada, "saved")
        await expect(ada.locator("#title .said")).to_have_count(0)
        await stage.text("We Grow revenue")
        await kept(ada)
        # The page's server was told each change of state once, however many keys were pressed.
        assert stage.sheet.told.count("offline") == 2


async def test_without_a_network_nothing_is_called_on_its_way(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await state(ada, "saved")
        stage.app.wire.acknowledges.clear()
        await editor(ada).click()
        await ada.keyboard.type("Grow")
        await state(ada, "saving")
        stage.app.line.silent = True
        await ada.evaluate("dispatchEvent(new Event('offline'))")
        await state(ada, "offline")
        await expect(ada.locator("#title .said")).to_contain_text("Not connected")
        stage.app.line.silent = False
        await ada.evaluate("dispatchEvent(new Event('online'))")
        await state(ada, "saving")
        stage.app.wire.acknowledges.set()
        await state(ada, "saved")
        await stage.text("Grow")


async def test_saved_is_said_only_of_what_was_acknowledged(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await state(ada, "saved")
        stage.app.wire.acknowledges.clear()
        await editor(ada).click()
        await ada.keyboard.type("Grow")
        await stage.text("Grow")
        await state(ada, "saving")
        await kept(ada, f"ada {TITLE}")
        await state(ada, "saving")
        stage.app.wire.acknowledges.set()
        await state(ada, "saved")
        await kept(ada)


async def test_unsent_text_warns_and_survives_a_reload(room: Open) -> None:
    async with room() as stage:
        ada, dan = await stage.open("ada"), await stage.open("dan")
        await editor(dan).click()
        await dan.keyboard.type("Grow")
        await words(ada, "Grow")
        await stage.app.wire.cut()
        await state(ada, "offline")
        await editor(ada).click()
        await ada.keyboard.press("End")
        await ada.keyboard.type(" 20% 更快")
        await kept(ada, f"ada {TITLE}")
        warned: list[str] = []

        async def go(dialog: Dialog) -> None:
            warned.append(dialog.type)
            await dialog.accept()

        ada.on("dialog", go)
        await ada.reload()
        assert warned == ["beforeunload"]
        # Without the server there is nothing to write on; the plain value stands.
        await expect(ada.locator("#title .plain")).to_have_text("Grow revenue")
        stage.app.wire.refuses = False
        await words(dan, "Grow 20% 更快")
        await words(ada, "Grow 20% 更快")
        await state(ada, "saved")
        await kept(ada)
        await ada.reload()
        await words(ada, "Grow 20% 更快")
        assert warned == ["beforeunload"]


async def test_unsent_text_of_a_page_that_is_not_open_any_more_arrives(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await stage.app.wire.cut()
        await state(ada, "offline")
        await editor(ada).click()
        await ada.keyboard.type("From the train")
        await kept(ada, f"ada {TITLE}")
        stage.sheet.name = "objective:2:title"
        ada.on("dialog", lambda dialog: dialog.accept())
        stage.app.wire.refuses = False
        dan = await stage.open("dan")
        await expect(editor(dan)).to_be_visible()
        await ada.reload()
        await stage.text("From the train")
        await kept(ada)


async def test_another_person_on_the_same_machine_sends_nothing_of_it(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await stage.app.wire.cut()
        await state(ada, "offline")
        await editor(ada).click()
        await ada.keyboard.type("Private")
        await kept(ada, f"ada {TITLE}")
        ada.on("dialog", lambda dialog: dialog.accept())
        stage.app.wire.refuses = False
        await ada.goto("/?as=dan")
        await state(ada, "saved")
        assert await stage.peer.ask("text") == ""
        await kept(ada, f"ada {TITLE}")


async def test_signing_out_leaves_no_words_behind(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await stage.app.wire.cut()
        await state(ada, "offline")
        await editor(ada).click()
        await ada.keyboard.type("Private")
        await kept(ada, f"ada {TITLE}")
        ada.on("dialog", lambda dialog: dialog.accept())
        await ada.locator("#leave").click()
        await ada.wait_for_url("**/signin")
        await kept(ada)


async def test_what_the_server_cannot_take_now_is_offered_again(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("Fine")
        await state(ada, "saved")
        stage.app.wire.refuses_changes = True
        await ada.keyboard.type(" too")
        async with asyncio.timeout(PATIENCE / 1000):
            await stage.app.wire.refused.wait()
        await state(ada, "saving")
        await kept(ada, f"ada {TITLE}")
        stage.app.wire.refuses_changes = False
        await stage.text("Fine too")
        await state(ada, "saved")
        await expect(ada.locator("#title .said")).to_have_count(0)
        await kept(ada)


async def test_what_the_server_will_never_take_goes_back_and_may_be_copied(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("Fine")
        await state(ada, "saved")
        stage.app.wire.refuses_changes = True
        await ada.keyboard.type("!")
        async with asyncio.timeout(PATIENCE / 1000):
            await stage.app.wire.refused.wait()
        await stage.peer.ask("say", payload='{"refused": "too_large"}')
        await state(ada, "refused")
        said = ada.locator("#title .said[role=alert]")
        await expect(said).to_contain_text("does not fit")
        await expect(said.locator("button")).to_be_visible()
        stage.app.wire.refuses_changes = False
        await words(ada, "Fine")
        await editor(ada).click()
        await ada.keyboard.press("End")
        await ada.keyboard.type("?")
        await state(ada, "saved")
        await expect(said).to_have_count(0)
        await stage.text("Fine?")


async def test_a_text_that_does_not_hold_says_why_until_it_does(room: Open) -> None:
    async with room() as stage:
        ada, bob = await stage.open("ada"), await stage.open("bob")
        await state(ada, "saved")
        await stage.peer.ask("say", payload='{"refused": "too_long", "most": 300}')
        await state(ada, "refused")
        await expect(ada.locator("#title .said[role=alert]")).to_contain_text("at most 300")
        await expect(bob.locator("#title .said")).to_have_count(0)
        await stage.peer.ask("say", payload='{"refused": null, "most": 300}')
        await state(ada, "saved")
        await expect(ada.locator("#title .said")).to_have_count(0)
