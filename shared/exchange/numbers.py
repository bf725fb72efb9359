"""Numbers as people write them, in Chinese and English, read into exact decimals and their units.

Never a float, and never a guess: what cannot be read comes back as a reason.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

LARGEST = Decimal(9_000_000_000_000)
DECIMALS = 6

# One character for one character, so that positions in the folded text are positions in the original.
_FOLD = str.maketrans(
    "０１２３４５６７８９．％－−﹣＋＜＞＝￥＄／　\u00a0\u2007\u2009\u202f’＇～",
    "0123456789.%---+<>=¥$/     ''~",
)
_FOLD_COMMA = str.maketrans("，", ",")

CURRENCY = r"US\$|HK\$|NT\$|[¥$€£₹₩]|(?:RMB|CNY|USD|EUR|GBP|HKD)\b"
COMPARATOR = (
    r"<=|>=|[≤≥⩽⩾≦≧<>≈~]|大约|约|不低于|不少于|至少|不超过|不高于|至多|最多|低于|少于|高于|超过|大于|小于"
    r"|(?:at\s+least|at\s+most|no\s+less\s+than|no\s+more\s+than|below|under|above|over|about|up\s+to)\b"
)
MULTIPLIER = (
    r"万亿|千万|百万|十亿|亿|万|千(?![克米瓦])"
    r"|(?:million|billion|thousand|bn|mn)(?![A-Za-z])|(?-i:[kKMB])(?![A-Za-z])"
)
DIGITS = r"\d+(?:[.,']\d+|[ ]\d{3}(?!\d))*"

_COMPARATORS = {
    **dict.fromkeys(("<=", "≤", "⩽", "≦", "不超过", "不高于", "至多", "最多", "at most", "no more than", "up to"), "≤"),
    **dict.fromkeys((">=", "≥", "⩾", "≧", "不低于", "不少于", "至少", "at least", "no less than"), "≥"),
    **dict.fromkeys(("<", "低于", "少于", "小于", "below", "under"), "<"),
    **dict.fromkeys((">", "高于", "超过", "大于", "above", "over"), ">"),
    **dict.fromkeys(("≈", "~", "约", "大约", "about"), "≈"),
}
_AFTER = {
    "及以上": "≥",
    "以上": "≥",
    "及以下": "≤",
    "以下": "≤",
    "以内": "≤",
    "之内": "≤",
    "or more": "≥",
    "or less": "≤",
}
_TIMES = {
    "万亿": 12, "千万": 7, "百万": 6, "十亿": 9, "亿": 8, "万": 4, "千": 3, "million": 6, "billion": 9,
    "thousand": 3, "bn": 9, "mn": 6, "k": 3, "m": 6, "b": 9,
}  # fmt: skip
MULTIPLIERS = tuple(each for each in _TIMES if not each.isascii())
"""Chinese ones, the longest first where one begins another."""
_REDUNDANT = {"元", "人民币", "美元", "欧元", "dollars", "dollar", "euro", "euros", "USD", "CNY", "RMB", "EUR"}
_PERCENT = {"percent", "per cent", "pct"}

_WHOLE = re.compile(
    rf"(?P<cmp>{COMPARATOR})?\s*(?P<sign>[-+])?\s*(?P<pre>{CURRENCY})?\s*(?P<sign2>[-+])?\s*"
    rf"(?P<num>{DIGITS})(?:\s*/\s*(?P<of>\d{{1,12}})(?!\d))?\s*(?P<times>{MULTIPLIER})?\s*(?P<unit>(?!e\d)[^\W\d_].*|[%‰°/$¥€£₹₩].*)?",
    re.IGNORECASE | re.DOTALL,
)
_THOUSANDS = {sep: re.compile(rf"\d{{1,3}}(?:{re.escape(sep)}\d{{3}})+") for sep in (",", ".", "'", " ")}
_UNIT_LENGTH = 40


class Quantity(Struct, frozen=True):
    """`value` is expanded (1.20亿 is 120000000); `comparator` is one of < ≤ > ≥ ≈ when one was written."""

    value: Decimal
    unit: str | None = None
    comparator: str | None = None


class Unread(Struct, frozen=True):
    """Why a text is no number: "not_a_number", "bad_grouping", "number_too_large", "number_too_precise"."""

    code: str


def fold(text: str) -> str:
    """Full-width and typographic forms to plain ones, each position kept."""
    return text.translate(_FOLD)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def check(value: Decimal) -> Quantity | Unread:
    """A number that the domain can hold exactly, or why it cannot."""
    if not value.is_finite():
        return Unread("not_a_number")
    if value and value.adjusted() > 13:  # before any arithmetic: an exponent is cheap to write, not to expand
        return Unread("number_too_large")
    if abs(value) > LARGEST:
        return Unread("number_too_large")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        return Unread("number_too_precise")
    return Quantity(plain(value))


def read_number(text: str) -> Quantity | Unread:
    """`1.20亿`, `99,95%`, `$1,2M`, `1.200,5`, `¥86`, `18 分钟`, `<0.5%`, `0/6` (unit "/6"), full-width forms.

    One comma before exactly three digits separates thousands; otherwise it is a decimal comma.
    """
    if len(text) > 200:
        return Unread("not_a_number")
    found = _WHOLE.fullmatch(fold(text).translate(_FOLD_COMMA).strip())
    if found is None:
        return Unread("not_a_number")
    if found["sign"] and found["sign2"]:
        return Unread("not_a_number")
    digits = _digits(found["num"])
    if isinstance(digits, Unread):
        return digits
    if len(digits) > 25 or (found["of"] and not digits.isdigit()):
        return Unread("number_too_large" if len(digits.split(".")[0]) > 13 else "number_too_precise")
    value = Decimal(digits)
    if found["times"]:
        value = value.scaleb(_TIMES[found["times"].lower()])
    if "-" in (found["sign"], found["sign2"]):
        value = -value
    checked = check(value)
    if isinstance(checked, Unread):
        return checked
    comparator = _COMPARATORS.get(re.sub(r"\s+", " ", (found["cmp"] or "").lower()))
    unit, after = _unit(found["pre"], found["unit"], found["of"])
    if unit is not None and len(unit) > _UNIT_LENGTH:
        return Unread("not_a_number")
    return Quantity(checked.value, unit, comparator or after)


def _digits(written: str) -> str | Unread:
    """Separators resolved to a plain decimal string."""
    for sep in ("'", " "):
        if sep in written:
            if re.search(r"[.,]\d*[' ]", written):  # nothing may group the decimals
                return Unread("bad_grouping")
            whole = re.split(r"[.,]", written)[0]
            if not _THOUSANDS[sep].fullmatch(whole):
                return Unread("bad_grouping")
            written = whole.replace(sep, "") + written[len(whole) :].replace(",", ".")
            return written if written.count(".") <= 1 else Unread("bad_grouping")
    comma, dot = written.rfind(","), written.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands, decimal = (",", ".") if dot > comma else (".", ",")
        whole, _, rest = written.rpartition(decimal)
        if not _THOUSANDS[thousands].fullmatch(whole):
            return Unread("bad_grouping")
        return f"{whole.replace(thousands, '')}.{rest}"
    for sep in (",", "."):
        if written.count(sep) > 1:
            return written.replace(sep, "") if _THOUSANDS[sep].fullmatch(written) else Unread("bad_grouping")
    if comma >= 0:
        if _THOUSANDS[","].fullmatch(written) and not written.startswith("0"):
            return written.replace(",", "")
        return written.replace(",", ".")
    return written


def _unit(prefix: str | None, suffix: str | None, denominator: str | None) -> tuple[str | None, str | None]:
    """The unit's text, and a comparator that was written behind the number (95% 以上)."""
    suffix = (suffix or "").strip()
    after = None
    for word, comparator in _AFTER.items():
        if suffix.endswith(word):
            suffix, after = suffix[: -len(word)].strip(), comparator
            break
    if suffix.lower() in _PERCENT:
        suffix = "%"
    if denominator:
        return f"/{denominator}" + (f" {suffix}" if suffix else ""), after
    if prefix:
        prefix = prefix.upper()
        if suffix in _REDUNDANT or not suffix:
            return prefix, after
        return (prefix + suffix if suffix.startswith("/") else f"{prefix} {suffix}"), after
    return suffix or None, after


def write_number(value: Decimal, unit: str | None = None, *, grouped: bool = False) -> str:
    """The form `read_number` reads back, for every unit that it can itself produce; `grouped` from five digits on."""
    number = f"{plain(value):,f}" if grouped and abs(value) >= 10_000 else f"{plain(value):f}"
    if unit is None:
        return number
    if re.fullmatch(CURRENCY, unit):
        return f"{unit}{number}" if len(unit) < 3 else f"{unit} {number}"
    if unit in ("%", "‰") or unit.startswith("/"):
        return f"{number}{unit}"
    return f"{number} {unit}"
