"""What was said of a cycle's goals, for a document: check-ins with what was said to them, grades, and how objectives ended. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from shared.check_ins.model import Acknowledgement, CheckIn
from shared.directory.model import Person
from shared.exchange import drafts
from shared.exchange.drafts import AcknowledgementDraft, CheckInDraft, GradeDraft, OutcomeDraft
from shared.exchange.milestones import name_of
from shared.exchange.names import Names
from shared.key_results.model import KeyResult
from shared.messages import Id
from shared.objectives.model import Objective
from shared.view import View


def called(names: Names, person: Person | None) -> str | None:
    """The name, or the address where another person is found by that name."""
    if person is None:
        return None
    return person.name if names.person(person.name) == person else person.email


def collect_check_ins(
    names: Names,
    key_results: Iterable[tuple[str, KeyResult]],
    check_ins: Sequence[CheckIn],
    acknowledgements: Sequence[Acknowledgement],
) -> tuple[list[CheckInDraft], list[AcknowledgementDraft]]:
    """Of each key result, with what a document calls it, in the order of posting; numbered C1, C2, … throughout."""
    people = names.state.people
    posted: defaultdict[Id, list[CheckIn]] = defaultdict(list)
    for each in check_ins:
        posted[each.key_result_id].append(each)
    keys: dict[Id, str] = {}
    found: list[CheckInDraft] = []
    for called_so, key_result in key_results:
        stones = key_result.measure.milestones
        for each in posted[key_result.id]:
            keys[each.id] = f"C{len(keys) + 1}"
            done = None
            if each.done is not None:
                done = tuple(name_of(stones, stone.id) for stone in stones if stone.id in each.done)
            found.append(
                CheckInDraft(
                    key=keys[each.id],
                    who=called(names, people.get(each.author_id or "")),
                    key_result=called_so,
                    value=each.value,
                    confidence=each.confidence,
                    note=each.note,
                    at=each.at,
                    done=done,
                    blocker=each.blocker,
                    next_step=each.next_step,
                    word=cast("drafts.Word | None", each.word and each.word.value),
                    word_reason=each.word_reason,
                    corrects=keys.get(each.corrects or ""),
                )
            )
    said = [
        AcknowledgementDraft(
            who=called(names, people.get(each.author_id or "")), check_in=keys[each.check_in_id], comment=each.comment
        )
        for each in acknowledgements
        if each.check_in_id in keys
    ]
    return found, sorted(said, key=lambda each: int(each.check_in[1:]))


def collect_grades(names: Names, key_results: Iterable[tuple[str, KeyResult]]) -> list[GradeDraft]:
    people = names.state.people
    return [
        GradeDraft(
            who=called(names, people.get(each.graded_by or "")),
            key_result=called_so,
            grade=each.grade,
            reason=each.grade_reason,
        )
        for called_so, each in key_results
        if each.grade is not None
    ]


def collect_outcomes(view: View, goals: Iterable[tuple[str, Objective]]) -> list[OutcomeDraft]:
    """`carried_to` only where the copy may be seen."""
    found = []
    for called_so, goal in goals:
        if goal.carry is None and not goal.retrospective:
            continue
        copy = view.objective(goal.carried_to) if goal.carried_to is not None else None
        to = None if copy is None else f"{view.state.cycles[copy.cycle_id].name}/{copy.title}"
        found.append(
            OutcomeDraft(
                objective=called_so,
                carry=cast("drafts.Carry | None", goal.carry and goal.carry.value),
                reason=goal.carry_reason,
                carried_to=to,
                retrospective=goal.retrospective,
            )
        )
    return found
