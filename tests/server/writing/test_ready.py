"""A probe is told when what people write cannot be saved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from server.cairn import Cairn
from server.writing.store import Entry
from tests.server.conftest import Running, bearer
from tests.server.writing.conftest import TITLE
from tests.server.writing.editor import editing

pytestmark = pytest.mark.anyio


async def test_an_instance_that_cannot_save_texts_is_not_ready_and_says_so(
    company: Cairn, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, tried = company.texts.append, asyncio.Event()

    async def full(entries: Sequence[Entry]) -> list[int]:
        tried.set()
        raise OSError("no space left")

    async with editing(served.address, await bearer(company, "Ada"), TITLE) as ada:
        await ada.all_saved()
        monkeypatch.setattr(company.texts, "append", full)
        await ada.type("!")
        async with asyncio.timeout(20):
            await tried.wait()
        answer = await served.visitor().get("/readyz")
        assert (answer.status_code, answer.json()["reasons"]) == (503, ["what people write in texts cannot be saved"])
        monkeypatch.setattr(company.texts, "append", append)
        await ada.all_saved()
        assert (await served.visitor().get("/readyz")).json()["status"] == "ready"
