"""What may be asked of check-ins and what then happened."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from shared.check_ins.model import CheckIn
from shared.messages import Command, Event, Id

Note = Annotated[str, Meta(max_length=5_000)]
Confidence = Annotated[int, Meta(ge=0, le=10)]


class PostCheckIn(Command, frozen=True, kw_only=True):
    """At least one of `value`, `done`, `confidence`, `note`. `at` None: now; never in the future."""

    check_in_id: Id
    key_result_id: Id
    value: Decimal | None = None
    done: tuple[Id, ...] | None = None
    confidence: Confidence | None = None
    note: Note = ""
    at: datetime | None = None


class CheckInPosted(Event, frozen=True, kw_only=True, tag="check_in.posted"):
    objective_id: Id
    check_in: CheckIn


CheckInCommand = PostCheckIn
CheckInEvent = CheckInPosted
