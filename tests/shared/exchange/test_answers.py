"""A line that asks takes an answer, and is planned as if that had stood there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.exchange.answers import Place, answered, asked, read, written
from shared.exchange.plan import Plan, plan
from shared.exchange.reading import read as read_file
from shared.key_results.model import Kind
from tests.factories import START, actor, company, uid
from tests.shared.exchange.test_plan import HEAD, ids


def planned(text: str, name: str, *answers: str) -> tuple[Plan, list[Place]]:
    """The plan once each answer was given to the first line that asks then, and the places that asked."""
    sheet, said = read_file(text.encode(), name), dict[Place, str]()
    places: list[Place] = []
    for answer in (*answers, None):
        found = plan(answered(sheet, said), company().state, actor(None), START, ids())
        asking = [asked(row) for row in found.rows if row.what == "ask"]
        if answer is None:
            return found, places
        assert asking[0] is not None
        place = read(written(asking[0][0]))
        assert place == asking[0][0]
        places.append(place)
        said[place] = answer
    raise AssertionError


@pytest.mark.parametrize(
    ("row", "answer", "kind", "baseline", "target", "unit"),
    [
        ("Grow,person,Ada,Reach more,,,", "31% → 40%", Kind.INCREASE, "31", "40", "%"),
        ("Grow,person,Ada,Reach more,,,", "从 8 到 3", Kind.DECREASE, "8", "3", ""),
        ("Grow,person,Ada,Reach more,,40,%", "31", Kind.INCREASE, "31", "40", "%"),
        ("Grow,person,Ada,Reach more,,95,%", "40% → 90%", Kind.INCREASE, "40", "90", "%"),
        ("Grow,person,Ada,Churn,8,8,%", "8 → 2", Kind.DECREASE, "8", "2", "%"),
        ("Grow,person,Ada,Launch,,,", "binary", Kind.BINARY, None, None, ""),
    ],
)
def test_a_key_result_gets_its_numbers(
    row: str, answer: str, kind: Any, baseline: Any, target: Any, unit: str | None
) -> None:
    found, _ = planned(HEAD + row + "\n", "x.csv", answer)
    assert found.is_whole, [each for each in found.rows if each.reasons]
    measure = found.rows[-1].measure
    assert measure is not None
    assert (measure.kind, measure.unit) == (kind, unit)
    assert (measure.baseline, measure.target) == tuple(None if n is None else Decimal(n) for n in (baseline, target))


def test_an_answer_that_says_nothing_is_asked_for_again() -> None:
    found, _ = planned(HEAD + "Grow,person,Ada,Reach more,,,\n", "x.csv", "soon", "1 → 2")
    assert found.is_whole


def test_owners_units_links_and_dates_are_answered() -> None:
    text = (
        "## 2031 Q1\n\n### Personal\n\n**O2: Other** (owner: Ada)\n- B 1 → 2\n\n"
        "### Team: Nowhere\n\n**O1: Ours** (owner: Nobody, parent: Nothing)\n- A 1 → 2\n"
    )
    table = "cycle,cycle start,cycle end\n2031 Q1,,\n"
    found, places = planned(text, "x.md")
    assert {each.what for each in found.rows} == {"refused"}, "the cycle is not known"
    found, places = planned(table, "x.csv", "2031-01-01 – 2031-03-31")
    assert (found.is_whole, places[0].field) == (True, "dates")
    text = text.removeprefix("## 2031 Q1\n\n")
    found, places = planned(text, "x.md", "Brand", "Ada", "O2")
    assert found.is_whole, [each for each in found.rows if each.reasons]
    assert [each.field for each in places] == ["unit", "owner", "target"]


def test_who_said_it_and_of_what() -> None:
    text = "record,who,key result,value,baseline,target,objective,objective owner\nobjective,,K,,0,9,Grow,Ada\ncheck-in,Nobody,?,3,,,,\n"
    found, places = planned(text, "x.csv", "K", "Ada")
    assert found.is_whole, [each for each in found.rows if each.reasons]
    assert [each.field for each in places] == ["key_result", "who"]
    assert [each.author_id for each in found.acts][-1] == uid("ada")


def test_nonsense_is_no_place() -> None:
    assert read("{}") is None and read("\x00") is None
