"""What may be asked of check-ins and what then happened. Decides nothing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from shared.check_ins.model import Acknowledgement, CheckIn
from shared.key_results.model import Word
from shared.messages import Command, Event, Id

Note = Annotated[str, Meta(max_length=5_000)]
Line = Annotated[str, Meta(max_length=1_000)]
Confidence = Annotated[int, Meta(ge=0, le=10)]


class PostCheckIn(Command, frozen=True, kw_only=True):
    """At least one of `value`, `done`, `confidence`, `word`, `note`, `blocker`, `next_step`.

    `at` None: now; never in the future. `corrects` names a check-in of the same key result, whose time this one then has.
    A `word` wants its reason.
    """

    check_in_id: Id
    key_result_id: Id
    value: Decimal | None = None
    done: tuple[Id, ...] | None = None
    confidence: Confidence | None = None
    note: Note = ""
    blocker: Line = ""
    next_step: Line = ""
    word: Word | None = None
    word_reason: Line = ""
    corrects: Id | None = None
    at: datetime | None = None


class AcknowledgeCheckIn(Command, frozen=True, kw_only=True):
    """Say that a check-in was read, with or without a comment."""

    acknowledgement_id: Id
    key_result_id: Id
    check_in_id: Id
    comment: Line = ""


class CheckInPosted(Event, frozen=True, kw_only=True, tag="check_in.posted"):
    objective_id: Id
    check_in: CheckIn


class CheckInAcknowledged(Event, frozen=True, kw_only=True, tag="check_in.acknowledged"):
    objective_id: Id
    acknowledgement: Acknowledgement


CheckInCommand = PostCheckIn | AcknowledgeCheckIn
CheckInEvent = CheckInPosted | CheckInAcknowledged


def reading(check_in_id: Id, person_id: Id | None) -> Id:
    """Under which id whoever decides is given what a person has said to a check-in before."""
    return f"{check_in_id}/{person_id}"


def check_ins_in(command: object) -> tuple[Id, ...]:
    """The check-ins that a command builds on: whoever decides it must know them."""
    match command:
        case PostCheckIn(corrects=str(check_in_id)) | AcknowledgeCheckIn(check_in_id=check_in_id):
            return (check_in_id,)
        case _:
            return ()
