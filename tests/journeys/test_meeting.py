"""A meeting in real windows: a vote and its reveal, follow-me, dragging the agenda, taking over, the summary."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from shared.meetings.commands import PlanMeeting
from tests.factories import uid
from tests.journeys.stage import Stage, Windows, title

pytestmark = pytest.mark.anyio


async def meeting(stage: Stage, name: str, *goals: str) -> str:
    """Ada's meeting about goals of hers; returns its path."""
    for each in goals:
        await stage.goal(each, f"{each}: result")
    await stage.do(
        PlanMeeting(
            meeting_id=uid(name), cycle_id=uid("now"), title=name, objective_ids=tuple(uid(each) for each in goals)
        ),
        by="ada",
    )
    return f"/meeting/{uid(name)}"


async def opens(page: Page, words: str) -> None:
    """The goal on the paper."""
    await expect(title(page)).to_be_visible()
    await expect(page.locator(".slot:has([aria-current]) .title")).to_have_text(words)


async def test_a_vote_is_revealed_to_all_at_once(window: Windows, stage: Stage) -> None:
    path = await meeting(stage, "Vote on it", "Sell more", "Sell better")
    ada, dan = await window("ada", path), await window("dan", path)
    await ada.locator("#begin").click()
    await opens(ada, "Sell more")
    await opens(dan, "Sell more")
    await expect(dan.locator(".crowd .face")).to_have_count(2)
    await expect(ada.locator("#vote")).to_be_visible()
    await ada.keyboard.press("v")
    await dan.locator(".ballot .number", has_text="3").first.locator("input").check()
    await ada.locator(".ballot input[value='8']").check()
    await expect(ada.locator(".turnout b")).to_have_text("2 of 2 have voted")
    await expect(ada.locator(".spread")).to_have_count(0)
    assert "8" not in await dan.locator(".turnout").inner_text()
    await ada.locator("#reveal").click()
    for page in (ada, dan):
        await expect(page.locator(".spread li:has(.face) > b")).to_have_text(["3", "8"])
        await expect(page.locator(".result b").last).to_have_text("Lower median 3")
    await ada.locator("#use-median").click()
    await expect(dan.locator(".kr .conf").first).to_have_text("3")


async def test_pages_go_where_hers_goes_and_step_off_and_on(window: Windows, stage: Stage) -> None:
    path = await meeting(stage, "Follow me", "Go north", "Go south")
    ada, dan = await window("ada", path), await window("dan", path)
    await ada.locator("#begin").click()
    await opens(ada, "Go north")
    await opens(dan, "Go north")
    await expect(ada.locator("#next")).to_be_visible()
    await ada.keyboard.press("j")
    await opens(dan, "Go south")
    await ada.goto(f"/o/{uid('Go north')}?meeting={uid('Follow me')}")
    await dan.wait_for_url(f"**/o/{uid('Go north')}?meeting=*")
    await ada.locator(".side .tabs a").last.click()
    await expect(dan.locator(".side .tabs [aria-current]")).to_have_text("History")
    await dan.locator(".places [data-icon=people]").click()
    await dan.wait_for_url("**/people?*apart=1*")
    await ada.locator(".along a").click()
    await expect(ada.locator(".meeting-bar")).to_be_visible()
    await expect(dan.locator(".org")).to_be_visible()
    await dan.locator("#step").click()
    await dan.wait_for_url(f"**{path}")
    await opens(dan, "Go south")
    late = await window("wang", path)
    await opens(late, "Go south")


async def carry(page: Page, goal: str, *, under: str = "", above: str = "") -> None:
    """Pick up an item by its grip and hold it over another."""
    box = await page.locator(f".slot[data-id='{uid(under or above)}']").bounding_box()
    assert box is not None
    await page.locator(f".slot[data-id='{uid(goal)}'] .grip").hover()
    await page.mouse.down()
    await page.mouse.move(box["x"] + 10, box["y"] + (box["height"] - 2 if under else 2), steps=5)


