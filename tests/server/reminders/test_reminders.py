"""Each reminder once: whatever restarts, runs twice, fails, or has its clock set. The clock is moved by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from realtime.broker import MemoryBroker
from server.db.engine import Engine, make_engine, use_engine
from server.db.postgres import PostgresEngine
from shared.directory.messages import ChangePerson
from shared.key_results.messages import ChangeKeyResult
from shared.messages import OPERATOR
from tests.factories import key_result, objective, uid
from tests.server.api.conftest import FOUNDING
from tests.server.conftest import Clock, instance
from tests.server.reminders.office import MINUTE, MONDAY, Office, opened

pytestmark = pytest.mark.anyio

LADDER = Counter(
    {
        ("ada", "reminder.due"): 1,
        ("ada", "reminder.again"): 1,
        ("wang", "warning.stale"): 1,
        ("wang", "warning.still_stale"): 2,
    }
)


async def test_a_quarter_without_a_word(office: Office) -> None:
    for _ in range(90):
        await office.run(days=1)
    assert await office.sent() == LADDER


async def test_nothing_is_sent_before_its_time_and_nothing_twice(office: Office) -> None:
    assert await office.run(days=6, hours=23) == 0
    assert await office.run(hours=1) == 1
    assert await office.run() == 0
    assert f"key_result:{uid('NPS')}" in office.woken
    assert await office.sent() == {("ada", "reminder.due"): 1}


async def test_a_restart_at_every_step_changes_nothing(office: Office) -> None:
    for _ in range(30):
        await office.run(hours=12)
        office.restarted()
        await office.run()
        office.restarted()
        await office.run(hours=12)
    assert await office.sent() == LADDER


async def test_a_clock_that_is_set_back_and_forth_changes_nothing(office: Office) -> None:
    await office.run(days=7)
    for by in ({"hours": -1}, {"hours": 1}, {"days": 1}, {"days": -1}, {"days": 1}):
        await office.run(**by)
    assert await office.sent() == {("ada", "reminder.due"): 1, ("ada", "reminder.again"): 1}
    for _ in range(30):
        await office.run(days=1)
    assert await office.sent() == LADDER


async def test_a_clock_that_ran_ahead_leaves_nothing_out_when_it_is_right_again(office: Office) -> None:
    await office.run(days=100)
    await office.run(days=-100)
    for _ in range(30):
        await office.run(days=1)
    assert await office.sent() == LADDER


async def test_what_could_not_be_written_is_sent_later(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(office.cairn.inboxes, "put", fails)
        with pytest.raises(OSError, match="disk"):
            await office.run(days=7)
    assert await office.sent() == {}
    assert await office.run() == 1


async def test_killed_after_the_write_and_before_it_was_noted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put = office.cairn.inboxes.put

    async def dies(entries: Any) -> None:
        await put(entries)
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(office.cairn.inboxes, "put", dies)
        with pytest.raises(OSError, match="killed"):
            await office.run(days=7)
    office.restarted()
    await office.run()
    assert await office.sent() == {("ada", "reminder.due"): 1}


async def test_two_instances_send_each_once(postgres_url: str, anyio_backend: str) -> None:
    engines = [make_engine(postgres_url, Path()) for _ in range(2)]
    clock, broker = Clock(), MemoryBroker()
    clock.now = MONDAY - timedelta(days=7) + MINUTE
    offices = []
    for engine in engines:
        assert isinstance(engine, PostgresEngine)
        engine.connections = 3
        use_engine(engine)
        await engine.start()
        offices.append(await opened(engine, clock, broker))
    zones = [ChangePerson(person_id=uid(each), time_zone="UTC") for each in ("ada", "wang", "chen", "dan")]
    results = [key_result(f"k{each}", "Be loved") for each in range(5)]
    await offices[0].cairn.executor.execute_all([*FOUNDING, *zones, objective("Be loved"), *results], OPERATOR)
    await offices[1].cairn.hub.catch_up()
    for _ in range(40):
        clock.move(days=1)
        await asyncio.gather(*(each.reminders.step() for each in offices))
    assert await offices[0].sent() == {what: 5 * count for what, count in LADDER.items()}
    for each, engine in zip(offices, engines, strict=True):
        await each.cairn.stop()
        await engine.stop()


async def test_a_started_instance_sends_by_itself(database: Engine) -> None:
    clock = Clock()
    clock.now = MONDAY + MINUTE
    cairn = instance(database, clock)
    await cairn.start()
    told = asyncio.Event()
    cairn.inboxes.listen(lambda people: told.set())
    past = [
        *FOUNDING,
        ChangePerson(person_id=uid("ada"), time_zone="UTC"),
        objective("Be loved"),
        key_result("NPS", "Be loved"),
    ]
    await cairn.executor.execute_all(past, OPERATOR)
    clock.move(days=8)
    # whatever changes wakes the task, which then reads the clock
    await cairn.executor.execute(ChangeKeyResult(key_result_id=uid("NPS"), weight=Decimal(2), reason="more"), OPERATOR)
    async with asyncio.timeout(10):
        await told.wait()
    rows = await cairn.engine.fetch("SELECT what FROM inbox_entry")
    assert [row["what"] for row in rows] == ["reminder.again"]
    await cairn.stop()
