"""What the workspace is called and how it judges. No rules."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Thresholds(Struct, frozen=True, kw_only=True):
    """Pace: on track from `on_track`·expected, at risk from `at_risk`·expected; no verdict before `silent` of the cycle is over."""

    on_track: Decimal = Decimal("0.9")
    at_risk: Decimal = Decimal("0.7")
    silent: Decimal = Decimal("0.1")


class Workspace(Struct, frozen=True, kw_only=True):
    id: str
    name: str = "Cairn"
    thresholds: Thresholds = Thresholds()
    sample: bool = False
    """Filled with the sample: anyone who reaches it may enter as one of its people. Never set on a real workspace."""
