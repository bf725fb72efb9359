"""Two instances of one workspace: texts and plain values follow each other, once, whoever is first and whatever is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.cairn import Cairn
from server.db.engine import Engine
from server.writing.documents import document_of
from server.writing.store import Entry
from shared.messages import OPERATOR, Actor
from shared.objectives.messages import ChangeObjective
from tests.factories import uid
from tests.realtime.network import LossyBroker
from tests.realtime.writing.writers import update_of
from tests.server.conftest import Clock, Running, bearer, instance, serving
from tests.server.writing.conftest import DESCRIPTION, TITLE
from tests.server.writing.editor import Editor, editing
from tests.server.writing.test_collab import becomes, title

pytestmark = pytest.mark.anyio


@pytest.fixture
async def broker(company: Cairn) -> LossyBroker:
    """Joins the instance of the test with another; what is lost is told to it by the test."""
    network = LossyBroker()
    company.writing.instances._broker = network
    for channel, heard in (("text", "_heard"), ("cursors", "_heard_cursors")):
        network.subscribe(channel, getattr(company.writing.instances, heard), company.writing.instances.missed)
    return network


@pytest.fixture
async def other(company: Cairn, database: Engine, clock: Clock, broker: LossyBroker) -> AsyncIterator[Running]:
    there = instance(database, clock, broker)
    await there.start()
    async with serving(there) as running:
        yield running
    await there.stop()


async def alike(*editors: Editor) -> str:
    for each in editors:
        await each.until(lambda: len({editor.value for editor in editors}) == 1)
    return editors[0].value


async def test_a_change_by_another_way_comes_once_into_a_text_that_is_open_twice(
    company: Cairn, served: Running, other: Running
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, TITLE) as here, editing(other.address, ada, TITLE) as there:
        await here.type(" now")
        await there.until(lambda: there.value == "A goal now")
        for cairn in (company, other.cairn):
            await becomes(cairn, lambda cairn=cairn: title(cairn) == "A goal now")  # type: ignore[misc]
        await other.cairn.executor.execute(
            ChangeObjective(objective_id=uid("goal"), title="A great goal now"), Actor(uid("Ada"))
        )
        for each in (here, there):
            await each.until(lambda each=each: each.value == "A great goal now")  # type: ignore[misc]
        await here.type("!")
        await becomes(company, lambda: title(company) == "A great goal now!")
        assert await alike(here, there) == "A great goal now!"


async def test_what_the_network_loses_is_read_from_the_log(
    company: Cairn, served: Running, other: Running, broker: LossyBroker
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        broker.drop = 1.0
        await here.type("lost ")
        await here.all_saved()
        broker.drop = 0.0
        await here.type("heard")
        await there.until(lambda: there.value == "lost heard", 1)
        broker.drop = 1.0
        await here.type(" last")
        # nobody tells: the sweep looks
        await there.until(lambda: there.value == "lost heard last")


async def test_a_long_update_is_told_by_its_place(company: Cairn, served: Running, other: Running) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        await here.type("x" * 100_000)
        await there.until(lambda: len(there.value) == 100_000, 1)


async def test_opening_at_both_at_once_makes_the_text_once(company: Cairn, served: Running, other: Running) -> None:
    document = document_of(TITLE)
    assert document is not None
    opened = await asyncio.gather(*(each.writing.open(document) for each in (company, other.cairn) * 3))
    assert {each.room.text.value for each in opened} == {"A goal"}
    assert len({id(each) for each in opened}) == 2


async def test_what_is_cut_off_by_the_end_of_an_instance_is_finished_by_it(
    company: Cairn, served: Running, other: Running
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, TITLE) as editor:
        await editor.type(" at the end")
        await editor.all_saved()
        await company.writing.stop()
    await becomes(other.cairn, lambda: title(other.cairn) == "A goal at the end", 4)


async def test_what_an_instance_left_behind_is_followed_by_another(company: Cairn, served: Running) -> None:
    document = document_of(TITLE)
    assert document is not None
    await company.writing.open(document)
    company.writing.opened.clear()
    await company.texts.append([Entry(TITLE, update_of("Oh. "), uid("Root"))])
    await company.executor.execute(ChangeObjective(objective_id=uid("goal"), title="A grand goal"), OPERATOR)
    await company.writing.tending.look_for_left_behind()
    assert TITLE not in company.writing.opened
    await company.writing.tending.look_for_left_behind()
    await becomes(company, lambda: title(company) in ("Oh. A grand goal", "A grand goalOh."))
    (envelope,) = await company.store.history(uid("goal"), limit=1)
    assert uid("Root") in envelope.event.authors  # type: ignore[union-attr]


async def test_texts_that_nobody_is_in_are_closed_and_folded(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.writing.tending.IDLE_AFTER", 0.0)
    monkeypatch.setattr("server.writing.tending.COMPACT_CLOSED", 1)
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as editor:
        await editor.type("!")
        await editor.all_saved()
    async with asyncio.timeout(10):
        while (kept := await company.texts.read(TITLE)) is None or kept.tail:
            pass
    assert TITLE not in company.writing.opened
    assert len(kept.updates) == 1
