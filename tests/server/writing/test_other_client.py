"""The protocol's own client, as its authors publish it, writes together with ours."""

from __future__ import annotations

import random

import pytest

from realtime.writing.contents import read_state
from realtime.writing.text import SharedText
from server.cairn import Cairn
from tests.factories import uid
from tests.realtime.network import LossyBroker, until
from tests.realtime.writing.writers import letters
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, SECRET, TITLE, becomes, title
from tests.server.writing.editor import editing
from tests.server.writing.node import clients

pytestmark = pytest.mark.anyio


async def test_it_connects_co_writes_and_learns_what_is_saved(company: Cairn, served: Running) -> None:
    ada, root, bob = [await bearer(company, each) for each in ("Ada", "Root", "Bob")]
    url = served.address.replace("http", "ws", 1) + "/collab"
    async with clients() as there, editing(served.address, ada, TITLE) as ours:
        there.do("open", id="title", url=url, headers=root, name=TITLE)
        there.do("open", id="description", url=url, headers=root, name=DESCRIPTION, socket="title")
        there.do("open", id="secret", url=url, headers=root, name=SECRET, socket="title")
        there.do("open", id="reader", url=url, headers=bob, name=TITLE)
        await there.text("title", "A goal")
        await there.until(lambda: there.denied.get("secret") == "permission-denied")
        assert there.seen["title"]["scope"] == "read-write"
        there.do("insert", id="title", at=0, text="让😀 ")
        await ours.until(lambda: ours.value == "让😀 A goal")
        await ours.type(" ours")
        await there.text("title", "让😀 A goal ours")
        await there.text("reader", "让😀 A goal ours")
        there.do("insert", id="description", text="both on one socket")
        await there.text("description", "both on one socket")
        there.do("insert", id="reader", at=0, text="NO")
        await there.until(lambda: there.seen["reader"]["unsynced"] == 1 and there.seen["reader"]["scope"] == "readonly")
        there.do("point", id="title", field="cursor", value=3)
        await ours.until(lambda: any(each and each.get("cursor") == 3 for each in ours.states.values()))
        await becomes(company, lambda: title(company) == "让😀 A goal ours")


async def test_it_comes_back_after_a_cut_with_what_was_written_meanwhile(company: Cairn, served: Running) -> None:
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    url = served.address.replace("http", "ws", 1) + "/collab"
    async with clients() as there, editing(served.address, ada, TITLE) as ours:
        there.do("open", id="title", url=url, headers=root, name=TITLE)
        await there.text("title", "A goal")
        there.do("drop", socket="title")
        there.do("insert", id="title", at=0, text="offline ")
        await ours.type(" online")
        await there.text("title", "offline A goal online")
        await ours.until(lambda: ours.value == "offline A goal online")


async def test_one_who_heard_of_something_before_what_it_builds_on_is_let_in_and_saved(
    company: Cairn, served: Running
) -> None:
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    url = served.address.replace("http", "ws", 1) + "/collab"
    one, two, three, four = letters("1234")
    async with clients() as there, editing(served.address, ada, DESCRIPTION) as ours:
        there.do("open", id="yjs", url=url, headers=root, name=DESCRIPTION)
        await there.text("yjs", "")
        # Yjs keeps these back unseen, and puts them into every answer: the later one behind a hole
        there.do("hear", id="yjs", update=two.hex())
        there.do("hear", id="yjs", update=four.hex())
        there.do("drop", socket="yjs")
        there.do("insert", id="yjs", at=0, text="own")
        await ours.until(lambda: ours.value == "own")
        await there.text("yjs", "own")
        # even if those who know of nothing else are gone, the others see what they see
        ours.doc.apply_update(one)
        await ours.send_update(one)
        await ours.until(lambda: "12" in ours.value)
        there.do("drop", socket="yjs")
        ours.doc.apply_update(three)
        await ours.send_update(three)
        await ours.until(lambda: ours.value in ("own1234", "1234own"))
        await there.text("yjs", ours.value)


