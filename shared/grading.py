"""Grades: what progress proposes, what an objective comes to, which colour that is, and what is still without one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from shared.key_results.model import Commitment, KeyResult
from shared.messages import Id, Refused
from shared.numbers import WHOLE, mean, scaled
from shared.progress import key_result_progress
from shared.state import State

AIM = {Commitment.COMMITTED: Decimal(1), Commitment.ASPIRATIONAL: Decimal("0.7")}
"""What a key result is to reach: whoever always reaches everything has not reached far."""
_TENTH = WHOLE // 10


class Colour(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


def check_grade(value: Decimal, field: str = "grade") -> Decimal:
    """The grade in its shortest form; refused unless it is from 0 to 1 in whole tenths."""
    if not value.is_finite() or not 0 <= value <= 1:
        raise Refused("grade.range", field=field)
    tenths = int(value * 10)
    if Decimal(tenths) / 10 != value:
        raise Refused("grade.tenths", field=field)
    return _of_tenths(tenths)


def proposed(key_result: KeyResult) -> Decimal | None:
    """The grade that progress alone would give, rounded half up; None where there is no progress to judge."""
    progress = key_result_progress(key_result)
    return None if progress is None else _rounded(progress)


def objective_grade(key_results: Iterable[KeyResult]) -> Decimal | None:
    """The weighted mean of the confirmed grades, to one place, rounded half up; None without any."""
    parts = [(each.weight, scaled(each.grade)) for each in key_results if each.grade is not None]
    whole = mean(parts)
    return None if whole is None else _rounded(whole)


def colour(grade: Decimal) -> Colour:
    """Of the number as it is shown, so that the two never disagree."""
    if grade < Decimal("0.4"):
        return Colour.RED
    return Colour.YELLOW if grade < Decimal("0.7") else Colour.GREEN


def objective_colour(key_results: Sequence[KeyResult]) -> Colour | None:
    """None until all of them have a grade: what is so far judges nothing."""
    grade = objective_grade(key_results)
    return None if grade is None or any(each.grade is None for each in key_results) else colour(grade)


def graded_objectives(state: State, cycle_id: Id) -> list[Id]:
    """The objectives of a cycle that are graded: published and living, oldest first."""
    return [each for each in state.index.groups.get((cycle_id, "all"), ()) if not state.objectives[each].draft]


def ungraded(state: State, cycle_id: Id) -> list[KeyResult]:
    """Living key results of a cycle's published objectives that nobody has graded."""
    return [
        state.key_results[each]
        for objective_id in graded_objectives(state, cycle_id)
        for each in state.index.key_results.get(objective_id, ())
        if state.key_results[each].grade is None
    ]


def _rounded(millionths: int) -> Decimal:
    return _of_tenths((millionths + _TENTH // 2) // _TENTH)


def _of_tenths(tenths: int) -> Decimal:
    whole, rest = divmod(tenths, 10)
    return Decimal(f"{whole}.{rest}") if rest else Decimal(whole)
