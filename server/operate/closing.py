"""An end in good time. Decides nothing about what is lost: what was answered is durable already."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

LEAST = 0.5
"""Seconds that the stop gets at any rate."""


async def closed_within(stop: Coroutine[Any, Any, None], seconds: float) -> bool:
    """Whether `stop` came to its end in time; otherwise it is cancelled, and not waited for: a thread may be at work for it."""
    stopping = asyncio.ensure_future(stop)
    try:
        await asyncio.wait([stopping], timeout=max(seconds, LEAST))
        if stopping.done():
            stopping.result()
            return True
    finally:
        stopping.cancel()
    log.warning("stop.took_too_long")
    return False
