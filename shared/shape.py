"""Checks the shape of what came from outside: types, lengths, unknown fields. Rules are somebody else's."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from shared.messages import Refused

T = TypeVar("T")

_PATH = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_KNOWN = (
    (re.compile(r"Expected `str` of length <= (?P<most>\d+)"), "too_long"),
    (re.compile(r"Expected `str` of length >= \d+"), "blank"),
    (re.compile(r"Expected `array` of length <= (?P<most>\d+)"), "too_many"),
    (re.compile(r"Expected `(?:int|float)` >= (?P<low>\S+)"), "number.low"),
    (re.compile(r"Expected `(?:int|float)` <= (?P<high>\S+)"), "number.high"),
    (re.compile(r"Expected `str` matching regex"), "format"),
    (re.compile(r"Object missing required field `(?P<field>[^`]+)`"), "missing"),
    (re.compile(r"Object contains unknown field `(?P<field>[^`]+)`"), "unknown_field"),
    (re.compile(r"Invalid enum value (?P<value>.+)"), "choice"),
    (re.compile(r"Invalid decimal string"), "number.unreadable"),
    (re.compile(r"Invalid (?:RFC3339|ISO8601)"), "date.unreadable"),
    (re.compile(r"Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>[^`]+)`)?"), "wrong_type"),
)


def checked(command: T) -> T:
    """The command again, with every bound of its type checked: msgspec does that on decoding only."""
    try:
        return msgspec.json.decode(msgspec.json.encode(command), type=type(command))
    except msgspec.ValidationError as problem:
        raise refusal(problem) from None
    except UnicodeEncodeError as problem:
        raise Refused("control_character", character=f"U+{ord(problem.object[problem.start]):04X}") from None


def shaped(value: Any, kind: type[T]) -> T:
    """Plain values (from JSON) as `kind`; refused naming the field."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as problem:
        raise refusal(problem) from None


def refusal(problem: msgspec.ValidationError) -> Refused:
    """What msgspec found wrong, as a refusal that names the field and can be said in any language."""
    match = _PATH.match(str(problem))
    assert match is not None
    what, path = match["what"], match["path"] or ""
    field = path.removeprefix("$").removeprefix(".") or None
    for pattern, code in _KNOWN:
        if found := pattern.match(what):
            params = {name: value for name, value in found.groupdict().items() if value is not None}
            named = params.pop("field", None)
            if named is not None:
                field = f"{field}.{named}" if field else named
            return Refused(code, field=field, **params)
    return Refused("invalid", field=field, problem=what)
