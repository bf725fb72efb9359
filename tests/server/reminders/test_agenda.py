"""What comes next is found, whatever was put and replaced before."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.reminders.agenda import Agenda
from tests.factories import START

moments = st.integers(0, 20).map(lambda hours: START + timedelta(hours=hours))


def test_only_what_is_due_is_taken_and_only_once() -> None:
    agenda = Agenda()
    agenda.put("a", START)
    agenda.put("b", START + timedelta(hours=1))
    assert agenda.next_at == START
    assert agenda.take(START, 9) == ["a"]
    assert agenda.take(START, 9) == []
    assert agenda.next_at == START + timedelta(hours=1)


def test_a_new_moment_takes_the_place_of_the_old() -> None:
    agenda = Agenda()
    agenda.put("a", START)
    agenda.put("a", START + timedelta(hours=2))
    agenda.put("b", START)
    agenda.put("b", None)
    assert (agenda.take(START + timedelta(hours=1), 9), len(agenda)) == ([], 1)
    assert agenda.take(START + timedelta(hours=2), 9) == ["a"]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | moments)), moments)
def test_it_is_a_dictionary_that_knows_its_least(puts: list[tuple[str, datetime | None]], now: datetime) -> None:
    agenda = Agenda()
    plain: dict[str, datetime] = {}
    for name, at in puts:
        agenda.put(name, at)
        plain.pop(name, None)
        if at is not None:
            plain[name] = at
    assert agenda.next_at == min(plain.values(), default=None)
    due = sorted(name for name, at in plain.items() if at <= now)
    first = agenda.take(now, 2)
    assert len(first) == min(2, len(due))
    assert sorted([*first, *agenda.take(now, 99)]) == due
