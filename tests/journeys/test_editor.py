"""Several people in one text, in real browsers, with Hocuspocus itself as the other end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.editor_windows import Open, editor, heard, listening, opened, state, words

pytestmark = pytest.mark.anyio


@pytest.fixture
def room(browser: Browser, static: Path) -> Open:
    return lambda **options: opened(browser, static, **options)


async def test_three_people_type_into_one_title_at_once(room: Open) -> None:
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="Grow")
        ada, dan, wang = await stage.open("ada"), await stage.open("dan"), await stage.open("wang")
        for page in (ada, dan, wang):
            await expect(editor(page)).to_have_text("Grow")
        seen = await heard_by(dan)
        await editor(ada).click()
        await ada.keyboard.press("Home")
        await editor(dan).click()
        await dan.keyboard.press("End")
        await editor(wang).click()
        await wang.keyboard.press("End")
        for _ in range(2):
            await wang.keyboard.press("ArrowLeft")
        chinese = await wang.context.new_cdp_session(wang)

        async def compose(syllables: str, result: str) -> None:
            for end in range(1, len(syllables) + 1):
                part = syllables[:end]
                await chinese.send(
                    "Input.imeSetComposition", {"text": part, "selectionStart": end, "selectionEnd": end}
                )
                # What the others write meanwhile neither ends nor moves it.
                assert await wang.evaluate(
                    "document.querySelector('#title .cm-content').textContent.includes('" + part + "')"
                )
            await chinese.send("Input.insertText", {"text": result})

        async def typed(page: Page, text: str) -> None:
            await page.keyboard.type(text, delay=12)

        await asyncio.gather(
            typed(ada, "We will all "),
            typed(dan, " faster than last year"),
            compose("nihaonihao", "你好"),
        )
        await words(ada, "We will all Gr你好ow faster than last year")
        for page in (dan, wang):
            await words(page, "We will all Gr你好ow faster than last year")
            await state(page, "saved")
        assert await stage.peer.ask("text") == "We will all Gr你好ow faster than last year"
        # Syllables are nobody else's business.
        assert not any("ni" in each for each in await seen())


async def heard_by(page: Page) -> Callable[[], Awaitable[list[str]]]:
    await page.evaluate(
        """() => {
          const content = document.querySelector('#title .cm-content'); window.seen = [];
          new MutationObserver(() => seen.push(content.textContent)).observe(content, {subtree: true, childList: true, characterData: true});
        }"""
    )

    async def seen() -> list[str]:
        found: list[str] = await page.evaluate("window.seen")
        return found

    return seen


async def test_a_composition_stays_while_others_write_beside_it(room: Open) -> None:
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="ab")
        wang = await stage.open("wang", before=listening)
        await editor(wang).click()
        await wang.keyboard.press("Home")
        await wang.keyboard.press("ArrowRight")
        chinese = await wang.context.new_cdp_session(wang)
        await chinese.send("Input.imeSetComposition", {"text": "xi", "selectionStart": 2, "selectionEnd": 2})
        await words(wang, "axib")
        await stage.peer.ask("write", at=1, text="<")
        await stage.peer.ask("write", at=0, text=">>")
        await heard(wang, ">>")
        await chinese.send("Input.imeSetComposition", {"text": "xie", "selectionStart": 3, "selectionEnd": 3})
        await words(wang, "axieb")
        assert await stage.peer.ask("text") == ">>a<b"
        await chinese.send("Input.insertText", {"text": "写"})
        await words(wang, ">>a写<b")
        await stage.text(">>a写<b")
        # A composition that is given up leaves nothing, and what waited comes.
        await chinese.send("Input.imeSetComposition", {"text": "q", "selectionStart": 1, "selectionEnd": 1})
        await stage.peer.ask("write", at=0, text="!")
        await heard(wang, "!")
        await chinese.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
        await words(wang, "!>>a写<b")
        assert await stage.peer.ask("text") == "!>>a写<b"


async def test_undo_takes_back_ones_own_and_nobody_elses(room: Open) -> None:
    async with room() as stage:
        ada, dan = await stage.open("ada"), await stage.open("dan")
        await editor(ada).click()
        await ada.keyboard.type("mine")
        await words(dan, "mine")
        await editor(dan).click()
        await dan.keyboard.press("End")
        await dan.keyboard.type(" yours")
        await words(ada, "mine yours")
        await ada.keyboard.press("ControlOrMeta+z")
        await words(ada, " yours")
        await words(dan, " yours")
        await ada.keyboard.press("ControlOrMeta+Shift+Z")
        await words(dan, "mine yours")
        await dan.keyboard.press("ControlOrMeta+z")
        await words(ada, "mine")


async def test_others_are_seen_where_they_are(room: Open) -> None:
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="Grow revenue")
        ada, wang = await stage.open("ada"), await stage.open("wang")
        await ada.clock.install()
        await editor(wang).click()
        await wang.keyboard.press("Home")
        await wang.keyboard.press("Shift+End")
        caret = ada.locator("#title .caret")
        await expect(caret).to_have_attribute("data-by", "王敏")
        await expect(caret).to_have_attribute("data-c", "5")
        await expect(ada.locator("#title .theirs")).to_have_text("Grow revenue")
        size = await caret.bounding_box()
        assert size is not None and size["width"] <= 2
        await editor(wang).press("Escape")
        await expect(caret).to_have_count(0)
        await expect(ada.locator("#title .theirs")).to_have_count(0)


async def test_somebody_who_rests_fades(room: Open) -> None:
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="Grow")
        ada = await stage.open("ada", before=lambda page: page.clock.install())
        wang = await stage.open("wang")
        await editor(wang).click()
        caret = ada.locator("#title .caret")
        await ada.clock.run_for(500)
        await expect(caret).to_have_count(1)
        await ada.clock.run_for(3_000)
        await expect(caret).to_have_attribute("data-still", "")
        await expect(caret).not_to_have_attribute("data-idle", "")
        # Watched, for a moment later the caret of somebody who is not heard of goes altogether.
        await caret.evaluate(
            "(caret) => new MutationObserver(() => window.faded = 'idle' in caret.dataset).observe(caret, {attributes: true})"
        )
        await ada.clock.run_for(27_500)
        await ada.wait_for_function("window.faded")


async def test_people_are_mentioned_by_a_part_of_their_name(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("Ask @wan")
        option = ada.locator("#mentions [role=option]")
        await expect(option).to_have_text("王敏 Wang Min")
        await expect(editor(ada)).to_have_attribute("aria-activedescendant", "mention-0")
        await ada.keyboard.press("Enter")
        await words(ada, "Ask @王敏 ")
        await ada.keyboard.type("or @")
        await expect(option).to_have_count(2)
        await ada.keyboard.press("ArrowDown")
        await expect(option.nth(1)).to_have_attribute("aria-selected", "true")
        await ada.keyboard.press("Escape")
        await expect(option).to_have_count(0)
        await expect(editor(ada)).to_be_focused()
        await ada.keyboard.type("陈")
        await option.click()
        await words(ada, "Ask @王敏 or @陈立 ")
        await ada.keyboard.type("a@w")
        await expect(ada.locator("#mentions")).to_have_count(0)


async def test_readers_see_and_do_not_write(room: Open) -> None:
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="Grow")
        bob, ada = await stage.open("bob"), await stage.open("ada")
        await expect(editor(bob)).to_have_attribute("contenteditable", "false")
        await editor(ada).click()
        await ada.keyboard.press("End")
        await ada.keyboard.type(" more")
        await words(bob, "Grow more")
        await expect(bob.locator("#title .caret")).to_have_attribute("data-by", "Ada")
        await editor(bob).click()
        await bob.keyboard.type("no")
        await words(bob, "Grow more")
        await expect(ada.locator("#title .caret")).to_have_count(0)


async def test_whoever_may_not_join_has_the_plain_words(room: Open) -> None:
    async with room(name="objective:secret:title") as stage:
        ada = await stage.open("ada", live=False)
        await expect(ada.locator("#note[data-live]")).to_be_visible()
        await expect(ada.locator("#title .plain")).to_have_text("Grow revenue")
        stage.sheet.title = "Grow profit"
        stage.sheet.redraw()
        await expect(ada.locator("#title .plain")).to_have_text("Grow profit")
        await expect(ada.locator("#title .cm-content")).to_have_count(0)


async def test_a_right_withdrawn_closes_the_writing_and_keeps_what_was_acknowledged(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("kept")
        await state(ada, "saved")
        stage.app.wire.acknowledges.clear()
        await ada.keyboard.type(" sent")
        await stage.text("kept sent")
        await stage.peer.ask("withdraw")
        stage.app.wire.acknowledges.set()
        await expect(editor(ada)).to_have_attribute("contenteditable", "false")
        await words(ada, "kept sent")
        await state(ada, "saved")


async def test_a_right_withdrawn_takes_back_what_had_not_arrived_and_says_so(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("kept")
        await state(ada, "saved")
        stage.app.wire.refuses_changes = True
        await ada.keyboard.type(" late")
        await stage.peer.ask("withdraw")
        said = ada.locator("#title .said[role=alert]")
        await expect(said).to_contain_text("may not change this text any more")
        await expect(said.locator("button")).to_be_visible()
        await words(ada, "kept")
        assert await stage.peer.ask("text") == "kept"
