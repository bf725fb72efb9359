"""Whatever comes twice, late, in another order or from a version that speaks otherwise has one effect, or none."""

from __future__ import annotations

import random

import msgspec
import pytest

from server.cairn import Cairn
from server.writing.store import Entry
from shared.messages import OPERATOR
from shared.objectives.messages import ChangeObjective
from tests.factories import uid
from tests.realtime.network import LossyBroker, until
from tests.realtime.writing.writers import update_of
from tests.server.conftest import Clock, Running, bearer
from tests.server.writing.conftest import DESCRIPTION, TITLE, becomes, title
from tests.server.writing.editor import alike, editing

pytestmark = pytest.mark.anyio


async def test_updates_that_come_twice_and_in_any_order_are_there_once(
    company: Cairn, served: Running, dice: random.Random
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as one, editing(served.address, ada, DESCRIPTION) as two:
        updates = [one.typed(f"<{number}>") for number in range(20)] * 2
        dice.shuffle(updates)
        for each in updates:
            await one.send_update(each)
        # an update before its turn is asked for, and the answer is what is called saved
        await one.until(lambda: one.saved >= len(updates))
        assert await alike(one, two) == "".join(f"<{number}>" for number in range(20))
        assert one.not_applied == 0
    kept = await company.texts.read(DESCRIPTION)
    assert kept is not None and kept.head.seq <= 20


async def test_two_instances_agree_when_everything_is_told_twice_late_and_in_any_order(
    company: Cairn, served: Running, other: Running, broker: LossyBroker
) -> None:
    broker.repeat, broker.hold, broker.drop = 1.0, 0.5, 0.1
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        for number in range(30):
            await here.type(f"<here {number}>", 0)
            await there.type(f"<there {number}>")
            if number % 7 == 0:
                broker.let_go()
        await here.all_saved()
        await there.all_saved()
        broker.let_go()
        text = await alike(here, there)
        assert all(text.count(f"<{place} {number}>") == 1 for place in ("here", "there") for number in range(30))


class Newer(msgspec.Struct, array_like=True):
    """What a later version might tell: the same and more."""

    instance: str
    document: str
    place: int
    update: bytes | None
    mood: str


async def test_a_newer_instance_that_speaks_otherwise_harms_nothing_and_is_followed(
    no_sweep: None, company: Cairn, served: Running, other: Running, broker: LossyBroker
) -> None:
    ada = await bearer(company, "Ada")
    async with editing(served.address, ada, DESCRIPTION) as here, editing(other.address, ada, DESCRIPTION) as there:
        await here.type("old ")
        await here.all_saved()
        await alike(here, there)
        update = update_of("new ")
        (place,) = await company.texts.append([Entry(DESCRIPTION, update, None)])
        broker.publish("text", msgspec.msgpack.encode(Newer("newer", DESCRIPTION, place, update, "calm")))
        await until(lambda: "new" in here.value and "new" in there.value)
        await company.texts.append([Entry(DESCRIPTION, update_of("newest "), None)])
        for message in (
            b"",
            b"\xc1",
            msgspec.msgpack.encode({"moved": DESCRIPTION}),
            msgspec.msgpack.encode([7, None]),
        ):
            for channel in ("text", "cursors", "dreams"):
                broker.publish(channel, message)
        # it was told of in no words that this version knows: the log has it
        await until(lambda: "newest" in here.value and "newest" in there.value)
        await there.type("again")
        assert sorted((await alike(here, there)).split()) == ["again", "new", "newest", "old"]


async def test_a_state_that_is_loaded_anew_while_people_write_takes_nothing_from_them(
    company: Cairn, served: Running, other: Running, never_pausing: pytest.MonkeyPatch
) -> None:
    """As after an event that only a newer version knows."""
    never_pausing.setattr("realtime.hub.TOO_FAR_BEHIND", 0)
    async with editing(served.address, await bearer(company, "Ada"), TITLE) as here:
        await here.type(" now")
        await here.all_saved()
        await other.cairn.executor.execute(ChangeObjective(objective_id=uid("goal"), title="A great goal"), OPERATOR)
        await here.type(" and then")
        await company.hub.catch_up()
        await here.until(lambda: here.value == "A great goal now and then")
        never_pausing.undo()
        await here.type("!")
        await becomes(company, lambda: title(company) == "A great goal now and then!")


async def test_a_clock_that_is_set_back_and_forth_loses_and_reorders_nothing(
    company: Cairn, served: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.writing.writing.PAUSE", 0.01)
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    async with editing(served.address, ada, TITLE) as one, editing(served.address, root, TITLE) as two:
        for hours in (0, -1, 24, -48):
            clock.move(hours=hours)
            await one.type(f" <{hours}>")
            await one.all_saved()
            await alike(one, two)
            await two.type("!")
            await two.all_saved()
            text = await alike(one, two)
            await becomes(company, lambda text=text: title(company) == text)  # type: ignore[misc]
        assert text == "A goal <0>! <-1>! <24>! <-48>!"
    company.writing.opened.clear()
    async with editing(served.address, ada, TITLE) as again:
        assert again.value == text
    rows = await company.engine.fetch("SELECT seq, at FROM text_update WHERE document = {} ORDER BY seq", TITLE)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["at"] for row in rows] != sorted(row["at"] for row in rows), "the clock was not set back"
    changes = await company.store.history(uid("goal"), limit=100)
    assert [each.seq for each in changes] == sorted((each.seq for each in changes), reverse=True)
