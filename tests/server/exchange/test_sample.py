"""The sample comes in whole, is marked as one, stays fresh, and touches nothing that was there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from server.cairn import Cairn
from server.db.engine import Engine
from server.ids import new_id
from server.sample.load import SEED, founded
from server.settings import Settings
from shared.assemble import assemble
from shared.directory.model import Person
from shared.exchange.reading import read
from shared.heart import evolve
from shared.messages import Role
from shared.objectives.model import Driver
from shared.state import State
from shared.workspace.model import Workspace
from tests.server.conftest import Clock

pytestmark = pytest.mark.anyio


def person(state: State, name: str) -> Person:
    return next(each for each in state.people.values() if each.name == name)


async def started(database: Engine, clock: Clock, sample: bool) -> Cairn:
    cairn = Cairn(Settings(sample=sample), engine=database, clock=clock, new_id=new_id)
    await cairn.start()
    return cairn


async def test_an_empty_database_is_filled_with_everything_in_the_document(database: Engine, clock: Clock) -> None:
    cairn = await started(database, clock, sample=True)
    try:
        state = cairn.hub.state
        written = read(SEED.read_bytes(), SEED.name)
        assert {each.title for each in state.objectives.values()} == {each.title for each in written.objectives}
        names = [each.name for objective in written.objectives for each in objective.key_results]
        assert sorted([*(each.name for each in state.key_results.values()), "提升合规意识"]) == sorted(names)
        assert state.workspace.sample
        assert state.workspace.name == "云帆电商"
        assert person(state, "陈立").role is Role.ADMIN
        assert person(state, "Bob Reed").role is Role.GUEST
        contributing = [each for each in state.links.values() if each.contributes]
        assert len(contributing) == 4
        parents = {state.objectives[each.parent_id] for each in contributing}
        assert {each.driver for each in parents} == {Driver.BOTH}
        rate = next(each for each in state.key_results.values() if each.name == "API 错误率")
        said = await cairn.store.check_ins(rate.id)
        assert [str(each.value) for each in said] == ["0.19", "0.19", "0.24", "0.31", "0.4"]
        assert {each.author_id for each in said} == {person(state, "刘洋").id}
        assert (await cairn.store.load()) == state
    finally:
        await cairn.stop()


async def test_a_second_start_keeps_what_is_there(database: Engine, clock: Clock) -> None:
    cairn = await started(database, clock, sample=True)
    before = cairn.hub.state
    await cairn.stop()
    cairn = await started(database, clock, sample=True)
    assert cairn.hub.state == before
    await cairn.stop()


async def test_a_workspace_founded_without_the_sample_never_becomes_one(database: Engine, clock: Clock) -> None:
    cairn = await started(database, clock, sample=False)
    assert not cairn.hub.state.people
    await cairn.stop()
    cairn = await started(database, clock, sample=True)
    assert (cairn.hub.state.workspace.sample, len(cairn.hub.state.people)) == (False, 0)
    await cairn.stop()


async def test_dying_in_the_middle_leaves_nothing_and_the_next_start_fills_it(
    database: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = type(database).run_batch

    async def dies(engine: Any, statements: Any) -> None:
        await write(engine, statements[:3])
        raise ConnectionError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(type(database), "run_batch", dies)
        cairn = Cairn(Settings(sample=True), engine=database, clock=clock, new_id=new_id)
        with pytest.raises(ConnectionError):
            await cairn.start()
    assert not await database.fetch("SELECT id FROM workspace")
    assert not await database.fetch("SELECT seq FROM event")
    cairn = await started(database, clock, sample=True)
    assert len(cairn.hub.state.objectives) == 11
    await cairn.stop()


@pytest.mark.parametrize(
    ("now", "cycle"),
    [
        (datetime(2026, 10, 1, 0, 30, tzinfo=UTC), ("2026 Q4", date(2026, 10, 1), date(2026, 12, 31))),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), ("2026 Q4", date(2026, 10, 1), date(2026, 12, 31))),
        (datetime(2027, 1, 1, tzinfo=UTC), ("2027 Q1", date(2027, 1, 1), date(2027, 3, 31))),
        (datetime(2028, 8, 20, 9, tzinfo=UTC), ("2028 Q3", date(2028, 7, 1), date(2028, 9, 30))),
    ],
)
async def test_the_quarter_is_the_one_that_is_under_way(now: datetime, cycle: tuple[str, date, date]) -> None:
    founding = founded(now, new_id)
    (found,) = founding.state.cycles.values()
    assert (found.name, found.starts_on, found.ends_on) == cycle
    assert len(founding.state.key_results) == 33
    times = [each.at for each in founding.envelopes]
    assert times == sorted(times)
    assert times[-1] <= now


async def test_the_log_tells_the_same_as_the_rows() -> None:
    founding = founded(datetime(2026, 11, 21, tzinfo=UTC), new_id)
    workspace = founding.state.workspace
    state = assemble(workspace=Workspace(id=workspace.id, name=workspace.name, sample=True), seq=0)
    for envelope in founding.envelopes:
        state = evolve(state, envelope).state
    assert state == founding.state


async def test_an_embedded_database_is_made_and_filled_once(tmp_path: Path) -> None:
    settings = Settings(data_directory=tmp_path / "new")
    for _ in range(2):
        cairn = Cairn(settings)
        await cairn.start()
        assert cairn.hub.state.workspace.sample
        await cairn.stop()
