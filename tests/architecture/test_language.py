"""Every word the product says: in both languages, used, and never written past the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from shared.language import Both
from shared.language.catalogue import TEXTS
from tests.architecture.test_structure import ROOT, python

SPEAKERS = frozenset({"text", "tr", "t", "self", "say"})
"""What is called with a key: `text("…")`, `tr(locale, "…")`, and `self("…")` inside `Text`."""
SHOWN = frozenset({"aria-label", "aria-description", "alt", "placeholder", "title"})
"""Attributes that a person reads or hears."""
LITERAL = {
    "Cairn": "the product's name",
    "KR": "the field's own mark, the same in both languages",
    "Ctrl ↵": "the names that keys bear",
    "Esc": "a key of the keyboard",
    "openapi.json": "a file's name",
    "EN": "the button that leads to English",
    "中": "the button that leads to Chinese",
    "O": "the field's own mark, the same in both languages",
}
"""What a component may show without the catalogue, with the reason."""
WITHOUT_CHINESE = {"key_result.short": "KR, the field's own mark"}
"""Chinese texts that need no Chinese character, with the reason."""
CJK = re.compile(r"[\u3400-\u9fff]")
CHINESE_MARK = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
LATIN_MARK = re.compile(
    r"(?<=[\u3400-\u9fff）」”])[,?:;!](?=$|[\s\u3400-\u9fff「“{])|[\u3400-\u9fff]\([^)]*[\u3400-\u9fff]"
)
"""A Latin comma, colon, question mark or bracket where Chinese is written."""
LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}|[\u3400-\u9fff]")

Found = dict[str, list[str]]
"""Keys or patterns of keys, each with the places that hold it."""


@cache
def trees() -> list[tuple[str, ast.Module]]:
    paths = [each for each in python("shared", "ui", "server") if "language" not in each.relative_to(ROOT).parts[:2]]
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text())) for path in paths]


def templates() -> list[Path]:
    return sorted((ROOT / "server").rglob("*.html"))


def alternatives(node: ast.expr | None) -> Iterator[ast.expr]:
    """`a if c else b` and `a or b` are all of their ends."""
    match node:
        case ast.IfExp(body=body, orelse=other):
            yield from alternatives(body)
            yield from alternatives(other)
        case ast.BoolOp(values=values):
            for each in values:
                yield from alternatives(each)
        case ast.expr():
            yield node


def pattern(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression: anything may stand in its places."""
    parts = (re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"[\w.]*" for each in node.values)
    return "".join(parts)