@pytest.mark.parametrize("seed", range(2))
async def test_random_writing_on_both_sides_ends_alike(company: Cairn, served: Running, seed: int) -> None:
    dice = random.Random(seed)
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    url = served.address.replace("http", "ws", 1) + "/collab"
    async with clients() as there, editing(served.address, ada, DESCRIPTION) as ours:
        for name in ("one", "two"):
            there.do("open", id=name, url=url, headers=root, name=DESCRIPTION)
            await there.text(name, "")
        for number in range(60):
            name = dice.choice(("one", "two"))
            match dice.randrange(5):
                case 0:
                    there.do("remove", id=name, at=dice.randrange(3), length=dice.randrange(1, 4))
                case 1:
                    there.do("drop", socket=name)
                case 2:
                    await ours.type(f"王{number}", 0)
                case _:
                    there.do("insert", id=name, at=dice.randrange(20), text=f"<{name}{number}>")
        for name in ("one", "two"):
            there.do("insert", id=name, at=0, text=f"[{name}]")
        await ours.all_saved()
        await ours.until(lambda: "[one]" in ours.value and "[two]" in ours.value)

        def alike() -> bool:
            values = {each["text"] for each in there.seen.values()} | {ours.value}
            return len(values) == 1 and not any(each["unsynced"] for each in there.seen.values())

        await there.until(alike)
        assert company.writing.opened[DESCRIPTION].room.text.value == ours.value
        await becomes(company, lambda: company.hub.state.objectives[uid("goal")].description == ours.value.strip())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_yjs_and_ours_end_alike_at_two_instances_that_were_cut_off_from_each_other(
    company: Cairn, served: Running, other: Running, broker: LossyBroker, dice: random.Random
) -> None:
    """Two of theirs and two of ours write at random while sockets and the network between the instances come and go."""
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    places = (served.address, other.address)
    async with (
        clients() as there,
        editing(places[0], ada, DESCRIPTION) as here,
        editing(places[1], ada, DESCRIPTION) as beyond,
    ):
        for place, name in enumerate(("one", "two")):
            url = places[place].replace("http", "ws", 1) + "/collab"
            there.do("open", id=name, url=url, headers=root, name=DESCRIPTION)
            await there.text(name, "")
        broker.repeat, broker.hold = 0.2, 0.2
        for number in range(120):
            name = dice.choice(("one", "two"))
            match dice.randrange(8):
                case 0:
                    there.do("remove", id=name, at=dice.randrange(40), length=dice.randrange(1, 4))
                case 1:
                    there.do("drop", socket=name)
                case 2:
                    broker.drop = dice.choice((0.0, 0.5, 1.0))
                case 3:
                    broker.let_go()
                case 4 | 5:
                    ours = dice.choice((here, beyond))
                    await ours.type(f"王{number}😀", dice.choice((0, None)))
                    await ours.all_saved()
                case _:
                    there.do("insert", id=name, at=dice.randrange(60), text=f"<{name} é{number}>")
        for name in ("one", "two"):
            there.do("insert", id=name, at=0, text=f"[{name}]")
        broker.drop = broker.hold = 0.0
        texts = [each.writing.opened[DESCRIPTION].room.text for each in (company, other.cairn)]

        def alike() -> bool:
            seen = list(there.seen.values())
            values = {each["text"] for each in seen} | {here.value, beyond.value} | {each.value for each in texts}
            return len(values) == 1 and not any(each["unsynced"] for each in seen)

        # who came back in between holds what is needed; the sweep brings it to the other instance
        await until(lambda: alike() and "[one]" in here.value and "[two]" in here.value, 20)
        vectors = [bytes.fromhex(each["vector"]) for each in there.seen.values()] + [each.state for each in texts]
        assert len({tuple(sorted(read_state(each).items())) for each in vectors}) == 1
        kept = await company.texts.read(DESCRIPTION)
        assert kept is not None and SharedText(kept.updates).value == here.value


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_client_that_cuts_characters_in_two_harms_no_text(
    company: Cairn, served: Running, dice: random.Random
) -> None:
    root = await bearer(company, "Root")
    url = served.address.replace("http", "ws", 1) + "/collab"
    async with clients() as there:
        for name in ("one", "two"):
            there.do("open", id=name, url=url, headers=root, name=DESCRIPTION)
            await there.text(name, "")
        there.do("insert", id="one", text="😀" * 20)
        for name in ("one", "two") * 15:
            there.do("insert", id=name, at=dice.randrange(40), text="x😀", cuts=True)
            there.do("remove", id=name, at=dice.randrange(40), length=dice.randrange(1, 4), cuts=True)
        there.do("insert", id="one", at=0, text="[one]")
        there.do("insert", id="two", at=0, text="[two]")

        def alike() -> bool:
            one, two = there.seen["one"], there.seen["two"]
            ends = "[one]" in one["text"] and "[two]" in one["text"]
            return ends and one["text"] == two["text"] and not one["unsynced"] and not two["unsynced"]

        await there.until(alike)
        text = there.seen["one"]["text"]
        assert "\ufffd" in text
        assert company.writing.opened[DESCRIPTION].room.text.value == text
        # those who come later read the same, from the log and from what it is folded into
        assert await company.texts.compact(DESCRIPTION)
        company.writing.opened.clear()
        there.do("open", id="late", url=url, headers=root, name=DESCRIPTION, socket="late")
        await there.text("late", text)
        assert read_state(bytes.fromhex(there.seen["late"]["vector"])) == read_state(
            bytes.fromhex(there.seen["one"]["vector"])
        )
