"""Where in a phrase the numbers of a key result stand, and what they say: from-to, a band to stay in, or a lone target.

Knows nothing of names and owners. Positions are those of the text it was given.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from shared.exchange.drafts import Kind
from shared.exchange.numbers import COMPARATOR, CURRENCY, DIGITS, MULTIPLIER, Quantity, Unread, fold, read_number

_ARROW = re.compile(r"\s*(?:-{1,3}>|={1,2}>|[→➔➜⟶⇒➡➝]\ufe0f?)\s*")
_NUMBER = (
    rf"(?:(?:{COMPARATOR})\s*)?(?:(?<![^\s(（:：从由,，])[-+]\s?)?(?:{CURRENCY})?\s?-?(?<![A-Za-z\d.,/])"
    rf"{DIGITS}(?:\s?/\s?\d+(?!\d))?(?:\s?(?:{MULTIPLIER}))?"
)
_WORD = r"(?:[%‰$¥€£₹₩]|(?!(?:up|down|to|and)\b)[^\W\d_]{1,12}|个百分点)"
_UNIT = rf"(?:\s?{_WORD}(?:\s?(?:/|per\s)\s?[^\W\d_]{{1,12}})?)?"
_UNIT_LAZY = r"(?:\s?(?:[%‰$¥€£₹₩]|(?!(?:up|down|to|and)\b)[^\W\d_]{1,12}?))??"
_TAIL_UNIT = re.compile(
    r"\s?((?:/|per\s)?\s?(?:[%‰$¥€£₹₩]|[^\W\d_](?:[^\W\d_]|[ /]){0,23}))(?=\s*(?:$|[,，;；(（。.!)）|]))"
)
_SHORT_UNIT = re.compile(
    r"\s?([%‰$¥€£₹₩]|个百分点|ms|s|min|h|days?|hours?|minutes?|weeks?|/\w+|per \w+|[\u4e00-\u9fff](?![\u4e00-\u9fff]))",
    re.IGNORECASE,
)

_LEFT = re.compile(rf"(?P<left>{_NUMBER}{_UNIT})\s*$", re.IGNORECASE)
_RIGHT = re.compile(rf"\s*(?P<right>{_NUMBER})", re.IGNORECASE)
_RISE = r"(?:提高|提升|增加|增长|上升|扩大|拉升|做|升|涨|降低|下降|减少|缩短|压缩|缩减|改善|优化|控制|降|减|变|改)?"
_FROM_TO = re.compile(
    rf"(?:\b(?:from|von)\s+(?P<a>{_NUMBER}{_UNIT})\s+(?:(?:up|down|back)\s+)?to\s+"
    rf"|[从由自]\s*(?P<b>{_NUMBER}{_UNIT_LAZY})\s*{_RISE}(?:到|至|为)\s*)(?P<right>{_NUMBER})",
    re.IGNORECASE,
)
_KEEP_EN = r"(?:\b(?:stays?|remains?|keeps?|kept|holds?|maintain(?:s|ed)?|is)\s+)"
_KEEP_ZH = r"(?:维持|保持|稳定|控制)在?"
_BETWEEN = re.compile(
    rf"(?:{_KEEP_EN}?\b(?:between|within)\s+(?P<a>{_NUMBER}{_UNIT})\s+(?:and|to)\s+(?P<b>{_NUMBER})"
    rf"|{_KEEP_ZH}\s*(?P<c>{_NUMBER}{_UNIT_LAZY})\s*(?:到|至|和|-|–|—|~)\s*(?P<d>{_NUMBER})"
    rf"|{_KEEP_EN}(?:at\s+)?(?P<e>{_NUMBER}{_UNIT})\s*(?:-|–|~)\s*(?P<f>{_NUMBER}))",
    re.IGNORECASE,
)
_AFTER = r"(?:\s*(?P<after>及?以上|及?以下|以内|之内|or\s+more|or\s+less))"
_KEEP_ONE = re.compile(
    rf"(?:{_KEEP_EN}(?:at\s+or\s+)?(?P<a>(?:{COMPARATOR})\s*{_NUMBER})"
    rf"|{_KEEP_ZH}\s*(?P<b>{_NUMBER}{_UNIT_LAZY}){_AFTER}"
    rf"|{_KEEP_ZH}\s*(?P<c>(?:{COMPARATOR})\s*{_NUMBER})"
    rf"|{_KEEP_EN}at\s+(?P<d>{_NUMBER}))",
    re.IGNORECASE,
)
_BAND = re.compile(rf"(?P<a>{_NUMBER}{_UNIT})\s*(?:-|–|—|~|to|至|到)\s*(?P<b>{_NUMBER})", re.IGNORECASE)
_COMPARED = re.compile(rf"(?P<a>(?:{COMPARATOR})\s*{_NUMBER})", re.IGNORECASE)
_ABOUT = re.compile(r"[约大≈~]|about", re.IGNORECASE)
_KEEP_FIRST = re.compile(r"\s*(?:keep|hold|maintain|stay|保持|维持)", re.IGNORECASE)
_ONE_AFTER = re.compile(rf"(?P<b>{_NUMBER}{_UNIT_LAZY}){_AFTER}", re.IGNORECASE)
_REACH = re.compile(
    rf"(?:(?P<up>达到|达|提[高升]到|提[高升]至|增[加长]到|增[加长]至|reach(?:es)?|increase to|grow to|up to|raise to)"
    rf"|(?P<down>降[低到至]{{1,2}}|下降到|减少到|减少至|缩短到|缩短至|reduce to|down to|cut to))\s*(?P<n>{_NUMBER})",
    re.IGNORECASE,
)


class Core(Struct, frozen=True):
    """`text[start:end]` are the numbers with their words; `pair` says that a start and an end were both written."""

    start: int
    end: int
    text: str = ""
    kind: Kind | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    units: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    pair: bool = False

    @property
    def unit(self) -> str | None:
        return self.units[-1] if self.units else None

    @property
    def units_differ(self) -> bool:
        return len({unit.rstrip("s").lower() for unit in self.units}) > 1


def find_core(text: str, *, maintain: bool = False) -> Core | None:
    """The first of: a → b, from a to b, a band, a lone target. `maintain` was said elsewhere in the phrase."""
    if not any(char.isdecimal() for char in text):
        return None
    folded = fold(text)
    maintain = maintain or _KEEP_FIRST.match(folded) is not None
    return (
        _arrow(folded)
        or _from_to(folded)
        or _between(folded)
        or _keep_one(folded, maintain)
        or (_band(folded) if maintain else None)
        or _reach(folded)
        or _compared(folded)
    )


def _arrow(text: str) -> Core | None:
    for arrow in _ARROW.finditer(text):
        window = max(0, arrow.start() - 80)
        left = _LEFT.search(text[window : arrow.start()])
        right = _RIGHT.match(text, arrow.end())
        if left is not None and right is not None:
            return _pair(text, window + left.start("left"), left["left"], right["right"], right.end(), maintain=False)
    return None


def _from_to(text: str) -> Core | None:
    found = _FROM_TO.search(text)
    if found is None:
        return None
    return _pair(text, found.start(), found["a"] or found["b"], found["right"], found.end(), maintain=False)


def _between(text: str) -> Core | None:
    found = _BETWEEN.search(text)
    if found is None:
        return None
    left, right = found["a"] or found["c"] or found["e"], found["b"] or found["d"] or found["f"]
    core = _pair(text, found.start(), left, right, found.end(), maintain=True)
    behind = re.match(r"\s*(?:之间|以内)", text[core.end :])
    return core if behind is None else _moved(core, core.end + behind.end())


def _band(text: str) -> Core | None:
    found = _BAND.search(text)
    return None if found is None else _pair(text, found.start(), found["a"], found["b"], found.end(), maintain=True)


def _pair(text: str, start: int, left: str, right: str, end: int, *, maintain: bool) -> Core:
    unit, end = _unit_behind(text, end, right)
    first, second = read_number(left), read_number(right + unit)
    problems = tuple(found.code for found in (first, second) if isinstance(found, Unread))
    units = tuple(found.unit for found in (first, second) if isinstance(found, Quantity) and found.unit)
    a = first.value if isinstance(first, Quantity) else None
    b = second.value if isinstance(second, Quantity) else None
    if maintain:
        return Core(start, end, text[start:end], "maintain", low=a, high=b, units=units, problems=problems, pair=True)
    kind: Kind | None = None
    if a is not None and b is not None and a != b:
        kind = "increase" if b > a else "decrease"
    return Core(start, end, text[start:end], kind, a, b, units=units, problems=problems, pair=True)


def _keep_one(text: str, maintain: bool) -> Core | None:
    found = _KEEP_ONE.search(text) or (maintain and (_COMPARED.search(text) or _ONE_AFTER.search(text))) or None
    if found is None:
        return None
    groups = found.groupdict()
    written = next(groups[name] for name in "abcd" if groups.get(name))
    after = groups.get("after") or ""
    unit, end = _unit_behind(text, found.end(), written) if not after else ("", found.end())
    quantity = read_number(written + unit)
    if isinstance(quantity, Unread):
        return Core(found.start(), end, found[0], "maintain", problems=(quantity.code,))
    units = (quantity.unit,) if quantity.unit else ()
    below = quantity.comparator in ("≤", "<") or after.endswith(("下", "内", "less"))
    if quantity.comparator is None and not after:  # "at 95%": both ends
        return Core(found.start(), end, found[0], "maintain", low=quantity.value, high=quantity.value, units=units)
    if below:
        return Core(found.start(), end, found[0], "maintain", high=quantity.value, units=units)
    return Core(found.start(), end, found[0], "maintain", low=quantity.value, units=units)


def _reach(text: str) -> Core | None:
    found = _REACH.search(text)
    if found is None:
        return None
    return _lone(text, found.start(), found["n"], found.end(), "increase" if found["up"] else "decrease")


def _compared(text: str) -> Core | None:
    """ "≥ 95%" alone may be a goal to reach or a level to keep: the kind stays open."""
    found = next((found for found in _COMPARED.finditer(text) if not _ABOUT.match(found["a"])), None)
    return None if found is None else _lone(text, found.start(), found["a"], found.end(), None)


def _lone(text: str, start: int, written: str, end: int, kind: Kind | None) -> Core | None:
    unit, end = _unit_behind(text, end, written)
    quantity = read_number(written + unit)
    if isinstance(quantity, Unread):
        return None
    units = (quantity.unit,) if quantity.unit else ()
    return Core(start, end, text[start:end], kind, target=quantity.value, units=units)


def _unit_behind(text: str, end: int, number: str) -> tuple[str, int]:
    """The unit behind the last number: all up to the next comma when that is short, else only a well-known one."""
    if number.rstrip().endswith(("%", "‰")):
        return "", end
    found = _TAIL_UNIT.match(text, end) or _SHORT_UNIT.match(text, end)
    return ("", end) if found is None else (found[0], found.end())


def _moved(core: Core, end: int) -> Core:
    return replace(core, end=end)
