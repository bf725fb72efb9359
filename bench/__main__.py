"""`make bench`: runs the groups one after the other, prints a table, writes bench.json. ONLY=store narrows, QUICK=1 shortens."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

from bench.rows import Row, table

GROUPS = {
    "store": "bench.store",
    "live": "bench.live",
    "page": "bench.page",
    "browser": "bench.browser.row_change",
    "exchange": "bench.exchange",
    "reminders": "bench.reminders",
    "writing": "bench.writing",
}
PINNED = ("litestar", "piccolo", "msgspec", "reactpy", "uvicorn", "websockets", "redis")


def main() -> int:
    wanted = [each for each in os.environ.get("ONLY", "").split(",") if each] or list(GROUPS)
    quick = os.environ.get("QUICK", "") not in ("", "0")
    unknown = [each for each in wanted if each not in GROUPS]
    if unknown:
        print(f"bench: no group called {', '.join(unknown)}; there are {', '.join(GROUPS)}")
        return 2
    versions = ", ".join(f"{each} {version(each)}" for each in PINNED)
    print(f"bench: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    if quick:
        print("bench: QUICK: fewer rounds and smaller sizes; numbers are rougher")
    rows: list[Row] = []
    for name in wanted:
        began = time.perf_counter()
        print(f"bench: {name} …", flush=True)
        rows += asyncio.run(importlib.import_module(GROUPS[name]).run(quick))
        print(f"bench: {name} took {time.perf_counter() - began:.0f} s", flush=True)
    print(table(rows))
    Path("bench.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
