"""From a document to what would happen to a workspace: people, cycles, objectives, links and check-ins, in that order. Pure.

Nothing that exists is overwritten: a row that says what is there already is `same`. A row that cannot come in says why,
and takes nothing else with it but what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import UTC, datetime, time
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from shared.check_ins.messages import PostCheckIn
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleKind, CycleState
from shared.exchange.directory_plan import plan_people
from shared.exchange.drafts import CheckInDraft, CycleDraft, Problem, Sheet
from shared.exchange.objectives_plan import ObjectivePlanner
from shared.exchange.trial import Act, Row, Trial, counts
from shared.key_results.model import Kind
from shared.messages import Actor, Id
from shared.state import State
from shared.view import View

IMPORTED = "Imported"
"""Why an imported cycle is archived though its key results have no grades: those are not exchanged."""
_DONE = {
    **dict.fromkeys(("done", "yes", "是", "完成", "已完成", "1"), Decimal(1)),
    **dict.fromkeys(("no", "not yet", "否", "未完成", "0"), Decimal(0)),
}

_LATER = {
    "draft": (CycleState.DRAFT,),
    "closing": (CycleState.CLOSING,),
    "archived": (CycleState.CLOSING, CycleState.ARCHIVED),
}

Said = tuple[Id, datetime, Id | None]
"""A check-in by its key result, time and author."""


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
    said: Set[Said] = frozenset(),
) -> Plan:
    """What a sheet would do. `cycle_id` is where objectives go that name no cycle; None is the current one.

    `said` are the check-ins that are there: states do not hold them.
    """
    trial = Trial(state, actor, at, new_id)
    drafted = _Drafted(sheet)
    for problem in sheet.problems:
        if problem.severity == "refused" and not drafted.has(problem):
            trial.say(
                Row(line=problem.line, where=problem.where, what="refused", kind="line", title="", reasons=(problem,))
            )
    plan_people(trial, sheet.people)
    ends: list[tuple[Id, str]] = []
    for draft in sheet.cycles:
        _plan_cycle(trial, draft, sheet, ends)
    fallback = cycle_id
    if fallback is None:
        current = View(trial.state, actor).current_cycle()
        fallback = current.id if current is not None else None
    planner = ObjectivePlanner(trial, sheet, fallback)
    planner.run()
    for check_in in sheet.check_ins:
        _plan_check_in(trial, check_in, planner.cycles or ([fallback] if fallback is not None else []), said)
    for ended, later in ends:
        _end_cycle(trial, ended, later)
    rows = tuple(sorted(trial.rows, key=lambda row: row.line))
    notes = tuple(each for each in sheet.problems if each.severity == "warning" and not drafted.has(each))
    return Plan(rows, tuple(trial.acts), counts(rows), notes)


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


def _plan_cycle(trial: Trial, draft: CycleDraft, sheet: Sheet, ends: list[tuple[Id, str]]) -> None:
    row = Row(what="create", line=draft.line, where=draft.where, kind="cycle", title=draft.name)
    if trial.names.cycle(draft.name) is not None:
        trial.say(replace(row, what="same"))
        return
    if draft.starts is None or draft.ends is None:
        trial.say(replace(row, what="ask", reasons=(Problem(code="cycle_without_dates", severity="refused"),)))
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
    if draft.state == "draft" and _holds_confidence(sheet, draft.name):
        has_begun = True  # it went back to being a draft: confidence is only said in an active cycle
    moves = [MoveCycle(cycle_id=cycle_id, state=CycleState.ACTIVE)] if has_begun else []
    refusal = trial.do(create, *moves)
    trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)
    if refusal is None and moves and draft.state in _LATER:
        ends.append((cycle_id, draft.state))


def _holds_confidence(sheet: Sheet, name: str) -> bool:
    return any(
        each.confidence is not None
        for objective in sheet.objectives
        if objective.cycle == name
        for each in objective.key_results
    )


def _end_cycle(trial: Trial, cycle_id: Id, state: str) -> None:
    for each in _LATER[state]:
        # grades do not come along: without a reason the archive would wait for them
        reason = IMPORTED if each is CycleState.ARCHIVED else ""
        trial.do(MoveCycle(cycle_id=cycle_id, state=each, reason=reason))


def _plan_check_in(trial: Trial, draft: CheckInDraft, cycles: list[Id], said: Set[Said]) -> None:
    title = draft.key_result
    author = trial.names.person(draft.who) if draft.who else None
    row = Row(
        what="create",
        line=draft.line,
        where=draft.where,
        kind="check_in",
        title=title,
        detail=draft.note,
        owner=author,
    )
    found = [each for cycle in cycles if (each := trial.names.key_result(cycle, draft.key_result, author))]
    if not found:
        trial.say(replace(row, what="refused", reasons=(Problem(code="key_result_unknown", severity="refused"),)))
        return
    key_result = found[0]
    at = None if draft.date is None else min(datetime.combine(draft.date, time(9), UTC), trial.at)
    by = author.id if author is not None else trial.actor.person_id
    if at is not None and (key_result.id, at, by) in said:
        trial.say(replace(row, what="same"))
        return
    words = (draft.said or "").strip().casefold()
    value = draft.value
    if value is None and key_result.measure.kind is Kind.BINARY and words in _DONE:
        value = _DONE[words]
    refusal = trial.do(
        PostCheckIn(
            check_in_id=trial.new_id(),
            key_result_id=key_result.id,
            value=value,
            confidence=draft.confidence,
            note=draft.note,
            at=at,
        ),
        author_id=author.id if author is not None else None,
    )
    trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)
