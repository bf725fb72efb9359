"""Instances that are stopped and servers that go away while people write: nothing is called saved that is not, or lost."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import httpx
import pytest
from pycrdt import Doc, Text

from tests.factories import uid
from tests.faults.instances import Instances
from tests.faults.servers import Restartable
from tests.faults.writers import Words
from tests.realtime.network import until
from tests.server.writing.conftest import DESCRIPTION, TITLE
from tests.server.writing.editor import editing

pytestmark = pytest.mark.anyio

RESTART = 1012
"""The code of a socket that is closed because the instance ends."""


async def test_what_is_being_written_at_sigterm_is_kept_and_followed(
    instances: Instances, tmp_path: Path, database_setting: dict[str, str], dice: random.Random
) -> None:
    async with instances.serving(tmp_path, **database_setting) as instance:
        address = instance.address
        header = await instances.furnish(instance, tmp_path, **database_setting)
        words = Words()
        async with (
            editing(address, header, DESCRIPTION) as reader,
            editing(address, header, DESCRIPTION) as one,
            editing(address, header, TITLE) as other,
            asyncio.timeout(30),
        ):
            async with asyncio.TaskGroup() as group:
                for each in (one, other):
                    group.create_task(words.write(each, dice))
                await words.reach(20)
                # taken in and not followed yet: the pause after the last keystroke cannot be over
                await reader.until(lambda: reader.value)
                instance.stop()
            await instance.ended()
            assert instance.code in (0, -signal.SIGTERM)
            await reader.until(lambda: reader.code is not None)
            assert {each.code for each in (reader, one, other)} == {RESTART}
        assert words.amount
        words.saved[DESCRIPTION] |= {word + ">" for word in reader.value.split(">")[:-1]}
    async with (
        instances.serving(tmp_path, **database_setting) as instance,
        httpx.AsyncClient(base_url=instance.address, headers=header) as program,
    ):
        # before anybody could have taken it over: the instance that ended has let it follow
        plain = (await program.get(f"/api/v1/objectives/{uid('goal')}")).json()
        for name, value in ((DESCRIPTION, plain["description"]), (TITLE, plain["title"])):
            async with editing(instance.address, header, name) as again:
                assert value == again.value.strip()
                words.check(again)


async def test_while_postgres_is_away_nothing_is_called_saved(
    instances: Instances, tmp_path: Path, mortal_postgres: Restartable
) -> None:
    setting = {"DATABASE_URL": mortal_postgres.url}
    async with instances.serving(tmp_path, **setting) as instance:
        address = instance.address
        header = await instances.furnish(instance, tmp_path, **setting)
        async with editing(address, header, DESCRIPTION) as one, editing(address, header, DESCRIPTION) as two:
            await one.type("before ")
            await one.all_saved()
            await mortal_postgres.stop()
            saved = one.saved
            await one.type("meanwhile ")
            # the others see it at once; only its being saved has to wait
            await two.until(lambda: two.value == "before meanwhile ")
            assert one.saved == saved
            await mortal_postgres.start()
            await one.all_saved(20)
        async with editing(address, header, DESCRIPTION) as again:
            assert again.value == "before meanwhile "


async def test_redis_restarted_in_mid_sentence(
    instances: Instances, tmp_path: Path, mortal_redis: Restartable, empty_postgres_url: str
) -> None:
    setting = {"DATABASE_URL": empty_postgres_url, "REDIS_URL": mortal_redis.url}
    here, there = tmp_path / "here", tmp_path / "there"
    async with instances.serving(here, **setting) as instance, instances.serving(there, **setting) as beyond:
        header = await instances.furnish(instance, here, **setting)
        async with (
            editing(instance.address, header, DESCRIPTION) as one,
            editing(beyond.address, header, DESCRIPTION) as two,
        ):
            await one.type("one ")
            await two.until(lambda: two.value == "one ")
            await mortal_redis.stop()
            await one.type("two ")
            await two.type("three ")
            await one.all_saved()
            await two.all_saved()
            # slower, never wrong: the sweep reads what nobody told
            await two.until(lambda: {"one", "two", "three"} <= set(two.value.split()), 10)
            await mortal_redis.start()
            # equal without a further edit
            await until(lambda: one.value == two.value, 5)
            await one.type("four ")
            await until(lambda: one.value == two.value and "four" in two.value)


async def test_a_new_instance_serves_what_an_offline_editor_brings(instances: Instances, tmp_path: Path) -> None:
    async with instances.serving(tmp_path) as instance:
        header = await instances.furnish(instance, tmp_path)
        doc: Doc[Text] = Doc()
        async with editing(instance.address, header, DESCRIPTION, doc) as editor:
            await editor.type("kept ")
            await editor.all_saved()
            editor.typed("written offline ")
    async with instances.serving(tmp_path) as instance:
        async with editing(instance.address, header, DESCRIPTION, doc) as editor:
            await editor.all_saved()
        async with editing(instance.address, header, DESCRIPTION) as editor:
            assert editor.value == "kept written offline "
