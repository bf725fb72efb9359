"""The one way in: durable before answered, whole or not at all, together with others and unharmed by them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server import execute
from server.db.engine import Engine, make_engine
from server.execute import Unavailable
from server.store import Store
from shared import heart
from shared.directory.messages import ChangePerson
from shared.messages import OPERATOR, Refused
from shared.objectives.messages import ArchiveObjective, ChangeObjective
from tests.factories import START, actor, check_in, key_result, objective, person, uid
from tests.server.workshop import Instance, Ticking, instance

pytestmark = pytest.mark.anyio


def renamed(title: str, name: str = "o0") -> ChangeObjective:
    return ChangeObjective(objective_id=uid(name), title=title, reason="agreed")


async def refused(work: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        await work
    return caught.value


async def together(here: Instance, *asked: Any, name: str = "first") -> list[Any]:
    """Asks for a first change, and for all these while its transaction is under way: they form the next batch."""
    here.store.hold()
    first = asyncio.create_task(here.tell(person(name)))
    await here.store.waits.wait()
    tasks = [asyncio.ensure_future(each) for each in asked]
    await here.queued(len(asked))
    here.store.open.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_commands_that_wait_are_written_in_one_transaction(database: Engine) -> None:
    async with instance(database) as here:
        outcomes = await together(here, *(here.tell(objective(f"new {n}")) for n in range(50)))
        assert here.store.written == [1, 50]
        assert sorted(each.seq for each in outcomes) == [*range(outcomes[0].seq, outcomes[0].seq + 50)]
        await here.check()


async def test_a_batch_is_bounded(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "MOST_TOGETHER", 20)
    async with instance(database) as here:
        await together(here, *(here.tell(objective(f"new {n}")) for n in range(50)))
        assert here.store.written == [1, 20, 20, 10]


async def test_an_answer_means_durable(database: Engine, database_url: str) -> None:
    other = make_engine(database_url, Path())
    await other.start()
    async with instance(database) as here:
        for number in range(20):
            outcome = await here.tell(objective(f"new {number}"))
            assert await Store(other).top() == outcome.seq
            rows = await other.fetch("SELECT title FROM objective WHERE id = {}", uid(f"new {number}"))
            assert rows == [{"title": f"new {number}"}]
    await other.stop()


async def test_the_screen_shows_it_before_the_answer_comes(database: Engine) -> None:
    async with instance(database) as here:
        said: list[str] = []
        here.hub.listen(lambda *_: said.append("screen"))
        task = asyncio.create_task(here.tell(objective("new")))
        task.add_done_callback(lambda _: said.append("answer"))
        await task
        await asyncio.sleep(0)
        assert said == ["screen", "answer"]


async def test_a_refusal_leaves_nothing(database: Engine) -> None:
    async with instance(database) as here:
        before = here.hub.state
        assert (await refused(here.tell(objective("new"), by="bob"))).code == "forbidden"
        assert (await refused(here.tell(objective("o0")))).code == "taken"
        assert (await here.tell(ChangePerson(person_id=uid("ada")))).envelopes == ()
        assert here.hub.state is before
        assert here.store.written == []
        await here.check()


async def test_several_commands_happen_whole_or_not_at_all(database: Engine) -> None:
    async with instance(database) as here:
        before = here.hub.state
        problem = await refused(here.tell(objective("new"), key_result("kr", "new"), objective("o0")))
        assert (problem.code, problem.params["place"]) == ("taken", 2)
        misshapen = await refused(here.tell(objective("new"), objective("x", title="x" * 9_999)))
        assert (misshapen.code, misshapen.params["place"]) == ("too_long", 1)
        assert "place" not in (await refused(here.tell(objective("o0")))).params
        assert here.hub.state is before
        outcome = await here.tell(objective("new"), key_result("kr", "new"), check_in("kr", 5))
        assert [each.ordinal for each in outcome.envelopes] == [0, 1, 2]
        assert len({each.command_id for each in outcome.envelopes}) == 1
        assert (await here.executor.execute_all([], OPERATOR)).envelopes == ()
        await here.check()


async def test_a_check_in_whose_id_is_taken_harms_only_itself(database: Engine) -> None:
    """The state does not hold old check-ins, so only the database notices."""
    async with instance(database) as here:
        await here.tell(check_in("k0", 1, name="x"))
        outcomes = await together(
            here, here.tell(objective("new")), here.tell(check_in("k0", 1, name="x")), here.tell(objective("newer"))
        )
        assert [bool(each.envelopes) for each in (outcomes[0], outcomes[2])] == [True, True]
        assert (outcomes[1].code, outcomes[1].field) == ("taken", "id")
        await here.check()


@pytest.mark.logs_errors
async def test_a_bug_in_one_rule_harms_only_its_command(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    real = heart.decide

    def decide(state: Any, command: Any, *circumstances: Any) -> Any:
        if isinstance(command, ArchiveObjective):
            raise ZeroDivisionError
        return real(state, command, *circumstances)

    async with instance(database) as here:
        monkeypatch.setattr("server.jobs.decide", decide)
        outcomes = await together(
            here,
            here.tell(objective("new")),
            here.tell(objective("half"), ArchiveObjective(objective_id=uid("o0"))),
            here.tell(objective("newer")),
        )
        assert [bool(each.envelopes) for each in (outcomes[0], outcomes[2])] == [True, True]
        assert isinstance(outcomes[1], ZeroDivisionError)
        assert uid("half") not in here.hub.state.objectives
        await here.check()


@pytest.mark.logs_errors
async def test_what_the_database_cannot_hold_harms_only_its_command(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a rule had let something through."""
    monkeypatch.setattr(execute, "checked_at", lambda each, place: each)
    async with instance(database) as here:
        outcomes = await together(
            here,
            here.tell(objective("new")),
            here.tell(objective("bad", description="\ud800")),
            here.tell(objective("newer")),
        )
        assert [bool(each.envelopes) for each in (outcomes[0], outcomes[2])] == [True, True]
        assert isinstance(outcomes[1], Unavailable | Refused | UnicodeError)
        await here.check()


