"""Numbers and dates in the forms that people type them, and the reasons for those that cannot be read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.dates import order_of, read_date
from shared.exchange.numbers import Quantity, Unread, read_number


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("1.20亿", "120000000", None, None),
        ("1.56亿 元", "156000000", "元", None),
        ("20万", "200000", None, None),
        ("100万次", "1000000", "次", None),
        ("3千米", "3", "千米", None),
        ("99,95%", "99.95", "%", None),
        ("$1,2M", "1200000", "$", None),
        ("$3.0M", "3000000", "$", None),
        ("US$ 5", "5", "US$", None),
        ("5 m", "5", "m", None),
        ("5MB", "5", "MB", None),
        ("20k", "20000", None, None),
        ("2.5 billion", "2500000000", None, None),
        ("1,200.5", "1200.5", None, None),
        ("1.200,5", "1200.5", None, None),
        ("1,234", "1234", None, None),
        ("0,125", "0.125", None, None),
        ("1.234.567", "1234567", None, None),
        ("1'200.50", "1200.5", None, None),
        ("1’200", "1200", None, None),
        ("1 200 000", "1200000", None, None),
        ("1\u00a0200,5", "1200.5", None, None),
        ("1\u202f200", "1200", None, None),
        ("¥86", "86", "¥", None),
        ("￥８６", "86", "¥", None),
        ("86 元", "86", "元", None),
        ("12 €", "12", "€", None),
        ("18 分钟", "18", "分钟", None),
        ("9min", "9", "min", None),
        ("<0.5%", "0.5", "%", "<"),
        ("≥95%", "95", "%", "≥"),
        (">= 95 %", "95", "%", "≥"),
        ("95% 以上", "95", "%", "≥"),
        ("不超过 3 天", "3", "天", "≤"),
        ("约20万", "200000", None, "≈"),
        ("１２．５％", "12.5", "%", None),
        ("１，２００", "1200", None, None),
        ("0/6", "0", "/6", None),
        ("\u22125", "-5", None, None),
        ("-¥5", "-5", "¥", None),
        ("¥-5", "-5", "¥", None),
        ("+3 个百分点", "3", "个百分点", None),
        ("20 percent", "20", "%", None),
        ("3 per week", "3", "per week", None),
        ("1.0000000", "1", None, None),
        ("9000000000000", "9000000000000", None, None),
    ],
)
def test_read(text: str, value: Any, unit: str | None, comparator: Any) -> None:
    assert read_number(text) == Quantity(Decimal(value), unit, comparator)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"),
        ("many", "not_a_number"),
        ("1e5", "not_a_number"),
        ("1 2", "not_a_number"),
        ("--5", "not_a_number"),
        ("5 → 6", "not_a_number"),
        ("1,23,456", "bad_grouping"),
        ("1.200,5,1", "bad_grouping"),
        ("9000000000001", "number_too_large"),
        ("1" * 100, "number_too_large"),
        ("10万亿", "number_too_large"),
        ("0.0000001", "number_too_precise"),
        ("5" * 300, "not_a_number"),
    ],
)
def test_refuse(text: str, code: str) -> None:
    assert read_number(text) == Unread(code)


@given(st.text(max_size=300) | st.from_regex(r"[<≥]?[-+]?[$¥]?[0-9.,' /]{1,30}[万亿kM%]?[a-z元]*", fullmatch=True))
def test_any_text_is_answered(text: str) -> None:
    found = read_number(text)
    if isinstance(found, Quantity):
        assert abs(found.value) <= 9 * 10**12
        assert found.value == round(found.value, 6)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01", "2026/10/1", "2026.10.1", "1.10.2026", "01.10.2026", "2026年10月1日", "２０２６年１０月１日", "20261001", "46296",
        "46296.0", "Oct 1, 2026", "1 October 2026", "1st Oct 2026", "2026-10-01T08:30:00Z",
    ],
)  # fmt: skip
def test_first_of_october(text: str) -> None:
    assert read_date(text) == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["", "soon", "10月1日", "2026-13-01", "31.2.2026", "1.10.26", "12345", "99999"])
def test_no_date(text: str) -> None:
    assert read_date(text) == "not_a_date"


def test_slashes_need_evidence() -> None:
    assert read_date("10/01/2026") == "date_ambiguous"
    assert read_date("10/01/2026", order="mdy") == date(2026, 10, 1)
    assert read_date("10/01/2026", order="dmy") == date(2026, 1, 10)
    assert read_date("10/01/2026", within=(date(2026, 10, 1), date(2026, 12, 31))) == date(2026, 10, 1)
    assert read_date("10/10/2026") == date(2026, 10, 10)
    assert read_date("31/12/2026") == date(2026, 12, 31)


def test_the_order_of_a_column() -> None:
    assert order_of(["10/01/2026", "31/12/2026", "1.2.2026"]) == "dmy"
    assert order_of(["10/01/2026", "12/31/2026"]) == "mdy"
    assert order_of(["31/12/2026", "12/31/2026"]) is None
    assert order_of(["10/01/2026"]) is None


@given(st.text(max_size=40))
def test_any_date_text_is_answered(text: str) -> None:
    assert isinstance(read_date(text), date) or read_date(text) in ("not_a_date", "date_ambiguous")
