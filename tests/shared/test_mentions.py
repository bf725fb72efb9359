"""Who is called in a text."""

from __future__ import annotations

import pytest

from shared.directory.messages import ChangePerson
from shared.mentions import mentioned
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


def test_what_two_are_called_alike_calls_neither() -> None:
    story = company().tell(person("wang2", name="王敏", latin_name="Wang Fang"))
    people = story.state.people.values()
    assert mentioned(["@王敏 @Wang"], people) == ()
    assert mentioned(["@Wang Fang"], people) == (uid("wang2"),)
    story.tell(ChangePerson(person_id=uid("wang2"), active=False))
    assert mentioned(["@王敏"], story.state.people.values()) == (uid("wang"),)
