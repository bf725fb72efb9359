"""Exactly once: whatever is repeated, at whichever instance, and wherever the connection is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from server import execute
from server.db.engine import Engine, make_engine
from server.execute import ROUNDS, Unavailable
from shared.check_ins.messages import CheckInPosted
from shared.events import AnyCommand
from tests.factories import check_in, objective, person, uid
from tests.realtime.network import LossyBroker
from tests.server.test_execute import refused, renamed, together
from tests.server.workshop import Instance, instance

pytestmark = pytest.mark.anyio
LOST = asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


@pytest.fixture
async def second_engine(database: Engine, database_url: str) -> AsyncIterator[Engine]:
    """As another process has it."""
    engine = make_engine(database_url, Path())
    await engine.start()
    yield engine
    await engine.stop()


async def once(here: Instance) -> int:
    """How many check-ins the log has on "k0", which begins without any."""
    log = await here.store.read_since(0, 10_000)
    posted = (each.event for each in log if isinstance(each.event, CheckInPosted))
    return sum(each.check_in.key_result_id == uid("k0") for each in posted)


async def test_a_repeat_answers_the_same_here_after_a_restart_and_elsewhere(
    database: Engine, second_engine: Engine
) -> None:
    async with instance(database) as here:
        first = await here.tell(check_in("k0", 1), renamed("New"), command_id="once")
        again = await here.tell(check_in("k0", 1), renamed("New"), command_id="once")
        assert (first.repeated, again.repeated) == (False, True)
        assert (again.envelopes, again.seq) == (first.envelopes, first.seq)
        async with instance(second_engine) as there:
            assert await there.tell(check_in("k0", 1), renamed("New"), command_id="once") == again
    async with instance(database) as restarted:
        assert await restarted.tell(check_in("k0", 1), renamed("New"), command_id="once") == again
        assert await once(restarted) == 1


async def test_an_id_with_other_words_is_refused(database: Engine, second_engine: Engine) -> None:
    async with instance(database) as here, instance(second_engine) as there:
        await here.tell(objective("new"), command_id="once")
        for each in (here, there):
            assert (await refused(each.tell(objective("other"), command_id="once"))).code == "idempotency.reused"
            somebody = each.tell(objective("new"), command_id="once", by="ada")
            assert (await refused(somebody)).code == "idempotency.reused"
        await here.check()


async def test_twins_at_once_have_one_effect(database: Engine) -> None:
    async with instance(database) as here:
        asked = [here.tell(check_in("k0", 1), command_id="once") for _ in range(10)]
        outcomes = await asyncio.gather(*asked)
        assert [each.repeated for each in outcomes].count(False) == 1
        assert len({each.envelopes for each in outcomes}) == 1
        assert await once(here) == 1
        assert here.executor._under_way == {}


async def test_a_twin_with_other_words_is_refused_and_not_answered_with_the_firsts_fate(database: Engine) -> None:
    async with instance(database) as here:
        here.store.hold()
        busy = asyncio.create_task(here.tell(person("busy")))
        await here.store.waits.wait()
        first = asyncio.create_task(here.tell(objective("o0"), command_id="once"))
        await here.queued(1)
        assert (await refused(here.tell(objective("new"), command_id="once"))).code == "idempotency.reused"
        here.store.open.set()
        await busy
        assert (await refused(first)).code == "taken"


async def test_a_repeat_that_was_looked_up_too_early_is_recognised(database: Engine) -> None:
    """Its twin came and went between the look-up and the answer to it."""
    async with instance(database) as here:
        real = here.store.find_commands
        found, release = asyncio.Event(), asyncio.Event()

        async def slow(command_ids: list[str]) -> object:
            answer = await real(command_ids)
            found.set()
            await release.wait()
            return answer

        here.store.find_commands = slow  # type: ignore[method-assign, assignment]
        late = asyncio.create_task(here.tell(objective("new"), command_id="once"))
        await found.wait()
        here.store.find_commands = real  # type: ignore[method-assign]
        first = await here.tell(objective("new"), command_id="once")
        release.set()
        assert (await late).envelopes == first.envelopes
        assert (await late).repeated


@pytest.mark.parametrize("is_heard", [True, False])
async def test_twins_at_two_instances_have_one_effect(database: Engine, second_engine: Engine, is_heard: bool) -> None:
    """The other instance has looked the id up before this one writes; it hears of the change in time, or does not."""
    broker = LossyBroker(drop=0.0 if is_heard else 1.0)
    async with instance(database, broker) as here, instance(second_engine, broker) as there:
        commands: list[AnyCommand] = [objective("new"), renamed("New"), check_in("k0", 1)]
        for number, command in enumerate(commands):
            there.store.hold()
            busy = asyncio.create_task(there.tell(person(f"busy{number}")))
            await there.store.waits.wait()
            late = asyncio.create_task(there.tell(command, command_id=f"once {number}"))
            await there.queued(1)
            first = await here.tell(command, command_id=f"once {number}")
            there.store.open.set()
            await busy
            outcome = await late
            assert (outcome.envelopes, outcome.repeated) == (first.envelopes, True)
            await there.check()
            await here.hub.catch_up()
            await here.check()


@pytest.mark.parametrize("command_id", [None, "once"])
async def test_a_commit_whose_answer_was_lost_is_looked_up(database: Engine, command_id: str | None) -> None:
    async with instance(database) as here:
        here.store.after = [LOST]
        outcome = await here.tell(check_in("k0", 1), command_id=command_id)
        assert (len(outcome.envelopes), outcome.repeated) == (1, False)
        assert await once(here) == 1
        await here.check()


async def test_a_batch_whose_answer_was_lost_is_answered_for_each(database: Engine) -> None:
    async with instance(database) as here:
        here.store.after = [None, LOST]
        outcomes = await together(here, *(here.tell(check_in("k0", number)) for number in range(5)))
        assert [len(each.envelopes) for each in outcomes] == [1] * 5
        assert await once(here) == 5
        assert here.store.written == [1, 5]
        await here.check()


async def test_a_connection_that_was_lost_before_the_commit_is_tried_once_more(database: Engine) -> None:
    async with instance(database) as here:
        here.store.before = [LOST]
        assert len((await here.tell(check_in("k0", 1))).envelopes) == 1
        here.store.before = [LOST, LOST]
        with pytest.raises(Unavailable):
            await here.tell(check_in("k0", 2))
        assert await once(here) == 1
        await here.check()


@pytest.mark.parametrize("took_effect", [True, False])
async def test_an_unknown_outcome_is_said_to_be_unknown_and_the_screens_follow_the_log(
    database: Engine, took_effect: bool
) -> None:
    async with instance(database) as here:
        (here.store.after if took_effect else here.store.before).append(LOST)
        here.store.meanwhile = lambda: _gone(here)
        with pytest.raises(Unavailable):
            await here.tell(check_in("k0", 1), command_id="once")
        with pytest.raises(Unavailable):
            await here.tell(check_in("k0", 1), command_id="once")
        here.store.unreadable = None
        # the next change is decided upon what is true, though no sweep has come by
        await here.tell(renamed("New"))
        await here.check()
        again = await here.tell(check_in("k0", 1), command_id="once")
        assert again.repeated is took_effect
        assert await once(here) == 1
        await here.check()


async def _gone(here: Instance) -> None:
    here.store.unreadable = ConnectionRefusedError()


async def test_another_instances_writes_make_a_command_decide_again(database: Engine, second_engine: Engine) -> None:
    broker = LossyBroker(drop=1.0)
    async with instance(database, broker) as here, instance(second_engine, broker) as there:
        here.store.meanwhile = lambda: there.tell(objective("new"))
        assert (await refused(here.tell(objective("new")))).code == "taken"
        here.store.meanwhile = lambda: there.tell(renamed("Theirs"))
        await here.tell(renamed("Ours"))
        await here.check()
        await there.hub.catch_up()
        await there.check()


async def test_who_always_loses_makes_the_others_wait(database: Engine, second_engine: Engine) -> None:
    async with instance(database) as here, instance(second_engine) as there:
        lost = 0

        async def faster() -> None:
            nonlocal lost
            lost += 1
            await there.tell(renamed(f"theirs {lost}"))
            here.store.meanwhile = faster

        here.store.meanwhile = faster
        outcome = await here.tell(renamed("ours"))
        assert lost == ROUNDS
        assert outcome.envelopes[0].event.before.title == f"theirs {lost}"  # type: ignore[union-attr]
        await there.hub.catch_up()
        assert there.hub.state == here.hub.state
        await here.check()


async def test_two_that_hammer_one_objective_both_get_on(database: Engine, second_engine: Engine) -> None:
    async with instance(database) as here, instance(second_engine) as there:

        async def hammer(which: Instance, name: str) -> None:
            for number in range(40):
                await which.tell(renamed(f"{name} {number}"))

        async with asyncio.timeout(30):
            await asyncio.gather(hammer(here, "here"), hammer(there, "there"))
        for each in (here, there):
            await each.hub.catch_up()
            await each.check()


async def test_a_turn_that_fails_leaves_nothing_and_holds_nobody_up(
    database: Engine, second_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "ROUNDS", 0)
    async with instance(second_engine) as there:
        seq = there.hub.state.seq
        async with instance(database) as here:
            with monkeypatch.context() as broken:
                broken.setattr(here.executor, "_decide", _fails)
                with pytest.raises(Unavailable):
                    await here.tell(renamed("ours"))
            assert await there.store.top() == seq
            await there.tell(renamed("theirs"))
            await here.tell(renamed("ours"))
            await here.check()


async def _fails(jobs: object) -> None:
    raise LOST
