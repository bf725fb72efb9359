"""A co-written field as a field: keys, paste, characters of many parts, focus, looks, and its life on a live page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.editor_windows import Open, editor, opened, state, words

pytestmark = pytest.mark.anyio

PASTE = """(text) => {
  const data = new DataTransfer(); data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def room(browser: Browser, static: Path) -> Open:
    return lambda **options: opened(browser, static, **options)


async def test_a_line_stays_a_line(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("One")
        await ada.evaluate(PASTE, " two\r\nthree\n\n four\n")
        await words(ada, "Onetwo three four")
        await ada.keyboard.press("Enter")
        await expect(editor(ada)).not_to_be_focused()
        await words(ada, "Onetwo three four")
        await editor(ada).focus()
        await ada.keyboard.press("Escape")
        await expect(editor(ada)).not_to_be_focused()
        # Eighty characters are the most; what is over them stays out, and the field says so.
        await editor(ada).focus()
        await ada.keyboard.press("ControlOrMeta+a")
        await ada.evaluate(PASTE, "x" * 79 + "🙂y")
        await words(ada, "x" * 79)
        await expect(ada.locator("#title .said")).to_have_text("At most 80 characters.")
        await ada.keyboard.press("Backspace")
        await stage.text("x" * 78)


async def test_long_text_has_lines(room: Open) -> None:
    async with room() as stage:
        ada, dan = await stage.open("ada"), await stage.open("dan")
        await expect(ada.locator("#note .cm-placeholder")).to_have_text("Why it matters")
        await editor(ada, "note").click()
        await ada.keyboard.type("One\nTwo")
        await ada.evaluate(PASTE, "\r\nThree\rFour")
        await words(dan, "One\nTwo\nThree\nFour", "note")
        await expect(ada.locator("#note .cm-placeholder")).to_have_count(0)
        assert stage.app.wire.opened == 2, "one socket for each page, however many fields it has"


async def test_the_cursor_goes_by_what_a_reader_takes_for_a_character(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        parts = ["👨‍👩‍👧", "é", "🇨🇳", "字", "👍🏽"]
        await ada.keyboard.insert_text("".join(parts))
        await words(ada, "".join(parts))
        for _ in range(2):
            await ada.keyboard.press("ArrowLeft")
        await ada.keyboard.type("|")
        await words(ada, "".join(parts[:3]) + "|" + "".join(parts[3:]))
        await ada.keyboard.press("Backspace")
        for gone in (2, 1, 0):
            await ada.keyboard.press("Backspace")
            await words(ada, "".join(parts[:gone] + parts[3:]))
        await ada.keyboard.press("Shift+ArrowRight")
        await ada.keyboard.press("Delete")
        await words(ada, parts[4])
        await stage.text(parts[4])


async def test_one_emoji_in_the_place_of_another_that_begins_alike_stays_whole(room: Open) -> None:
    """As a phone's keyboard corrects: it changes the page, and the two differ in their second unit, or their first."""
    async with room() as stage:
        ada, dan = await stage.open("ada"), await stage.open("dan")
        await editor(ada).click()
        await ada.keyboard.insert_text("a😀b")
        await words(dan, "a😀b")
        # the second unit is another; the first is; both halves stay and something comes beside; one goes
        for said in ("a😃b", "a🨃b", "a😃😃b", "a😃b"):
            await ada.evaluate(
                """said => {
                    const line = document.querySelector("#title .cm-line");
                    line.firstChild.data = said;
                }""",
                said,
            )
            await words(ada, said)
            await words(dan, said)
            await stage.text(said)


async def test_the_keyboard_comes_in_and_leaves(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await expect(ada.locator("#note[data-live]")).to_be_visible()
        await ada.locator("#before").focus()
        await ada.keyboard.press("Tab")
        await expect(editor(ada)).to_be_focused()
        await expect(ada.get_by_role("textbox", name="Title")).to_be_focused()
        await expect(editor(ada)).to_have_attribute("aria-multiline", "false")
        await ada.keyboard.press("Tab")
        await expect(editor(ada, "note")).to_be_focused()
        await ada.keyboard.press("Tab")
        await expect(ada.locator("#after")).to_be_focused()
        await ada.keyboard.press("Shift+Tab")
        await expect(editor(ada, "note")).to_be_focused()


async def test_what_is_typed_before_the_editor_is_there_is_not_lost(room: Open) -> None:
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="Grow")
        stage.app.wire.refuses = True
        ada = await stage.open("ada", live=False)
        await expect(ada.locator("html")).to_have_attribute("data-connection", "online")
        plain = ada.locator("#title .plain")
        await expect(plain).to_have_attribute("tabindex", "0")
        await plain.focus()
        await ada.keyboard.type(" up")
        stage.app.wire.refuses = False
        await words(ada, "Grow up")
        await expect(editor(ada)).to_be_focused()
        await stage.text("Grow up")


@pytest.mark.parametrize("is_open", [False, True])
async def test_what_is_typed_into_the_first_picture_goes_on_in_the_live_page(room: Open, is_open: bool) -> None:
    """Somebody writes before the page is live: into the plain words, or already into an editor in their place."""
    async with room() as stage:
        await stage.peer.ask("write", at=0, text="Grow")
        stage.app.wire.refuses = not is_open
        stage.app.line.flows.clear()
        ada = await stage.open("ada", live=False)
        await ada.locator("#title .plain[tabindex]").focus()
        if is_open:
            await expect(editor(ada)).to_be_focused()
            await ada.keyboard.type("!")
            await stage.text("Grow!")
            await ada.keyboard.press("ArrowLeft")
        else:
            await ada.keyboard.type(" u")
        await expect(ada.locator("html")).to_have_attribute("data-connection", "connecting")
        await ada.locator("#title").evaluate("painted => window.painted = painted")
        stage.app.line.flows.set()
        await expect(ada.locator("html")).to_have_attribute("data-connection", "online")
        assert not await ada.evaluate("window.painted.isConnected")
        await ada.keyboard.type(" up" if is_open else "p")
        stage.app.wire.refuses = False
        await expect(editor(ada)).to_be_focused()
        await words(ada, "Grow up!" if is_open else "Grow up")
        await stage.text("Grow up!" if is_open else "Grow up")


async def test_focus_and_selection_outlive_renders_and_moves(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada")
        await editor(ada).click()
        await ada.keyboard.type("Grow revenue")
        await ada.keyboard.press("Shift+ControlOrMeta+ArrowLeft")
        for turn in range(1, 4):
            stage.sheet.title = f"Plain {turn}"
            stage.sheet.redraw()
            await expect(ada.locator("#turn")).to_have_text(str(turn))
        await expect(editor(ada)).to_be_focused()
        assert await ada.evaluate("getSelection().toString()") == "revenue"
        await stage.app.line.cut()
        await ada.evaluate("document.querySelector('main').append(title)")
        await expect(editor(ada)).to_be_focused()
        await ada.keyboard.type("profit")
        await words(ada, "Grow profit")
        await state(ada, "saved")
        await stage.text("Grow profit")
        assert stage.app.wire.opened == 1


async def test_an_element_that_goes_lets_its_text_arrive(room: Open) -> None:
    async with room() as stage:
        ada, dan = await stage.open("ada"), await stage.open("dan")
        await editor(ada).click()
        await editor(dan).click()
        await expect(ada.locator("#title .caret")).to_have_count(1)
        await stage.app.wire.cut()
        await state(ada, "offline")
        await ada.keyboard.type("On the way out")
        await ada.evaluate("title.remove()")
        stage.app.wire.refuses = False
        await words(dan, "On the way out")
        await expect(dan.locator("#title .caret")).to_have_count(0)


async def shape(page: Page) -> dict[str, float]:
    found: dict[str, float] = await page.evaluate(
        """() => {
          const box = (of) => of.getBoundingClientRect();
          const text = title.querySelector('.cm-line') ?? title.querySelector('.plain');
          const range = document.createRange(); range.selectNodeContents(text);
          return {height: box(title).height, top: box(title).top, left: box(range).left, words: box(range).width,
                  after: box(document.getElementById('after')).top};
        }"""
    )
    return found


@pytest.mark.parametrize(("width", "touch"), [(1200, False), (375, True)])
async def test_the_editor_takes_the_place_of_the_words_without_a_jump(room: Open, width: int, touch: bool) -> None:
    async with room() as stage:
        stage.sheet.title = "增长 revenue by a third, and then by another third: 又一个三分之一"
        stage.app.wire.refuses = True
        ada = await stage.open(
            "ada", live=False, viewport={"width": width, "height": 800}, has_touch=touch, is_mobile=touch
        )
        await expect(ada.locator("#title .plain")).to_be_visible()
        await expect(ada.locator("html")).to_have_attribute("data-connection", "online")
        before = await shape(ada)
        await stage.peer.ask("write", at=0, text=stage.sheet.title)
        stage.app.wire.refuses = False
        await expect(editor(ada)).to_be_visible()
        await expect(ada.locator("#note[data-live]")).to_be_visible()
        assert await shape(ada) == pytest.approx(before, abs=0.5)
        assert await editor(ada, "note").evaluate("(content) => parseFloat(getComputedStyle(content).fontSize)") >= (
            16 if touch else 14
        )


async def test_without_a_script_the_words_are_there(room: Open) -> None:
    async with room() as stage:
        ada = await stage.open("ada", live=False, java_script_enabled=False)
        await expect(ada.locator("#title")).to_have_text("Grow revenue")
