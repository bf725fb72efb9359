"""From a document to what would happen to a workspace: people, cycles, objectives, links, check-ins, then how
cycles ended. Pure.

Nothing that exists is overwritten: a row that says what is there already is `same`. A row that cannot come in says why,
and takes nothing else with it but what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleKind, CycleState
from shared.exchange.closing_plan import plan_grade, plan_outcome
from shared.exchange.directory_plan import plan_people
from shared.exchange.drafts import CycleDraft, Problem, Sheet
from shared.exchange.objectives_plan import ObjectivePlanner
from shared.exchange.said_plan import Known, SaidPlanner
from shared.exchange.trial import Act, Row, Trial, counts
from shared.messages import Actor, Id, Refused
from shared.state import State
from shared.view import View

NOTHING_SAID = Known()
IMPORTED = "Imported"
"""Why an imported cycle is archived though some of its key results have no grades."""
_WAY = {
    (CycleState.ACTIVE, CycleState.DRAFT): (CycleState.DRAFT,),
    (CycleState.ACTIVE, CycleState.CLOSING): (CycleState.CLOSING,),
    (CycleState.ACTIVE, CycleState.ARCHIVED): (CycleState.CLOSING, CycleState.ARCHIVED),
    (CycleState.CLOSING, CycleState.DRAFT): (CycleState.ACTIVE, CycleState.DRAFT),
    (CycleState.CLOSING, CycleState.ACTIVE): (CycleState.ACTIVE,),
    (CycleState.CLOSING, CycleState.ARCHIVED): (CycleState.ARCHIVED,),
}
"""From one state of a cycle to another, step by step."""


class Plan(Struct, frozen=True):
    """`acts` in order; whole only if no row was refused or asked about. `notes` are about no row."""

    rows: tuple[Row, ...]
    acts: tuple[Act, ...]
    counts: dict[str, int]
    notes: tuple[Problem, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.counts["refused"] and not self.counts["ask"]


def plan(
    sheet: Sheet,
    state: State,
    actor: Actor,
    at: datetime,
    new_id: Callable[[], Id],
    cycle_id: Id | None = None,
    known: Known = NOTHING_SAID,
) -> Plan:
    """What a sheet would do. `cycle_id` is where objectives go that name no cycle; None is the one that receives.

    `known` is what was said of their goals before.
    """
    trial = Trial(state, actor, at, new_id)
    drafted = _Drafted(sheet)
    for problem in sheet.problems:
        if problem.severity == "refused" and not drafted.has(problem):
            trial.say(
                Row(line=problem.line, where=problem.where, what="refused", kind="line", title="", reasons=(problem,))
            )
    plan_people(trial, sheet.people)
    made: dict[Id, _End] = {}
    for draft in sheet.cycles:
        _plan_cycle(trial, draft, sheet, made)
    fallback = cycle_id
    if fallback is None:
        current = View(trial.state, actor).receiving_cycle()
        fallback = current.id if current is not None else None
    planner = ObjectivePlanner(trial, sheet, fallback)
    planner.run()
    cycles = planner.cycles or ([fallback] if fallback is not None else [])
    said = SaidPlanner(trial, planner.places, known)
    for check_in in sheet.check_ins:
        said.check_in(check_in, cycles)
    for acknowledgement in sheet.acknowledgements:
        said.acknowledgement(acknowledgement)
    _closes(trial, planner, sheet, made, cycles or list(made))
    for ended, end in made.items():
        _end_cycle(trial, ended, end)
    rows = tuple(sorted(trial.rows, key=lambda row: row.line))
    notes = tuple(each for each in sheet.problems if each.severity == "warning" and not drafted.has(each))
    return Plan(rows, tuple(trial.acts), counts(rows), notes)


class _End(Struct, frozen=True):
    """How a cycle that this import makes is left, and when its values froze."""

    state: str
    closed: datetime | None


class _Drafted:
    """The places from which drafts came: what is wrong there is said with the draft."""

    def __init__(self, sheet: Sheet) -> None:
        self._lines: set[int] = set()
        self._places: set[str] = set()
        for objective in sheet.objectives:
            self._lines |= {objective.line, *(each.line for each in objective.key_results)}
            self._places |= {objective.where, *(each.where for each in objective.key_results)}

    def has(self, problem: Problem) -> bool:
        if problem.line:
            return problem.line in self._lines
        return bool(problem.where) and problem.where in self._places


def _plan_cycle(trial: Trial, draft: CycleDraft, sheet: Sheet, made: dict[Id, _End]) -> None:
    row = Row(what="create", line=draft.line, where=draft.where, kind="cycle", title=draft.name)
    if trial.names.cycle(draft.name) is not None:
        trial.say(replace(row, what="same"))
        return
    if draft.starts is None or draft.ends is None:
        trial.say(replace(row, what="ask", reasons=(Problem(code="cycle_without_dates", severity="refused"),)))
        return
    if draft.closed is not None and draft.closed > trial.at:
        trial.say(replace(row, what="refused", reasons=(Refused("date.future", field="closed"),)))
        return
    cycle_id = trial.new_id()
    create = CreateCycle(
        cycle_id=cycle_id,
        name=draft.name,
        kind=CycleKind(draft.kind) if draft.kind else CycleKind.QUARTER,
        starts_on=draft.starts,
        ends_on=draft.ends,
    )
    # what is under way by the calendar is under way; a later state is reached when everything is in
    has_begun = draft.starts <= trial.at.date() if draft.state is None else draft.state != "draft"
    if draft.state == "draft" and _was_active(sheet, draft.name):
        has_begun = True  # it went back to being a draft: check-ins are only posted in an active cycle
    moves = [MoveCycle(cycle_id=cycle_id, state=CycleState.ACTIVE)] if has_begun else []
    refusal = trial.do(create, *moves)
    trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)
    if refusal is None:
        made[cycle_id] = _End(draft.state or ("active" if has_begun else "draft"), draft.closed)


def _was_active(sheet: Sheet, name: str) -> bool:
    return bool(sheet.check_ins or sheet.grades or sheet.outcomes) or any(
        each.confidence is not None
        for objective in sheet.objectives
        if objective.cycle == name
        for each in objective.key_results
    )


def _closes(trial: Trial, planner: ObjectivePlanner, sheet: Sheet, made: dict[Id, _End], cycles: list[Id]) -> None:
    """Grades and outcomes belong to a cycle that closes: one that this import makes is closed for them."""
    if sheet.grades or sheet.outcomes:
        for each, end in made.items():
            trial.do(MoveCycle(cycle_id=each, state=CycleState.CLOSING, closed_at=end.closed))
    for grade in sheet.grades:
        plan_grade(trial, planner.places, grade, cycles)
    for outcome in sheet.outcomes:
        plan_outcome(trial, planner.places, outcome, cycles)


def _end_cycle(trial: Trial, cycle_id: Id, end: _End) -> None:
    """From where it is to where the document says it was."""
    state = trial.state.cycles[cycle_id].state
    for each in _WAY.get((state, CycleState(end.state)), ()):
        move = MoveCycle(cycle_id=cycle_id, state=each, closed_at=end.closed if each is CycleState.CLOSING else None)
        refusal = trial.do(move)
        if refusal is not None and each is CycleState.ARCHIVED:
            # what has no grade in the document would keep it open
            trial.do(replace(move, reason=IMPORTED))
