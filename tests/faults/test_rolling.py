"""Instances are replaced one after the other while people write on: they move over, and nothing they typed is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pycrdt import Doc, Text
from websockets.exceptions import InvalidHandshake

from tests.faults.instances import Instance, Instances, forking
from tests.faults.test_kill import Company
from tests.server.writing.conftest import DESCRIPTION, TITLE
from tests.server.writing.editor import editing

pytestmark = pytest.mark.anyio

TEXTS = (TITLE, DESCRIPTION, DESCRIPTION)


@pytest.fixture(scope="session")
def older(instances: Instances) -> Iterator[Instances]:
    """The version that is replaced: of another checkout where TEST_OLDER names one."""
    if checkout := os.environ.get("TEST_OLDER"):
        with forking(Path(checkout)) as there:
            yield there
    else:
        yield instances


async def test_a_rolling_deploy_loses_nothing(
    instances: Instances, older: Instances, tmp_path: Path, empty_postgres_url: str, redis_url: str, dice: random.Random
) -> None:
    setting = {"DATABASE_URL": empty_postgres_url, "REDIS_URL": redis_url}
    company = Company(dice)
    words = company.words
    async with AsyncExitStack() as stack, asyncio.timeout(60):

        async def begin(kind: Instances, place: str) -> Instance:
            return await stack.enter_async_context(kind.serving(tmp_path / place, **setting))

        old = [await begin(older, place) for place in ("one", "two")]
        company.header = await older.furnish(old[0], tmp_path / "one", **setting)
        serving = list(old)
        writers = [
            asyncio.create_task(write(company, serving, name, number, dice)) for number, name in enumerate(TEXTS)
        ]
        for place, each in enumerate(old):
            await words.reach(words.amount + 30)
            serving.append(await begin(instances, f"new {place}"))
            await words.reach(words.amount + 30)
            serving.remove(each)
            each.stop()
            await each.ended()
        await words.reach(words.amount + 30)
        words.is_enough = True
        await asyncio.gather(*writers)
        words.saved = words.typed
        for instance in serving:
            for name in (TITLE, DESCRIPTION):
                async with editing(instance.address, company.header, name) as reader:
                    words.check(reader)
        await company.plain_follows(serving[0])


async def write(company: Company, serving: list[Instance], name: str, number: int, dice: random.Random) -> None:
    """As a browser does: with all it has typed so far, at whichever instance answers."""
    doc: Doc[Text] = Doc()
    while True:
        address = serving[number % len(serving)].address
        with contextlib.suppress(OSError, InvalidHandshake):
            async with editing(address, company.header, name, doc) as editor:
                if await company.words.write(editor, dice, 1):
                    return
