"""Which numbers are numbers of a key result: with its unit or another word for it, and not with anything else."""

from decimal import Decimal

import pytest

from shared.exchange.numbers import Quantity
from shared.exchange.units import is_counted_in, read_in


def value(text: str, unit: str) -> Decimal | None:
    found = read_in(text, unit)
    if not isinstance(found, Quantity) or (found.unit is not None and not is_counted_in(found.unit, unit)):
        return None
    return found.value


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12", "", 12), ("12 个", "", 12), ("12 items", "", 12), ("1.2万", "", 12_000), ("1.2万次", "次", 12_000),
        ("12 次", "次", 12), ("12次", "次", 12), ("30%", "%", 30), ("30 percent", "%", 30), ("3 个百分点", "%", 3),
        ("¥5,000", "¥", 5_000), ("5,000 元", "¥", 5_000), ("¥5,000", "元", 5_000), ("US$5", "$", 5), ("¥86", "¥/线索", 86),
        ("12 家", "家门店", 12), ("12 customers", "customers a week", 12), ("1 day", "days", 1), ("9 分钟", "min", 9),
        ("50 万元", "万元", 50), ("50万", "万元", 50), ("1.2亿", "亿元", "1.2"), ("5 m", "m", 5), ("3/6", "/6", 3), ("15", "5", 15),
    ],
)  # fmt: skip
def test_a_number_of_it(text: str, unit: str, number: int | str) -> None:
    assert value(text, unit) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12abc", ""), ("12abc", "次"), ("50%", ""), ("50%", "家"), ("$5", "¥"), ("12 天", "次"), ("12 天", ""), ("5 元", "万元"),
        ("5mm", "m"), ("3/6", ""), ("12 min", "h"), ("86 元/月", "元"), ("many", "次"),
    ],
)  # fmt: skip
def test_no_number_of_it(text: str, unit: str) -> None:
    assert value(text, unit) is None
