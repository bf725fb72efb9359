"""The pages of Cairn as a table, photographed into `shots/` as `page.language.theme.size.png`. Judges none of them.

A new page is a line in `SHOTS`; what its address does not say is an act above it. Words narrow what is taken:
`python -m tests.shots meeting zh dark 375`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from playwright.async_api import Page, async_playwright, expect

from server.cairn import Cairn
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.messages import OPERATOR, Id, Role
from shared.state import State
from tests.browser import FLAGS, chromium_path
from tests.factories import person, uid
from tests.shots_meetings import HELD, hold_meetings
from tests.studio import OUT, Scene, Shot, Wanted, photograph, say

CSV = "级别,目标,关键结果,起点,目标值,单位,负责人\n公司,让客户愿意推荐我们,净推荐值,31,45,,陈立\n,,投诉率,2.1,0.8,%,周宁\n,,没有数字,,,,\n"


async def write(page: Page) -> None:
    await page.locator("input.title").fill("让客户愿意推荐我们")
    for place, line in enumerate(("净推荐值 31 → 45", "投诉率 2.1% → 0.8%，周宁", "写好服务手册")):
        await page.locator(f"[name=kr-{place}]").fill(line)
    await expect(page.locator(".draft .read")).to_have_count(3)


async def pick(page: Page) -> None:
    await page.locator("#supports").click()
    await expect(page.locator(".option").first).to_be_visible()
    await page.locator(".picker input[type=search]").fill("新")
    await expect(page.locator(".option.sub").first).to_be_visible()


async def change_measure(page: Page) -> None:
    await page.locator(".goalpost").first.click()
    await expect(page.locator("form.body")).to_be_visible()


async def ask_reason(page: Page) -> None:
    await change_measure(page)
    await page.locator("[name=target]").fill("80 万")
    await page.locator("form.body .btn.primary").click()
    await expect(page.locator(".dialog [name=reason]")).to_be_visible()


async def check_in(page: Page) -> None:
    await page.locator("button.now").first.click()
    await expect(page.locator("form.body [name=value]")).to_be_focused()


async def wait_for_log(page: Page) -> None:
    await expect(page.locator(".log .entry").first).to_be_visible()


async def open_menu(page: Page) -> None:
    await page.locator(".kr details.drop summary").first.click()


async def to_the_end(page: Page) -> None:
    await expect(page.locator(".rows li").first).to_be_visible()
    await page.locator(".settings > :last-child").scroll_into_view_if_needed()


async def edit_properties(page: Page) -> None:
    await page.locator(".prop[data-icon=globe]").click()
    await expect(page.locator(".dialog")).to_be_visible()


async def edit_person(page: Page) -> None:
    await page.locator(".people tbody tr").nth(2).locator("button, a").last.click()
    await expect(page.locator(".dialog")).to_be_visible()


async def preview(page: Page) -> None:
    files = [{"name": "2026Q4.csv", "mimeType": "text/csv", "buffer": CSV.encode()}]
    await page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    await expect(page.locator("table.preview")).to_be_visible()


async def see_ballot(page: Page) -> None:
    await expect(page.locator(".ballot .number")).to_have_count(12)


async def see_summary(page: Page) -> None:
    await expect(page.locator("article.summary")).to_be_visible()


async def see_decided(page: Page) -> None:
    await page.locator(".decided").scroll_into_view_if_needed()


async def see_paper(page: Page) -> None:
    await expect(page.locator(".meeting-bar")).to_be_attached()
    await expect(page.locator(".paper .kr").first).to_be_attached()


async def call_somebody(page: Page) -> None:
    await page.locator("form.owed-row [name=note]").first.click()
    await page.keyboard.type("卡在法务 @w")
    await expect(page.locator("#mentions [role=option]").first).to_be_visible()


async def refuse(page: Page) -> None:
    value = page.locator("form.owed-row [name=value]").first
    await value.fill("50 元")
    await value.press("Enter")
    await expect(page.locator(".owed-row [role=alert]").first).to_be_visible()


async def look_back(page: Page) -> None:
    last = page.locator(".closing:has(.carry)").last
    await last.locator(".retrospective .btn").first.click()
    await expect(last.locator("pre.sketch")).to_be_visible()
    await last.locator(".carry [name=choice]").select_option("kept")
    await last.locator(".retrospective").scroll_into_view_if_needed()


MONDAY = (
    Shot("monday", "/check-ins"),
    Shot("monday-mention", "/check-ins", call_somebody),
    Shot("monday-refused", "/check-ins", refuse),
)
CLOSING = (
    Shot("closing-mine", "/closing"),
    Shot("closing-all", "/closing?show=all"),
    Shot("closing-look", "/closing", look_back),
    Shot("closing-goal", "/o/{objective}"),
)
SHOTS = (
    Shot("list", "/"),
    Shot("mine", "/?scope=mine"),
    Shot("objective", "/o/{objective}"),
    Shot("side", "/o/{objective}?pane=side"),
    Shot("history", "/o/{objective}?side=history&pane=side", wait_for_log),
    Shot("other", "/o/{other}"),
    Shot("compose", "/new", write),
    Shot("picker", "/o/{objective}", pick),
    Shot("reason", "/o/{objective}", ask_reason),
    Shot("check-in", "/o/{objective}", check_in),
    Shot("measure", "/o/{objective}", change_measure),
    Shot("properties", "/o/{objective}", edit_properties),
    Shot("menu", "/o/{objective}", open_menu),
    Shot("check-ins", "/check-ins"),
    Shot("inbox", "/inbox?show=all"),
    Shot("warnings", "/warnings"),
    Shot("compare", "/warnings?show=compare"),
    Shot("company", "/warnings?show=company"),
    Shot("closing", "/closing"),
    Shot("meetings", "/meetings"),
    Shot("meeting-plan", "/meetings?plan=1"),
    Shot("meeting-agenda", "/meeting/{planned}?pane=list"),
    Shot("decided", "/o/{decided}", see_decided),
    Shot("meeting-running", "/meeting/{running}", see_paper),
    Shot("meeting-notes", "/meeting/{running}?pane=side", see_paper),
    Shot("meeting-led", "/meeting/{led}", see_paper),
    Shot("meeting-vote", "/meeting/{voting}", see_ballot),
    Shot("meeting-revealed", "/meeting/{revealed}", see_paper),
    Shot("meeting-summary", "/meeting/{ended}", see_summary),
    Shot("people", "/people"),
    Shot("person", "/people", edit_person),
    Shot("cycles", "/cycles"),
    Shot("new-cycle", "/cycles?edit=new"),
    Shot("exchange", "/exchange"),
    Shot("import", "/exchange", preview),
    Shot("settings", "/settings"),
    Shot("settings-end", "/settings", to_the_end),
    Shot("lost", "/o/nothing"),
    Shot("reference", "/api/v1/docs"),
    Shot("sample", "/signin", visitor=True),
    Shot("signin", "/signin?with=password", visitor=True),
)
GUEST = (
    Shot("guest-list", "/"),
    Shot("guest-mine", "/?scope=mine&pane=main"),
    Shot("guest-people", "/people"),
    Shot("guest-meeting", "/meeting/{voting}", see_paper),
    Shot("guest-notes", "/meeting/{running}?pane=side", see_paper),
)
MEMBER = (Shot("mine-empty", "/?scope=mine&pane=main"),)
BARE = (Shot("setup", "/setup", visitor=True),)
EMPTY = (Shot("empty", "/"), Shot("empty-compose", "/new"), Shot("empty-meetings", "/meetings"))


def places(state: State) -> dict[str, str]:
    """A department's objective with several key results, one that is the reader's own, and the meetings."""
    wanted = {"objective": "新品上市让目标人群都听说过", "other": "让新客第一次买完就想再来"}
    found = {each.title: each.id for each in state.objectives.values()}
    places = {name: found.get(title, "") for name, title in wanted.items()} | {each: uid(each) for each in HELD}
    ended = state.meetings.get(uid("ended"))
    return {**places, "decided": ended.items[0].objective_id if ended is not None else ""}


async def quarter(cairn: Cairn) -> None:
    """A workspace in which nothing has been written yet."""
    today = cairn.clock().date()
    starts, ends = today - timedelta(days=20), today + timedelta(days=70)
    await cairn.executor.execute_all(
        [
            person("root", role=Role.ADMIN),
            CreateCycle(cycle_id=uid("now"), name="2026 Q4", starts_on=starts, ends_on=ends),
            MoveCycle(cycle_id=uid("now"), state=CycleState.ACTIVE),
        ],
        OPERATOR,
    )


async def close(cairn: Cairn) -> None:
    """The sample's quarter is over; the next one is there."""
    now = next(iter(cairn.hub.state.cycles.values()))
    follows = now.ends_on + timedelta(days=1)
    await cairn.executor.execute_all(
        [
            CreateCycle(cycle_id=uid("next"), name="2027 Q1", starts_on=follows, ends_on=follows + timedelta(days=89)),
            MoveCycle(cycle_id=now.id, state=CycleState.CLOSING),
        ],
        OPERATOR,
    )


