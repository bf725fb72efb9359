"""How often a check-in is wanted, in words: "weekly friday", "fortnightly monday", "monthly 15", "off". Looks nothing up."""

from __future__ import annotations

import re

from shared.cadence.model import Cadence, Rhythm

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZH_DAYS = "一二三四五六日"
_RHYTHMS = {
    **dict.fromkeys(("weekly", "每周", "周"), Rhythm.WEEKLY),
    **dict.fromkeys(("fortnightly", "biweekly", "every two weeks", "每两周", "双周"), Rhythm.FORTNIGHTLY),
    **dict.fromkeys(("monthly", "每月", "月"), Rhythm.MONTHLY),
    **dict.fromkeys(("off", "never", "不提醒", "关闭"), Rhythm.OFF),
}
_FORM = re.compile(
    "(?P<rhythm>" + "|".join(sorted(map(re.escape, _RHYTHMS), key=len, reverse=True)) + r")[\s,，:：]*(?P<day>.*)",
    re.IGNORECASE,
)


def write_cadence(cadence: Cadence) -> str | None:
    """None for the usual one."""
    match cadence.rhythm:
        case Rhythm.WEEKLY if cadence.weekday == 0:
            return None
        case Rhythm.WEEKLY | Rhythm.FORTNIGHTLY:
            return f"{cadence.rhythm.value} {DAYS[cadence.weekday]}"
        case Rhythm.MONTHLY:
            return f"monthly {cadence.month_day}"
        case Rhythm.OFF:
            return "off"


def read_cadence(text: str) -> Cadence | None:
    """None for what is none. Without a day it is Monday, or the first."""
    found = _FORM.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    rhythm, day = _RHYTHMS[found["rhythm"]], found["day"]
    if rhythm is Rhythm.OFF or not day:
        return None if rhythm is Rhythm.OFF and day else Cadence(rhythm=rhythm)
    if rhythm is Rhythm.MONTHLY:
        number = day.removesuffix("日").removesuffix("号")
        in_month = number.isascii() and number.isdigit() and 1 <= int(number) <= 31
        return Cadence(rhythm=rhythm, month_day=int(number)) if in_month else None
    weekday = _weekday(day)
    return None if weekday is None else Cadence(rhythm=rhythm, weekday=weekday)


def _weekday(text: str) -> int | None:
    for place, name in enumerate(DAYS):
        if len(text) >= 3 and name.startswith(text):
            return place
    last = text.removeprefix("周").removeprefix("星期").replace("天", "日")
    return _ZH_DAYS.index(last) if len(last) == 1 and last in _ZH_DAYS else None
