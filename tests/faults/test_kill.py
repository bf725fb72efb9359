"""kill -9 while people write: whatever was answered or called saved is there afterwards, and no command by half."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from random import Random

import asyncpg
import httpx
import pytest
from websockets.exceptions import InvalidHandshake

from tests.factories import uid
from tests.faults.instances import Instance, Instances
from tests.faults.writers import Commands, Words
from tests.realtime.network import until
from tests.server.writing.conftest import DESCRIPTION, TITLE
from tests.server.writing.editor import editing

pytestmark = pytest.mark.anyio

KILLS = int(os.environ.get("TEST_KILLS") or 20)
TEXTS = (TITLE, TITLE, DESCRIPTION)
COMMANDERS = 2
BUSY: dict[str, object] = {"server.writing.tending.COMPACT_OPEN": 5}
"""So that logs are folded all the time while the blows fall."""


async def test_what_was_answered_or_called_saved_is_there_after_kill_9(
    instances: Instances, tmp_path: Path, database_setting: dict[str, str], dice: Random
) -> None:
    company = Company(dice)
    async with instances.serving(tmp_path, BUSY, **database_setting) as first:
        company.header = await instances.furnish(first, tmp_path, **database_setting)
        await company.work_until_killed(first)
    for _ in range(KILLS - 1):
        async with instances.begun(tmp_path, ["serve"], BUSY, **database_setting) as instance:
            if dice.random() < 0.2:
                await company.kill_within(instance, 0.3)
            else:
                await instance.ready()
                await company.work_until_killed(instance)
    async with instances.serving(tmp_path, **database_setting) as last:
        assert company.words.amount > KILLS and company.commands.amount > 0
        await company.check(last)
        await company.plain_follows(last)


class Company:
    """Those who write, from one instance's life to the next; each time they begin with nothing but what the server has."""

    def __init__(self, dice: Random) -> None:
        self.header: dict[str, str] = {}
        self.words, self.commands = Words(), Commands()
        self._dice = dice

    async def work_until_killed(self, instance: Instance) -> None:
        enough = self.words.amount + self._dice.randrange(1, 30)
        address = instance.address
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for name in TEXTS:
                group.create_task(self.write(address, name))
            for _ in range(COMMANDERS):
                group.create_task(self.commands.write(address, self.header))
            await self.words.reach(enough)
            await self.kill_within(instance, 0.02)
        self.words.over()

    async def kill_within(self, instance: Instance, seconds: float) -> None:
        """At any moment of the next ones: not only when the last of many answers has just come."""
        asyncio.get_running_loop().call_later(self._dice.uniform(0, seconds), instance.kill)
        async with asyncio.timeout(20):
            await instance.ended()

    async def write(self, address: str, name: str) -> None:
        # the blow may fall before it has opened
        with contextlib.suppress(OSError, InvalidHandshake):
            async with editing(address, self.header, name) as editor:
                if editor.code is None:
                    self.words.check(editor)
                    await self.words.write(editor, self._dice)

    async def check(self, instance: Instance) -> None:
        for name in (TITLE, DESCRIPTION):
            async with editing(instance.address, self.header, name) as reader:
                self.words.check(reader)
        await self.commands.check(instance.address, self.header)

    async def plain_follows(self, instance: Instance) -> None:
        """What had not become a plain value when the instance died does so without anybody writing on."""
        async with (
            editing(instance.address, self.header, DESCRIPTION) as reader,
            httpx.AsyncClient(base_url=instance.address, headers=self.header) as program,
            asyncio.timeout(20),
        ):
            while True:
                answer = (await program.get(f"/api/v1/objectives/{uid('goal')}")).json()
                if answer["description"] == reader.value.strip():
                    return


async def test_an_instance_dies_while_people_write_at_two(
    instances: Instances, tmp_path: Path, postgres_url: str, redis_url: str, dice: Random
) -> None:
    """Whoever stays keeps what was saved, and ends with the text that the log has: what was only told may go or stay."""
    setting = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    company, steady = Company(dice), Words("s")
    words = company.words
    async with instances.serving(tmp_path / "stays", BUSY, **setting) as stays:
        company.header = await instances.furnish(stays, tmp_path / "stays", **setting)
        async with (
            editing(stays.address, company.header, DESCRIPTION) as reader,
            editing(stays.address, company.header, DESCRIPTION) as beyond,
        ):
            writing = asyncio.create_task(steady.write(beyond, dice, 1))
            for _ in range(max(1, KILLS // 4)):
                async with (
                    instances.serving(tmp_path / "dies", BUSY, **setting) as dies,
                    asyncio.timeout(60),
                    asyncio.TaskGroup() as group,
                ):
                    for _ in range(2):
                        group.create_task(company.write(dies.address, DESCRIPTION))
                    await words.reach(words.amount + dice.randrange(1, 30))
                    await company.kill_within(dies, 0.02)
            steady.is_enough = True
            assert await writing
            async with (
                instances.serving(tmp_path / "dies", **setting) as again,
                editing(again.address, company.header, DESCRIPTION) as late,
            ):
                words.check(late)
                await until(lambda: reader.value == beyond.value == late.value, 10)
                words.check(late)
                steady.check(late)


async def test_a_database_that_cuts_every_connection_makes_no_answer_false(
    instances: Instances, tmp_path: Path, empty_postgres_url: str
) -> None:
    setting = {"DATABASE_URL": empty_postgres_url}
    commands = Commands()
    async with instances.serving(tmp_path, **setting) as instance:
        address = instance.address
        header = await instances.furnish(instance, tmp_path, **setting)
        async with asyncio.timeout(60), httpx.AsyncClient(base_url=address) as visitor:
            async with asyncio.TaskGroup() as group:
                for _ in range(6):
                    group.create_task(commands.write(address, header))
                await commands.reach(40)
                await cut(empty_postgres_url, allow=False)
                # nobody is answered any more: every writer meets a refusal or silence
            answered = commands.amount
            assert (await visitor.get("/readyz")).status_code == 503
            assert (await visitor.get("/healthz")).status_code == 200
            await cut(empty_postgres_url, allow=True)
            assert commands.amount == answered
            while (await visitor.get("/readyz")).status_code != 200:
                pass
            await commands.check(address, header)
            writer = asyncio.create_task(commands.write(address, header))
            await commands.reach(answered + 10)
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
