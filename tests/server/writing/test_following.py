"""Two instances of one workspace: texts and plain values follow each other, once, whoever is first and whatever is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from realtime.writing.text import SharedText
from server.cairn import Cairn
from server.writing.documents import document_of
from server.writing.store import Entry
from shared.messages import OPERATOR, Actor
from shared.objectives.messages import ChangeObjective
from tests.factories import uid
from tests.realtime.network import LossyBroker
from tests.realtime.writing.writers import update_of
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, TITLE, becomes, title
from tests.server.writing.editor import alike, editing

pytestmark = pytest.mark.anyio


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
    no_sweep: None, company: Cairn, served: Running, other: Running, broker: LossyBroker
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        broker.drop = 1.0
        await here.type("lost ")
        await here.all_saved()
        broker.drop = 0.0
        await here.type("heard")
        await there.until(lambda: there.value == "lost heard")


async def test_what_nobody_tells_is_found_by_looking(
    company: Cairn, served: Running, other: Running, broker: LossyBroker
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        broker.drop = 1.0
        await here.type("last")
        await there.until(lambda: there.value == "last")


async def stuck(entries: Sequence[Entry]) -> list[int]:
    raise OSError("the disk is away")


async def test_another_instance_sees_it_before_it_is_saved(
    company: Cairn, served: Running, other: Running, broker: LossyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, TITLE) as here, editing(other.address, ada, TITLE) as there:
        await here.all_saved()
        saved = here.saved
        append = company.texts.append
        monkeypatch.setattr(company.texts, "append", stuck)
        await here.type(" soon")
        await there.until(lambda: there.value == "A goal soon")
        assert here.saved == saved
        assert title(other.cairn) == "A goal"
        kept = await company.texts.read(TITLE)
        assert kept is not None and kept.head.seq == 1
        monkeypatch.setattr(company.texts, "append", append)
        await here.all_saved()
        await becomes(company, lambda: title(company) == "A goal soon")
    kept = await company.texts.read(TITLE)
    assert kept is not None and kept.head.seq == 2


async def test_what_an_instance_never_wrote_is_written_by_the_one_that_heard_it(
    company: Cairn, served: Running, other: Running, broker: LossyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, TITLE) as here, editing(other.address, ada, TITLE) as there:
        await here.all_saved()
        monkeypatch.setattr(company.texts, "append", stuck)
        await here.type(" orphaned")
        await there.until(lambda: there.value == "A goal orphaned")
        room = other.cairn.writing.opened[TITLE].room
        now = other.cairn.writing.now()
        await other.cairn.writing.tending.adopt(now - 60)
        assert not room.is_saved
        await other.cairn.writing.tending.adopt(now)
        await other.cairn.writing.scribe.barrier()
        assert room.is_saved
        kept = await company.texts.read(TITLE)
        assert kept is not None and SharedText(kept.updates).value == "A goal orphaned"
        assert await company.texts.authors(TITLE, 1) == [uid("Ada")]
        await becomes(other.cairn, lambda: title(other.cairn) == "A goal orphaned")
        # where it was written it is saved after all: that changes nothing
        monkeypatch.undo()
        await here.all_saved()
        assert await alike(here, there) == "A goal orphaned"


async def test_what_is_heard_late_or_twice_changes_nothing(
    company: Cairn, served: Running, other: Running, broker: LossyBroker
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        broker.hold, broker.repeat = 0.5, 0.5
        for number in range(20):
            await (here if number % 2 else there).type(f"{number} ", 0)
        for each in (here, there):
            await each.all_saved()
        broker.hold = broker.repeat = 0.0
        broker.let_go()
        assert sorted(map(int, (await alike(here, there)).split())) == list(range(20))
        rooms = [each.writing.opened[DESCRIPTION].room for each in (company, other.cairn)]
        for cairn, room in zip((company, other.cairn), rooms, strict=True):
            await cairn.writing.tending.adopt(cairn.writing.now())
            await cairn.writing.scribe.barrier()
            assert room.is_saved
            assert room.ahead == 0


async def test_a_long_update_is_told_by_its_place(
    no_sweep: None, company: Cairn, served: Running, other: Running
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        await here.type("x" * 100_000)
        await there.until(lambda: len(there.value) == 100_000)


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
    await becomes(other.cairn, lambda: title(other.cairn) == "A goal at the end")


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
