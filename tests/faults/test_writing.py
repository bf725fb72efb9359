"""kill -9 and lost servers while people write: every keystroke that was called saved is there afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc, Text

from shared.events import encoder
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level
from tests.factories import cycle, uid
from tests.faults.servers import Restartable
from tests.faults.test_kill import key, serving
from tests.server.test_cli import set_up
from tests.server.writing.conftest import DESCRIPTION, TITLE
from tests.server.writing.editor import Editor, editing

pytestmark = pytest.mark.anyio

KILLS = 8
WRITERS = (TITLE, TITLE, DESCRIPTION)


async def furnish(address: str, header: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=address, headers=header, timeout=10) as program:
        me = (await program.get("/api/v1/me")).json()["person"]["id"]
        goal = CreateObjective(
            objective_id=uid("goal"), cycle_id=uid("q1"), title="A goal", level=Level.COMPANY, owner_id=me
        )  # fmt: skip
        body = b"[" + b",".join(encoder.encode(each) for each in (cycle("q1"), goal)) + b"]"
        (await program.post("/api/v1/commands", content=body)).raise_for_status()


class Words:
    """What was written, and how much of it was said to be saved. Each word is there once."""

    def __init__(self) -> None:
        self.saved: dict[str, set[str]] = {}
        self._number = 0
        self._happened = asyncio.Event()
        self._editors: list[tuple[Editor, list[str]]] = []

    def seat(self, editor: Editor) -> list[str]:
        # the answer to the server's first question is the first to be called saved
        sent = [""] * editor.sent
        self._editors.append((editor, sent))
        return sent

    async def write(self, editor: Editor, dice: random.Random) -> None:
        sent = self.seat(editor)
        try:
            while editor.code is None:
                self._number += 1
                word = f"<{self._number}>"
                sent.append(word)
                await editor.type(word, 0 if dice.random() < 0.5 else None)
                await editor.until(lambda: editor.sent - editor.saved < 8 or editor.code is not None, 20)
                self._happened.set()
        except Exception:
            return

    def note(self) -> int:
        """What is saved by now."""
        for editor, sent in self._editors:
            words = self.saved.setdefault(editor.name, set())
            words.update(word for word in sent[: editor.saved] if word)
        return sum(map(len, self.saved.values()))

    async def reach(self, enough: int) -> None:
        while self.note() < enough:
            self._happened.clear()
            await self._happened.wait()

    async def check(self, address: str, header: dict[str, str]) -> None:
        for name, words in self.saved.items():
            async with editing(address, header, name) as reader:
                missing = {word for word in words if word not in reader.value}
                assert missing == set()
                assert all(reader.value.count(word) == 1 for word in words)


@pytest.fixture(params=["sqlite", "postgres"])
def database_setting(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("empty_postgres_url")}


async def test_what_was_called_saved_is_there_after_kill_9(tmp_path: Path, database_setting: dict[str, str]) -> None:
    dice = random.Random(7)
    words = Words()
    header: dict[str, str] = {}
    for _ in range(KILLS):
        async with serving(tmp_path, **database_setting) as (process, address):
            if not header:
                await asyncio.to_thread(set_up, address)
                header = await key(tmp_path, **database_setting)
                await furnish(address, header)
            await words.check(address, header)
            enough = words.note() + dice.randrange(5, 60)
            async with asyncio.timeout(60):
                writers = [asyncio.create_task(_write(words, address, header, name, dice)) for name in WRITERS]
                await words.reach(enough)
                os.kill(process.pid, signal.SIGKILL)
                await asyncio.gather(*writers)
            words.note()
    async with serving(tmp_path, **database_setting) as (_, address):
        assert words.note() > KILLS * 5
        await words.check(address, header)
        await _plain_follows(address, header)


async def _write(words: Words, address: str, header: dict[str, str], name: str, dice: random.Random) -> None:
    async with editing(address, header, name) as editor:
        await words.write(editor, dice)


async def _plain_follows(address: str, header: dict[str, str]) -> None:
    """What had not become a plain value when the instance died does so without anybody writing on."""
    async with (
        editing(address, header, DESCRIPTION) as reader,
        httpx.AsyncClient(base_url=address, headers=header) as program,
        asyncio.timeout(20),
    ):
        while True:
            answer = (await program.get(f"/api/v1/objectives/{uid('goal')}")).json()
            if answer["description"] == reader.value.strip():
                return


async def test_what_is_being_written_at_sigterm_is_kept_and_followed(
    tmp_path: Path, database_setting: dict[str, str]
) -> None:
    async with serving(tmp_path, **database_setting) as (process, address):
        await asyncio.to_thread(set_up, address)
        header = await key(tmp_path, **database_setting)
        await furnish(address, header)
        words = Words()
        async with (
            editing(address, header, DESCRIPTION) as reader,
            editing(address, header, DESCRIPTION) as one,
            editing(address, header, TITLE) as other,
            asyncio.timeout(30),
        ):
            writers = [asyncio.create_task(words.write(each, random.Random(7))) for each in (one, other)]
            await words.reach(20)
            # taken in and not followed yet: the pause after the last keystroke cannot be over
            await reader.until(lambda: reader.value)
            process.send_signal(signal.SIGTERM)
            await asyncio.gather(*writers)
            assert await process.wait() in (0, -signal.SIGTERM)
            await reader.until(lambda: reader.code is not None)
        words.note()
        seen = {word + ">" for word in reader.value.split(">")[:-1]}
        words.saved[DESCRIPTION] |= seen
    async with (
        serving(tmp_path, **database_setting) as (_, address),
        httpx.AsyncClient(base_url=address, headers=header) as program,
    ):
        # before anybody could have taken it over: the instance that ended has let it follow
        plain = (await program.get(f"/api/v1/objectives/{uid('goal')}")).json()
        for name, value in ((DESCRIPTION, plain["description"]), (TITLE, plain["title"])):
            async with editing(address, header, name) as again:
                assert value == again.value.strip()
        await words.check(address, header)


async def test_while_postgres_is_away_nothing_is_called_saved(tmp_path: Path, mortal_postgres: Restartable) -> None:
    setting = {"DATABASE_URL": mortal_postgres.url}
    async with serving(tmp_path, **setting) as (_, address):
        await asyncio.to_thread(set_up, address)
        header = await key(tmp_path, **setting)
        await furnish(address, header)
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
    tmp_path: Path, mortal_redis: Restartable, empty_postgres_url: str
) -> None:
    setting: dict[str, Any] = {"DATABASE_URL": empty_postgres_url, "REDIS_URL": mortal_redis.url}
    here, there = tmp_path / "here", tmp_path / "there"
    async with serving(here, **setting) as (_, address), serving(there, **setting) as (_, other):
        await asyncio.to_thread(set_up, address)
        header = await key(here, **setting)
        await furnish(address, header)
        async with editing(address, header, DESCRIPTION) as one, editing(other, header, DESCRIPTION) as two:
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
            await one.until(lambda: one.value == two.value, 5)
            await one.type("four ")
            await two.until(lambda: "four" in two.value)
            assert one.value == two.value


async def test_a_new_instance_serves_what_an_offline_editor_brings(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, address):
        await asyncio.to_thread(set_up, address)
        header = await key(tmp_path)
        await furnish(address, header)
        doc: Doc[Text] = Doc()
        async with editing(address, header, DESCRIPTION, doc) as editor:
            await editor.type("kept ")
            await editor.all_saved()
            editor.typed("written offline ")
    async with serving(tmp_path) as (_, address):
        async with editing(address, header, DESCRIPTION, doc) as editor:
            await editor.all_saved()
        async with editing(address, header, DESCRIPTION) as editor:
            assert editor.value == "kept written offline "
