"""The first page of a cycle with 200 objectives and 800 key results: server time, bytes, memory, first paint."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import httpx
import msgspec
from playwright.async_api import async_playwright

from bench.live import open_screens
from bench.rows import Row, row
from bench.workspace import Running, Seeded, seed, server, settings
from server.assets import STATIC
from server.cairn import Cairn
from tests.browser import FLAGS, chromium_path
from tests.services import free_port


async def run(quick: bool) -> list[Row]:
    rounds, screens = (10, 20) if quick else (40, 50)
    with tempfile.TemporaryDirectory() as scratch:
        cairn = Cairn(settings(Path(scratch)))
        await cairn.start()
        seeded = await seed(cairn, 200)
        await cairn.stop()
        async with server(Path(scratch), free_port()) as running:
            wall, size = await _fetched(running, seeded, rounds)
            memory = await _memory(running, seeded, screens)
            paint = await _painted(running, seeded, 3 if quick else 7)
    manifest: dict[str, str] = msgspec.json.decode((STATIC / "manifest.json").read_bytes())
    script = sum((STATIC / f"{manifest[name]}.gz").stat().st_size for name in ("app.js",))
    styles = sum((STATIC / f"{manifest[name]}.gz").stat().st_size for name in ("app.css",))
    return [
        row("page.cycle_200.server_ms", wall, "ms"),
        row("page.cycle_200.html_bytes", size, "bytes"),
        row("page.cycle_200.bytes_gz", script, "bytes of script"),
        row("page.cycle_200.style_bytes_gz", styles, "bytes"),
        row("page.cycle_200.memory_kb", memory, "KB per open screen"),
        row("page.cycle_200.first_paint_ms", paint, "ms"),
    ]


async def _fetched(running: Running, seeded: Seeded, rounds: int) -> tuple[float, float]:
    """Median milliseconds of the server for the page, and its size."""
    async with httpx.AsyncClient(base_url=running.url, cookies={"cairn_session": seeded.cookie}) as client:
        times: list[float] = []
        size = 0
        for number in range(rounds + 3):
            began = time.perf_counter()
            answer = await client.get("/")
            took = (time.perf_counter() - began) * 1000
            answer.raise_for_status()
            size = len(answer.content)
            if number >= 3:
                times.append(took)
    return statistics.median(times), size


async def _memory(running: Running, seeded: Seeded, screens: int) -> float:
    path = "/"
    async with open_screens(running, seeded, 5, path):
        before = running.memory_kb()
        async with open_screens(running, seeded, screens, path):
            await asyncio.sleep(1)  # what pages load after their first rendering belongs to their memory
            return (running.memory_kb() - before) / screens


async def _painted(running: Running, seeded: Seeded, rounds: int) -> float:
    """Milliseconds from navigation to the first contentful paint, with an empty cache."""
    times: list[float] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for _ in range(rounds):
            context = await browser.new_context()
            await context.add_cookies([{"name": "cairn_session", "value": seeded.cookie, "url": running.url}])
            page = await context.new_page()
            await page.goto(running.url)
            times.append(
                await page.evaluate(
                    "() => new Promise(done => new PerformanceObserver(list => { for (const each of list.getEntries())"
                    " if (each.name === 'first-contentful-paint') done(each.startTime) })"
                    ".observe({type: 'paint', buffered: true}))"
                )
            )
            await context.close()
        await browser.close()
    return float(statistics.median(times))
