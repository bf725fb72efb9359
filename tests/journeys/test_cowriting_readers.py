"""Who may not write a text sees who does, where, and in which colour; and what a page says when a text cannot be written."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import uid
from tests.journeys.stage import Stage, Windows
from tests.journeys.test_cowriting import pen, place, reads, sign

pytestmark = pytest.mark.anyio

WHY = ".paper .note"


def name_of(key_result: str) -> str:
    return f"#kr-{uid(key_result)} .name"


async def caret(page: Page, field: str) -> None:
    await expect(page.locator(f"{field} .caret")).to_have_attribute("data-by", "Ada")


async def test_who_only_reads_sees_who_writes_a_description_and_a_name(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Look", "Orders", draft=True, description="Because.")
    ada, bob = await window("ada", path), await window("bob", path)
    for field, before in ((WHY, "Because."), (name_of("Orders"), "Orders")):
        await reads(bob, before, field)
        await expect(pen(bob, field)).to_have_attribute("contenteditable", "false")
        await place(ada, "End", field=field)
        await caret(bob, field)
        await ada.keyboard.type(" And")
        await ada.keyboard.press("Shift+Home")
        await reads(bob, before + " And", field)
        await expect(bob.locator(f"{field} .theirs")).to_have_text(before + " And")
        await pen(bob, field).click()
        await bob.keyboard.type("no")
    await expect(ada.locator(".paper .caret")).to_have_count(0)
    await reads(ada, "Because. And", WHY)


async def test_words_that_are_locked_are_only_words(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Locked", "Sales", description="Because.")
    bob = await window("bob", path)
    await expect(bob.locator(WHY)).to_have_text("Because.")
    await expect(bob.locator(".paper cairn-text")).to_have_count(0)


async def test_a_text_comes_alive_again_with_the_right_to_see_it(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Mine", draft=True)
    ada, bob = await window("ada", path), await window("bob", path)
    await reads(bob, "Mine")
    goal = uid("Mine")
    await stage.do(ChangeObjective(objective_id=goal, visibility=Visibility.PRIVATE), by="ada")
    await expect(bob.locator(".paper cairn-text")).to_have_count(0)
    await stage.do(ChangeObjective(objective_id=goal, visibility=Visibility.PUBLIC), by="ada")
    await place(ada, "End")
    await ada.keyboard.type(" again")
    await reads(bob, "Mine again")


LIMITS = (
    ("server.writing.routes.MOST_SOCKETS", 0, "打开的窗口太多"),
    ("server.writing.socket.MOST_DOCUMENTS", 0, "打开的文字太多"),
    ("server.writing.socket.FRAMES_AT_ONCE", 0.0, "改动太快"),
)


async def test_limits_are_explained_and_pass(window: Windows, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    window.forgiven = ("WebSocket",)
    path = await stage.goal("Bounded", draft=True, co_owner_ids=(uid("wang"),))
    wang = await window("wang", path)
    said = ".paper #title .said"
    for limit, most, words in LIMITS:
        with monkeypatch.context() as limited:
            limited.setattr(limit, most)
            await wang.reload()
            if words == "改动太快":
                # it passes: only where somebody is
                await wang.locator(".paper #title .plain").click()
            await expect(wang.locator(said)).to_contain_text(words)
    ada = await window("ada", path)
    await reads(ada, "Bounded")
    monkeypatch.setattr("server.writing.routes.MOST_SOCKETS", 0)
    await ada.reload()
    await expect(ada.locator(said)).to_contain_text("too many windows open")
    await expect(ada.locator(".paper .said")).to_have_count(1)
    monkeypatch.undo()
    await reads(ada, "Bounded")
    await expect(ada.locator(said)).to_have_count(0)


async def test_what_is_too_large_is_taken_back_and_explained(
    window: Windows, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.forgiven = ("WebSocket",)
    path = await stage.goal("Long", draft=True, description="Because.")
    ada = await window("ada", path)
    await reads(ada, "Because.", WHY)
    text = stage.cairn.writing.opened[f"objective:{uid('Long')}:description"].room.text
    limits = (
        ("server.writing.socket.LONGEST_MESSAGE", 4_000, "more than the server takes at once"),
        (text, 4_000, "does not fit here"),
    )
    for limit, most, words in limits:
        with monkeypatch.context() as limited:
            if isinstance(limit, str):
                limited.setattr(limit, most)
            else:
                limited.setattr(limit, "_longest", most)
            await place(ada, "End", field=WHY)
            await ada.keyboard.insert_text("x" * 10_000)
            await expect(ada.locator(f"{WHY} .said")).to_contain_text(words)
            await reads(ada, "Because.", WHY)
            await sign(ada, "refused", WHY)


async def test_a_caret_carries_the_name_as_its_reader_reads_names(window: Windows, stage: Stage) -> None:
    path = await stage.goal("Name it", "Names", draft=True, description="Why.", owner="chen")
    chen, wang, bob = await window("chen", path), await window("wang", path), await window("bob", path)
    await place(chen, "End", field=WHY)
    await expect(bob.locator(f"{WHY} .caret")).to_have_attribute("data-by", "Chen Li")
    await expect(wang.locator(f"{WHY} .caret")).to_have_attribute("data-by", "陈立")