async def nobody(cairn: Cairn) -> None:
    """As it was installed."""


def head(state: State) -> Id:
    return next(each.id for each in state.people.values() if each.name == "陈立")


def guest(state: State) -> Id:
    return next(each.id for each in state.people.values() if each.role is Role.GUEST)


def newcomer(state: State) -> Id:
    """A member who has no goal yet."""
    owners = {each.owner_id for each in state.objectives.values()}
    return next(each.id for each in state.people.values() if each.role is Role.MEMBER and each.id not in owners)


def root(state: State) -> Id:
    return uid("root")


def named(name: str) -> Callable[[State], Id]:
    return lambda state: next(each.id for each in state.people.values() if each.name == name)


SCENES = (
    Scene(MONDAY, nobody, named("郑凯"), sample=True),
    Scene(CLOSING, close, named("王敏"), places, sample=True),
    Scene(SHOTS, hold_meetings, head, places, sample=True),
    Scene(GUEST, hold_meetings, guest, places, sample=True),
    Scene(MEMBER, nobody, newcomer, sample=True),
    Scene(BARE, nobody, root),
    Scene(EMPTY, quarter, root),
)


async def main(words: list[str]) -> int:
    OUT.mkdir(exist_ok=True)
    wanted, began = Wanted(words), time.monotonic()
    taken = 0
    failed: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for scene in SCENES:
            studio = await photograph(browser, scene, wanted)
            if studio is not None:
                taken += studio.taken
                failed += studio.failed
        await browser.close()
    say(f"shots: {taken} taken in {time.monotonic() - began:.0f} s, into {OUT.name}/")
    if failed:
        say(f"shots: {len(failed)} could not be taken: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main(sys.argv[1:])))
