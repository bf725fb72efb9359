"""What may be asked while a cycle closes and what then happened. Decides nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from shared.grades.model import Carry
from shared.messages import Command, Event, Id

Reason = Annotated[str, Meta(max_length=1_000)]
Retrospective = Annotated[str, Meta(max_length=20_000)]


class GradeKeyResult(Command, frozen=True, kw_only=True):
    """Confirm a grade from 0 to 1 in tenths, with a reason. Again: the grade is another one from now on."""

    key_result_id: Id
    grade: Decimal
    reason: Reason


class WriteRetrospective(Command, frozen=True, kw_only=True):
    """`was` are the words the writer began from: when they have changed since, the command is refused as stale."""

    objective_id: Id
    text: Retrospective
    was: str | None = None


class CarryObjective(Command, frozen=True, kw_only=True):
    """Say what becomes of an objective. `copy_id` is the objective in a later cycle that goes on with it, made before.

    `shared.carrying` makes the whole set: the copy, its key results and this.
    """

    objective_id: Id
    choice: Carry
    reason: Reason
    copy_id: Id | None = None


class KeyResultGraded(Event, frozen=True, kw_only=True, tag="key_result.graded"):
    objective_id: Id
    key_result_id: Id
    before: Decimal | None = None
    after: Decimal
    reason: str


class RetrospectiveWritten(Event, frozen=True, kw_only=True, tag="objective.retrospective_written"):
    objective_id: Id
    before: str
    after: str


class ObjectiveCarried(Event, frozen=True, kw_only=True, tag="objective.carried"):
    objective_id: Id
    choice: Carry
    reason: str
    copy_id: Id | None = None


GradeCommand = GradeKeyResult | WriteRetrospective | CarryObjective
GradeEvent = KeyResultGraded | RetrospectiveWritten | ObjectiveCarried
