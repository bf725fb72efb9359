"""One survey for all who look: the same while nothing changes, another one for what changed, and only what was said counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from realtime.broker import MemoryBroker
from server.cairn import Cairn
from server.db.engine import make_engine, use_engine
from server.surveys import Surveys, survey_key
from shared.company import Overview
from shared.key_results.messages import ArchiveKeyResult
from shared.messages import OPERATOR, Id
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Driver, Visibility
from shared.status import Status
from shared.survey import Survey
from tests.factories import check_in, key_result, link, objective, uid
from tests.realtime.network import until
from tests.server.api.conftest import FOUNDING
from tests.server.conftest import Clock, instance
from tests.shared.test_survey import MONDAY

pytestmark = pytest.mark.anyio
Q1 = uid("q1")


class Room:
    """An instance whose surveys are renewed when they are told to, and everybody who looks."""

    def __init__(self, cairn: Cairn, clock: Clock) -> None:
        self.cairn, self.clock = cairn, clock
        self.woken: list[str] = []
        self.surveys = Surveys(
            cairn.hub,
            cairn.surveys._records,
            clock,
            wake=self.woken.extend,
            is_watched=lambda _: True,
        )
        cairn.hub.listen(self.surveys._changed)

    async def said(self, name: str, value: int, days: float = 0, **fields: object) -> Survey:
        self.clock.move(days=days)
        command = check_in(name, value, name=str(self.clock.now), **fields)
        await self.cairn.executor.execute(command, OPERATOR)
        return await self.surveys.renew(Q1)

    async def status(self, name: str) -> Status:
        return (await self.surveys.of(Q1)).judged[uid(name)].verdict.status


@pytest.fixture
async def room(tmp_path: Path, clock: Clock) -> AsyncIterator[Room]:
    clock.now = MONDAY
    engine = make_engine("", tmp_path)
    use_engine(engine)
    await engine.start()
    cairn = instance(engine, clock, MemoryBroker())
    await cairn.start(alone=False)
    clock.move(days=-30)
    await cairn.executor.execute_all(
        [*FOUNDING, objective("Grow", unit="brand"), key_result("Books", "Grow"), key_result("Fans", "Grow")],
        OPERATOR,
    )
    clock.move(days=30)
    yield Room(cairn, clock)
    await cairn.stop()
    await engine.stop()


async def test_it_is_the_same_while_nothing_changes_and_another_one_afterwards(room: Room) -> None:
    first = await room.said("Books", 40, confidence=8)
    assert await room.surveys.of(Q1) is first
    assert await room.surveys.renew(Q1) is first
    assert room.woken == []
    second = await room.said("Fans", 40, confidence=2)
    assert second is not first
    assert room.woken == [survey_key(Q1)]
    # what did not change was not judged again
    assert second.judged[uid("Books")] is first.judged[uid("Books")]
    assert [each.key_result.name for each in second.troubles] == ["Fans"]


async def test_time_alone_makes_it_another_one_but_only_where_it_shows(room: Room) -> None:
    first = await room.said("Books", 40, confidence=8)
    room.clock.move(minutes=3)
    assert await room.surveys.renew(Q1) is first
    room.clock.move(days=12)
    second = await room.surveys.renew(Q1)
    assert second is not first
    assert await room.status("Books") is Status.STALE


async def test_what_is_posted_late_changes_what_was_a_week_ago(room: Room) -> None:
    first = await room.said("Books", 40, confidence=8)
    was = first.judged[uid("Books")].was
    assert was is not None
    assert was.progress == 0
    version = room.cairn.hub.state.key_results[uid("Books")].version
    late = room.clock.now - timedelta(days=9)
    second = await room.said("Books", 30, at=late)
    assert room.cairn.hub.state.key_results[uid("Books")].version == version
    was = second.judged[uid("Books")].was
    assert was is not None
    assert was.progress == 300_000


async def test_what_is_archived_leaves_it_and_what_is_hidden_is_guarded(room: Room) -> None:
    first = await room.said("Books", 40)
    await room.cairn.executor.execute(ArchiveKeyResult(key_result_id=uid("Fans"), reason="Given up"), OPERATOR)
    second = await room.surveys.renew(Q1)
    assert first.judged.keys() - second.judged.keys() == {uid("Fans")}
    await room.cairn.executor.execute(
        ChangeObjective(objective_id=uid("Grow"), visibility=Visibility.PRIVATE), OPERATOR
    )
    assert (await room.surveys.renew(Q1)).guarded == {uid("Grow")}


def days(overview: Overview, unit_id: Id | None = None) -> list[tuple[int | None, int | None]]:
    (line,) = [each for each in overview.lines if each.unit_id == unit_id]
    return [(each.progress, each.confidence) for each in line.days]


async def test_the_company_is_told_day_by_day_and_ends_at_now(room: Room) -> None:
    """A quarter's first 33 days: Books moves on the 30th, Fans today."""
    await room.said("Books", 40, days=-3, confidence=6)
    await room.said("Fans", 20, days=3, confidence=9)
    found = days(await room.cairn.overviews.of(Q1))
    assert len(found) == 34
    assert (found[0], found[29], found[30]) == ((0, None), (0, None), (200_000, 600))
    assert found[-1] == (300_000, 750)
    assert found == days(await room.cairn.overviews.of(Q1), uid("marketing"))


