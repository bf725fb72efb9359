"""Finds the people whom a text names with an @, and says how to name somebody so. Pure; tells nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable

from shared.directory.model import Person
from shared.messages import Id

MOST = 20
"""People one text can call."""
_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # not the one inside an address
_BEHIND = re.compile(r" ?[(（]([^()（）\n]{1,254})[)）]")


class Names:
    """How active people are called: by their full names, or by a first word that only one of them has.

    Where several have one full name, what tells them apart stands behind it in brackets: the other name, or the address, as
    far as its @ where that is enough. "@王敏 (Wang Fang)".
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._full: defaultdict[str, list[Person]] = defaultdict(list)
        self._first: dict[str, Person | None] = {}
        for person in people:
            if not person.active:
                continue
            for name in {person.name.casefold(), person.latin_name.casefold()} - {""}:
                self._full[name].append(person)
            for word in {_first(person.name), _first(person.latin_name)} - {""}:
                self._first[word] = person if word not in self._first else None

    def calling(self, person: Person) -> str:
        """What to write after an @ so that this person is called, and never another."""
        others = [each for each in self._full[person.name.casefold()] if each.id != person.id]
        if not others:
            return person.name
        theirs = {each for other in others for each in _marks(other)}
        mine = [each for each in _marks(person) if _BEHIND.fullmatch(f"({each})")]
        # a name may be written as somebody's address: then nothing tells them apart, and neither is called
        mark = next((each for each in mine if each not in theirs), person.email.casefold())
        shown = person.latin_name if mark == person.latin_name.casefold() else mark
        return f"{person.name} ({shown})"

    def called(self, tail: str) -> Person | None:
        """Whom a text calls whose @ stands before `tail`. The longest full name wins ("@Wang Min" over "@Wang"); else a
        name's first word. What two people are called alike calls neither."""
        lower = tail.casefold()
        if name := _longest(lower, self._full):
            people = self._full[name]
            if len(people) > 1 and (mark := _BEHIND.match(lower, len(name))):
                people = [each for each in people if mark[1].strip() in _marks(each)]
            return people[0] if len(people) == 1 else None
        return self._first.get(_longest(lower, self._first))


def mentioned(texts: Iterable[str], people: Iterable[Person]) -> tuple[Id, ...]:
    """The ids of active people named after an @, in the order of the texts, each once."""
    tails = [text[found.end() :] for text in texts for found in _AT.finditer(text)]
    if not tails:
        return ()
    names = Names(people)
    found = (names.called(each) for each in tails)
    return tuple(dict.fromkeys(each.id for each in found if each is not None))[:MOST]


def _marks(person: Person) -> tuple[str, ...]:
    """What may tell somebody from others of their name, the kindest first."""
    email, other = person.email.casefold(), person.latin_name.casefold()
    marks = (other if other != person.name.casefold() else "", email.partition("@")[0], email)
    return tuple(filter(None, marks))


def _first(name: str) -> str:
    words = name.casefold().split()
    return words[0] if len(words) > 1 else ""


def _longest(tail: str, names: Container[str]) -> str:
    for length in range(min(len(tail), 120), 0, -1):
        name = tail[:length]
        if name in names and not _goes_on(tail, length):
            return name
    return ""


def _goes_on(tail: str, length: int) -> bool:
    """Whether a Latin word is only the beginning of a longer one; Chinese knows no spaces between words."""
    return tail[length - 1].isascii() and length < len(tail) and tail[length].isascii() and tail[length].isalnum()
