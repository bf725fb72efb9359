"""What a page may ask about import and export. Only shapes."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from shared.messages import Id


class PlannedRow(Struct, frozen=True, kw_only=True):
    """One line of a preview: what would happen to it. `what` is create, same, ask or refused."""

    where: str
    """The line of the source, or a JSON path."""
    what: str
    kind: str
    """objective, key_result, person, unit, cycle, link or check_in."""
    title: str
    detail: str = ""
    depth: int = 0
    reasons: tuple[str, ...] = ()
    """Why it was refused or is asked about, in the reader's language."""


class Preview(Struct, frozen=True, kw_only=True):
    """What an import would do. `counts` by what."""

    id: str
    filename: str
    rows: tuple[PlannedRow, ...]
    counts: dict[str, int]


class Exchange(Protocol):
    async def preview(self, upload_id: str, cycle_id: Id | None) -> Preview:
        """What the uploaded file would do in a cycle (None: the one it names). Raises `Refused`."""

    async def carry_out(self, upload_id: str, cycle_id: Id | None, *, partly: bool) -> Preview:
        """Do it: whole or not at all, or with `partly` all but the refused rows. Raises `Refused`."""
