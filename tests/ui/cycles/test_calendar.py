"""Which cycle comes next, and how far one is."""

from __future__ import annotations

from datetime import date

import pytest

from shared.cycles.model import Cycle, CycleKind
from tests.factories import uid
from ui.cycles.calendar import Proposal, over, proposal, weeks

TODAY = date(2026, 11, 21)


def made(kind: CycleKind, starts_on: date, ends_on: date) -> Cycle:
    return Cycle(id=uid(f"{kind} {starts_on}"), name=str(starts_on), kind=kind, starts_on=starts_on, ends_on=ends_on)


Q4 = made(CycleKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31))
Y27 = made(CycleKind.YEAR, date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("known", "kind", "wanted"),
    [
        ([], CycleKind.QUARTER, Proposal("2026 Q4", date(2026, 10, 1), date(2026, 12, 31))),
        ([], CycleKind.YEAR, Proposal("2026", date(2026, 1, 1), date(2026, 12, 31))),
        ([], CycleKind.MONTH, Proposal("2026-11", date(2026, 11, 1), date(2026, 11, 30))),
        ([Q4], CycleKind.QUARTER, Proposal("2027 Q1", date(2027, 1, 1), date(2027, 3, 31))),
        ([Q4, Y27], CycleKind.QUARTER, Proposal("2027 Q1", date(2027, 1, 1), date(2027, 3, 31), Y27.id)),
        ([Y27], CycleKind.YEAR, Proposal("2028", date(2028, 1, 1), date(2028, 12, 31))),
        (
            [made(CycleKind.QUARTER, date(2026, 10, 1), date(2027, 1, 15))],
            CycleKind.QUARTER,
            Proposal("2027 Q2", date(2027, 4, 1), date(2027, 6, 30)),
        ),
        ([Q4], CycleKind.CUSTOM, Proposal("", date(2027, 1, 1), date(2027, 4, 1))),
        ([], CycleKind.CUSTOM, Proposal("", TODAY, date(2027, 2, 19))),
    ],
)
def test_the_next_cycle_follows_the_last_of_its_kind(known: list[Cycle], kind: CycleKind, wanted: Proposal) -> None:
    assert proposal(known, kind, TODAY) == wanted


@pytest.mark.parametrize(
    ("today", "week", "spent"),
    [
        (date(2026, 9, 30), 0, 0),
        (date(2026, 10, 1), 1, 1),
        (TODAY, 8, 56),
        (date(2026, 12, 31), 13, 100),
        (date(2027, 5, 1), 13, 100),
    ],
)
def test_how_far_a_cycle_is(today: date, week: int, spent: int) -> None:
    assert (weeks(Q4, today), over(Q4, today)) == ((week, 13), spent)
