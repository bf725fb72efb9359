"""The small print of an objective, a key result or a heading: `owner 赵倩, weight 2, draft, supports O1`.

Items that are not understood are given back, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec
from msgspec import Struct

from shared.exchange.decoding import clean
from shared.exchange.vocabulary import COMMITMENTS, KINDS, VISIBILITIES, word

SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_LATIN_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|de|da|van|von|der|del|la)){1,3}")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SEPARATORS = ",，;；"

_KEYWORDS = {
    "owner": r"objective owner|owned by|owner|dri(?![a-z])|负责人|责任人",
    "co_owners": r"co-?\s?owners?|joint owners?|共同负责人|协同负责人",
    "joint_with": r"joint(?:ly)? with|联合",
    "with": r"together with|with|协同|配合",
    "supports": r"supports?|aligned (?:to|with)|支撑|支持|对齐|承接",
    "parent": r"parent",
    "rolls_up": r"rolls up to",
    "contributes": r"contributes to",
    "also_supports": r"also supports",
    "team": r"team|团队|小组",
    "department": r"department|dept|部门",
    "weight": r"weight|权重",
    "unit": r"unit|单位",
    "kind": r"kind|type|类型",
    "visibility": r"visibility|可见性|可见范围",
    "commitment": r"commitment|承诺类型",
    "cadence": r"cadence|更新频率",
    "confidence": r"confidence|信心指数|信心值|信心",
    "current": r"current|now|当前|目前",
    "baseline": r"baseline|基线|起始值",
    "target": r"target|目标值",
    "low": r"low|min|下限",
    "high": r"high|max|上限",
    "tolerance": r"tolerance|容差",
    "band": r"maintain(?:ed)?|维持|保持",
    "key": r"key|编号",
    "driver": r"driven by|driver",
    "note": r"note|备注",
    "state": r"state|状态",
    "done": r"done",
    "todo": r"to do",
}
_LISTS = frozenset(("co_owners", "joint_with", "with", "supports"))
_KEYWORD = re.compile("|".join(f"(?P<{field}>{pattern})" for field, pattern in _KEYWORDS.items()), re.IGNORECASE)
_FLAGS = {
    **dict.fromkeys(("draft", "草稿"), ("draft", "yes")),
    **dict.fromkeys(("archived", "已归档"), ("archived", "yes")),
    **{flag: ("visibility", value) for flag, value in VISIBILITIES.items() if flag not in ("team", "团队")},
    **{flag: ("commitment", value) for flag, value in COMMITMENTS.items() if flag != "commitment"},
    **{flag: ("kind", value) for flag, value in KINDS.items()},
}


class Details(Struct, frozen=True):
    """`items` in the order written, as (field, text); `people` are bare names; `rest` was not understood."""

    items: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()

    def get(self, field: str) -> str | None:
        return next((text for name, text in self.items if name == field), None)

    def all(self, *fields: str) -> tuple[tuple[str, str], ...]:
        return tuple(item for item in self.items if item[0] in fields)


def is_person(text: str, known: Collection[str] = ()) -> bool:
    """A name that is known, or that has the form of one: 王敏, Tom Becker, ada@example.org."""
    if text in known:
        return True
    if re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text):
        return text[0] in SURNAMES
    return len(text) <= 60 and bool(_LATIN_NAME.fullmatch(text) or re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text))


def unquote(text: str) -> str | None:
    """What stands in the quotes, None where the text is not one quoted string."""
    if len(text) < 2 or text[0] != '"' or not _QUOTED.fullmatch(text):
        return None
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return clean(found) if isinstance(found, str) else None


def quote(text: str) -> str:
    """One line, without a pipe, so that it stands in any table cell or bold title."""
    quoted = msgspec.json.encode(text).decode()
    return quoted.replace("|", "\\u007c").replace("*", "\\u002a").replace("\x7f", "")


def leading_quote(text: str) -> tuple[str, str] | None:
    """The quoted string that a text starts with, and what follows it."""
    found = _QUOTED.match(text)
    if found is None or (inner := unquote(found[0])) is None:
        return None
    return inner, text[found.end() :]


def split(text: str) -> list[str]:
    """Items between commas and semicolons that are neither quoted nor in parentheses."""
    items, start, depth, at = [], 0, 0, 0
    while at < len(text):
        char = text[at]
        if char == '"' and (found := _QUOTED.match(text, at)):
            at = found.end()
            continue
        if char in "(（":
            depth += 1
        elif char in ")）":
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and depth == 0 and not _inside_number(text, at):
            items.append(text[start:at].strip())
            start = at + 1
        at += 1
    items.append(text[start:].strip())
    return [item for item in items if item]


def _inside_number(text: str, at: int) -> bool:
    """A decimal comma: digits on both sides, and no space."""
    return text[at] == "," and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def read_details(text: str, known: Collection[str] = ()) -> Details:
    items: list[tuple[str, str]] = []
    people: list[str] = []
    rest: list[str] = []
    open_list: str | None = None
    for item in split(text):
        quoted = unquote(item)
        if quoted is None and (flag := _FLAGS.get(word(item))) is not None:
            items.append(flag)
            open_list = None
        elif quoted is None and (found := _keyword(item)) is not None:
            field, value = found
            items.append((field, value))
            open_list = field if field in _LISTS else None
        elif open_list is not None and (
            quoted is not None or open_list == "supports" or is_person(item, known) or open_list == "joint_with"
        ):
            items.append((open_list, item))
        elif quoted is None and is_person(item, known):
            people.append(item)
        else:
            rest.append(item)
    return Details(tuple(items), tuple(people), tuple(rest))


def groups(text: str) -> tuple[str, list[str]]:
    """The text outside parentheses, and what stood inside each outermost pair; quoted strings stay whole."""
    outside: list[str] = []
    inside: list[str] = []
    depth, start, at = 0, 0, 0
    while at < len(text):
        char = text[at]
        if char == '"' and (found := _QUOTED.match(text, at)):
            at = found.end()
            continue
        if char in "(（":
            if depth == 0:
                outside.append(text[start:at])
                start = at + 1
            depth += 1
        elif char in ")）" and depth:
            depth -= 1
            if depth == 0:
                inside.append(text[start:at])
                start = at + 1
        at += 1
    (inside if depth else outside).append(text[start:])
    return " ".join(piece.strip() for piece in outside if piece.strip()), inside


def _keyword(item: str) -> tuple[str, str] | None:
    found = _KEYWORD.match(item)
    if found is None or found.lastgroup is None:
        return None
    rest = item[found.end() :]
    value = rest.lstrip(" \t:：=")
    if not value:
        return None
    # A Chinese keyword may touch its value; a Latin one needs a space or a colon, or it is part of a longer word.
    if rest[0] not in " \t:：=" and found[0][-1].isascii() and not (found.lastgroup == "band" and rest[0] in "≥≤<>"):
        return None
    return found.lastgroup, value
