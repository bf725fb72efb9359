"""People's windows on a page with co-written fields. Waits for facts; knows nothing of what the journeys want to show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import be_patient
from tests.journeys.client_app import running
from tests.journeys.editor_app import TITLE, Peer, Sheet, Writing, hocuspocus


class Room:
    """One page's server, its peer, and whoever has a window open."""

    def __init__(self, browser: Browser, app: Writing, sheet: Sheet, peer: Peer) -> None:
        self._browser = browser
        self.app, self.sheet, self.peer = app, sheet, peer
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    async def open(
        self,
        name: str,
        *,
        live: bool = True,
        before: Callable[[Page], Awaitable[Any]] | None = None,
        **options: Any,
    ) -> Page:
        """Somebody's window; `live`: with the editor of the title in it, focused by nobody."""
        context = be_patient(await self._browser.new_context(base_url=self.app.url, **options))
        self.contexts.append(context)
        await context.add_cookies([{"name": "as", "value": name, "url": self.app.url}])
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if "Content Security" in said.text else None,
        )
        if before is not None:
            await before(page)
        await page.goto(f"/?as={name}")
        if live:
            if before is not None:
                await page.locator("#title .plain").focus()
            await expect(editor(page)).to_be_visible()
        return page

    async def text(self, expected: str, name: str = TITLE) -> None:
        """Return once the other end has exactly this."""
        assert await self.peer.ask("until", name=name, text=expected)


Open = Callable[..., AbstractAsyncContextManager[Room]]


@asynccontextmanager
async def opened(browser: Browser, static: Path, name: str | None = None) -> AsyncIterator[Room]:
    sheet = Sheet()
    if name is not None:
        sheet.name = name
    async with hocuspocus() as peer, running(Writing(static, sheet, peer)) as app:
        assert isinstance(app, Writing)
        room = Room(browser, app, sheet, peer)
        await room.peer.ask("write", name=sheet.name, at=0, text="")
        try:
            yield room
        finally:
            for context in room.contexts:
                await context.close()
        assert room.complaints == []


def editor(page: Page, field: str = "title") -> Locator:
    return page.locator(f"#{field} .cm-content")


async def words(page: Page, expected: str, field: str = "title") -> None:
    """The text that somebody sees, without the marks of the others."""
    await page.wait_for_function("([id, text]) => document.getElementById(id).value === text", arg=[field, expected])


async def state(page: Page, expected: str, field: str = "title") -> None:
    await expect(page.locator(f"#{field}")).to_have_attribute("data-state", expected)


async def listening(page: Page) -> None:
    """Let `heard` know what came over the page's sockets. To be called before the page is opened."""
    await page.add_init_script(
        """window.heard = '';
        window.WebSocket = class extends WebSocket {
          constructor(...given) {
            super(...given);
            this.addEventListener('message', ({data}) => { if (data instanceof ArrayBuffer) heard += new TextDecoder().decode(data) });
          }
        }"""
    )


async def heard(page: Page, written: str) -> None:
    """Return once somebody's change has come to this page, shown or not: who writes before it came writes beside it."""
    await page.wait_for_function("written => heard.includes(written)", arg=written)
