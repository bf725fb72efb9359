"""Takes pictures of pages: who looks, in which language, theme and size, several windows at a time. Judges none of them,
and knows no page: the table of pages is in `tests.shots`."""

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
from tests.browser import REPOSITORY
from tests.journeys.stage import Stage, online

OUT = REPOSITORY / "shots"
SIZES = {"1440": (1440, 900), "375": (375, 812), "1920": (1920, 1080)}
THEMES = ("light", "dark")
LANGUAGES = {"zh": Locale.ZH, "en": Locale.EN}
AT_ONCE = 4
"""Windows that are open together; more only wait for the one server."""


class Look(Struct, frozen=True):
    language: str
    theme: str
    size: str


LOOKS = tuple(Look(language, theme, size) for language in LANGUAGES for theme in THEMES for size in SIZES)


class Shot(Struct, frozen=True):
    """`path` may name places of the scene in braces; `act` does what the address does not say, and changes nothing for others.

    `looks`: the words of which a look must have one, for a page that is the same in the others. `visitor`: nobody signed in.
    """

    name: str
    path: str
    act: Callable[[Page], Awaitable[None]] | None = None
    looks: tuple[str, ...] = ()
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
        words = set(words)
        kinds = (set(LANGUAGES), set(THEMES), set(SIZES))
        self._looks = [words & kind for kind in kinds]
        self._names = words.difference(*kinds)

    def look(self, look: Look) -> bool:
        given = (look.language, look.theme, look.size)
        return all(not some or one in some for one, some in zip(given, self._looks, strict=True))

    def shot(self, shot: Shot, look: Look) -> bool:
        named = not self._names or any(each in shot.name for each in self._names)
        fits = not shot.looks or bool({look.language, look.theme, look.size} & set(shot.looks))
        return named and fits and self.look(look)


class Studio:
    """One served instance and the browser that takes its pictures."""

    def __init__(self, browser: Browser, stage: Stage, scene: Scene, wanted: Wanted) -> None:
        self._browser, self._stage, self._scene, self._wanted = browser, stage, scene, wanted
        self._free = asyncio.Semaphore(AT_ONCE)
        self.taken = 0
        self.failed: list[str] = []

    async def take(self) -> None:
        """A language at a time, for it is the person's and not the window's; the other looks beside each other."""
        for language in LANGUAGES:
            await self._speak(LANGUAGES[language])
            await asyncio.gather(
                *(self._look(look, visitor) for look in LOOKS if look.language == language for visitor in (True, False))
            )

    async def _speak(self, locale: Locale) -> None:
        cairn = self._stage.cairn
        if cairn.hub.state.people:
            viewer = self._scene.viewer(cairn.hub.state)
            await cairn.executor.execute(ChangePerson(person_id=viewer, locale=locale), OPERATOR)

    async def _look(self, look: Look, visitor: bool) -> None:
        shots = [each for each in self._scene.shots if each.visitor is visitor and self._wanted.shot(each, look)]
        if not shots:
            return
        places = self._scene.places(self._stage.cairn.hub.state)
        async with self._free, self._context(look, visitor) as context:
            for shot in shots:
                await self._take(context, shot, places, f"{shot.name}.{look.language}.{look.theme}.{look.size}")

    async def _take(self, context: BrowserContext, shot: Shot, places: dict[str, str], name: str) -> None:
        page = await context.new_page()
        try:
            await page.goto(shot.path.format(**places))
            if not shot.visitor and not shot.path.startswith("/api/"):
                await online(page)
            if shot.act is not None:
                await shot.act(page)
            await page.evaluate("document.fonts.ready")
            await page.screenshot(path=OUT / f"{name}.png", animations="disabled")
            self.taken += 1
        except Exception as problem:
            self.failed.append(name)
            await page.screenshot(path=OUT / f"{name}.failed.png")
            say(f"{name}: {str(problem).splitlines()[0]}")
        await page.close()

    @asynccontextmanager
    async def _context(self, look: Look, visitor: bool) -> AsyncIterator[BrowserContext]:
        width, height = SIZES[look.size]
        cookies = {"cairn_theme": look.theme, COOKIE: LANGUAGES[look.language].value}
        if not visitor:
            cairn = self._stage.cairn
            viewer = self._scene.viewer(cairn.hub.state)
            cookies[SESSION] = await cairn.accounts.sessions.begin(viewer, agent="Chrome macOS", address="192.0.2.7")
        context = await self._browser.new_context(
            base_url=self._stage.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if look.theme == "dark" else "light",
            reduced_motion="reduce",
            has_touch=look.size == "375",
            locale="zh-CN" if look.language == "zh" else "en-GB",
        )
        context.set_default_timeout(10_000)
        await context.add_cookies(
            [{"name": name, "value": value, "url": self._stage.address} for name, value in cookies.items()]
        )
        yield context
        await context.close()


async def photograph(browser: Browser, scene: Scene, wanted: Wanted) -> Studio | None:
    """None when nothing of this scene is wanted."""
    if not any(wanted.shot(shot, look) for shot in scene.shots for look in LOOKS):
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
