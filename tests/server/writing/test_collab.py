"""People write in one text through real sockets: what they see, what is saved, and what the plain value becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from server.cairn import Cairn
from tests.factories import uid
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import TITLE
from tests.server.writing.editor import editing

pytestmark = pytest.mark.anyio


async def test_two_people_write_one_title(company: Cairn, served: Running) -> None:
    ada, root = await bearer(company, "Ada"), await bearer(company, "Root")
    async with editing(served.address, ada, TITLE) as one, editing(served.address, root, TITLE) as two:
        assert one.value == two.value == "A goal"
        assert one.scope == two.scope == "read-write"
        await one.type(" to 达成", len("A goal"))
        await two.type("Not ", 0)
        for each in (one, two):
            await each.until(lambda each=each: each.value == "Not A goal to 达成")
            await each.all_saved()
        await changed(company, lambda: company.hub.state.objectives[uid("goal")].title == "Not A goal to 达成")
    (event,) = [each.event for each in await company.store.history(uid("goal"), limit=1)]
    assert set(event.authors) == {uid("Ada"), uid("Root")}


async def changed(cairn: Cairn, holds: Callable[[], object], within: float = 3.0) -> None:
    told = asyncio.Event()
    stop = cairn.hub.listen(lambda *_: told.set())
    try:
        async with asyncio.timeout(within):
            while not holds():
                told.clear()
                await told.wait()
    finally:
        stop()
