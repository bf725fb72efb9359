"""What closing its cycle left on a thing, as fields of an answer. Knows no HTTP."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from shared.grades.model import Carry
from shared.messages import Id


class Graded(Struct, frozen=True, kw_only=True):
    grade: Decimal | None
    grade_reason: str
    graded_at: datetime | None
    graded_by: Id | None


class Carried(Struct, frozen=True, kw_only=True):
    retrospective: str
    carry: Carry | None
    carry_reason: str
    carried_to: Id | None
    carried_from: Id | None
