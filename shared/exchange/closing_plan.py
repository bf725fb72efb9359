"""Grades, retrospectives and what goes on, of a document: by the rules of a cycle that closes. Pure.

What is there already is left alone; what is there otherwise is not overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from shared.exchange.drafts import GradeDraft, OutcomeDraft, Problem
from shared.exchange.links_plan import Places
from shared.exchange.trial import Row, Trial
from shared.grades.messages import CarryObjective, GradeKeyResult, WriteRetrospective
from shared.grades.model import Carry
from shared.messages import OPERATOR, Id, Refused
from shared.objectives.model import Objective
from shared.texts import check_lines

OTHERWISE = Problem(code="there_otherwise", severity="refused")


def plan_grade(trial: Trial, places: Places, draft: GradeDraft, cycles: list[Id]) -> None:
    author = trial.names.person(draft.who) if draft.who else None
    key_result = places.key_result(draft.key_result, cycles, None)
    row = Row(
        what="create",
        line=draft.line,
        where=draft.where,
        kind="grade",
        title=draft.key_result if key_result is None else key_result.name,
        detail=f"{draft.grade:f} {draft.reason}",
        owner=author,
    )
    problem: Problem | None = None
    if key_result is None:
        problem = Problem(code="key_result_unknown", severity="refused", field="key_result")
    elif draft.who and author is None:
        problem = Problem(code="author_unknown", severity="refused", field="who", params={"name": draft.who})
    if key_result is None or problem is not None:
        trial.say(replace(row, what="ask", reasons=() if problem is None else (problem,)))
        return
    if key_result.grade is not None:
        is_same = (key_result.grade, key_result.grade_reason) == (draft.grade, _kept(draft.reason))
        trial.say(replace(row, what="same") if is_same else replace(row, what="refused", reasons=(OTHERWISE,)))
        return
    refusal: Refused | Problem | None = None
    if author is not None and trial.actor != OPERATOR and trial.actor.person_id != author.id:
        refusal = Problem(code="said_by_another", severity="refused", field="who", params={"name": author.name})
    refusal = refusal or trial.do(
        GradeKeyResult(key_result_id=key_result.id, grade=draft.grade, reason=draft.reason),
        author_id=author.id if author is not None else None,
    )
    trial.say(replace(row, what="refused", reasons=(refusal,)) if refusal else row)


def plan_outcome(trial: Trial, places: Places, draft: OutcomeDraft, cycles: list[Id]) -> None:
    objective = places.objective(draft.objective, cycles)
    row = Row(
        what="create",
        line=draft.line,
        where=draft.where,
        kind="outcome",
        title=draft.objective if objective is None else objective.title,
        detail=" ".join(each for each in (draft.carry or "", draft.reason or draft.retrospective[:80]) if each),
    )
    if objective is None:
        problem = Problem(code="objective_unknown", severity="refused", field="objective")
        trial.say(replace(row, what="ask", reasons=(problem,)))
        return
    commands: list[WriteRetrospective | CarryObjective] = []
    text = _kept(draft.retrospective)
    if text and text != objective.retrospective:
        if objective.retrospective:
            trial.say(replace(row, what="refused", reasons=(OTHERWISE,)))
            return
        commands.append(WriteRetrospective(objective_id=objective.id, text=text))
    if draft.carry is not None and (draft.carry, _kept(draft.reason)) != (objective.carry, objective.carry_reason):
        if objective.carry is not None:
            trial.say(replace(row, what="refused", reasons=(OTHERWISE,)))
            return
        copy_id = next(_copies(trial, draft.carried_to or "", objective), None)
        if draft.carry != "abandoned" and copy_id is None:
            params = {"title": draft.carried_to or "–"}
            problem = Problem(code="copy_unknown", severity="refused", field="carried_to", params=params)
            trial.say(replace(row, what="ask", reasons=(problem,)))
            return
        commands.append(
            CarryObjective(objective_id=objective.id, choice=Carry(draft.carry), reason=draft.reason, copy_id=copy_id)
        )
    refusal = trial.do(*commands) if commands else None
    if refusal is not None:
        trial.say(replace(row, what="refused", reasons=(refusal,)))
    else:
        trial.say(row if commands else replace(row, what="same"))


def _copies(trial: Trial, reference: str, objective: Objective) -> Iterator[Id]:
    """Objectives of another cycle ("cycle/title", and either may hold a slash) that go on with nothing yet."""
    for at, letter in enumerate(reference):
        cycle = trial.names.cycle(reference[:at]) if letter == "/" else None
        if cycle is not None and cycle.id != objective.cycle_id:
            found = trial.names.objectives(cycle.id, reference[at + 1 :])
            yield from (each.id for each in found if each.carried_from is None)


def _kept(text: str) -> str:
    """As the rules keep it; what they refuse is refused by them."""
    try:
        return check_lines(text, "text")
    except Refused:
        return text
