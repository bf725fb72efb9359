"""Instances as processes of their own, as an operator starts them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

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
