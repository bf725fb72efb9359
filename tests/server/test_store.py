"""The founding, the reading of one moment, and what a guard keeps out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from server.db.engine import Engine, make_engine
from server.store import Store
from shared.directory.model import Locale
from shared.events import SomethingNewer
from shared.view import View
from shared.workspace.model import Workspace
from tests.factories import START, actor, check_in, uid
from tests.server.workshop import instance
from ui.history.entries import sentence
from ui.text import text_for

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


async def test_what_a_newer_version_wrote_hides_nothing_else(database: Engine) -> None:
    async with instance(database) as here:
        await here.tell(check_in("k0", 1))
        await here.tell(check_in("k0", 2))
        about = here.hub.state.key_results[uid("k0")].objective_id
        before = await here.store.history(about)
        await database.fetch(
            "UPDATE event SET kind = {}, body = {} WHERE seq = {}",
            "objective.teleported", '{"type":"objective.teleported","where":"Mars"}', before[1].seq,
        )  # fmt: skip
        with capture_logs() as logs:
            after = await here.store.history(about)
            # what was asked there is still known here, so that asking again does nothing
            (found,) = (await here.store.find_commands([before[1].command_id])).values()
        assert before[1].seq in [each.seq for each in found[1]]
        assert [each["event"] for each in logs] == ["store.unknown_event"]
        assert [each.seq for each in after] == [each.seq for each in before]
        assert isinstance(after[1].event, SomethingNewer)
        assert after[1].event.objective_id == about
        assert (after[0], after[2:]) == (before[0], before[2:])
        view = View(here.hub.state, actor("root"))
        assert view.may_see_event(after[1].event)
        assert sentence(after[1].event, view, text_for(Locale.EN, "UTC")).startswith("did something that this version")
