"""Photographs every main page of the sample into `shots/`, as `page.language.theme.width.png`. Judges none of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from server.cairn import Cairn
from server.middleware.identify import SESSION
from server.middleware.language import COOKIE
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.messages import OPERATOR, Id, Role
from shared.state import State
from tests.browser import FLAGS, REPOSITORY, chromium_path
from tests.factories import person, uid
from tests.journeys.stage import Stage, online

OUT = REPOSITORY / "shots"
SIZES = {1440: (1440, 900), 375: (375, 812), 1920: (1920, 1080)}
LANGUAGES = {Locale.ZH: "zh", Locale.EN: "en"}
Look = tuple[Locale, str, int]
EVERY: tuple[Look, ...] = tuple((each, theme, size) for each in Locale for theme in ("light", "dark") for size in SIZES)
FEW: tuple[Look, ...] = (
    (Locale.ZH, "light", 1440),
    (Locale.EN, "dark", 1440),
    (Locale.ZH, "dark", 375),
    (Locale.EN, "light", 375),
)
CSV = "级别,目标,关键结果,起点,目标值,单位,负责人\n公司,让客户愿意推荐我们,净推荐值,31,45,,陈立\n,,投诉率,2.1,0.8,%,周宁\n,,没有数字,,,,\n"


class Shot(Struct, frozen=True):
    """`path` may hold {objective} and {other}; `act` does what the address does not say."""

    name: str
    path: str
    act: Callable[[Page], Awaitable[None]] | None = None
    looks: tuple[Look, ...] = FEW
    visitor: bool = False


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


SHOTS = (
    Shot("objective", "/o/{objective}", looks=EVERY),
    Shot("compose", "/new", write, EVERY),
    Shot("list", "/", looks=EVERY),
    Shot("side", "/o/{objective}?pane=side"),
    Shot("history", "/o/{objective}?side=history&pane=side", wait_for_log),
    Shot("picker", "/o/{objective}", pick),
    Shot("reason", "/o/{objective}", ask_reason),
    Shot("check-in", "/o/{objective}", check_in),
    Shot("measure", "/o/{objective}", change_measure),
    Shot("properties", "/o/{objective}", edit_properties),
    Shot("menu", "/o/{objective}", open_menu),
    Shot("other", "/o/{other}"),
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
    Shot("sample", "/signin", visitor=True, looks=(*FEW, (Locale.ZH, "light", 1920))),
    Shot("signin", "/signin?with=password", visitor=True),
)
BARE = (Shot("setup", "/setup", visitor=True),)
EMPTY = (Shot("empty", "/"), Shot("empty-compose", "/new"))


class Studio:
    """One served instance, whoever looks at it, and the browser that takes the pictures."""

    def __init__(self, browser: Browser, stage: Stage, viewer: Callable[[State], Id]) -> None:
        self._browser, self._stage, self._viewer = browser, stage, viewer
        self.failed: list[str] = []

    async def take(self, shots: tuple[Shot, ...], wanted: list[str]) -> None:
        for look in EVERY:
            chosen = [each for each in shots if look in each.looks and (not wanted or each.name in wanted)]
            for visitor in (True, False):
                if some := [each for each in chosen if each.visitor is visitor]:
                    await self._take(look, some, visitor)

    async def _take(self, look: Look, shots: list[Shot], visitor: bool) -> None:
        locale, theme, size = look
        state = self._stage.cairn.hub.state
        places = _places(state)
        async with self._context(look, visitor) as context:
            for shot in shots:
                file = OUT / f"{shot.name}.{LANGUAGES[locale]}.{theme}.{size}.png"
                page = await context.new_page()
                try:
                    await page.goto(shot.path.format(**places))
                    if not visitor and not shot.path.startswith("/api/"):
                        await online(page)
                    if shot.act is not None:
                        await shot.act(page)
                    await page.evaluate("document.fonts.ready")
                    await page.screenshot(path=file, animations="disabled")
                    _say(str(file.relative_to(REPOSITORY)))
                except Exception as problem:
                    self.failed.append(file.name)
                    await page.screenshot(path=file.with_suffix(".failed.png"))
                    _say(f"{file.name}: {str(problem).splitlines()[0]}")
                await page.close()

    @asynccontextmanager
    async def _context(self, look: Look, visitor: bool) -> AsyncIterator[BrowserContext]:
        locale, theme, size = look
        width, height = SIZES[size]
        cookies = {"cairn_theme": theme, COOKIE: locale.value}
        if not visitor:
            cairn = self._stage.cairn
            viewer = self._viewer(cairn.hub.state)
            if cairn.hub.state.people[viewer].locale is not locale:
                await cairn.executor.execute(ChangePerson(person_id=viewer, locale=locale), OPERATOR)
            cookies[SESSION] = await cairn.accounts.sessions.begin(viewer, agent="Chrome macOS", address="192.0.2.7")
        context = await self._browser.new_context(
            base_url=self._stage.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            has_touch=size == 375,
        )
        context.set_default_timeout(5_000)
        await context.add_cookies(
            [{"name": name, "value": value, "url": self._stage.address} for name, value in cookies.items()]
        )
        yield context
        await context.close()


def _places(state: State) -> dict[str, str]:
    """A department's objective with several key results, and one that is the reader's own."""
    wanted = {"objective": "新品上市让目标人群都听说过", "other": "让新客第一次买完就想再来"}
    found = {each.title: each.id for each in state.objectives.values()}
    return {name: found.get(title, "") for name, title in wanted.items()}


async def _quarter(cairn: Cairn) -> None:
    """A workspace in which nothing has been written yet."""
    today = cairn.clock().date()
    await cairn.executor.execute_all(
        [
            person("root", role=Role.ADMIN),
            CreateCycle(
                cycle_id=uid("now"), name="2026 Q4", starts_on=today.replace(day=1), ends_on=today.replace(day=28)
            ),
            MoveCycle(cycle_id=uid("now"), state=CycleState.ACTIVE),
        ],
        OPERATOR,
    )


async def _nobody(cairn: Cairn) -> None:
    pass


def _head(state: State) -> Id:
    return next(each.id for each in state.people.values() if each.name == "陈立")


def _root(state: State) -> Id:
    return uid("root")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


@asynccontextmanager
async def _stage(prepare: Callable[[Cairn], Any], *, sample: bool) -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="cairn-shots-") as scratch:
        stage = Stage(Path(scratch), prepare, sample=sample)
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()


async def main(wanted: list[str]) -> int:
    OUT.mkdir(exist_ok=True)
    failed: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for prepare, sample, viewer, shots in (
            (_nobody, True, _head, SHOTS),
            (_nobody, False, _root, BARE),
            (_quarter, False, _root, EMPTY),
        ):
            if wanted and not any(each.name in wanted for each in shots):
                continue
            async with _stage(prepare, sample=sample) as stage:
                studio = Studio(browser, stage, viewer)
                await studio.take(shots, wanted)
                failed += studio.failed
        await browser.close()
    if failed:
        _say(f"shots: {len(failed)} could not be taken: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main(sys.argv[1:])))
