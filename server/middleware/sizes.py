"""Refuses bodies that are too long, announced or not, before anything reads them."""

from __future__ import annotations

from typing import Any

from server.middleware.problems import send_answer
from shared.messages import Refused

MEGABYTE = 1024 * 1024
LONGEST = MEGABYTE
LONGEST_IMPORT = 6 * MEGABYTE
IMPORTS = ("/api/v1/import", "/import")


class Sizes:
    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        longest = LONGEST_IMPORT if scope["path"].startswith(IMPORTS) else LONGEST
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > longest:
            await send_answer(scope, receive, send, _too_large(longest))
            return
        received = 0

        async def receive_counted() -> Any:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > longest:
                raise _too_large(longest)
            return message

        await self._app(scope, receive_counted, send)


def _too_large(longest: int) -> Refused:
    return Refused("too_large", megabytes=longest // MEGABYTE)
