"""How a task that runs until it is told to stop comes to its end. Decides neither when nor what is lost by it."""

from __future__ import annotations

import asyncio
from typing import Any


async def stopped(*tasks: asyncio.Task[Any] | None) -> None:
    """Returns once all have ended, however they did; those that were never started count as ended."""
    started = [each for each in tasks if each is not None]
    for each in started:
        each.cancel()
    await asyncio.gather(*started, return_exceptions=True)