async def test_nothing_to_do_is_not_answered_when_its_ground_was_not_written(database: Engine) -> None:
    """Two rename to the same title: the second has nothing to do, but only if the first one's change is durable."""
    async with instance(database) as here:
        here.store.before = [None, ConnectionResetError(), ConnectionResetError()]
        asked = [here.tell(renamed("Same")), here.tell(renamed("Same")), here.tell(objective("new"))]
        outcomes = await together(here, *asked)
        assert [type(each) for each in outcomes] == [Unavailable] * 3
        await here.check()
        outcomes = await together(here, here.tell(renamed("Same")), here.tell(renamed("Same")), name="second")
        assert [len(each.envelopes) for each in outcomes] == [1, 0]


async def test_a_cancelled_caller_does_not_take_the_command_along(database: Engine) -> None:
    async with instance(database) as here:
        here.store.hold()
        asked = [asyncio.create_task(here.tell(objective("first")))]
        await here.store.waits.wait()
        asked.append(asyncio.create_task(here.tell(objective("second"))))
        await here.queued(1)
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert all(each.cancelled() for each in asked)
        here.store.open.set()
        await here.tell(objective("third"))
        titles = [each.title for each in here.hub.state.objectives.values()]
        assert sorted(each for each in titles if each in ("first", "second", "third")) == ["first", "second", "third"]
        await here.check()


async def test_only_the_operator_names_authors(database: Engine) -> None:
    async with instance(database) as here:
        authors = [actor("ada"), actor("dan")]
        commands = [objective("by ada"), objective("by dan")]
        with pytest.raises(Refused, match="forbidden"):
            await here.executor.execute_all(commands, actor("root"), authors=authors)
        with pytest.raises(ValueError, match="one author"):
            await here.executor.execute_all(commands, OPERATOR, authors=authors[:1])
        outcome = await here.executor.execute_all(commands, OPERATOR, authors=authors)
        assert [each.actor_id for each in outcome.envelopes] == [uid("ada"), uid("dan")]
        assert here.hub.state.objectives[uid("by dan")].changed_by == uid("dan")


async def test_stop_finishes_what_was_asked_and_turns_away_what_comes_after(database: Engine) -> None:
    async with instance(database) as here:
        here.store.hold()
        asked = [asyncio.create_task(here.tell(objective(f"new {n}"))) for n in range(30)]
        await here.store.waits.wait()
        stop = asyncio.create_task(here.executor.stop())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await here.tell(objective("late"))
        here.store.open.set()
        async with asyncio.timeout(20):
            outcomes = await asyncio.gather(*asked)
            await stop
        assert all(each.envelopes for each in outcomes)
        await here.check()


async def test_a_full_queue_turns_away_and_forgets_the_id(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "MOST_WAITING", 1)
    async with instance(database) as here:
        here.store.hold()
        first = asyncio.create_task(here.tell(objective("first")))
        await here.store.waits.wait()
        second = asyncio.create_task(here.tell(objective("second")))
        await here.queued(1)
        with pytest.raises(Unavailable, match="too many"):
            await here.tell(objective("third"), command_id="once")
        here.store.open.set()
        await asyncio.gather(first, second)
        async with asyncio.timeout(20):
            assert (await here.tell(objective("third"), command_id="once")).repeated is False


class Jumping(Ticking):
    def step(self, **by: float) -> None:
        self.now += timedelta(**by)


async def test_a_clock_that_jumps_changes_no_order(database: Engine) -> None:
    clock = Jumping()
    async with instance(database, clock=clock) as here:
        for number, hours in enumerate((0, -1, 24, -25, 1)):
            clock.step(hours=hours)
            await here.tell(objective(f"new {number}"), renamed(f"title {number}"))
            await here.check()
        history = await here.store.history(uid("o0"))
        titles = [each.event.changes for each in history if hasattr(each.event, "changes")]
        assert [each.seq for each in history] == sorted((each.seq for each in history), reverse=True)
        assert len(titles) in (0, 5)
        assert here.hub.state.objectives[uid("o0")].title == "title 4"
        assert min(each.at for each in history) < START + timedelta(minutes=2)
