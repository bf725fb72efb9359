"""What the API sends: a file to be saved, or an answer as it goes out. Knows no operation."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct


class File(Struct, frozen=True, kw_only=True):
    """An answer that is to be saved, not JSON."""

    name: str
    kind: str
    content: bytes

    @property
    def disposition(self) -> str:
        plain = "".join(
            each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in self.name
        )
        return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}"


class Told(Struct, frozen=True, kw_only=True):
    """An answer as it goes out, for a handler that says more than what was done."""

    content: bytes
    status: int = 200
    kind: str = "application/json"
