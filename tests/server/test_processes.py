"""What outlives a process or must not: the lock on the data directory, and threads after a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.db.lock import DataDirectoryInUse, held

HOLDER = """
import sys
from pathlib import Path
from server.db.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

FAILURES = """
import asyncio, sqlite3, sys
from pathlib import Path
from server.db.engine import make_engine
from server.db import sqlite

async def main():
    engine = make_engine(sys.argv[1], Path())
    await engine.start()
    other = sqlite3.connect(engine.path)
    other.execute("BEGIN IMMEDIATE")
    await engine.writer.execute("PRAGMA busy_timeout = 1")
    failed = 0
    for _ in range(5):
        try:
            async with engine.transaction():
                raise AssertionError("the file is locked")
        except sqlite3.OperationalError:
            failed += 1
    other.rollback()
    async with engine.transaction():
        await engine.fetch("SELECT 1")
    print("failed", failed)
    # Not stopped: the interpreter must still end.

asyncio.run(main())
"""


def test_a_data_directory_has_one_process_and_names_it(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DataDirectoryInUse, match=f"process {holder.pid}") as caught, held(directory):
            pass
        assert caught.value.pid == holder.pid
        holder.kill()
        holder.wait()
        with held(directory):
            assert (directory / "lock").read_text() == f"{os.getpid()}\n"
        with held(directory):
            pass


def test_the_interpreter_exits_after_failed_transactions(sqlite_url: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FAILURES, sqlite_url], capture_output=True, text=True, timeout=20, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "failed 5\n", "")
