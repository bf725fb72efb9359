"""`cairn import` and `cairn export` beside a running server: what they print, how they end, and that the server notices."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.cairn import Cairn
from server.settings import Settings

pytestmark = pytest.mark.anyio

GOOD = "目标,层级,负责人,关键结果,起点,目标值\n新目标,个人,陈立,留存,1,5\n"
BAD = GOOD + "新目标,个人,陈立,提升意识,,\n"


@pytest.fixture
async def cairn(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Cairn]:
    cairn = Cairn(Settings(data_directory=tmp_path / "data"))
    await cairn.start()
    yield cairn
    await cairn.stop()


async def run(cairn: Cairn, *words: str) -> tuple[int | None, str, str]:
    environment = {**os.environ, "CAIRN_DATA": str(cairn.settings.data_directory), "PYTHONIOENCODING": "utf-8"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *words, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode("gb18030"))
    return str(path)


async def test_an_import_beside_the_running_server(cairn: Cairn, tmp_path: Path) -> None:
    code, out, _ = await run(cairn, "import", written(tmp_path, GOOD), "--preview")
    assert (code, "新目标" in out, "New 2" in out) == (0, True, True)
    assert await cairn.store.top() == cairn.hub.state.seq
    code, out, err = await run(cairn, "import", written(tmp_path, GOOD), "--as", "chen.li@yunfan.example")
    assert (code, err) == (0, "")
    await cairn.hub.catch_up()
    assert "新目标" in {each.title for each in cairn.hub.state.objectives.values()}


async def test_a_refused_row_ends_with_1_and_says_where_and_why(cairn: Cairn, tmp_path: Path) -> None:
    before = await cairn.store.top()
    code, out, err = await run(cairn, "import", written(tmp_path, BAD), "--lang", "zh")
    assert code == 1
    assert "没有数字" in out
    assert "| 新目标,个人,陈立,提升意识,," in out
    assert "没有写入任何内容" in err
    assert await cairn.store.top() == before
    code, out, err = await run(cairn, "import", written(tmp_path, BAD), "--partly")
    assert (code, err) == (1, "")
    assert await cairn.store.top() > before


async def test_an_export_to_a_file_comes_back_as_nothing_new(cairn: Cairn, tmp_path: Path) -> None:
    for form in ("csv", "md", "json"):
        target = tmp_path / f"out.{form}"
        code, _, err = await run(cairn, "export", "--format", form, "-o", str(target), "--as", "wu.tong@yunfan.example")
        assert (code, err) == (0, "")
        assert "Make deploys boring" in target.read_text(encoding="utf-8")
        code, out, _ = await run(cairn, "import", str(target), "--preview")
        assert (code, out.splitlines()[-1].startswith("Unchanged")) == (0, True)


async def test_what_cannot_work_is_one_line(cairn: Cairn, tmp_path: Path) -> None:
    code, _, err = await run(cairn, "export", "--format", "csv", "--cycle", "1999 Q1")
    assert (code, len(err.splitlines())) == (1, 1)
    code, _, err = await run(cairn, "export", "--format", "csv", "--as", "nobody@example.org")
    assert (code, err) == (1, "Error: there is nobody with the address nobody@example.org\n")
