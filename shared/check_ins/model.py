"""A check-in, and what a manager says to it. The state keeps only what it left on its key result; they themselves stay in the database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from shared.key_results.model import Word
from shared.messages import Id


class CheckIn(Struct, frozen=True, kw_only=True):
    """Never changed once posted: a correction is another one."""

    id: Id
    key_result_id: Id
    objective_id: Id
    author_id: Id | None
    at: datetime
    """When the value was true; not after the moment of posting. A correction's is that of what it corrects."""
    value: Decimal | None = None
    done: tuple[Id, ...] | None = None
    """Milestones done, for a key result measured by milestones."""
    before: Decimal | None = None
    """The value that this one replaced; None when it replaced none, such as a back-dated one."""
    confidence: int | None = None
    note: str = ""
    blocker: str = ""
    next_step: str = ""
    mentions: tuple[Id, ...] = ()
    """People whom its texts call with an @."""
    word: Word | None = None
    word_reason: str = ""
    corrects: Id | None = None
    """The check-in that this one puts right."""


class Acknowledgement(Struct, frozen=True, kw_only=True):
    """Somebody has read a check-in, and may have said something to it."""

    id: Id
    check_in_id: Id
    key_result_id: Id
    objective_id: Id
    author_id: Id | None
    at: datetime
    to_id: Id
    """Who is told: the check-in's author."""
    comment: str = ""
