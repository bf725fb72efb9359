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
    """objective, key_result, person, cycle, link, check_in, acknowledgement, grade, outcome, or line where nothing could
    be read."""
    title: str
    detail: str = ""
    """What a key result is after; of other kinds whatever tells them apart."""
    owner: str = ""
    depth: int = 0
    reasons: tuple[str, ...] = ()
    """Why it was refused or is asked about, or what to know, in the reader's language."""
    source: str = ""
    """The line as it was written, for rows that cannot come in."""
    question: str = ""
    """What an answer to it is given under; empty where none could help."""
    form: str = ""
    """What the answer is: dates, measure, person, unit, email, objective or key_result."""


class Preview(Struct, frozen=True, kw_only=True):
    """What an import would do, or did (`done`). `counts` by what; `hidden` rows are fine and not among `rows`."""

    id: str
    filename: str
    rows: tuple[PlannedRow, ...]
    counts: dict[str, int]
    created: dict[str, int] = {}
    """New rows by kind."""
    notes: tuple[str, ...] = ()
    """What to know about the file as a whole."""
    hidden: int = 0
    done: bool = False


class Exchange(Protocol):
    async def preview(self, upload_id: str, cycle_id: Id | None) -> Preview:
        """What the uploaded file would do in a cycle (None: the one it names). Raises `Refused`."""

    async def say(self, upload_id: str, cycle_id: Id | None, question: str, text: str) -> Preview:
        """Say what a row asks for, and see what the file would do then. Raises `Refused`."""

    async def carry_out(self, upload_id: str, cycle_id: Id | None, *, partly: bool) -> Preview:
        """Do it: whole or not at all, or with `partly` all but the refused rows. Raises `Refused`."""
