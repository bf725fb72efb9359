"""Main-thread milliseconds for one changed row among 200 and 1,000: our browser client against ReactPy's own.

One server, one component tree, one Chromium; only the client differs. Says nothing about the server or the network.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import reactpy
import uvicorn
from litestar import Litestar, Response, WebSocket, get, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromPath
from litestar.static_files import create_static_files_router
from playwright.async_api import Browser, Page, async_playwright
from reactpy import component, html, use_state
from reactpy.types import Location

from tests.browser import FLAGS, chromium_path
from ui import bundle
from ui.live.serve import Gone, serve

PEER = "reactpy-stock-client"
STOCK = Path(reactpy.__file__).parent / "static"
SIZES = {200: 0.04, 1_000: 0.15}
"""Rows, and seconds between two changes: more than the slower client needs for one, so that none are drawn together."""


class Rows:
    def __init__(self, size: int) -> None:
        self.size = size
        self.change: dict[int, Callable[[int], None]] = {}


@component
def row(rows: Rows, number: int) -> Any:
    value, rows.change[number] = use_state(0)

    async def act(_: Any) -> None:
        rows.change[number](value + 1)

    return html.li(
        {"className": "row", "id": f"row-{number}"},
        html.span({"className": "mark"}, "●"),
        html.span({"className": "title"}, f"Objective {number}: win back {number % 17} customers"),
        html.span({"className": "owner"}, html.b("Ada"), html.i("Sales")),
        html.span({"className": "value", "data-value": str(value)}, f"{value} %"),
        html.button({"onClick": act}, "Check in"),
        html.button({"onClick": act}, "…"),
    )


@component
def page(rows: Rows) -> Any:
    return html.main(html.h1("Goals"), html.ul([row(rows, number, key=str(number)) for number in range(rows.size)]))


class Site:
    def __init__(self) -> None:
        self.rows = Rows(0)
        self.url = ""

    def app(self) -> Litestar:
        script = msgspec.json.decode((bundle.STATIC / "manifest.json").read_bytes())["app.js"]
        ours = f'<div id="app" data-socket="/live/x/"></div><script type="module" src="/ours/{script}"></script>'
        stock = (
            '<div id="app"></div><script type="module">import { mountReactPy } from "/reactpy/static/index.js";'
            'mountReactPy({mountElement: document.getElementById("app"), pathPrefix: "/live/", componentPath: "x/",'
            "reconnectInterval: 750, reconnectMaxInterval: 60000, reconnectMaxRetries: 1, reconnectBackoffMultiplier: 1});"
            "</script>"
        )

        @get("/page/{client:str}")
        async def shell(client: FromPath[str]) -> Response[str]:
            body = ours if client == "cairn" else stock
            return Response(f'<!doctype html><link rel="icon" href="data:,">{body}', media_type="text/html")

        @websocket("/live/x")
        async def live(socket: WebSocket[Any, Any, Any]) -> None:
            async def receive_text() -> str:
                try:
                    return await socket.receive_text()
                except WebSocketDisconnect:
                    raise Gone from None

            await socket.accept()
            location = Location("/", "")
            await serve(page(self.rows), receive_text=receive_text, send_text=socket.send_text, location=location)

        files = [
            create_static_files_router("/ours", [bundle.STATIC]),
            create_static_files_router("/reactpy/static", [STOCK]),
        ]
        return Litestar([shell, live, *files], openapi_config=None)


@asynccontextmanager
async def _served(site: Site) -> AsyncIterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(site.app(), port=0, log_level="error", ws="websockets-sansio", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)  # between two looks: uvicorn has no event for it
    site.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await serving


async def _round(browser: Browser, site: Site, client: str, size: int, changes: int) -> float:
    """Milliseconds of main thread for each change, idle time taken off."""
    site.rows = Rows(size)
    view = await browser.new_page()
    try:
        await view.goto(f"{site.url}/page/{client}")
        await view.locator(f"#row-{size - 1}").wait_for()
        chrome = await view.context.new_cdp_session(view)
        await chrome.send("Performance.enable")
        await _change(view, site, size, 5, 1)  # warm-up
        pause = SIZES[size]
        before = await _busy(chrome)
        await asyncio.sleep(pause * changes)
        idle = await _busy(chrome) - before
        before = await _busy(chrome)
        await _change(view, site, size, changes, 1_000, pause)
        return (await _busy(chrome) - before - idle) * 1_000 / changes
    finally:
        await view.close()


async def _change(view: Page, site: Site, size: int, changes: int, start: int, pause: float = 0.05) -> None:
    for number in range(changes):
        target = (number * 37) % size
        site.rows.change[target](start + number)
        await asyncio.sleep(pause)
    await view.locator(f'#row-{target} [data-value="{start + changes - 1}"]').wait_for()


async def _busy(chrome: Any) -> float:
    metrics = await chrome.send("Performance.getMetrics")
    return float(next(one["value"] for one in metrics["metrics"] if one["name"] == "TaskDuration"))


async def run(quick: bool) -> list[dict[str, Any]]:
    """Alternating rounds; medians. ``quick`` makes fewer changes, never fewer rows."""
    if not bundle.is_current():
        bundle.build()
    rounds, changes = (3, 10) if quick else (5, 30)
    results = []
    site = Site()
    async with _served(site), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for size in SIZES:
            took: dict[str, list[float]] = {"cairn": [], "stock": []}
            for number in range(rounds):
                for client in ("cairn", "stock") if number % 2 == 0 else ("stock", "cairn"):
                    took[client].append(await _round(browser, site, client, size, changes))
            ours, theirs = (statistics.median(took[client]) for client in ("cairn", "stock"))
            spread = {client: f"{min(times):.2f} to {max(times):.2f}" for client, times in took.items()}
            print(f"page.row_change.{size}: {rounds} rounds of {changes}: {spread} ms")
            results.append(
                {
                    "name": f"page.row_change.{size}.browser_ms",
                    "value": round(ours, 3),
                    "unit": "ms",
                    "peer": PEER,
                    "peer_value": round(theirs, 3),
                    "ratio": round(ours / theirs, 3),
                }
            )
        await browser.close()
    return results


if __name__ == "__main__":
    for result in asyncio.run(run(quick=True)):
        print(result)
