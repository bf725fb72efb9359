"""Monday: three check-ins with the keyboard alone, followed in a second window; a warning that is read; an inbox in two tabs."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from shared.cadence.model import Cadence
from shared.check_ins.messages import PostCheckIn
from shared.directory.messages import ChangePerson
from shared.key_results.messages import ChangeKeyResult
from tests.factories import person, uid
from tests.journeys.stage import PHONE, Stage, Windows, card

pytestmark = pytest.mark.anyio


async def owing(stage: Stage, title: str, *names: str) -> str:
    """Ada's objective whose key results are due today; returns its path."""
    path = await stage.goal(title, *names)
    # the next nine o'clock by the clock of Shanghai, which a check-in counts for since the one before
    local = stage.cairn.clock() + timedelta(hours=8)
    coming = (local + timedelta(hours=24 - 9)).weekday()
    for each in names:
        await stage.do(
            ChangeKeyResult(key_result_id=uid(each), cadence=Cadence(weekday=coming), reason="Asked for now"),
            by="ada",
        )
    return path


async def focused(page: Page, name: str) -> None:
    await expect(page.locator(f"[name={name}]:focus")).to_have_count(1)


async def test_three_check_ins_in_half_a_minute_with_the_keyboard_alone(window: Windows, stage: Stage) -> None:
    path = await owing(stage, "Monday morning", "Letters", "Calls", "Visits")
    ada, follower, dan = await window("ada"), await window("ada", "/check-ins"), await window("dan", path)
    await expect(ada.locator(".places .count")).to_have_text("3")
    await expect(follower.locator("form.owed-row")).to_have_count(3)
    began = time.monotonic()
    await ada.keyboard.press("g")
    await ada.keyboard.press("k")
    await focused(ada, "value")
    for value, confidence in (("12", "8"), ("34", "10"), ("56", "4")):
        place = await ada.locator(":focus").evaluate("each => each.closest('form').id")
        await ada.keyboard.type(value)
        await ada.keyboard.press("Tab")
        await ada.keyboard.type(confidence)
        await expect(ada.locator(f"#{place} [name=confidence]:checked")).to_have_value(confidence)
        await ada.keyboard.press("Tab")
        await focused(ada, "note")
        await ada.keyboard.type("As planned")
        await ada.keyboard.press("Enter")
        await expect(ada.locator(f"#{place}")).to_have_count(0)
    await expect(ada.locator(".owed-row.done")).to_have_count(3)
    took = time.monotonic() - began
    assert took < 30
    await expect(ada.locator(".empty.done")).to_be_visible()
    for page in (ada, follower):
        await expect(page.locator(".places .count")).to_have_count(0)
        await expect(page.locator("form.owed-row:visible")).to_have_count(0)
    values = [await card(dan, each).locator(".now").inner_text() for each in ("Letters", "Calls", "Visits")]
    assert sorted(values) == ["12", "34", "56"]
    confidences = [await card(dan, each).locator(".conf").inner_text() for each in ("Letters", "Calls", "Visits")]
    assert sorted(confidences) == ["10", "4", "8"]


async def test_what_was_typed_survives_a_closed_tab_and_a_refusal(window: Windows, stage: Stage) -> None:
    await owing(stage, "Half said", "Drafts")
    ada = await window("ada", "/check-ins")
    form = ada.locator("form.owed-row", has_text="Drafts")
    await form.locator("[name=value]").fill("many")
    await form.locator("[name=note]").fill("Not finished")
    again = await ada.context.new_page()
    await ada.close()
    await again.goto("/check-ins")
    form = again.locator("form.owed-row", has_text="Drafts")
    await expect(form.locator("[name=value]")).to_have_value("many")
    await expect(form.locator("[name=note]")).to_have_value("Not finished")
    await form.locator("[name=note]").press("Enter")
    await expect(form.locator("[role=alert]")).to_be_visible()
    await expect(form.locator("[name=note]")).to_have_value("Not finished")
    await form.locator("[name=value]").fill("7")
    await form.locator("[name=value]").press("Enter")
    await expect(again.locator(".owed-row.done", has_text="Drafts")).to_be_visible()
    assert await again.evaluate("Object.keys(localStorage).filter(each => each.startsWith('cairn:draft:'))") == []


async def test_a_refused_row_keeps_the_focus_or_gets_it_back(window: Windows, stage: Stage) -> None:
    await owing(stage, "Slips of the finger", "Pens", "Pads")
    ada = await window("ada", "/check-ins")
    first = ada.locator("form.owed-row").first
    value = first.locator("[name=value]")
    # what cannot be a number is not left at all; what only the server refuses is come back to, each time
    for times, typed in enumerate(("abc", "1.2345678", "2.3456789"), 1):
        await value.fill(typed)
        await value.press("Enter")
        await expect(first).to_have_attribute("data-refused", str(times))
        await expect(value).to_be_focused()
        await expect(first.locator("[role=alert]")).to_be_visible()
    await ada.keyboard.type("7")
    await ada.keyboard.press("Enter")
    await expect(ada.locator(".owed-row.done")).to_have_count(1)
    await expect(ada.locator("form.owed-row [name=value]")).to_be_focused()


