"""Seconds to bring in 10,000 rows (2,000 goals, 10,000 key results) and to take them out again. No peer.

From the file's bytes to the durable answer, and from the state to the file's bytes: SQLite, one CSV, no HTTP.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bench.rows import Row, row
from bench.workspace import seed, settings
from server.cairn import Cairn
from server.exchange.exports import exported
from server.exchange.imports import carried_out
from shared.messages import Actor

ROWS = 10_000


async def run(quick: bool) -> list[Row]:
    imports, exports = [], []
    content = _content()
    for _ in range(1 if quick else 3):
        with tempfile.TemporaryDirectory() as scratch:
            cairn = Cairn(settings(Path(scratch)))
            await cairn.start()
            try:
                ada = Actor((await seed(cairn, 1)).person_id)
                began = time.perf_counter()
                plan, done = await carried_out(cairn, cairn.uploads.keep(ada, "rows.csv", content), None, partly=False)
                imports.append(time.perf_counter() - began)
                if not done or plan.counts["create"] != ROWS + ROWS // 5:
                    raise RuntimeError(f"not all rows came in: {plan.counts}")
                began = time.perf_counter()
                _, written = await exported(cairn, ada, "csv")
                exports.append(time.perf_counter() - began)
                if written.count(b"\n") < ROWS:
                    raise RuntimeError("not all rows were written")
            finally:
                await cairn.stop()
    return [
        row(f"import.{ROWS}_rows.s", statistics.median(imports), "s"),
        row(f"export.{ROWS}_rows.s", statistics.median(exports), "s"),
    ]


def _content() -> bytes:
    lines = ["objective,level,owner,key result,baseline,target,unit"]
    lines += [f"Goal {n // 5},person,Ada,Result {n},0,{n + 1},%" for n in range(ROWS)]
    return "\n".join(lines).encode()
