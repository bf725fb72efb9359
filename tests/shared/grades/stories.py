"""A cycle that is closing, for random stories and for every reader of rows and logs. Makes no claims of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.events import AnyCommand
from shared.grades.messages import CarryObjective, GradeKeyResult, WriteRetrospective
from shared.grades.model import Carry
from tests.factories import check_in, cycle, key_result, milestones, objective, uid
from tests.shared.dice import Dice


def closing_begins() -> list[AnyCommand]:
    """The cycle "q0" is closing, with two objectives of Ada's that nobody has graded."""
    return [
        cycle("q0", starts_on=date(2025, 10, 1), ends_on=date(2025, 12, 31)),
        MoveCycle(cycle_id=uid("q0"), state=CycleState.ACTIVE),
        objective("c0", cycle_id=uid("q0")),
        objective("c1", cycle_id=uid("q0"), unit="brand"),
        key_result("ck0", "c0"),
        key_result("ck1", "c1", milestones(1, 2)),
        check_in("ck0", 62, confidence=6),
        MoveCycle(cycle_id=uid("q0"), state=CycleState.CLOSING),
    ]


def whole_closing() -> list[AnyCommand]:
    """Every command there is about closing, each of which leads to something."""
    return [
        GradeKeyResult(key_result_id=uid("ck0"), grade=Decimal("0.6"), reason="The market\nwas 慢"),
        GradeKeyResult(key_result_id=uid("ck0"), grade=Decimal("0.7"), reason="Counted again"),
        WriteRetrospective(objective_id=uid("c0"), text="We learned\n很多"),
        CarryObjective(objective_id=uid("c1"), choice=Carry.ABANDONED, reason="No one asked"),
        objective("c2", owner="ada"),
        CarryObjective(objective_id=uid("c0"), choice=Carry.KEPT, reason="Half-way", copy_id=uid("c2")),
        MoveCycle(cycle_id=uid("q0"), state=CycleState.ARCHIVED, reason="The quarter is long over"),
    ]


def closing_commands(dice: Dice) -> list[Callable[[], AnyCommand]]:
    objective_id = uid(dice.mostly("c0", "c1", rarely=("o1", "o9")))
    return [
        lambda: GradeKeyResult(
            key_result_id=uid(dice.mostly("ck0", "ck1", rarely=("k0",))),
            grade=Decimal(dice.mostly("0", "0.4", "1", rarely=("0.25", "2"))),
            reason=dice.reason(),
        ),
        lambda: WriteRetrospective(objective_id=objective_id, text=dice.words()),
        lambda: CarryObjective(
            objective_id=objective_id,
            choice=dice.mostly(*Carry),
            reason=dice.reason(),
            copy_id=dice.mostly(None, uid(dice.mostly("o1", "o2", "o4"))),
        ),
        lambda: MoveCycle(
            cycle_id=uid("q0"),
            state=dice.mostly(CycleState.CLOSING, CycleState.CLOSING, CycleState.ACTIVE, CycleState.ARCHIVED),
            reason=dice.mostly("", "over"),
        ),
    ]
