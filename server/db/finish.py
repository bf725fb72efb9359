"""Lets work that must not stop half-way run to its end, whatever happens to the one who waits.
Starts no work of its own and swallows no cancellation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def finish(work: Awaitable[T]) -> T:
    """Waits for `work` through any number of cancellations, then raises the last of them.

    A cancelled caller does not learn how the work ended: it may well have succeeded.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError as stop:
            cancelled = stop
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # seen, so that asyncio does not report it as forgotten
        raise cancelled
    return task.result()
