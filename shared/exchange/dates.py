"""Dates as people write them, read only when there is one way to read them.

No clock: a date without a year stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from shared.exchange.numbers import fold

Order = Literal["dmy", "mdy"]

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T\s][\d:.+Z-]*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.0+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXCEL_ZERO = date(1899, 12, 30)

_ONE = (
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}"
    r"|\d{1,2}\.?\s+[A-Za-z]{3,9}\.?\s+\d{4}|[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}"
)
DATE_TEXT = re.compile(_ONE)
RANGE_TEXT = re.compile(rf"({_ONE})\s*(?:-|–|—|~|～|→|->|至|到|to|until|\.\.)+\s*({_ONE})")


def read_date(
    text: str, *, order: Order | None = None, within: tuple[date, date] | None = None
) -> date | Literal["not_a_date", "date_ambiguous"]:
    """`10/01/2026` is read only with evidence: the order of its column, or a period that holds just one reading.

    A bare number between 20000 and 79999 is a spreadsheet's serial day.
    """
    text = fold(text).strip()
    if len(text) > 60:
        return "not_a_date"
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3])) or "not_a_date"
    if found := _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(days=int(found[1]))
    if found := _DAY_MONTH.fullmatch(text):
        return _named(found[2], int(found[1]), int(found[3])) or "not_a_date"
    if found := _MONTH_DAY.fullmatch(text):
        return _named(found[1], int(found[2]), int(found[3])) or "not_a_date"
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return "not_a_date"
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == ".":  # dots are written day first everywhere
        return _day(year, second, first) or "not_a_date"
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first or "not_a_date"
    if order is not None:
        return day_first if order == "dmy" else month_first
    if within is not None:
        inside = [day for day in (day_first, month_first) if within[0] <= day <= within[1]]
        if len(inside) == 1:
            return inside[0]
    return "date_ambiguous"


def read_moment(text: str) -> datetime | None:
    """Only what says its time and zone to the letter; a bare day is none."""
    if "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def order_of(texts: Iterable[str]) -> Order | None:
    """What the unambiguous dates among these say about the others; None when they say nothing or disagree."""
    seen: set[Order] = set()
    for text in texts:
        found = _YEAR_LAST.fullmatch(fold(text).strip())
        if found and found[2] != ".":
            if int(found[1]) > 12 >= int(found[3]):
                seen.add("dmy")
            elif int(found[3]) > 12 >= int(found[1]):
                seen.add("mdy")
    return seen.pop() if len(seen) == 1 else None


def _named(month: str, day: int, year: int) -> date | None:
    start = month[:3].lower()
    return _day(year, _MONTHS.index(start) + 1, day) if start in _MONTHS else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
