"""The founding, the reading of one moment, and what a guard keeps out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.db.engine import Engine, make_engine
from server.store import Store
from shared.workspace.model import Workspace
from tests.factories import START, uid
from tests.server.workshop import instance

pytestmark = pytest.mark.anyio


async def test_instances_that_start_at_once_found_one_workspace(database: Engine, database_url: str) -> None:
    engines = [make_engine(database_url, Path()) for _ in range(4)]
    for each in engines:
        await each.start()
    founded = await asyncio.gather(
        *(Store(each).found(Workspace(id=uid(f"{place}")), START) for place, each in enumerate(engines))
    )
    assert sorted(founded) == [False, False, False, True]
    assert (await Store(database).load()).workspace.id == uid(str(founded.index(True)))
    for each in engines:
        await each.stop()


async def test_what_was_decided_upon_another_position_is_not_written(database: Engine) -> None:
    async with instance(database) as here:
        state = here.hub.state
        (last,) = await here.store.read_since(state.seq - 1, 10)
        assert not await here.store.commit(state.seq - 1, [last], [], state, {})
        await here.check()


async def test_commands_are_found_with_their_events_in_order(database: Engine) -> None:
    async with instance(database) as here:
        log = await here.store.read_since(0, 10_000)
        command_id = log[0].command_id
        found = await here.store.find_commands([command_id, "unknown"])
        assert found == {command_id: ("", log)}
        history = await here.store.history(uid("o0"), limit=3)
        assert [each.seq for each in history] == sorted((each.seq for each in history), reverse=True)
        earlier = await here.store.history(uid("o0"), before=history[-1].seq)
        assert all(each.seq < history[-1].seq for each in earlier)
