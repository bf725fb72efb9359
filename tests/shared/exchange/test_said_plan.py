"""Check-ins, grades and how goals ended, from a file: by the rules of whoever says them today, each row with its reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.cadence.model import Cadence, Rhythm
from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.exchange.collect import collect
from shared.exchange.csv_form import write_csv
from shared.exchange.drafts import Sheet
from shared.exchange.json_form import write_json
from shared.exchange.markdown_writer import write_markdown
from shared.exchange.plan import Plan, plan
from shared.exchange.reading import read
from shared.exchange.said_plan import Known
from shared.grades.messages import CarryObjective, GradeKeyResult, WriteRetrospective
from shared.grades.model import Carry
from shared.key_results.model import Word
from shared.messages import OPERATOR
from tests.factories import START, Story, acknowledge, actor, check_in, company, key_result, milestones, objective, uid
from tests.shared.exchange.test_plan import ids

FORMS = {"csv": write_csv, "md": write_markdown, "json": write_json}
HEAD = "record,check-in key,who,key result,value,confidence,date,milestones done,corrects,grade,reason,objective,carry,carried to,note\n"


def story() -> Story:
    return company().tell(objective("Grow"), key_result("K", "Grow"), key_result("M", "Grow", milestones(1, 2)))


def planned(row: str, by: str | None = None, at: Story | None = None, known: Known | None = None) -> Plan:
    sheet = read((HEAD + row + "\n").encode(), "x.csv")
    return plan(sheet, (at or story()).state, actor(by), START.replace(hour=23), ids(), uid("q1"), known or Known())


def last(found: Plan) -> tuple[str, str, str | None, int]:
    row = found.rows[-1]
    reason = row.reasons[0] if row.reasons else None
    return row.what, "" if reason is None else reason.code, None if reason is None else reason.field, row.line


@pytest.mark.parametrize(
    ("row", "by", "expected"),
    [
        ("check-in,,Ada,K,7,5,2026-01-02,,,,,,,,fine", None, ("create", "", None, 2)),
        ("check-in,,Ada,K,7,5,2026-01-02,,,,,,,,fine", "ada", ("create", "", None, 2)),
        ("check-in,,Ada,K,7,5,2026-01-07,,,,,,,,", None, ("refused", "date.future", "at", 2)),
        ("check-in,,Ada,K,7,5,2026-01-05T23:30:00+00:00,,,,,,,,", None, ("refused", "date.future", "at", 2)),
        ("check-in,,Nobody,K,7,,,,,,,,,,", None, ("ask", "author_unknown", "who", 2)),
        ("check-in,,Dan,K,7,,,,,,,,,,", "ada", ("refused", "said_by_another", "who", 2)),
        ("check-in,,,Nothing,7,,,,,,,,,,", None, ("ask", "key_result_unknown", "key_result", 2)),
        ("check-in,,,K,7,,,,C9,,,,,,", None, ("refused", "check_in_unknown", "corrects", 2)),
        ("check-in,,,K,7,,,m0,,,,,,,", None, ("refused", "milestone_unknown", "done", 2)),
        ("check-in,,,M,7,,,,,,,,,,", None, ("refused", "value.milestones", "value", 2)),
        ("check-in,,,M,,,,m0; #2,,,,,,,", None, ("create", "", None, 2)),
        ("check-in,,,K,,,,,,,,,,,", None, ("refused", "check_in.empty", "value", 2)),
        ("acknowledgement,C1,,,,,,,,,,,,,", None, ("refused", "check_in_unknown", "check_in_key", 2)),
        ("grade,,,K,,,,,,0.7,So,,,,", None, ("refused", "closing.not_yet", "key_result_id", 2)),
        ("outcome,,,,,,,,,,So,Grow,kept,q2/Grow,", None, ("ask", "copy_unknown", "carried_to", 2)),
        ("outcome,,,,,,,,,,So,Shrink,abandoned,,", None, ("ask", "objective_unknown", "objective", 2)),
    ],
)
def test_a_row_says_why_it_cannot_come_in(row: str, by: str | None, expected: tuple[str, str, str | None, int]) -> None:
    found = planned(row, by)
    assert last(found) == expected
    assert found.is_whole is (expected[0] == "create")


def test_confidence_out_of_range_keeps_the_file_out() -> None:
    found = planned("check-in,,Ada,K,7,11,2026-01-02,,,,,,,,")
    assert not found.is_whole
    assert "confidence_out_of_range" in {reason.code for row in found.rows for reason in row.reasons}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("grade,,,K,,,,,,0.7,Counted,,,,", ("same", "", None, 2)),
        ("grade,,,K,,,,,,0.8,Counted,,,,", ("refused", "there_otherwise", None, 2)),
        ("grade,,,M,,,,,,0.55,Half,,,,", ("refused", "grade.tenths", "grade", 2)),
        ("grade,,,M,,,,,,0.5,,,,,", ("refused", "closing.reason", "reason", 2)),
        ("grade,,Dan,M,,,,,,0.5,Half,,,,", ("create", "", None, 2)),
        ("outcome,,,,,,,,,,Enough,Grow,abandoned,,", ("create", "", None, 2)),
    ],
)
def test_a_cycle_that_closes_takes_grades_but_no_other_ones(
    row: str, expected: tuple[str, str, str | None, int]
) -> None:
    at = story().tell(
        MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING),
        GradeKeyResult(key_result_id=uid("K"), grade=Decimal("0.7"), reason="Counted"),
    )
    assert last(planned(row, None, at)) == expected


def said(told: Story) -> Known:
    events = [each.event for each in told.log]
    return Known(
        [each.check_in for each in events if isinstance(each, CheckInPosted)],
        [each.acknowledgement for each in events if isinstance(each, CheckInAcknowledged)],
    )


def carry_out(into: Story, found: Plan) -> None:
    """What an import does, in whose name it does it."""
    names = {uid(name): name for name in ("ada", "wang", "root", "dan")}
    for act in found.acts:
        into.do(act.command, None if act.author_id is None else names[act.author_id])


def quarter() -> Story:
    """Everything that a file holds of what was said, at least once."""
    told = story().tell(
        key_result("C", "Grow", cadence=Cadence(rhythm=Rhythm.MONTHLY, month_day=31)),
        check_in("K", 30, confidence=4, note="Slow,\nbut | sure", blocker="legal", next_step="=ask"),
        check_in("K", 31, corrects=uid("check-in K 30 "), word=Word.AT_RISK, word_reason="counted wrong"),
        check_in("M", done=(uid("m1"),)),
        by="ada",
    )
    told.tell(acknowledge("K", uid("check-in K 30 "), comment="I shall ask @Dan"), by="wang")
    told.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    told.do(GradeKeyResult(key_result_id=uid("K"), grade=Decimal("0.3"), reason="31 of 100"), "ada")
    told.tell(
        WriteRetrospective(objective_id=uid("Grow"), text="Too late.\n- ask legal first"),
        objective("Grow on", cycle_id=uid("q2")),
        CarryObjective(objective_id=uid("Grow"), choice=Carry.KEPT, reason="Half-way", copy_id=uid("Grow on")),
    )
    return told


@pytest.mark.parametrize("form", FORMS)
def test_a_quarter_comes_back_with_all_that_was_said(form: str) -> None:
    told, fresh = quarter(), company()
    known = said(told)

    def out(from_: Story, cycle: str, what: Known) -> Sheet:
        return collect(from_.view("root"), uid(cycle), what.check_ins, what.acknowledgements)

    fresh.do(MoveCycle(cycle_id=uid("q2"), state=CycleState.ACTIVE))
    fresh.now = told.now
    for cycle in ("q2", "q1"):
        text = FORMS[form](out(told, cycle, known)).encode()
        found = plan(read(text, f"x.{form}"), fresh.state, OPERATOR, told.now, ids(cycle))
        if cycle == "q1":
            # there it is under way: what wants a closing cycle is refused, the rest comes in
            assert {row.kind for row in found.rows if row.what == "refused"} == {"grade", "outcome"}
            carry_out(fresh, found)
            then = told.state.cycles[uid("q1")].closed_at
            fresh.do(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING, closed_at=then))
            found = plan(read(text, f"x.{form}"), fresh.state, OPERATOR, told.now, ids("again"), None, said(fresh))
            assert {row.what for row in found.rows if row.kind not in ("grade", "outcome")} == {"same"}
        carry_out(fresh, found)
    assert out(fresh, "q1", said(fresh)) == out(told, "q1", known)
    grow = next(each for each in fresh.state.objectives.values() if each.title == "Grow")
    assert (grow.retrospective, grow.carry) == ("Too late.\n- ask legal first", Carry.KEPT)
    assert grow.carried_to is not None
    assert fresh.state.objectives[grow.carried_to].title == "Grow on"