async def test_a_warning_is_read_and_the_inbox_says_so_on_both_tabs(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Stuck in legal", "Contracts")
    tab, other = await window("ada"), await window("ada", path)
    wang = await window("wang", "/warnings")
    await stage.do(
        PostCheckIn(
            check_in_id=uid("a red flag"),
            key_result_id=uid("Contracts"),
            confidence=2,
            blocker="Legal has not answered",
        ),
        by="ada",
    )
    row = wang.locator(f"#warning-{uid('Contracts')}")
    await expect(row.locator(".said-line.blocker")).to_contain_text("Legal has not answered")
    await expect(row.locator(".status")).to_have_attribute("data-s", "flag")
    await expect(wang.locator(".to-inbox .count")).to_have_text("1")
    await row.locator("[name=comment]").fill("I will call them")
    await row.locator("[name=comment]").press("Enter")
    await expect(row.locator(".seen q")).to_have_text("I will call them")
    for page in (tab, other):
        await expect(page.locator(".to-inbox .count")).to_have_text("1")
    await tab.locator(".to-inbox").click()
    await expect(tab.locator(".told-row")).to_have_count(1)
    await expect(tab.locator(".told-row q")).to_have_text("I will call them")
    await tab.locator(".told-row .told-of > a").click()
    await expect(card(tab, "Contracts").locator(".check-ins q")).to_be_in_viewport()
    for page in (tab, other):
        await expect(page.locator(".to-inbox .count")).to_have_count(0)
    # what she said and who has read it stands on the card
    await card(other, "Contracts").locator(".said").click()
    await expect(card(other, "Contracts").locator(".check-ins q")).to_have_text("I will call them")
    await expect(card(other, "Contracts").locator(".because")).to_have_text("Confidence is 2.")


async def test_people_are_called_from_a_check_in_and_from_a_comment(window: Windows, stage: Stage) -> None:
    await owing(stage, "Calling people", "Mails")
    await stage.do(person("dan2", name="Dan"))
    ada, wang, dan = await window("ada", "/check-ins"), await window("wang", "/inbox"), await window("dan")
    form = ada.locator("form.owed-row", has_text="Mails")
    option = ada.locator("#mentions [role=option]")
    await form.locator("[name=note]").click()
    await ada.keyboard.type("Ask a@b or @wangm")
    await expect(option).to_have_text("王敏 Wang Min")
    await expect(form.locator("[name=note]")).to_have_attribute("aria-activedescendant", "mention-0")
    await ada.keyboard.press("Enter")
    await expect(form.locator("[name=note]")).to_have_value("Ask a@b or @王敏 ")
    await expect(form.locator("[name=note]")).not_to_have_attribute("role", "combobox")
    await form.locator("summary").click()
    await form.locator("[name=blocker]").click()
    await ada.keyboard.type("@")
    await expect(option).not_to_have_count(0)
    await ada.keyboard.press("Escape")
    await expect(option).to_have_count(0)
    await ada.keyboard.press("Backspace")
    await ada.keyboard.press("Enter")
    await expect(ada.locator(".owed-row.done", has_text="Mails")).to_be_visible()
    told = wang.locator(".told-row", has_text="在「Mails」的进展更新中提到了你")
    await expect(told.locator("q")).to_have_text("Ask a@b or @王敏")
    await told.locator("a").click()
    await expect(card(wang, "Mails").locator(".check-ins .note", has_text="Ask a@b")).to_be_in_viewport()
    await card(wang, "Mails").locator("[name=comment]").click()
    await wang.keyboard.type("@dan")
    await expect(wang.locator("#mentions [role=option]")).to_have_text(["Dan dan", "Dan dan2"])
    await wang.locator("#mentions [role=option]").first.click()
    await wang.keyboard.type("@")
    # as an input method writes: nothing is offered for the syllables, nor taken with the Enter that ends them
    method = await wang.context.new_cdp_session(wang)
    await method.send("Input.imeSetComposition", {"text": "chen", "selectionStart": 4, "selectionEnd": 4})
    await method.send("Input.insertText", {"text": "陈"})
    await expect(wang.locator("#mentions [role=option]")).to_have_text("陈立 Chen Li")
    await wang.keyboard.press("Tab")
    await wang.keyboard.type("你来吧")
    await wang.keyboard.press("Enter")
    await expect(card(wang, "Mails").locator(".seen q")).to_have_text("@Dan (dan) @陈立 你来吧")
    await expect(dan.locator(".to-inbox .count")).to_have_text("1")
    await dan.locator(".to-inbox").click()
    await expect(dan.locator(".told-row a")).to_contain_text("mentioned you in a comment on “Mails”")
    await stage.do(ChangePerson(person_id=uid("dan2"), active=False))


async def test_on_a_phone(window: Windows, stage: Stage) -> None:
    await owing(stage, "On the way", "Thumbs")
    ada = await window("ada", "/", PHONE, has_touch=True, is_mobile=True)
    await ada.locator(".places [data-icon=check]").tap()
    form = ada.locator("form.owed-row", has_text="Thumbs")
    await form.locator("[name=value]").fill("5")
    await form.locator("label", has_text="7").last.tap()
    await form.locator(".btn.primary").tap()
    await expect(ada.locator(".owed-row.done", has_text="Thumbs")).to_be_visible()
    for path in ("/check-ins", "/warnings", "/inbox"):
        await ada.goto(path)
        await expect(ada.locator(".page h1")).to_be_visible()
        assert await ada.evaluate("document.querySelector('.main').scrollWidth <= innerWidth")
