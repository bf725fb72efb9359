"""Several people in one text of the product: on its own pages, through its own server, with its rights and its history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from msgspec import UNSET
from playwright.async_api import Browser, Locator, Page, expect

from server.writing.store import Entry
from shared.meetings.commands import PlanMeeting
from shared.objectives.messages import ChangeObjective, CreateObjective, ObjectiveChanged
from shared.objectives.model import Level
from tests.factories import uid
from tests.journeys.instances import windows_at_two
from tests.journeys.stage import Stage, Windows, row

pytestmark = pytest.mark.anyio


def pen(page: Page, field: str = ".paper .title") -> Locator:
    """Where somebody writes, or would."""
    return page.locator(f"{field} .cm-content")


async def reads(page: Page, words: str, field: str = ".paper .title") -> None:
    """What somebody sees, without the marks of the others."""
    await expect(pen(page, field)).to_be_visible()
    await page.wait_for_function(
        "([field, words]) => document.querySelector(field)?.closest('cairn-text').value === words",
        arg=[f"{field} .cm-content", words],
    )


async def sign(page: Page, state: str, field: str = ".paper #title") -> None:
    await expect(page.locator(field)).to_have_attribute("data-state", state)


async def place(page: Page, *keys: str, field: str = ".paper .title") -> None:
    """Puts the cursor somewhere."""
    await pen(page, field).click()
    for key in keys:
        await page.keyboard.press(key)


async def changes(stage: Stage, title: str) -> list[ObjectiveChanged]:
    """What its history says of an objective's words, the first change first."""
    envelopes = await stage.cairn.store.history(uid(title), None, 100)
    events = [each.event for each in envelopes[::-1]]
    return [each for each in events if isinstance(each, ObjectiveChanged) and each.after.title is not UNSET]


