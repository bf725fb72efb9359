"""The log of texts on both engines: in order, without gaps, and whole at whatever step its folding is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from realtime.writing.contents import read_state
from realtime.writing.text import SharedText
from server.db.engine import Engine
from server.ids import now
from server.writing.store import Damaged, Entry, TextStore
from tests.realtime.writing.writers import update_of

pytestmark = pytest.mark.anyio


def entries(*documents: str) -> list[Entry]:
    return [Entry(each, update_of(f"{place} "), None) for place, each in enumerate(documents)]


async def text_of(store: TextStore, document: str) -> SharedText:
    kept = await store.read(document)
    assert kept is not None
    return SharedText(kept.updates)


async def test_each_document_is_numbered_without_gaps(database: Engine) -> None:
    store = TextStore(database, now)
    assert await store.append(entries("a", "b", "a")) == [1, 1, 2]
    assert await store.append(entries("a")) == [3]
    assert await store.tops(["a", "b", "c"]) == {"a": 3, "b": 1}
    kept = await store.read("a", 2)
    assert kept is not None
    assert (kept.head.seq, len(kept.updates), kept.tail) == (3, 1, 1)
    assert await store.read("c") is None


async def test_two_who_write_at_once_leave_no_gap(database: Engine) -> None:
    one, two = TextStore(database, now), TextStore(database, now)
    places = await asyncio.gather(*(each.append(entries("a", "b")) for each in (one, two) * 20))
    assert sorted(place for place, _ in places) == list(range(1, 41))
    assert len((await text_of(one, "a")).value) == 2 * 40


async def test_a_text_is_made_of_its_plain_value_once(database: Engine) -> None:
    store = TextStore(database, now)
    made = await asyncio.gather(*(store.seed("a", update_of("plain"), 5) for _ in range(8)))
    assert sorted(made) == [False] * 7 + [True]
    kept = await store.read("a")
    assert kept is not None
    assert (SharedText(kept.updates).value, kept.head.projected, kept.head.absorbed) == ("plain", 1, 5)
    assert await store.seed("empty", None, 5)
    assert (await text_of(store, "empty")).value == ""


async def test_a_change_by_another_way_is_taken_in_once(database: Engine) -> None:
    store = TextStore(database, now)
    await store.seed("a", update_of("plain"), 5)
    entry = Entry("a", update_of("changed "), None)
    places = await asyncio.gather(*(store.absorb([entry], "a", 9) for _ in range(6)))
    assert sorted(places, key=str) == [2, *[None] * 5]
    assert await store.absorb([entry], "a", 8) is None
    assert await store.absorb([], "a", 10) == 0
    assert (await text_of(store, "a")).value in ("changed plain", "plainchanged ")


async def test_what_no_plain_value_follows_is_found_with_its_authors(database: Engine) -> None:
    store = TextStore(database, now)
    await store.append([Entry("a", update_of(each), each) for each in ("ada", "bob", "ada")])
    assert await store.behind(10) == [("a", 3)]
    assert await store.authors("a", 0) == ["bob", "ada"]
    await store.projected("a", 2, 7)
    assert await store.behind(10) == [("a", 3)]
    await store.projected("a", 3, 6)
    assert await store.behind(10) == []
    kept = await store.read("a")
    assert kept is not None
    assert (kept.head.projected, kept.head.absorbed) == (3, 7)


async def test_folding_keeps_text_and_state_and_what_comes_meanwhile(database: Engine) -> None:
    store = TextStore(database, now)
    await store.append(entries(*["a"] * 30))
    before = await text_of(store, "a")
    folding = asyncio.create_task(store.compact("a"))
    await store.append(entries("a"))
    assert await folding
    kept = await store.read("a")
    assert kept is not None
    assert kept.head.seq == 31 and kept.tail <= 1
    assert len(SharedText(kept.updates).value) == len(before.value) + 2
    assert await store.compact("a") is (kept.tail == 1)
    assert not await store.compact("a")
    late = await store.read("a", 5)
    assert late is not None and len(late.updates) == 1
    assert late.head.seq == 31


class Cut(Exception):
    """The process died here."""


STEPS = ("read", "begin", "replace", "commit", "return")


class CutOff:
    """An engine whose process dies before one step of the folding of a log, `replace` when the snapshot is written."""

    def __init__(self, engine: Engine, at: str) -> None:
        self._engine = engine
        self._at = at

    def _before(self, step: str) -> None:
        if step == self._at:
            raise Cut

    async def fetch(self, *given: Any) -> Any:
        self._before("read")
        return await self._engine.fetch(*given)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        self._before("begin")
        async with self._engine.transaction():
            yield
            self._before("commit")
        self._before("return")

    async def run_batch(self, batch: Sequence[Any]) -> None:
        for each in batch:
            await self._engine.run_batch([each])
            self._before("replace")


@pytest.mark.parametrize("at", STEPS)
async def test_folding_cut_off_at_any_step_leaves_the_same_text(database: Engine, at: str) -> None:
    store = TextStore(database, now)
    await store.append(entries(*["a"] * 20))
    before = await text_of(store, "a")
    with pytest.raises(Cut):
        await TextStore(CutOff(database, at), now).compact("a")  # type: ignore[arg-type]
    kept = await store.read("a")
    assert kept is not None and kept.tail == (0 if at == "return" else 20)
    after = await text_of(store, "a")
    assert (after.value, read_state(after.state)) == (before.value, read_state(before.state))
    await store.append(entries("a"))
    assert len((await text_of(store, "a")).value) == len(before.value) + 2


async def test_a_log_with_a_gap_is_not_served(database: Engine) -> None:
    store = TextStore(database, now)
    await store.append(entries("a", "a", "a"))
    await database.fetch("DELETE FROM text_update WHERE seq = {}", 2)
    with pytest.raises(Damaged, match="3 follows 1"):
        await store.read("a")
    await database.fetch("DELETE FROM text_update WHERE seq = {}", 3)
    with pytest.raises(Damaged, match="ends at 1"):
        await store.read("a")


async def test_the_clock_orders_nothing(database: Engine) -> None:
    for hours in (0, -1, 24):
        store = TextStore(database, lambda hours=hours: now() + timedelta(hours=hours))  # type: ignore[misc]
        await store.append(entries("a"))
    kept = await store.read("a")
    assert kept is not None and kept.head.seq == len(kept.updates) == 3
