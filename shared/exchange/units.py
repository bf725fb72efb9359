"""Whether the unit that somebody writes at a number is the one that is counted in. Pure; converts nothing.

A number of something else is no number of this: it is better asked for again than believed.
"""

from __future__ import annotations

from shared.exchange.numbers import MULTIPLIERS, Quantity, Unread, fold, read_number

_ALIKE = (
    "% percent pct pp 百分比 百分点 个百分点",
    "¥ 元 块 人民币 rmb cny yuan",
    "$ us$ usd 美元 dollar",
    "€ eur 欧元 euro",
    "£ gbp 英镑 pound",
    "hk$ hkd 港元 港币",
    "₹ inr 卢比",
    "₩ krw 韩元",
    "ms 毫秒 millisecond",
    "s sec second 秒 秒钟",
    "min minute 分 分钟",
    "h hr hour 时 小时 个小时",
    "d day 天 日",
    "week 周 星期",
    "month 月 个月",
)
_COUNTS = "个 件 项 条 份 次 人 名 位 家 只 台 套 x × pcs piece item time person people"
"""What may stand behind a plain number, for it says no more than that it is counted."""


def _one(unit: str) -> str:
    """Without differences of writing: full-width, capitals, a plural."""
    plain = " ".join(fold(unit).casefold().split())
    return plain[:-1] if len(plain) > 2 and plain.endswith("s") and plain.isascii() else plain


_GROUPS = {_one(word): words for words in _ALIKE for word in words.split()}
_COUNTED = frozenset(map(_one, _COUNTS.split()))


def is_counted_in(typed: str, unit: str) -> bool:
    """`typed` is what stood at a number, `unit` what its key result is counted in; empty: plain numbers.

    Enough is the beginning of a longer unit: 家 for 家门店, ¥ for ¥/线索, customers for customers a week.
    """
    said, wanted = _one(typed), _one(unit)
    if not wanted:
        return said in _COUNTED
    heads = {wanted, _one(wanted.partition("/")[0]), _one(wanted.partition(" ")[0])} - {""}
    return (
        said in heads
        or any(_GROUPS.get(said, said) == _GROUPS.get(each, each) for each in heads)
        or (not said.isascii() and wanted.startswith(said))
    )


def read_in(text: str, unit: str) -> Quantity | Unread:
    """The number in a text, written with the unit or without. In 万元, 50万元 and 50万 are 50."""
    plain = fold(text).strip()
    for end in (unit, *(each for each in MULTIPLIERS if unit.startswith(each))):
        # a unit that begins with a digit would take one of the number's
        if end and not end[0].isdigit() and plain.casefold().endswith(end.casefold()):
            found = read_number(plain[: -len(end)])
            if isinstance(found, Quantity) and found.unit is None:
                return Quantity(found.value, unit, found.comparator)
    return read_number(text)
