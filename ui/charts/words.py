"""Numbers and days as short as an axis needs them, in the reader's language. Exact values are in the table."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel import Locale as BabelLocale
from babel.dates import format_skeleton
from babel.numbers import format_compact_decimal

from shared.directory.model import Locale
from shared.key_results.model import Kind, Measure
from ui.text import Text

_BABEL = {Locale.ZH: BabelLocale("zh", "CN", script="Hans"), Locale.EN: BabelLocale("en")}
_LARGE = 10_000
_BEFORE = frozenset("¥￥$€£₩")
_AFTER = frozenset({"%", "‰", "°", "℃"})
LONGEST = 84
"""Pixels that a label beside a chart may take."""


def short(value: Decimal, unit: str, text: Text) -> str:
    """With its unit where that is one sign; other units are in the legend."""
    if abs(value) >= _LARGE:
        number = format_compact_decimal(value, locale=_BABEL[text.locale], fraction_digits=2)
    else:
        number = text.number(value.normalize() if value else Decimal(0))
    if unit in _AFTER:
        return f"{number}{unit}"
    if unit in _BEFORE:
        return f"-{unit}{number[1:]}" if number.startswith("-") else f"{unit}{number}"
    return number


def is_short(unit: str) -> bool:
    return unit in _AFTER or unit in _BEFORE


def unit_of(measure: Measure) -> str:
    return "%" if measure.kind is Kind.MILESTONE else measure.unit


def exact(value: Decimal | None, measure: Measure, text: Text) -> str:
    if measure.kind is Kind.BINARY and value is not None:
        return text("yes" if value else "not_yet")
    if measure.kind is Kind.MILESTONE and value is not None:
        value = value.quantize(Decimal("0.1")).normalize() if value else Decimal(0)
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return text.value(value, unit_of(measure))


def day_label(day: date, text: Text, *, long: bool) -> str:
    """The month alone, or with the day where a chart shows weeks."""
    return format_skeleton("MMMd" if long else "MMM", day, locale=_BABEL[text.locale])


def moment_label(at: datetime, text: Text) -> str:
    return f"{text.month_day(at)} {text.hour(at)}"


def wide(words: str) -> float:
    """About how many pixels a small label takes."""
    return sum(11.5 if ord(each) > 0x2E80 else 6.4 for each in words)