async def test_it_rolls_up_and_shows_nobody_what_is_not_everybodys(room: Room) -> None:
    await room.cairn.executor.execute_all(
        [
            objective("Top", driver=Driver.CHILDREN),
            link("Grow", "Top", contributes=True),
            objective("Mine", visibility=Visibility.PRIVATE),
            key_result("Secret", "Mine"),
        ],
        OPERATOR,
    )
    await room.said("Secret", 90, confidence=1)
    await room.said("Books", 60, confidence=8)
    overview = await room.cairn.overviews.of(Q1)
    company = overview.lines[0]
    state = room.cairn.hub.state
    assert (company.objectives, company.key_results) == (2, 2)
    assert company.days[-1].progress == state.index.progress[uid("Grow")] == state.index.progress[uid("Top")] == 300_000
    assert company.days[-1].confidence == 800


async def test_an_overview_is_worked_out_again_only_after_a_change(room: Room) -> None:
    room.cairn.overviews._pause = 0.0
    first = await room.cairn.overviews.of(Q1)
    assert await room.cairn.overviews.of(Q1) is first
    await room.said("Books", 60)
    assert await room.cairn.overviews.of(Q1) is not first


def flags(survey: Survey) -> set[str]:
    return {each.key_result.name for each in survey.troubles if each.verdict.status is Status.RED_FLAG}


async def test_what_changes_while_others_are_judged_is_judged_next(room: Room) -> None:
    """The second change comes at the very moment at which the first is told."""
    woken: asyncio.Queue[Survey] = asyncio.Queue()
    told: list[asyncio.Task[object]] = []

    def wake(_: Iterable[str]) -> None:
        woken.put_nowait(surveys._kept[Q1])
        if not told:
            second = check_in("Fans", 40, confidence=2, at=room.clock.now)
            told.append(asyncio.create_task(room.cairn.executor.execute(second, OPERATOR)))

    surveys = Surveys(
        room.cairn.hub, room.cairn.surveys._records, room.clock, wake=wake, is_watched=lambda _: True, pause=0.05
    )
    await surveys.start()
    await surveys.of(Q1)
    first = check_in("Books", 40, confidence=1, at=room.clock.now)
    await room.cairn.executor.execute(first, OPERATOR)
    async with asyncio.timeout(10):
        assert flags(await woken.get()) == {"Books"}
        assert flags(await woken.get()) == {"Books", "Fans"}
    await asyncio.gather(*told)
    await surveys.stop()


async def test_nobody_looks_and_nothing_is_worked_out(room: Room) -> None:
    surveys = Surveys(
        room.cairn.hub, room.cairn.surveys._records, room.clock, wake=room.woken.extend, is_watched=lambda _: False
    )
    kept = await surveys.of(Q1)
    surveys._pause = 0.0
    await surveys.start()
    await room.cairn.executor.execute(check_in("Books", 40, confidence=1, at=room.clock.now), OPERATOR)
    await until(lambda: not surveys._kept)
    assert room.woken == []
    assert (await surveys.of(Q1)) is not kept
    await surveys.stop()
