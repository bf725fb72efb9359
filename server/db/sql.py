"""SQL that is written once and runs on both engines. Executes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

Row = Sequence[Any]
"""The values of one execution, in the order of the placeholders."""

Statement = tuple[str, Sequence[Row]]
"""SQL with `{}` for each value, and the rows to run it with, in order. Must not return rows."""

Guard = tuple[str, Row]
"""What a batch begins with, and its one row. To `commit_batch` an UPDATE: when it changes nothing, the batch is not written."""

Write = Callable[[Guard, Sequence[Statement]], Awaitable[bool]]
"""A whole batch, durable when it returns True."""

Dialect = Literal["sqlite", "postgres"]


@lru_cache(maxsize=2048)
def compiled(sql: str, dialect: Dialect) -> str:
    """The text that the driver takes. A literal brace is written twice, as in Piccolo's `raw`."""
    parts: list[str] = []
    count = 0
    for literal, field, _, _ in Formatter().parse(sql):
        parts.append(literal)
        if field is not None:
            if field:
                raise ValueError(f"placeholders have no names, but this one is called {field!r}")
            count += 1
            parts.append("?" if dialect == "sqlite" else f"${count}")
    return "".join(parts)
