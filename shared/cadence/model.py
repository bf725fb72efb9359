"""How often a check-in is wanted. No rules."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    OFF = "off"


class Cadence(Struct, frozen=True, kw_only=True):
    """Weekly and fortnightly on `weekday` (0 is Monday); monthly on `month_day`, or a shorter month's last day.

    A cycle's first such weekday begins its fortnights.
    """

    rhythm: Rhythm = Rhythm.WEEKLY
    weekday: Annotated[int, Meta(ge=0, le=6)] = 0
    month_day: Annotated[int, Meta(ge=1, le=31)] = 1
