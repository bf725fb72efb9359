"""How a key result and its objective came to where they are: order, corrections, what is told late."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.check_ins.model import CheckIn
from shared.key_results.model import KeyResult, Measure
from shared.numbers import LIMIT, WHOLE
from shared.trend import in_order, trend
from tests.factories import START, increase, maintain, milestones, uid

STEPS = st.lists(
    st.tuples(st.integers(0, 90), st.none() | st.decimals(-LIMIT, LIMIT, places=6), st.none() | st.integers(0, 10)),
    max_size=20,
)


def a_key_result(name: str, measure: Measure | None = None, weight: int = 1) -> KeyResult:
    return KeyResult(
        id=uid(name),
        objective_id=uid("o"),
        name=name,
        owner_id=uid("ada"),
        measure=measure or increase(0, 100),
        weight=Decimal(weight),
        created_at=START,
        changed_at=START,
    )


def said(name: str, day: float, value: int | None = None, key: str = "", **fields: object) -> CheckIn:
    given = {
        "id": uid(f"{name} {day} {value} {key}"),
        "key_result_id": uid(name),
        "objective_id": uid("o"),
        "author_id": uid("ada"),
        "at": START + timedelta(days=day),
        "value": None if value is None else Decimal(value),
        **fields,
    }
    return CheckIn(**given)  # type: ignore[arg-type]


def test_before_the_first_check_in_there_is_the_start() -> None:
    found = trend([a_key_result("a")], [], START)
    assert [(each.at, each.progress) for each in found.moments] == [(START, 0)]
    assert found.marks == {uid("a"): ()}


def test_what_is_told_late_stands_where_it_was_true() -> None:
    found = trend([a_key_result("a")], [said("a", 10, 40), said("a", 3, 10)], START)
    assert [each.value for each in found.marks[uid("a")]] == [10, 40]
    assert [each.progress for each in found.moments] == [0, 100_000, 400_000]


def test_a_correction_takes_the_place_of_what_it_corrects_whatever_their_ids_are() -> None:
    wrong = said("a", 3, 99, confidence=8, note="Typed in haste")
    for name in "abcdef":
        right = said("a", 3, 9, name, corrects=wrong.id)
        found = trend([a_key_result("a")], [right, wrong], START)
        (mark,) = found.marks[uid("a")]
        assert [mark.value, mark.confidence, mark.note, mark.corrected] == [9, 8, "Typed in haste", True]
        assert [each.progress for each in found.moments] == [0, 90_000]


def test_corrections_that_correct_each_other_come_to_an_end() -> None:
    one = said("a", 1, 1)
    other = said("a", 1, 2, corrects=one.id)
    assert len(in_order([replace(one, corrects=other.id), other])) == 2


def test_a_note_alone_moves_no_number() -> None:
    found = trend([a_key_result("a")], [said("a", 1, 20), said("a", 2, note="Still")], START)
    first, second = found.marks[uid("a")]
    assert [second.value, second.tells_value, first.tells_value] == [20, False, True]


def test_shares_are_weighted_and_add_up_to_the_progress() -> None:
    found = trend([a_key_result("a", weight=3), a_key_result("b")], [said("a", 1, 50), said("b", 2, 100)], START)
    assert [each.shares for each in found.moments] == [(0, 0), (375_000, 0), (375_000, 250_000)]
    assert [each.progress for each in found.moments] == [0, 375_000, 625_000]


def test_weights_of_zero_share_alike() -> None:
    found = trend([a_key_result("a", weight=0), a_key_result("b", weight=0)], [said("a", 1, 50)], START)
    assert found.moments[-1].shares == (250_000, 0)


def test_a_band_has_no_progress_before_its_first_value() -> None:
    found = trend([a_key_result("a", maintain(90, 100, 10))], [said("a", 5, 95)], START)
    assert [(each.at, each.progress) for each in found.moments] == [(START + timedelta(days=5), WHOLE)]


def test_milestones_count_from_nothing_done_once_somebody_told_of_them() -> None:
    undone = a_key_result("a", milestones(1, 3, done=[1]))
    assert [each.progress for each in trend([undone], [], START).moments] == [750_000]
    found = trend([undone], [said("a", 4, done=(uid("m1"),))], START)
    assert [each.progress for each in found.moments] == [0, 750_000]
    assert found.marks[uid("a")][0].value == 75


@given(STEPS, st.integers(0, 1000), st.integers(0, 1000))
def test_whatever_is_said_stays_in_order_and_in_bounds(
    steps: list[tuple[int, Decimal | None, int | None]], one: int, other: int
) -> None:
    told = [
        replace(said("ab"[place % 2], day, None, str(place), confidence=confidence), value=value)
        for place, (day, value, confidence) in enumerate(steps)
    ]
    found = trend([a_key_result("a", weight=one), a_key_result("b", weight=other)], told, START)
    times = [each.at for each in found.moments]
    assert times == sorted(set(times))
    assert all(0 <= each.progress <= WHOLE for each in found.moments)
    assert all(abs(sum(each.shares) - each.progress) <= 2 for each in found.moments)
    for marks in found.marks.values():
        assert [each.at for each in marks] == sorted({each.at for each in marks})
