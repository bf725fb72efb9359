"""Finds the people whom a text names with an @. Pure; tells nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.directory.model import Person
from shared.messages import Id

MOST = 20
"""People one text can call."""
_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # not the one inside an address


def mentioned(texts: Iterable[str], people: Iterable[Person]) -> tuple[Id, ...]:
    """The ids of active people named after an @, in the order of the texts, each once.

    The longest full name wins ("@Wang Min" over "@Wang"); else a name's first word, where only one person has it. What
    two people are called alike calls neither.
    """
    tails = [text[found.end() :].casefold() for text in texts for found in _AT.finditer(text)]
    if not tails:
        return ()
    full, first = _names(people)
    called: dict[Id, None] = {}
    for tail in tails:
        person_id = _longest(tail, full) or _longest(tail, first)
        if person_id is not None:
            called[person_id] = None
    return tuple(called)[:MOST]


def _names(people: Iterable[Person]) -> tuple[dict[str, Id | None], dict[str, Id | None]]:
    """Who is called so, by full name and by a name's first word; None where several are."""
    full: dict[str, Id | None] = {}
    first: dict[str, Id | None] = {}
    for person in people:
        if not person.active:
            continue
        for name in {person.name.casefold(), person.latin_name.casefold()} - {""}:
            full[name] = person.id if name not in full else None
        for word in {_first(person.name), _first(person.latin_name)} - {""}:
            first[word] = person.id if word not in first else None
    return full, first


def _first(name: str) -> str:
    words = name.casefold().split()
    return words[0] if len(words) > 1 else ""


def _longest(tail: str, names: dict[str, Id | None]) -> Id | None:
    for length in range(min(len(tail), 120), 0, -1):
        name = tail[:length]
        if name in names and not _goes_on(tail, length):
            return names[name]
    return None


def _goes_on(tail: str, length: int) -> bool:
    """Whether a Latin word is only the beginning of a longer one; Chinese knows no spaces between words."""
    return tail[length - 1].isascii() and length < len(tail) and tail[length].isascii() and tail[length].isalnum()
