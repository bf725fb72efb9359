"""A workspace of a given size, and a server process that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
from msgspec import Struct

from server.accounts.accounts import Accounts
from server.cairn import Cairn
from server.ids import new_id, now
from server.settings import Settings
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit
from shared.directory.model import Locale, UnitKind
from shared.events import AnyCommand
from shared.key_results.messages import AddKeyResult
from shared.key_results.model import Kind, Measure
from shared.messages import OPERATOR, Id, Role
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Level

EMAIL = "ada@example.com"
FIRST = 100
EACH = 20


class Seeded(Struct, frozen=True):
    person_id: Id
    cycle_id: Id
    objective_ids: list[Id]
    key_result_ids: list[Id]
    token: str
    cookie: str


async def seed(cairn: Cairn, objectives: int, key_results: int = 4, departments: int = 10) -> Seeded:
    """`objectives` spread over departments, each with key results, in one active cycle; one admin, Ada, who owns the first
    hundred. Of the others everybody owns twenty."""
    ada, cycle = new_id(), new_id()
    units = [new_id() for _ in range(departments)]
    today = now().date()
    commands: list[AnyCommand] = [
        *(AddUnit(unit_id=each, kind=UnitKind.DEPARTMENT, name=f"Department {n}") for n, each in enumerate(units)),
        AddPerson(person_id=ada, email=EMAIL, name="Ada", role=Role.ADMIN, unit_id=units[0], locale=Locale.EN),
        CreateCycle(cycle_id=cycle, name="Q", starts_on=today - timedelta(45), ends_on=today + timedelta(45)),
        MoveCycle(cycle_id=cycle, state=CycleState.ACTIVE),
    ]
    goals, numbers = [new_id() for _ in range(objectives)], []
    others = [new_id() for _ in range(0, objectives - FIRST, EACH)]
    commands += [
        AddPerson(person_id=each, email=f"owner{n}@example.com", name=f"Owner {n}", role=Role.MEMBER)
        for n, each in enumerate(others)
    ]
    for place, goal in enumerate(goals):
        unit = units[place % departments]
        owner = ada if place < FIRST else others[(place - FIRST) // EACH]
        commands.append(
            CreateObjective(
                objective_id=goal,
                cycle_id=cycle,
                title=f"Objective {place}: customers come back by themselves",
                level=Level.DEPARTMENT,
                unit_id=unit,
                owner_id=owner,
                draft=False,
            )
        )
        for number in range(key_results):
            numbers.append(new_id())
            measure = Measure(kind=Kind.INCREASE, baseline=Decimal(0), target=Decimal(1_000_000), unit="orders")
            commands.append(
                AddKeyResult(
                    key_result_id=numbers[-1],
                    objective_id=goal,
                    name=f"Key result {number} of {place}",
                    measure=measure,
                )
            )
    await cairn.executor.execute_all(commands, OPERATOR)
    accounts = Accounts(cairn.engine, now, new_id)
    token, _ = await accounts.tokens.make(ada, "bench")
    cookie = await accounts.sessions.begin(ada)
    return Seeded(ada, cycle, goals, numbers, token, cookie)


def settings(directory: Path, database_url: str = "", redis_url: str = "") -> Settings:
    return Settings(data_directory=directory, database_url=database_url, redis_url=redis_url, sample=False)


class Running(Struct, frozen=True):
    url: str
    pid: int

    def cpu_ms(self) -> float:
        """Processor time of the server process so far, in ms."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory_kb(self) -> int:
        """What the server process holds in memory now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024


@contextlib.asynccontextmanager
async def server(directory: Path, port: int, **more: str) -> AsyncIterator[Running]:
    """The real command in its own process, on the first core where there are two; `more` of its environment."""
    environment = {
        **os.environ,
        "CAIRN_DATA": str(directory),
        "PORT": str(port),
        "CAIRN_SAMPLE": "0",
        "CAIRN_LOG": "error",
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    environment.update(more)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    with contextlib.suppress(OSError):
        os.sched_setaffinity(process.pid, {0})
        os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as client, asyncio.timeout(30):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"{url}/readyz")).status_code == 200:
                        break
                await asyncio.sleep(0.05)  # another process is starting and tells nobody
        yield Running(url, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))
