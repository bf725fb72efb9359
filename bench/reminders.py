"""Ten thousand check-ins due at one nine o'clock: until every reminder is out, and what readers feel meanwhile.

One process, as on a small installation: the reminders and the readers share its event loop and its database. A reader asks
for pages of the API as a browser does, one after another, before and while reminders go out.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import structlog

from bench.rows import Row, row
from bench.workspace import EMAIL, settings
from server.asgi import Application
from server.cairn import Cairn
from server.ids import new_id
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson
from shared.directory.model import Locale
from shared.events import AnyCommand
from shared.key_results.messages import AddKeyResult
from shared.key_results.model import Kind, Measure
from shared.messages import OPERATOR, Id, Role
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level

MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
PEOPLE = 1_000
READERS = 4


class Clock:
    def __init__(self) -> None:
        self.now = MONDAY - timedelta(days=6)

    def __call__(self) -> datetime:
        return self.now


async def run(quick: bool) -> list[Row]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    size = 2_000 if quick else 10_000
    rounds = [await _round(size) for _ in range(1 if quick else 3)]
    seconds, before, meanwhile = (statistics.median(each) for each in zip(*rounds, strict=True))
    return [
        row(f"checkins.reminders.{size}.s", seconds, "s"),
        row(f"checkins.reminders.{size}.reader_p99_ms", meanwhile, "ms", "before", before),
    ]


async def _round(size: int) -> tuple[float, float, float]:
    """Seconds until all are out; readers' p99 in ms before and meanwhile."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as scratch:
        cairn = Cairn(settings(Path(scratch)), clock=clock)
        await cairn.start()
        await cairn.reminders.stop()
        token, objective_ids = await _seed(cairn, size)
        await cairn.reminders.step()
        transport = httpx.ASGITransport(cast(Any, Application(cairn)))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers=headers) as client:
            await _read(client, objective_ids, [], 50)
            pause = asyncio.sleep(2)  # so long is read with nothing else to do, to compare with
            before = await _readers(client, objective_ids, asyncio.create_task(pause))
            clock.now = MONDAY
            began = time.perf_counter()
            task = asyncio.create_task(cairn.reminders.step())
            meanwhile = await _readers(client, objective_ids, task)
            seconds = time.perf_counter() - began
        sent = (await cairn.engine.fetch("SELECT COUNT(*) AS entries FROM inbox_entry"))[0]["entries"]
        assert task.result() == sent == size, (task.result(), sent)
        await cairn.stop()
    return seconds, _p99(before), _p99(meanwhile)


async def _readers(client: httpx.AsyncClient, ids: list[Id], until: asyncio.Task[object]) -> list[float]:
    times: list[float] = []
    readers = [asyncio.create_task(_read(client, ids, times)) for _ in range(READERS)]
    await until
    for each in readers:
        each.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    return times


async def _read(client: httpx.AsyncClient, ids: list[Id], times: list[float], most: int | None = None) -> None:
    """One reader: a request every 20 ms at most."""
    number = 0
    while most is None or number < most:
        began = time.perf_counter()
        answer = await client.get(f"/api/v1/objectives/{ids[number % len(ids)]}/key-results")
        answer.raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
        number += 1
        await asyncio.sleep(0.02)  # a reader reads at a pace; without it this would be a flood


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


async def _seed(cairn: Cairn, size: int) -> tuple[str, list[Id]]:
    cycle, ada = new_id(), new_id()
    people = [new_id() for _ in range(PEOPLE)]
    measure = Measure(kind=Kind.BINARY)
    commands: list[AnyCommand] = [
        AddPerson(person_id=ada, email=EMAIL, name="Ada", role=Role.ADMIN, locale=Locale.EN, time_zone="UTC"),
        *(
            AddPerson(
                person_id=each, email=f"{number}@example.com", name=f"Person {number}", manager_id=ada, time_zone="UTC"
            )
            for number, each in enumerate(people)
        ),
        CreateCycle(
            cycle_id=cycle, name="Q", starts_on=MONDAY.date() - timedelta(10), ends_on=MONDAY.date() + timedelta(60)
        ),
        MoveCycle(cycle_id=cycle, state=CycleState.ACTIVE),
    ]
    objective_ids = [new_id() for _ in range(size // 5)]
    for place, objective_id in enumerate(objective_ids):
        owner_id = people[place % PEOPLE]
        commands.append(
            CreateObjective(
                objective_id=objective_id,
                cycle_id=cycle,
                title=f"Objective {place}",
                level=Level.PERSON,
                owner_id=owner_id,
                draft=False,
            )
        )
        commands += [
            AddKeyResult(key_result_id=new_id(), objective_id=objective_id, name=f"{place}.{each}", measure=measure)
            for each in range(5)
        ]
    await cairn.executor.execute_all(commands, OPERATOR)
    token, _ = await cairn.accounts.tokens.make(ada, "bench")
    return token, objective_ids