async def test_the_agenda_is_dragged_and_moved_by_keyboard(window: Windows, stage: Stage) -> None:
    path = await meeting(stage, "Order it", "One", "Two", "Three")
    ada, dan = await window("ada", path), await window("dan", path)
    titles = ".agenda .slot .title"
    await carry(ada, "One", under="Two")
    await carry(dan, "Three", above="One")
    await asyncio.gather(ada.mouse.up(), dan.mouse.up())
    for page in (ada, dan):
        await expect(page.locator(titles)).to_have_text(["Three", "Two", "One"])
    await carry(ada, "Three", under="One")
    await ada.mouse.up()
    await expect(dan.locator(titles)).to_have_text(["Two", "One", "Three"])
    await dan.locator(f".slot[data-id='{uid('One')}'] .grip").focus()
    await dan.keyboard.press("Alt+ArrowDown")
    await expect(ada.locator(titles)).to_have_text(["Two", "Three", "One"])
    await expect(dan.locator(f".slot[data-id='{uid('One')}'] .grip")).to_be_focused()
    await dan.keyboard.press("Alt+ArrowUp")
    await expect(ada.locator(titles)).to_have_text(["Two", "One", "Three"])
    await expect(dan.locator(f".slot[data-id='{uid('One')}'] .grip")).to_be_focused()
    await dan.keyboard.press("Alt+ArrowUp")
    for page in (ada, dan):
        await expect(page.locator(titles)).to_have_text(["One", "Two", "Three"])


async def test_somebody_takes_over_and_the_summary_is_there_at_the_end(
    window: Windows, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await meeting(stage, "Carry on", "Stay", "Leave")
    ada, dan = await window("ada", path), await window("dan", path)
    await ada.locator("#begin").click()
    await opens(dan, "Stay")
    await ada.locator("#vote").click()
    await dan.locator(".ballot input[value='none']").check()
    await expect(dan.locator("#take-over")).to_have_count(0)
    monkeypatch.setattr(stage.cairn.attendance, "patience", 0.0)
    await ada.context.close()
    await expect(dan.locator(".away")).to_have_text("Ada has gone")
    await dan.locator("#take-over").click()
    await expect(dan.locator(".crowd")).to_contain_text("Dan leads now, after Ada")
    await dan.locator("#reveal").click()
    await expect(dan.locator(".result")).to_have_text("abstained: Danrevealed by Dan")
    await dan.locator("#decision").fill("We stay")
    await dan.locator("#decision").press("Enter")
    await expect(dan.locator(".decisions textarea").first).to_have_value("We stay")
    action = dan.locator("form.new-action")
    await action.locator("[name=text]").fill("Tell everybody")
    await action.locator("[name=due_on]").fill("2030-01-31")
    await action.locator(".btn").click()
    await expect(dan.locator(".actions-taken li")).to_contain_text("Tell everybody")
    await dan.locator("#next").click()
    await opens(dan, "Leave")
    await dan.locator(".meeting-bar details.end summary").click()
    await dan.get_by_role("menuitem", name="End the meeting").click()
    summary = dan.locator("article.summary")
    await expect(summary).to_contain_text("We stay")
    await expect(summary.locator("h3 a")).to_have_attribute("href", f"/o/{uid('Stay')}")
    await expect(summary).to_contain_text("Tell everybody")


async def test_a_meeting_fits_a_phone(window: Windows, stage: Stage) -> None:
    path = await meeting(stage, "On a phone", "Small")
    phone = await window("ada", path, size=(375, 812))
    await phone.locator("#begin").click()
    await phone.locator("#vote").click()
    await expect(phone.locator(".ballot .number")).to_have_count(12)
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 375
    await phone.locator(".main .panes .seg a").last.click()
    await expect(phone.locator(".meeting-record .notes")).to_be_visible()
    await phone.locator(".meeting-record .panes .back").click()
    await expect(phone.locator(".agenda .slot")).to_have_count(1)
