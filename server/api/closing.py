"""Closing a cycle over REST: grades, retrospectives, what is carried over. Declares operations; decides nothing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field

from server.api import answers
from server.api.answers import Answer
from server.api.asking import asks
from server.api.bodies import Body
from server.api.calls import Call
from server.api.key_results import shown
from server.api.objectives import seen
from server.api.operations import NoQuery, operation
from shared.carrying import carry_over
from shared.grades.messages import CarryObjective, GradeKeyResult, Reason, WriteRetrospective
from shared.grades.model import Carry
from shared.grading import AIM, Colour, colour, objective_colour, objective_grade, proposed
from shared.key_results.model import KeyResult
from shared.messages import Id, Refused
from shared.objectives.model import Objective
from shared.view import View
from ui.closing.draft import retrospective_draft
from ui.text import text_for

TAG = "Closing"


class CarryCreate(Body, frozen=True, kw_only=True):
    """`kept` and `changed` make a copy in the cycle `cycle_id`, which is a draft or active; `id` is the copy's."""

    choice: Carry
    reason: Reason
    cycle_id: Id | None = None
    id: Id | None = None


class KeyResultGrade(Answer, frozen=True, kw_only=True):
    """`proposed` is what progress alone would give, `aim` what it is to reach; `grade` is null until confirmed."""

    key_result_id: Id
    name: str
    proposed: Decimal | None
    aim: Decimal
    grade: Decimal | None
    colour: Colour | None
    reason: str
    graded_at: datetime | None
    graded_by: Id | None


class ObjectiveClosing(Answer, frozen=True, kw_only=True):
    """`grade` is the weighted mean of the confirmed ones, to one place; `colour` is null until all are."""

    objective_id: Id
    title: str
    grade: Decimal | None
    colour: Colour | None
    key_results: list[KeyResultGrade]
    retrospective: str
    carry: Carry | None
    carry_reason: str
    carried_to: Id | None
    carried_from: Id | None
    version: int


class Closing(Answer, frozen=True, kw_only=True):
    """How far the grading of a cycle is, as far as the caller may see it."""

    cycle_id: Id
    graded: int
    key_results: int
    ungraded_ids: list[Id]
    objectives: list[ObjectiveClosing] = field(default_factory=list)


class Draft(Struct, frozen=True, kw_only=True):
    """A retrospective's first words, in the caller's language."""

    text: str


def _graded(found: KeyResult) -> KeyResultGrade:
    return KeyResultGrade(
        key_result_id=found.id,
        name=found.name,
        proposed=proposed(found),
        aim=AIM[found.commitment],
        grade=found.grade,
        colour=None if found.grade is None else colour(found.grade),
        reason=found.grade_reason,
        graded_at=found.graded_at,
        graded_by=found.graded_by,
    )


def _closing(view: View, objective: Objective) -> ObjectiveClosing:
    key_results = view.key_results(objective.id)
    return ObjectiveClosing(
        objective_id=objective.id,
        title=objective.title,
        grade=objective_grade(key_results),
        colour=objective_colour(key_results),
        key_results=[_graded(each) for each in key_results],
        retrospective=objective.retrospective,
        carry=objective.carry,
        carry_reason=objective.carry_reason,
        carried_to=objective.carried_to,
        carried_from=objective.carried_from,
        version=objective.version,
    )


@operation("GET", "/cycles/{id}/closing", tag=TAG, answer=Closing)
async def get_cycle_closing(call: Call, body: None, query: NoQuery) -> Closing:
    """Read a cycle's grades, retrospectives and what became of its objectives.

    Published objectives that the caller may see, the oldest first; the same once the cycle is archived.
    """
    view, cycle_id = call.view, call.the("cycle_id")
    if cycle_id not in view.state.cycles:
        raise Refused("not_found")
    found = [each for each in view.goals(cycle_id) if not each.draft]
    key_results = [each for one in found for each in view.key_results(one.id)]
    return Closing(
        cycle_id=cycle_id,
        graded=sum(each.grade is not None for each in key_results),
        key_results=len(key_results),
        ungraded_ids=[each.id for each in key_results if each.grade is None],
        objectives=[_closing(view, each) for each in found],
    )


@operation("GET", "/objectives/{id}/closing", tag=TAG, answer=ObjectiveClosing)
async def get_objective_closing(call: Call, body: None, query: NoQuery) -> ObjectiveClosing:
    """Read an objective's grades, retrospective and what became of it."""
    return _closing(call.view, seen(call))


@operation("GET", "/objectives/{id}/retrospective-draft", tag=TAG, answer=Draft)
async def get_retrospective_draft(call: Call, body: None, query: NoQuery) -> Draft:
    """Make a retrospective's first words from an objective's numbers, check-ins and history. Stores nothing."""
    objective_id = seen(call).id
    store, cairn = call.cairn.store, call.cairn
    check_ins = {
        each.id: (await store.check_ins(each.id, limit=500))[::-1] for each in call.view.key_results(objective_id)
    }
    history = (await store.history(objective_id, limit=500))[::-1]
    points = await cairn.trends.of(objective_id)
    # seen again: rights may have changed while the database was read
    seen(call)
    view = call.view
    me = view.me
    text = text_for(view.locale, "UTC" if me is None else me.time_zone)
    told = [each for each in history if view.may_see_event(each.event)]
    return Draft(text=retrospective_draft(view, objective_id, check_ins, points, told, text))


asks("POST", "/key-results/{id}/grade", GradeKeyResult,
     "Confirm a key result's grade, or another one, while its cycle closes.",
     tag=TAG, at="key_result_id", body="GradeCreate", answer=answers.KeyResult, shows=shown,
     says="A grade from 0 to 1 in whole tenths, and why.")  # fmt: skip
asks("POST", "/objectives/{id}/retrospective", WriteRetrospective,
     "Write an objective's retrospective while its cycle closes.",
     tag=TAG, at="objective_id", body="RetrospectiveUpdate",
     answer=ObjectiveClosing, shows=lambda call, _: _closing(call.view, seen(call)),
     says="`was` are the words the writer began from: when they have changed since, the update is refused as stale.",
)  # fmt: skip


@operation("POST", "/objectives/{id}/carry-over", tag=TAG, body=CarryCreate, answer=ObjectiveClosing,
           commands=(CarryObjective,))  # fmt: skip
async def carry_objective(call: Call, body: CarryCreate, query: NoQuery) -> ObjectiveClosing:
    """Say what becomes of an objective; what goes on is copied with its key results, whole or not at all."""
    objective = seen(call)
    copy_id = call.new_id(body.id)
    await call.execute(*carry_over(call.view, objective.id, body.choice, body.reason, body.cycle_id, copy_id))
    return _closing(call.view, seen(call))


EXAMPLES: dict[str, object] = {
    "GradeCreate": {"grade": "0.7", "reason": "62 of 90 shops; two opened late."},
    "RetrospectiveUpdate": {"text": "We began too late.\nNext time legal is asked first."},
    "CarryCreate": {"choice": "abandoned", "reason": "Nobody asks for it any more."},
}
