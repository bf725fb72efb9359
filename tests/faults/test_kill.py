"""kill -9 while people write: every answered command is there after the restart, and none is there by half."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from tests.server.test_cli import environment, set_up

pytestmark = pytest.mark.anyio

WRITERS = 6
ENOUGH = 40
"""Commands answered before the blow."""


class Written:
    """What was asked and what was answered: one request asks for two people at once, whole or not at all."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answered: list[tuple[str, str]] = []
        self.enough = asyncio.Event()

    def note(self, pair: tuple[str, str]) -> None:
        self.answered.append(pair)
        if len(self.answered) >= ENOUGH:
            self.enough.set()


@asynccontextmanager
async def serving(directory: Path, **more: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve",
        env=environment(directory, **more), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", line)
        assert found is not None, line
        yield process, found[0]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def key(directory: Path, **more: str) -> dict[str, str]:
    """The header of the first admin's token."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "token", "root@example.org",
        env=environment(directory, **more), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, _ = await process.communicate()
    return {"Authorization": f"Bearer {told.decode().strip()}"}


async def write(address: str, header: dict[str, str], name: str, written: Written) -> None:
    """Asks for pairs of people until the server does not answer."""
    async with httpx.AsyncClient(base_url=address, headers=header, timeout=10) as program:
        number = 0
        while True:
            number += 1
            pair = (f"{name}-{number}-a@example.org", f"{name}-{number}-b@example.org")
            written.asked.append(pair)
            commands = [
                {"command": "AddPerson", "person_id": _id(email), "email": email, "name": email} for email in pair
            ]
            try:
                answer = await program.post("/api/v1/commands", json=commands)
            except httpx.HTTPError:
                return
            if answer.status_code >= 500:
                return
            assert answer.status_code == 200, answer.text
            written.note(pair)


def _id(email: str) -> str:
    from tests.factories import uid

    return uid(email)


async def everybody(address: str, header: dict[str, str]) -> set[str]:
    found: set[str] = set()
    cursor: str | None = None
    async with httpx.AsyncClient(base_url=address, headers=header, timeout=10) as program:
        while True:
            query = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
            page: dict[str, Any] = (await program.get("/api/v1/people", params=query)).json()
            found |= {each["email"] for each in page["items"]}
            cursor = page.get("next_cursor")
            if cursor is None:
                return found


def check(written: Written, there: set[str]) -> None:
    assert len(written.answered) >= ENOUGH
    for pair in written.answered:
        assert set(pair) <= there, "an answered command is lost"
    for pair in written.asked:
        assert len(set(pair) & there) in (0, 2), "half a command is there"
    assert there <= {email for pair in written.asked for email in pair} | {"root@example.org"}


@pytest.fixture(params=["sqlite", "postgres"])
def database_setting(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("empty_postgres_url")}


async def test_what_was_answered_is_there_after_kill_9(tmp_path: Path, database_setting: dict[str, str]) -> None:
    written = Written()
    async with serving(tmp_path, **database_setting) as (process, address):
        await asyncio.to_thread(set_up, address)
        header = await key(tmp_path, **database_setting)
        writers = [asyncio.create_task(write(address, header, f"w{n}", written)) for n in range(WRITERS)]
        async with asyncio.timeout(60):
            await written.enough.wait()
            os.kill(process.pid, signal.SIGKILL)
            await asyncio.gather(*writers)
    async with serving(tmp_path, **database_setting) as (_, again):
        check(written, await everybody(again, header))
        more = Written()
        writer = asyncio.create_task(write(again, header, "after", more))
        async with asyncio.timeout(60):
            await more.enough.wait()
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


async def test_a_database_that_cuts_every_connection_makes_no_answer_false(
    tmp_path: Path, empty_postgres_url: str
) -> None:
    setting = {"DATABASE_URL": empty_postgres_url}
    written = Written()
    async with serving(tmp_path, **setting) as (_, address):
        await asyncio.to_thread(set_up, address)
        header = await key(tmp_path, **setting)
        writers = [asyncio.create_task(write(address, header, f"w{n}", written)) for n in range(WRITERS)]
        async with asyncio.timeout(60):
            await written.enough.wait()
            await cut(empty_postgres_url, allow=False)
            # nobody is answered any more: every writer meets a refusal or silence
            await asyncio.gather(*writers)
            answered = len(written.answered)
            async with httpx.AsyncClient(base_url=address) as visitor:
                assert (await visitor.get("/readyz")).status_code == 503
                assert (await visitor.get("/healthz")).status_code == 200
            await cut(empty_postgres_url, allow=True)
            assert len(written.answered) == answered
            async with httpx.AsyncClient(base_url=address) as visitor:
                while (await visitor.get("/readyz")).status_code != 200:
                    pass
        check(written, await everybody(address, header))
        more = Written()
        writer = asyncio.create_task(write(address, header, "after", more))
        async with asyncio.timeout(60):
            await more.enough.wait()
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


async def cut(url: str, *, allow: bool) -> None:
    """Whether the database lets anybody in; when it does not, it throws out whoever is there."""
    server, _, name = url.rpartition("/")
    connection = await asyncpg.connect(f"{server}/postgres")
    try:
        await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {str(allow).lower()}')
        if not allow:
            await connection.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    finally:
        await connection.close()
