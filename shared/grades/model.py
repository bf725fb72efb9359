"""What becomes of an objective when its cycle closes. No rules."""

from __future__ import annotations

from enum import StrEnum


class Carry(StrEnum):
    KEPT = "kept"
    """Goes on as it is."""
    CHANGED = "changed"
    """Goes on, but is to be written anew: its copy is a draft."""
    ABANDONED = "abandoned"
