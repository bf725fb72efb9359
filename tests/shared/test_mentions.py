"""Who is called in a text."""

from __future__ import annotations

from typing import Any

import pytest

from shared.directory.messages import ChangePerson
from shared.directory.model import Person
from shared.mentions import Names, mentioned
from tests.factories import company, person, uid


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("stuck in legal. @Wang Min, when can you unblock it?", ("wang",)),
        ("@wang, when?", ("wang",)),
        ("@王敏看一下", ("wang",)),
        ("请＠陈立 和@Ada看", ("chen", "ada")),
        ("@Ada @Ada @ada", ("ada",)),
        ("@Adam knows", ()),
        ("mail ada@example.com or me@Ada", ()),
        ("@Eve has left", ()),
        ("@", ()),
        ("nobody", ()),
    ],
)
def test_people_are_called_by_name(text: str, called: tuple[str, ...]) -> None:
    assert mentioned([text], company().state.people.values()) == tuple(map(uid, called))


def test_a_full_name_wins_over_a_shorter_one() -> None:
    story = company().tell(person("adal", name="Ada Lovelace"))
    assert mentioned(["@Ada Lovelace"], story.state.people.values()) == (uid("adal"),)
    assert mentioned(["@Ada Love"], story.state.people.values()) == (uid("ada"),)


def test_namesakes_are_told_apart_behind_their_name() -> None:
    story = company().tell(
        person("wang2", name="王敏", latin_name="Wang Fang"),
        person("wang3", name="王敏", latin_name="Wang Fang"),
        person("ada2", name="Ada"),
        person("adal", name="Ada Lovelace"),
    )
    people = story.state.people
    calling = {each: Names(people.values()).calling(people[uid(each)]) for each in ("wang", "wang2", "ada2", "adal")}
    assert calling == {
        "wang": "王敏 (Wang Min)",
        "wang2": "王敏 (wang2)",
        "ada2": "Ada (ada2)",
        "adal": "Ada Lovelace",
    }
    for name, words in calling.items():
        assert mentioned([f"ask @{words} today"], people.values()) == (uid(name),)
    assert mentioned(["＠王敏（wang min）", "@Ada(ADA2@EXAMPLE.com)"], people.values()) == (uid("wang"), uid("ada2"))
    # neither a mark of nobody, nor one of several, nor the name alone
    assert mentioned(["@王敏 (Wang Fang) @王敏 (later) @Ada @Ada (soon)"], people.values()) == ()


def test_what_two_are_called_alike_calls_neither() -> None:
    story = company().tell(person("wang2", name="王敏", latin_name="Wang Fang"))
    people = story.state.people.values()
    assert mentioned(["@王敏 @Wang"], people) == ()
    assert mentioned(["@Wang Fang"], people) == (uid("wang2"),)
    story.tell(ChangePerson(person_id=uid("wang2"), active=False))
    assert mentioned(["@王敏"], story.state.people.values()) == (uid("wang"),)


@pytest.mark.parametrize(
    ("one", "other", "offered"),
    [
        ({"latin_name": "Wang (Fang)"}, {"latin_name": "Wang Min"}, ["王敏 (one)", "王敏 (Wang Min)"]),
        ({}, {"email": "one@b.example", "latin_name": "one@a.example"}, [None, "王敏 (one@b.example)"]),
        ({"email": "straße@a.example"}, {"email": "strasse@a.example"}, [None, None]),
    ],
)
def test_where_nothing_tells_namesakes_apart_nobody_is_called(
    one: dict[str, Any], other: dict[str, Any], offered: list[str | None]
) -> None:
    people = [
        Person(**{"id": uid(name), "name": "王敏", "email": f"{name}@a.example", **fields})
        for name, fields in (("one", one), ("other", other))
    ]
    for each, words in zip(people, offered, strict=True):
        calling = Names(people).calling(each)
        assert words in (None, calling)
        assert mentioned([f"@{calling} hello"], people) == (() if words is None else (each.id,))
