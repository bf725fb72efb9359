"""Inboxes: written with their cause, shown to their owner alone, one badge on every instance."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from realtime.broker import MemoryBroker
from server.cairn import Cairn
from server.db.engine import Engine, make_engine, use_engine
from server.identity import Identity, Via
from server.inbox.desk import InboxDesk
from server.inbox.inboxes import CHANNEL
from shared.inbox.model import Which
from shared.messages import Id
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from tests.factories import acknowledge, actor, check_in, key_result, link, objective, uid
from tests.server.api.conftest import FOUNDING
from tests.server.conftest import Clock, instance

pytestmark = pytest.mark.anyio


async def opened(engine: Engine, broker: MemoryBroker | None = None) -> Cairn:
    cairn = instance(engine, Clock(), broker)
    await cairn.start()
    await cairn.reminders.stop()
    return cairn


@pytest.fixture
async def office(database: Engine) -> AsyncIterator[Cairn]:
    cairn = await opened(database)
    await cairn.executor.execute_all([*FOUNDING, objective("Be loved"), key_result("NPS", "Be loved")], actor(None))
    yield cairn
    await cairn.stop()


def desk(cairn: Cairn, name: str) -> InboxDesk:
    return InboxDesk(cairn, Identity(uid(name), Via.SESSION, uid(f"key of {name}")))


def passes(cairn: Cairn) -> None:
    assert isinstance(cairn.clock, Clock)
    cairn.clock.move(seconds=1)


async def mention(cairn: Cairn, *names: str) -> None:
    """Ada calls Dan once for each name."""
    for each in names:
        passes(cairn)
        await cairn.executor.execute(check_in("NPS", name=each, note=f"@Dan {each}"), actor("ada"))


async def texts(inbox: InboxDesk, which: Which = Which.ALL) -> list[object]:
    return [each.params["text"] for each in await inbox.entries(which)]


async def test_a_mention_is_there_when_the_command_is_answered(office: Cairn) -> None:
    await mention(office, "one")
    (entry,) = await desk(office, "dan").entries()
    assert (entry.what, entry.by_id, entry.read_at) == ("mention.check_in", uid("ada"), None)
    assert await desk(office, "dan").unread() == 1
    assert await desk(office, "ada").entries() == []


async def test_a_repeated_command_tells_once(office: Cairn) -> None:
    for _ in range(2):
        await office.executor.execute(check_in("NPS", note="@Dan"), actor("ada"), command_id=uid("once"))
    assert await desk(office, "dan").unread() == 1


async def test_reading_and_unreading(office: Cairn) -> None:
    dan = desk(office, "dan")
    await mention(office, "one", "two", "three")
    assert await texts(dan) == ["@Dan three", "@Dan two", "@Dan one"]
    first = (await dan.entries())[-1].id
    await dan.mark([first])
    assert (await dan.unread(), await texts(dan, Which.READ)) == (2, ["@Dan one"])
    assert await texts(dan, Which.UNREAD) == ["@Dan three", "@Dan two"]
    await dan.mark([first], read=False)
    assert await dan.unread() == 3
    await dan.mark_all()
    assert (await dan.unread(), await texts(dan, Which.UNREAD)) == (0, [])


async def test_nobody_marks_anothers(office: Cairn) -> None:
    await mention(office, "one")
    (entry,) = await desk(office, "dan").entries()
    await desk(office, "ada").mark([entry.id])
    await desk(office, "ada").mark_all()
    assert await desk(office, "dan").unread() == 1


async def test_what_may_not_be_seen_any_more_is_neither_shown_nor_counted(office: Cairn) -> None:
    dan = desk(office, "dan")
    await mention(office, "one", "two")
    hide = ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PRIVATE)
    show = ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PUBLIC)
    await office.executor.execute(hide, actor("ada"))
    assert (await dan.entries(), await dan.unread()) == ([], 0)
    await office.executor.execute(show, actor("ada"))
    assert await dan.unread() == 2


async def test_an_alignment_is_hidden_with_either_end(office: Cairn) -> None:
    dan = desk(office, "dan")
    await office.executor.execute(objective("Grow", owner="dan"), actor("dan"))
    await office.executor.execute(link("Be loved", "Grow"), actor("ada"))
    assert await dan.unread() == 1
    hide = ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PRIVATE)
    await office.executor.execute(hide, actor("ada"))
    assert (await dan.entries(), await dan.unread()) == ([], 0)


async def test_pages_pass_over_what_is_hidden(office: Cairn) -> None:
    dan = desk(office, "dan")
    await office.executor.execute_all([objective("Open"), key_result("Seen", "Open")], actor("ada"))
    await office.executor.execute(check_in("Seen", note="@Dan first"), actor("ada"))
    await mention(office, *"abcdef")
    passes(office)
    await office.executor.execute(check_in("Seen", name="2", note="@Dan last"), actor("ada"))
    hide = ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PRIVATE)
    await office.executor.execute(hide, actor("ada"))
    (last,) = await dan.entries(limit=1)
    (first,) = await dan.entries(before=(last.at, last.id), limit=1)
    assert (last.params["text"], first.params["text"]) == ("@Dan last", "@Dan first")


async def test_a_comment_is_kept_with_the_check_in(office: Cairn) -> None:
    await mention(office, "one")
    said = uid("check-in NPS None one")
    await office.executor.execute(acknowledge("NPS", said, comment="Good."), actor("wang"))
    (acknowledgement,) = await office.store.acknowledgements(uid("NPS"))
    assert (acknowledgement.check_in_id, acknowledgement.comment, acknowledgement.to_id) == (said, "Good.", uid("ada"))
    assert [each.what for each in await desk(office, "ada").entries()] == ["acknowledgement.commented"]


async def test_a_correction_finds_what_it_corrects_in_the_database(office: Cairn) -> None:
    await office.executor.execute(check_in("NPS", 10), actor("ada"))
    await office.executor.execute(check_in("NPS", 12, corrects=uid("check-in NPS 10 ")), actor("ada"))
    latest, corrected = await office.store.check_ins(uid("NPS"))
    assert {latest.corrects, corrected.corrects} == {None, uid("check-in NPS 10 ")}
    assert latest.at == corrected.at


async def test_one_job_may_correct_what_it_has_posted(office: Cairn) -> None:
    commands = [check_in("NPS", 10), check_in("NPS", 12, corrects=uid("check-in NPS 10 "))]
    await office.executor.execute_all(commands, actor("ada"))
    assert str(office.hub.state.key_results[uid("NPS")].current) == "12"


async def test_a_mark_wakes_the_other_instance(sqlite_url: str, anyio_backend: str) -> None:
    engine, broker = make_engine(sqlite_url, Path()), MemoryBroker()
    use_engine(engine)
    await engine.start()
    one, other = await opened(engine, broker), await opened(engine, broker)
    heard: list[frozenset[Id] | None] = []
    here: list[frozenset[Id] | None] = []
    other.inboxes.listen(heard.append)
    one.inboxes.listen(here.append)
    await one.inboxes.mark_all(uid("dan"))
    assert heard == here == [frozenset({uid("dan")})]
    await asyncio.gather(one.stop(), other.stop())
    await engine.stop()


async def test_who_may_have_missed_a_hint_shows_everything_anew(office: Cairn) -> None:
    heard: list[frozenset[Id] | None] = []
    office.inboxes.listen(heard.append)
    broker = office.broker
    assert isinstance(broker, MemoryBroker)
    for _, missed in broker._subscribers[CHANNEL]:
        missed()
    assert heard == [None]
