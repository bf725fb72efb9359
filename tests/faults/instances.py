"""Instances as processes of their own that a test may kill, and what a company needs before people can write in it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from shared.events import encoder
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level
from tests.factories import cycle, uid
from tests.faults.forked import ENDED
from tests.server.test_cli import environment, set_up

CHECKOUT = Path(__file__).parents[2]


class Instance:
    """One process of the real command; `address` once it serves."""

    def __init__(self, pid: int, told: asyncio.StreamReader) -> None:
        self.pid = pid
        self.address = ""
        self.code: int | None = None
        self._told = told

    async def ready(self) -> None:
        async with asyncio.timeout(60):
            line = (await self._told.readline()).decode()
        if line.startswith(ENDED):
            self.code = int(line.removeprefix(ENDED))
        found = re.search(r"http://\S+", line)
        assert found is not None, line + await self.ended()
        self.address = found[0]

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def stop(self) -> None:
        """Returns before it has ended."""
        self._send(signal.SIGTERM)

    def _send(self, what: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, what)

    async def ended(self) -> str:
        """Waits for the end; what it printed meanwhile."""
        printed = ""
        while self.code is None:
            line = (await self._told.readline()).decode()
            if line.startswith(ENDED):
                self.code = int(line.removeprefix(ENDED))
            else:
                assert line, "whoever kept it has died"
                printed += line
        return printed


class Instances:
    """Where they are forked."""

    def __init__(self, path: str) -> None:
        self._path = path

    @asynccontextmanager
    async def begun(
        self, directory: Path, words: Sequence[str], constants: Mapping[str, object] | None = None, /, **more: str
    ) -> AsyncIterator[Instance]:
        """A process, ready or not, with these settings; killed at the end if it is still there."""
        told, order = await asyncio.open_unix_connection(self._path)
        said = {"words": words, "environment": environment(directory, **more), "constants": constants or {}}
        order.write(json.dumps(said).encode() + b"\n")
        instance = Instance(int(await told.readline()), told)
        try:
            yield instance
        finally:
            if instance.code is None:
                instance.kill()
                await instance.ended()
            order.close()

    @asynccontextmanager
    async def serving(
        self, directory: Path, constants: Mapping[str, object] | None = None, /, **more: str
    ) -> AsyncIterator[Instance]:
        async with self.begun(directory, ["serve"], constants, **more) as instance:
            await instance.ready()
            yield instance

    async def key(self, directory: Path, **more: str) -> dict[str, str]:
        """The header of the first admin's token."""
        async with self.begun(directory, ["token", "root@example.org"], **more) as process:
            return {"Authorization": f"Bearer {(await process.ended()).strip()}"}

    async def furnish(self, instance: Instance, directory: Path, **more: str) -> dict[str, str]:
        """Root sets the company up and makes a goal whose texts can be written; returned is her header."""
        await asyncio.to_thread(set_up, instance.address)
        header = await self.key(directory, **more)
        async with httpx.AsyncClient(base_url=instance.address, headers=header, timeout=10) as program:
            me = (await program.get("/api/v1/me")).json()["person"]["id"]
            goal = CreateObjective(
                objective_id=uid("goal"), cycle_id=uid("q1"), title="A goal", level=Level.COMPANY, owner_id=me
            )  # fmt: skip
            body = b"[" + b",".join(encoder.encode(each) for each in (cycle("q1"), goal)) + b"]"
            (await program.post("/api/v1/commands", content=body)).raise_for_status()
        return header


@contextmanager
def forking(checkout: Path = CHECKOUT) -> Iterator[Instances]:
    """Instances of this version, or of the one that is checked out elsewhere."""
    with tempfile.TemporaryDirectory(prefix="cairn-") as scratch:
        path = str(Path(scratch, "orders"))
        with subprocess.Popen(
            [sys.executable, CHECKOUT / "tests" / "faults" / "forked.py", path],
            env=environment(Path(scratch), PYTHONPATH=str(checkout)), cwd=checkout,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as process:  # fmt: skip
            assert process.stdin is not None and process.stdout is not None
            assert process.stdout.readline(), "it could not read the program"
            yield Instances(path)
            process.stdin.close()
