"""From a document to what would happen to a workspace: people, cycles, objectives, links and check-ins, in that order. Pure.

Nothing that exists is overwritten: a row that says what is there already is `same`. A row that cannot come in says why,
and takes nothing else with it but what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from shared.check_ins.messages import PostCheckIn
from shared.cycles.messages import CreateCycle, MoveCycle
from shared.cycles.model import CycleKind, CycleState
from shared.exchange.directory_plan import plan_people
from shared.exchange.drafts import CheckInDraft, CycleDraft, Problem, Sheet
from shared.exchange.names import cycle_named, key_result_named, person_named
from shared.exchange.objectives_plan import ObjectivePlanner
from shared.exchange.trial import Act, Row, Trial, counts
from shared.key_results.model import Kind
from shared.messages import Actor, Id
from shared.state import State
from shared.view import View

_DONE = {
    **dict.fromkeys(("done", "yes", "是", "完成", "已完成", "1"), Decimal(1)),
    **dict.fromkeys(("no", "not yet", "否", "未完成", "0"), Decimal(0)),
}

_LATER = {"closing": (CycleState.CLOSING,), "archived": (CycleState.CLOSING, CycleState.ARCHIVED)}


class Plan(Struct, frozen=True):
    """`acts` in order; whole only if no row was refused or asked about."""

    rows: tuple[Row, ...]
    acts: tuple[Act, ...]
    counts: dict[str, int]

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
) -> Plan:
    """What a sheet would do. `cycle_id` is where objectives go that name no cycle; None is the current one."""
    trial = Trial(state, actor, at, new_id)
    for problem in sheet.problems:
        if problem.severity == "refused" and not _has_draft(problem, sheet):
            trial.say(
                Row(line=problem.line, where=problem.where, what="refused", kind="line", title="", reasons=(problem,))
            )
    plan_people(trial, sheet.people)
    ends: list[tuple[Id, str]] = []
    for draft in sheet.cycles:
        _plan_cycle(trial, draft, ends)
    fallback = cycle_id
    if fallback is None:
        current = View(trial.state, actor).current_cycle()
        fallback = current.id if current is not None else None
    planner = ObjectivePlanner(trial, sheet, fallback)
    planner.run()
    for check_in in sheet.check_ins:
        _plan_check_in(trial, check_in, planner.cycles or ([fallback] if fallback is not None else []))
    for ended, later in ends:
        _end_cycle(trial, ended, later)
    rows = tuple(sorted(trial.rows, key=lambda row: row.line))
    return Plan(rows, tuple(trial.acts), counts(rows))


def _has_draft(problem: Problem, sheet: Sheet) -> bool:
    """Whether the line came through as a draft, which then carries its problems itself."""
    if problem.line:
        lines = {each.line for each in sheet.objectives}
        lines |= {each.line for objective in sheet.objectives for each in objective.key_results}
        return problem.line in lines
    return bool(problem.where) and any(problem.where.startswith(each.where) for each in sheet.objectives if each.where)


def _plan_cycle(trial: Trial, draft: CycleDraft, ends: list[tuple[Id, str]]) -> None:
    row = Row(what="create", line=draft.line, where=draft.where, kind="cycle", title=draft.name)
    if cycle_named(trial.state, draft.name) is not None:
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
    moves = [MoveCycle(cycle_id=cycle_id, state=CycleState.ACTIVE)] if has_begun else []
    refusal = trial.do(create, *moves)
    trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)
    if refusal is None and draft.state in _LATER:
        ends.append((cycle_id, draft.state))


def _end_cycle(trial: Trial, cycle_id: Id, state: str) -> None:
    for each in _LATER[state]:
        trial.do(MoveCycle(cycle_id=cycle_id, state=each))


def _plan_check_in(trial: Trial, draft: CheckInDraft, cycles: list[Id]) -> None:
    title = draft.key_result
    row = Row(what="create", line=draft.line, where=draft.where, kind="check_in", title=title, detail=draft.note)
    author = person_named(trial.state, draft.who) if draft.who else None
    found = [each for cycle in cycles if (each := key_result_named(trial.state, cycle, draft.key_result, author))]
    if not found:
        trial.say(replace(row, what="refused", reasons=(Problem(code="key_result_unknown", severity="refused"),)))
        return
    key_result = found[0]
    said = (draft.said or "").strip().casefold()
    value = draft.value
    if value is None and key_result.measure.kind is Kind.BINARY and said in _DONE:
        value = _DONE[said]
    at = None if draft.date is None else min(datetime.combine(draft.date, time(9), UTC), trial.at)
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