def key_of(call: ast.Call) -> ast.expr | None:
    """The argument that is a key, when the call says a text."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name not in SPEAKERS or not call.args:
        return None
    return call.args[1 if name == "tr" and len(call.args) > 1 else 0]


def code_of(call: ast.Call) -> ast.expr | None:
    return call.args[0] if isinstance(call.func, ast.Name) and call.func.id == "Refused" and call.args else None


def asked() -> tuple[Found, Found]:
    """The keys, and the patterns of keys, that the code says."""
    keys: Found = {}
    patterns: Found = {}
    for name, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            for prefix, given in (("", key_of(node)), ("refused.", code_of(node))):
                for each in alternatives(given):
                    where = f"{name}:{node.lineno}"
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        keys.setdefault(prefix + each.value, []).append(where)
                    elif isinstance(each, ast.JoinedStr):
                        patterns.setdefault(re.escape(prefix) + pattern(each), []).append(where)
    for path in templates():
        for found in re.finditer(r"""\bt\(\s*["']([\w.]+)["']""", path.read_text()):
            keys.setdefault(found[1], []).append(str(path.relative_to(ROOT)))
    return keys, patterns


def constants() -> set[str]:
    """Every string in the code: a key may wait in a table before it is said."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def forms(both: Both) -> list[str]:
    return [both.en, both.zh, *([both.one] if both.one is not None else [])]


def is_mark(form: str) -> bool:
    """What stands between words, such as " · "."""
    return form.strip() != "" and not any(each.isalnum() for each in form)


def places(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def test_there_is_something_to_look_at() -> None:
    keys, patterns = asked()
    assert len(keys) > 150
    assert len(patterns) > 15
    assert "refused.forbidden" in keys
    assert "door.signin.title" in keys


def test_every_text_that_is_said_is_in_the_catalogue() -> None:
    assert {key: where for key, where in asked()[0].items() if key not in TEXTS} == {}


def test_every_composed_key_leads_somewhere() -> None:
    lost = {
        each: where
        for each, where in asked()[1].items()
        if not any(re.fullmatch(each, key) is not None for key in TEXTS)
    }
    assert lost == {}


def test_every_text_is_said_somewhere() -> None:
    keys, patterns = asked()
    written = constants()
    # a pattern without a word of its own would excuse everything
    telling = [each for each in patterns if re.search(r"[a-z]", each.replace(r"[\w.]*", ""))]
    unsaid = [
        key
        for key in TEXTS
        if key not in keys
        and key not in written
        and key.removeprefix("refused.") not in written
        and not any(re.fullmatch(each, key) for each in telling)
    ]
    assert unsaid == []


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_both_languages_say_the_same(key: str) -> None:
    both = TEXTS[key]
    assert all(form.strip() == form != "" or is_mark(form) for form in forms(both)), "empty, or with spaces round it"
    assert places(both.en) == places(both.zh), "a value is named in one language only"
    if both.one is not None:
        assert places(both.one) <= {*places(both.en), "n"}


def test_chinese_is_chinese() -> None:
    foreign = [key for key, both in TEXTS.items() if not CJK.search(both.zh) and LETTER.search(places_out(both.zh))]
    assert [key for key in foreign if key not in WITHOUT_CHINESE] == []
    assert {key: both.zh for key, both in TEXTS.items() if LATIN_MARK.search(both.zh)} == {}


def test_english_is_english() -> None:
    found = {
        key: form
        for key, both in TEXTS.items()
        for form in (both.en, both.one or "")
        if CJK.search(form) or CHINESE_MARK.search(form)
    }
    assert found == {}


def places_out(form: str) -> str:
    return re.sub(r"\{\w*\}", "", form)


def written_out(node: ast.expr) -> Iterator[str]:
    """The words of a child or an attribute that are not from the catalogue."""
    for each in alternatives(node):
        match each:
            case ast.Constant(value=str(value)):
                yield value
            case ast.JoinedStr(values=values):
                yield from (str(part.value) for part in values if isinstance(part, ast.Constant))


def shown(call: ast.Call) -> Iterator[str]:
    """What an element shows: its children, and the attributes that are read out."""
    for given in call.args:
        if isinstance(given, ast.Dict):
            for name, value in zip(given.keys, given.values, strict=True):
                if isinstance(name, ast.Constant) and name.value in SHOWN:
                    yield from written_out(value)
        else:
            yield from written_out(given)


def is_element(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "html"


def test_components_write_nothing_past_the_catalogue() -> None:
    found = {
        f"{name}:{node.lineno}": words
        for name, tree in trees()
        if name.startswith("ui/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_element(node)
        for words in shown(node)
        if LETTER.search(words) and words.strip() not in LITERAL
    }
    assert found == {}


def test_pages_before_the_workspace_write_nothing_past_the_catalogue() -> None:
    found = {}
    for path in templates():
        bare = re.sub(r"\{% block \w+ %\} \w+\{% endblock %\}", "", path.read_text())  # a class, in a base's attribute
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>|<!.*?>", " ", bare, flags=re.S)
        attributes = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', bare)
        words = [*re.sub(r"<[^>]*>", "\n", bare).split("\n"), *attributes]
        left = [each.strip(" ·") for each in words]
        if past := [each for each in left if LETTER.search(each) and each not in LITERAL]:
            found[str(path.relative_to(ROOT))] = past
    assert found == {}


def test_exceptions_are_needed() -> None:
    assert [key for key in WITHOUT_CHINESE if key not in TEXTS] == []
