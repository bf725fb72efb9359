"""The protocol's own client, as its authors publish it, writes together with ours."""

from __future__ import annotations

import random

import pytest

from server.cairn import Cairn
from tests.factories import uid
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import DESCRIPTION, SECRET, TITLE
from tests.server.writing.editor import editing
from tests.server.writing.node import clients
from tests.server.writing.test_collab import becomes, title

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
