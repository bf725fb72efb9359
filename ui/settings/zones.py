"""The time zones that are offered first. Refuses none: any other can be written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

COMMON = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Asia/Bangkok",
    "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Kolkata", "Asia/Dubai", "Europe/Moscow", "Europe/Istanbul",
    "Africa/Nairobi", "Africa/Johannesburg", "Africa/Lagos", "Europe/Berlin", "Europe/Paris", "Europe/Madrid",
    "Europe/London", "UTC", "America/Sao_Paulo", "America/New_York", "America/Toronto", "America/Chicago",
    "America/Mexico_City", "America/Denver", "America/Los_Angeles", "Pacific/Auckland", "Australia/Sydney",
)  # fmt: skip


def zones_with(own: str, now: datetime) -> list[tuple[str, str]]:
    """(zone, words) of the common ones; `own` leads when it is none of them."""
    names = COMMON if own in COMMON else (own, *COMMON)
    return [(name, f"{name.replace('_', ' ')} ({_offset(name, now)})") for name in names]


def _offset(name: str, now: datetime) -> str:
    offset = now.astimezone(ZoneInfo(name)).utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"
