"""Instances as processes of their own, as an operator starts them. Each comes to an end with the test that began it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser

from server.cairn import Cairn
from server.settings import Settings
from shared.events import AnyCommand
from tests.factories import actor
from tests.journeys.stage import Windows, settle

READY = "Cairn is ready at "


@asynccontextmanager
async def started(database_url: str, redis_url: str, directory: Path) -> AsyncIterator[str]:
    """The address of a new process, ready; told to stop at the end, and it must end well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", "--port", "0", "--no-sample",
        env={**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "CAIRN_DATA": str(directory), "CAIRN_LOG": "error"},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        assert line.startswith(READY), line
        yield line.removeprefix(READY).strip()
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            await process.communicate()
    assert process.returncode in (0, -signal.SIGTERM)  # uvicorn ends as it was told to, once all is closed


@asynccontextmanager
async def windows_at_two(
    browser: Browser, database_url: str, redis_url: str, directory: Path, *done: AnyCommand
) -> AsyncIterator[list[Windows]]:
    """Windows at each of two instances of one workspace, in which Ada has done something already."""
    settings = Settings(database_url=database_url, redis_url=redis_url, data_directory=directory, sample=False)
    cairn = Cairn(settings)
    await cairn.start()
    await settle(cairn)
    await cairn.executor.execute_all(done, actor("ada"))
    await cairn.stop()
    async with started(database_url, redis_url, directory) as one, started(database_url, redis_url, directory) as other:
        places = [Windows(browser, address, {}) for address in (one, other)]
        yield places
        for each in places:
            await each.close()