async def test_three_people_type_into_one_title_at_once(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Grow", draft=True, co_owner_ids=(uid("dan"),))
    ada, dan, wang = await window("ada", path), await window("dan", path), await window("wang", path)
    bystander = await window("chen", "/")
    for page in (ada, dan, wang):
        await reads(page, "Grow")
    await place(ada, "Home")
    await place(dan, "End")
    await place(wang, "End", "ArrowLeft", "ArrowLeft")
    chinese = await wang.context.new_cdp_session(wang)

    async def compose(syllables: str, result: str) -> None:
        for end in range(1, len(syllables) + 1):
            part = syllables[:end]
            await chinese.send("Input.imeSetComposition", {"text": part, "selectionStart": end, "selectionEnd": end})
            await wang.wait_for_function(
                "(part) => document.querySelector('.paper #title .cm-content').textContent.includes(part)", arg=part
            )
        await chinese.send("Input.insertText", {"text": result})

    await asyncio.gather(
        ada.keyboard.type("We will all ", delay=15),
        dan.keyboard.type(" faster", delay=15),
        compose("nihaonihao", "你好"),
    )
    words = "We will all Gr你好ow faster"
    await asyncio.gather(*(reads(page, words) for page in (ada, dan, wang)))
    for page in (ada, dan, wang, bystander):
        await expect(row(page, words)).to_be_visible()
    for page in (ada, dan, wang):
        await sign(page, "saved")
    told = await changes(stage, "Grow")
    assert told[-1].after.title == words
    assert {each for event in told for each in event.authors} == {uid("ada"), uid("dan"), uid("wang")}
    await bystander.goto(f"{path}?side=history")
    for name in ("Ada", "Dan", "王敏"):
        await expect(bystander.locator(".side .entry b", has_text=name).first).to_be_visible()


async def test_saved_is_said_when_it_is_in_the_database(
    window: Windows, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await stage.goal("Write it down", draft=True)
    ada, wang = await window("ada", path), await window("wang", path)
    await reads(wang, "Write it down")
    await reads(ada, "Write it down")
    append, writes = stage.cairn.texts.append, asyncio.Event()

    async def slow(entries: Sequence[Entry]) -> list[int]:
        await writes.wait()
        return await append(entries)

    monkeypatch.setattr(stage.cairn.texts, "append", slow)
    await place(ada, "End")
    await ada.keyboard.type(" now")
    await reads(wang, "Write it down now")
    await sign(ada, "saving")
    assert await ada.locator(".saved [data-when=saved]").is_hidden()
    writes.set()
    await sign(ada, "saved")
    await expect(ada.locator(".saved [data-when=saved]")).to_be_visible()


async def test_words_written_while_the_server_is_away_are_saved_when_it_is_back(window: Windows, stage: Stage) -> None:
    window.forgiven = ("WebSocket",)
    path = await stage.goal("Keep", draft=True)
    ada, wang = await window("ada", path), await window("wang", path)
    await place(ada, "End")
    await place(wang, "Home")
    await ada.keyboard.type(" going")
    await reads(wang, "Keep going")
    await sign(ada, "saved")
    await stage.stop()
    for page in (ada, wang):
        await sign(page, "offline")
    await ada.keyboard.type(" on")
    await wang.keyboard.type("We ")
    await reads(ada, "Keep going on")
    await reads(wang, "We Keep going")
    await sign(ada, "offline")
    await stage.start()
    for page in (ada, wang):
        await reads(page, "We Keep going on")
        await sign(page, "saved")
        await expect(row(page, "We Keep going on")).to_be_visible()


async def test_who_only_reads_sees_who_writes_and_cannot(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Look", draft=True)
    ada, bob = await window("ada", path), await window("bob", path)
    await place(ada, "End")
    await ada.keyboard.type(" here")
    await reads(bob, "Look here")
    caret = bob.locator(".paper h1.title .caret")
    await expect(caret).to_have_attribute("data-by", "Ada")
    await expect(pen(bob)).to_have_attribute("contenteditable", "false")
    await pen(bob).click()
    await bob.keyboard.type("no")
    await ada.keyboard.type("!")
    await reads(bob, "Look here!")
    await expect(ada.locator(".paper .title .caret")).to_have_count(0)


async def test_a_right_withdrawn_in_mid_sentence_closes_the_writing(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Mine", draft=True)
    ada, wang = await window("ada", path), await window("wang", path)
    await place(ada, "End")
    await ada.keyboard.type(" and mine")
    await reads(wang, "Mine and mine")
    await sign(ada, "saved")
    await stage.do(ChangeObjective(objective_id=uid("Mine"), owner_id=uid("wang")), by="root")
    await expect(pen(ada)).to_have_attribute("contenteditable", "false")
    await ada.keyboard.type(" alone")
    await reads(ada, "Mine and mine")
    await reads(wang, "Mine and mine")
    await expect(row(wang, "Mine and mine")).to_be_visible()
    await place(wang, "End")
    await wang.keyboard.type(", ours")
    await reads(ada, "Mine and mine, ours")


async def test_words_in_an_active_cycle_are_opened_for_a_reason(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Sell more", "Orders")
    ada, wang = await window("ada", path), await window("wang", path)
    await expect(wang.locator(".paper cairn-text")).to_have_count(0)
    await ada.get_by_role("button", name="Reword").click()
    await ada.locator("[name=reason]").fill("The market has moved")
    await ada.get_by_role("button", name="Start rewording").click()
    for page in (ada, wang):
        await reads(page, "Sell more")
        await expect(page.locator(".banner", has_text="The market has moved")).to_be_visible()
    await place(ada, "End")
    await place(wang, "Home")
    await asyncio.gather(ada.keyboard.type(" abroad", delay=15), wang.keyboard.type("Let us ", delay=15))
    for page in (ada, wang):
        await reads(page, "Let us Sell more abroad")
        await expect(row(page, "Let us Sell more abroad")).to_be_visible()
    name = f"#kr-{uid('Orders')} cairn-text"
    await place(wang, "End", field=name)
    await wang.keyboard.type(" abroad")
    await reads(ada, "Orders abroad", name)
    told = await changes(stage, "Sell more")
    assert {each.reason for each in told} == {"The market has moved"}
    assert {each for event in told for each in event.authors} == {uid("ada"), uid("wang")}
    await ada.goto(f"{path}?side=history")
    await expect(ada.locator(".side .entry .reason", has_text="The market has moved").first).to_be_visible()
    await wang.locator(".banner button").click()
    await expect(wang.locator(".paper cairn-text")).to_have_count(0)
    await expect(wang.locator(".paper #title")).to_have_value("Let us Sell more abroad")


async def test_notes_of_a_meeting_are_written_by_two(window: Windows, stage: Stage) -> None:
    await stage.goal("Talk about it")
    meeting = uid("A meeting")
    await stage.do(
        PlanMeeting(meeting_id=meeting, cycle_id=uid("now"), title="A meeting", objective_ids=(uid("Talk about it"),)),
        by="ada",
    )
    path, notes = f"/meeting/{meeting}", ".meeting-record .notes cairn-text"
    ada, dan = await window("ada", path), await window("dan", path)
    await ada.locator("#begin").click()
    await place(ada, field=notes)
    await ada.keyboard.type("One\nTwo")
    await reads(dan, "One\nTwo", notes)
    await place(dan, "ControlOrMeta+Home", field=notes)
    await asyncio.gather(dan.keyboard.type("Zero\n", delay=15), ada.keyboard.type("\nThree", delay=15))
    for page in (ada, dan):
        await reads(page, "Zero\nOne\nTwo\nThree", notes)
        await sign(page, "saved", notes)
    guest = await window("bob", path)
    await reads(guest, "Zero\nOne\nTwo\nThree", notes)
    await expect(pen(guest, notes)).to_have_attribute("contenteditable", "false")
    await ada.keyboard.type("!")
    await expect(guest.locator(f"{notes} .caret[data-by=Ada]")).to_be_attached()


@pytest.fixture
async def instances(
    browser: Browser, postgres_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[list[Windows]]:
    goal = CreateObjective(
        objective_id=uid("Apart"),
        cycle_id=uid("now"),
        title="Apart",
        level=Level.PERSON,
        owner_id=uid("ada"),
        co_owner_ids=(uid("dan"),),
    )
    async with windows_at_two(browser, postgres_url, redis_url, tmp_path, goal) as places:
        yield places


async def test_people_at_two_instances_write_one_title(instances: list[Windows]) -> None:
    here, there = instances
    path = f"/o/{uid('Apart')}"
    ada, dan = await here("ada", path), await there("dan", path)
    await place(ada, "Home")
    await place(dan, "End")
    await asyncio.gather(ada.keyboard.type("Not ", delay=15), dan.keyboard.type(" at all", delay=15))
    for page in (ada, dan):
        await reads(page, "Not Apart at all")
        await sign(page, "saved")
        await expect(row(page, "Not Apart at all")).to_be_visible()
    await expect(dan.locator(".paper .title .caret")).to_have_attribute("data-by", "Ada")
    late = await there("wang", path)
    await reads(late, "Not Apart at all")
