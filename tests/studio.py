"""Takes pictures of pages: who looks, in which language, theme and size, several windows at a time. A page is opened once and
then resized. Judges none of them, and knows no page: the table of pages is in `tests.shots`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, Page

from server.cairn import Cairn
from server.middleware.identify import SESSION
from server.middleware.language import COOKIE
from shared.directory.messages import ChangePerson
from shared.directory.model import Locale
from shared.messages import OPERATOR, Id
from shared.state import State
from tests.browser import REPOSITORY, be_patient
from tests.journeys.stage import Stage, online

OUT = REPOSITORY / "shots"
SIZES = {"1440": (1440, 900), "375": (375, 812), "1920": (1920, 1080)}
THEMES = ("light", "dark")
LANGUAGES = {"zh": Locale.ZH, "en": Locale.EN}
AT_ONCE = 4
"""Windows that are open together; more only wait for the one server."""


class Shot(Struct, frozen=True):
    """`path` may name places of the scene in braces; `act` does what the address does not say, and changes nothing for others.

    `visitor`: nobody signed in.
    """

    name: str
    path: str
    act: Callable[[Page], Awaitable[None]] | None = None
    visitor: bool = False


class Scene(Struct, frozen=True):
    """An instance with something in it, whoever looks at it, the places its paths name, and the pages to take there."""

    shots: tuple[Shot, ...]
    prepare: Callable[[Cairn], Awaitable[None]]
    viewer: Callable[[State], Id]
    places: Callable[[State], dict[str, str]] = lambda state: {}
    sample: bool = False


class Wanted:
    """What the command line asks for: names of pages (a part is enough), languages, themes and sizes; nothing is everything."""

    def __init__(self, words: Iterable[str]) -> None:
        given = set(words)
        self.languages, self.themes, self.sizes = (
            [each for each in kind if each in given] or list(kind) for kind in (LANGUAGES, THEMES, SIZES)
        )
        self._names = given.difference(LANGUAGES, THEMES, SIZES)

    def shot(self, shot: Shot) -> bool:
        return not self._names or any(each in shot.name for each in self._names)


class Studio:
    """One served instance and the browser that takes its pictures."""

    def __init__(self, browser: Browser, stage: Stage, scene: Scene, wanted: Wanted) -> None:
        self._browser, self._stage, self._scene, self._wanted = browser, stage, scene, wanted
        self.taken = 0
        self.failed: list[str] = []

    async def take(self) -> None:
        """A language at a time, for it is the person's and not the window's; everything else beside each other."""
        for language in self._wanted.languages:
            await self._speak(LANGUAGES[language])
            waiting = [
                (shot, theme) for shot in self._scene.shots for theme in self._wanted.themes if self._wanted.shot(shot)
            ]
            waiting.reverse()
            await asyncio.gather(*(self._work(language, waiting) for _ in range(AT_ONCE)))

    async def _work(self, language: str, waiting: list[tuple[Shot, str]]) -> None:
        while waiting:
            shot, theme = waiting.pop()
            async with self._context(language, theme, shot.visitor) as context:
                await self._take(context, shot, f"{shot.name}.{language}.{theme}")

    async def _speak(self, locale: Locale) -> None:
        cairn = self._stage.cairn
        if cairn.hub.state.people:
            viewer = self._scene.viewer(cairn.hub.state)
            await cairn.executor.execute(ChangePerson(person_id=viewer, locale=locale), OPERATOR)

    async def _take(self, context: BrowserContext, shot: Shot, name: str) -> None:
        page = await context.new_page()
        try:
            await page.goto(shot.path.format(**self._scene.places(self._stage.cairn.hub.state)))
            if not shot.visitor and not shot.path.startswith("/api/"):
                await online(page)
            if shot.act is not None:
                await shot.act(page)
            await page.evaluate("document.fonts.ready")
            for size in self._wanted.sizes:
                width, height = SIZES[size]
                await page.set_viewport_size({"width": width, "height": height})
                # what is being written is in sight in every size
                await page.evaluate("document.activeElement?.scrollIntoView({ block: 'nearest' })")
                await page.screenshot(path=OUT / f"{name}.{size}.png", animations="disabled")
                self.taken += 1
        except Exception as problem:
            self.failed.append(name)
            await page.screenshot(path=OUT / f"{name}.failed.png")
            say(f"{name}: {str(problem).splitlines()[0]}")

    @asynccontextmanager
    async def _context(self, language: str, theme: str, visitor: bool) -> AsyncIterator[BrowserContext]:
        cookies = {"cairn_theme": theme, COOKIE: LANGUAGES[language].value}
        if not visitor:
            cairn = self._stage.cairn
            viewer = self._scene.viewer(cairn.hub.state)
            cookies[SESSION] = await cairn.accounts.sessions.begin(viewer, agent="Chrome macOS", address="192.0.2.7")
        width, height = SIZES["1440"]
        context = be_patient(
            await self._browser.new_context(
                base_url=self._stage.address,
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
                locale="zh-CN" if language == "zh" else "en-GB",
            )
        )
        await context.add_cookies(
            [{"name": name, "value": value, "url": self._stage.address} for name, value in cookies.items()]
        )
        yield context
        await context.close()


async def photograph(browser: Browser, scene: Scene, wanted: Wanted) -> Studio | None:
    """None when nothing of this scene is wanted."""
    if not any(wanted.shot(shot) for shot in scene.shots):
        return None
    async with _stage(scene.prepare, sample=scene.sample) as stage:
        studio = Studio(browser, stage, scene, wanted)
        await studio.take()
        return studio


@asynccontextmanager
async def _stage(prepare: Callable[[Cairn], Any], *, sample: bool) -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="cairn-shots-") as scratch:
        stage = Stage(Path(scratch), prepare, sample=sample)
        await stage.start()
        if sample:
            # the sample is in it already, and a stage prepares only what is empty
            await prepare(stage.cairn)
        try:
            yield stage
        finally:
            await stage.stop()


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
