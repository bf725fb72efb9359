"""Each reminder once: whatever restarts, runs twice, fails, or has its clock set. The clock is moved by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from realtime.broker import MemoryBroker
from server.cairn import Cairn
from server.db.engine import Engine, make_engine, use_engine
from server.db.postgres import PostgresEngine
from server.reminders import reminders
from server.reminders.reminders import Reminders
from shared.directory.messages import ChangePerson
from shared.inbox.messages import ChangePreferences
from shared.key_results.messages import ChangeKeyResult
from shared.messages import OPERATOR, Id
from shared.telling.ladder import owing
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from tests.factories import check_in, key_result, objective, uid
from tests.server.api.conftest import FOUNDING
from tests.server.conftest import Clock, instance

pytestmark = pytest.mark.anyio
MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Office:
    """An instance whose reminders take a step when they are told to."""

    def __init__(self, cairn: Cairn, clock: Clock) -> None:
        self.cairn = cairn
        self.clock = clock
        self.woken: set[str] = set()
        self.reminders = self.restarted()

    def restarted(self) -> Reminders:
        """As after a kill: nothing is remembered."""
        self.reminders = Reminders(self.cairn.hub, self.cairn.inboxes, self.clock, wake=self.woken.update)
        self.cairn.hub.listen(self.reminders._changed)
        return self.reminders

    async def run(self, **by: float) -> int:
        self.clock.move(**by)
        return await self.reminders.step()

    async def sent(self) -> Counter[tuple[str, str]]:
        names = {uid(each): each for each in ("ada", "wang", "chen", "dan")}
        rows = await self.cairn.engine.fetch("SELECT person_id, what FROM inbox_entry")
        return Counter((names[row["person_id"]], row["what"]) for row in rows)


async def opened(engine: Engine, clock: Clock, broker: MemoryBroker | None = None) -> Office:
    cairn = instance(engine, clock, broker)
    await cairn.start()
    await cairn.reminders.stop()
    return Office(cairn, clock)


@pytest.fixture
async def office(database: Engine) -> AsyncIterator[Office]:
    """The company on the first Monday of its quarter, with one key result that nobody has spoken of."""
    clock = Clock()
    clock.now = MONDAY - timedelta(days=7) + MINUTE
    office = await opened(database, clock)
    zones = [ChangePerson(person_id=uid(each), time_zone="UTC") for each in ("ada", "wang", "chen", "dan")]
    commands = [*FOUNDING, *zones, objective("Be loved"), key_result("NPS", "Be loved")]
    await office.cairn.executor.execute_all(commands, OPERATOR)
    yield office
    await office.cairn.stop()


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


async def test_a_check_in_a_new_owner_and_a_new_cadence_are_heard_of(office: Office) -> None:
    execute = office.cairn.executor.execute
    await office.run()
    await office.run(days=6, hours=12)
    await execute(check_in("NPS", 90), OPERATOR)
    assert await office.run(days=3) == 0
    assert await office.run(days=4, hours=12) == 1  # the Monday after
    await execute(ChangeKeyResult(key_result_id=uid("NPS"), owner_id=uid("dan")), OPERATOR)
    assert await office.run() == 1
    assert (await office.sent())[("dan", "reminder.due")] == 1


async def test_a_manager_who_is_away_and_comes_back_is_heard_of(office: Office) -> None:
    away = ChangePreferences(person_id=uid("wang"), away_from=MONDAY.date(), away_until=None)
    await office.cairn.executor.execute(away, OPERATOR)
    await office.run(days=10)
    assert (await office.sent())[("chen", "warning.stale")] == 1


async def test_what_did_not_change_is_not_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.cairn.executor.execute(key_result("Other", "Be loved", owner_id=uid("dan")), OPERATOR)
    await office.run()
    looked: list[Id] = []

    def noted(state: Any, key_result_id: Id, now: datetime) -> Any:
        looked.append(key_result_id)
        return owing(state, key_result_id, now)

    monkeypatch.setattr(reminders, "owing", noted)
    await office.run(hours=1)
    assert looked == []
    await office.cairn.executor.execute(ChangePerson(person_id=uid("dan"), time_zone="Asia/Tokyo"), OPERATOR)
    await office.run(hours=1)
    assert looked == [uid("Other")]


async def test_pages_are_woken_when_something_turns_and_at_no_other_time(office: Office) -> None:
    """Hour by hour through two weeks: what names Ada's key result, and what names the days of the two calendars in use."""
    await office.run()
    turned: dict[str, list[str]] = {}
    for _ in range(24 * 14):
        office.woken.clear()
        await office.run(hours=1)
        for each in office.woken:
            turned.setdefault(each, []).append(f"{office.clock.now - MINUTE:%d %H}")
    days = [f"{day:02}" for day in range(6, 20)]
    overdue = ["13 00", "13 09", "14 00", "15 00", "15 09", "16 00", "17 00", "18 00", "19 00", "19 09"]
    assert turned == {
        f"key_result:{uid('NPS')}": ["11 00", "11 09", "12 00", "12 09", *overdue],
        f"objective:{uid('Be loved')}": ["11 00", "11 09", "12 00", "12 09", *overdue],
        "day:UTC": [f"{each} 00" for each in days],
        "day:Asia/Shanghai": [f"{day:02} 16" for day in range(5, 19)],
    }


async def test_a_moment_that_has_passed_wakes_before_a_change_hides_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "TOGETHER", 0)  # as when so much is due that it is written in pieces
    await office.run(days=7)
    office.woken.clear()
    office.clock.move(days=1)
    await office.cairn.executor.execute(
        ChangeKeyResult(key_result_id=uid("NPS"), weight=Decimal(2), reason="x"), OPERATOR
    )
    await office.reminders.step()
    assert f"key_result:{uid('NPS')}" in office.woken


async def test_overdue_things_that_change_do_not_write_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.run(days=8)
    await office.cairn.executor.execute(
        ChangeKeyResult(key_result_id=uid("NPS"), weight=Decimal(2), reason="more"), OPERATOR
    )
    assert await office.run() == 0


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


async def test_who_falls_behind_hears_of_it_once_and_their_manager_once(office: Office) -> None:
    """Spoken of every day, at ten, with confidence, and always too little; looked at by one instance after another."""
    office.clock.move(hours=1)
    for day in range(60):
        command = check_in("NPS", day // 10, name=str(day), confidence=8)
        await office.cairn.executor.execute(command, OPERATOR)
        await office.run(days=1)
        office.restarted()
        await office.run()
    assert await office.sent() == {("ada", "warning.behind"): 1, ("wang", "warning.still_behind"): 1}


async def test_other_thresholds_are_heard_of_the_next_morning(office: Office) -> None:
    command = check_in("NPS", 3, confidence=8, at=office.clock.now)
    await office.cairn.executor.execute(command, OPERATOR)
    await office.run(days=2)
    assert await office.sent() == {}
    none = Thresholds(on_track=Decimal("0.2"), at_risk=Decimal("0.1"), silent=Decimal("0.01"))
    await office.cairn.executor.execute(ChangeWorkspace(thresholds=none), OPERATOR)
    await office.run(days=5)
    assert ("ada", "warning.behind") not in await office.sent()
    strict = Thresholds(on_track=Decimal(1), at_risk=Decimal(1), silent=Decimal("0.01"))
    await office.cairn.executor.execute(ChangeWorkspace(thresholds=strict), OPERATOR)
    await office.run(days=1)
    assert (await office.sent())["ada", "warning.behind"] == 1
