"""Key results, their check-ins, and bare commands over REST. Declares operations; decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, get_args

from msgspec import Struct, structs

from server.api import answers
from server.api.asking import asks
from server.api.bodies import Commands, body_of
from server.api.calls import Call
from server.api.feed import item_of
from server.api.objectives import seen
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, next_cursor, page, place_of
from shared.check_ins.messages import PostCheckIn
from shared.check_ins.model import CheckIn
from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
from shared.events import AnyCommand
from shared.key_results.messages import (
    AddKeyResult,
    ArchiveKeyResult,
    ChangeKeyResult,
    MoveKeyResult,
    RestoreKeyResult,
)
from shared.key_results.model import KeyResult
from shared.messages import Id, Refused

TAG = "Key results"


class KeyResultsQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    archived: bool = False


def _seen(call: Call) -> KeyResult:
    found = call.view.key_result(call.the("key_result_id"))
    if found is None:
        raise Refused("not_found")
    return found


class Asked(Protocol):
    """A command about a key result."""

    @property
    def key_result_id(self) -> Id: ...


def shown(call: Call, asked: Asked) -> answers.KeyResult | None:
    view = call.view
    found = view.key_result(asked.key_result_id)
    return None if found is None else answers.key_result(view, found, call.now)


@operation("GET", "/objectives/{id}/key-results", tag=TAG, query=KeyResultsQuery,
           answer=Page[answers.KeyResult])  # fmt: skip
async def list_key_results(call: Call, body: None, query: KeyResultsQuery) -> Page[answers.KeyResult]:
    """List an objective's key results in their order.

    `archived` true lists the archived ones instead of the living.
    """
    objective, view = seen(call), call.view
    found = view.key_results(objective.id)
    if query.archived:
        everywhere = view.state.key_results.values()
        found = [each for each in everywhere if each.objective_id == objective.id and each.archived]
    kept, following = page(found, lambda each: (each.position, each.id), query, tuple[int, str])
    return Page(items=[answers.key_result(view, each, call.now) for each in kept], next_cursor=following)


asks("POST", "/objectives/{id}/key-results", AddKeyResult, "Add a key result to an objective.",
     tag=TAG, at="objective_id", makes="key_result_id", body="KeyResultCreate", name="create_key_result",
     answer=answers.KeyResult, shows=shown, says="`owner_id` left out: the objective's owner.")  # fmt: skip


@operation("GET", "/key-results/{id}", tag=TAG, answer=answers.KeyResult)
async def get_key_result(call: Call, body: None, query: NoQuery) -> answers.KeyResult:
    """Read a key result, archived or not."""
    return answers.key_result(call.view, _seen(call), call.now)


asks("PATCH", "/key-results/{id}", ChangeKeyResult, "Change a key result. New values are check-ins.",
     tag=TAG, at="key_result_id", body="KeyResultUpdate", name="update_key_result",
     answer=answers.KeyResult, shows=shown, may_vanish=True,
     says="In an active cycle a changed name, measure or weight wants a `reason`.")  # fmt: skip


asks("POST", "/key-results/{id}/archive", ArchiveKeyResult, "Archive a key result, which can be undone.",
     tag=TAG, at="key_result_id", body="Why", answer=answers.KeyResult, shows=shown, may_vanish=True)  # fmt: skip


asks("POST", "/key-results/{id}/restore", RestoreKeyResult, "Take a key result out of the archive.",
     tag=TAG, at="key_result_id", answer=answers.KeyResult, shows=shown)  # fmt: skip


asks("POST", "/key-results/{id}/move", MoveKeyResult,
     "Move a key result among its siblings, or to another objective of the cycle.",
     tag=TAG, at="key_result_id", body="KeyResultMove", answer=answers.KeyResult, shows=shown, may_vanish=True,
     says="`position` 0 is first among its siblings. With `objective_id` it goes to the end of that objective.",
)  # fmt: skip


@operation("GET", "/key-results/{id}/check-ins", tag="Check-ins", query=Paged, answer=Page[answers.CheckIn])
async def list_check_ins(call: Call, body: None, query: Paged) -> Page[answers.CheckIn]:
    """List a key result's check-ins, the latest first."""
    found = _seen(call)
    place = place_of(query.cursor, tuple[datetime, str])
    if place is not None and place[0].tzinfo is None:
        raise Refused("cursor.unreadable", field="cursor")
    check_ins = await call.cairn.store.check_ins(found.id, place, query.limit + 1)
    # seen again: rights may have changed while the database was read
    _seen(call)
    kept = check_ins[: query.limit]
    following = next_cursor((kept[-1].at, kept[-1].id)) if len(check_ins) > query.limit else None
    return Page(items=[answers.check_in(each) for each in kept], next_cursor=following)


asks("POST", "/key-results/{id}/escalations", EscalateKeyResult,
     """Escalate a red key result to the next one up the line, with a note on what is needed.

     `escalations` of the key result are those that stand; a check-in that is no longer red ends them.""",
     tag=TAG, at="key_result_id", makes="escalation_id", body="EscalationCreate", answer=answers.KeyResult, shows=shown,
)  # fmt: skip
asks("POST", "/key-results/{id}/escalations/withdraw", WithdrawEscalation, "Take an escalation back.",
     tag=TAG, at="key_result_id", body="EscalationEnd", answer=answers.KeyResult, shows=shown)  # fmt: skip

CheckInCreate = body_of(
    PostCheckIn,
    "CheckInCreate",
    makes="check_in_id",
    without={"key_result_id"},
    says="At least one of `value`, `done` (milestones), `confidence` (0 to 10), `word`, `note`, `blocker`, `next_step`.\n\n"
    "`at` left out: now. `corrects` names a check-in of the same key result, whose time this one takes. A `word` "
    "overrides what the numbers say until the next check-in, and wants its reason.",
)


@operation("POST", "/key-results/{id}/check-ins", tag="Check-ins", body=CheckInCreate, answer=answers.CheckIn,
           status=201, commands=(PostCheckIn,))  # fmt: skip
async def create_check_in(call: Call, body: Struct, query: NoQuery) -> answers.CheckIn | None:
    """Check in: a value, a confidence, a note."""
    given: dict[str, Any] = structs.asdict(body)
    check_in_id = call.new_id(given.pop("id"))
    outcome = await call.execute(PostCheckIn(check_in_id=check_in_id, key_result_id=call.the("key_result_id"), **given))
    posted = (getattr(each.event, "check_in", None) for each in outcome.envelopes)
    return next((answers.check_in(each) for each in posted if isinstance(each, CheckIn)), None)


@operation("POST", "/commands", tag="Commands", body=Commands, answer=answers.CommandsOutcome,
           commands=get_args(AnyCommand))  # fmt: skip
async def execute_commands(call: Call, body: AnyCommand | list[AnyCommand], query: NoQuery) -> answers.CommandsOutcome:
    """Carry out one command, or several whole or not at all.

    A command is an object whose `command` names it. Ids of new things are the caller's to make (UUID, version 7 is
    best). When one of several is refused, the problem says its `place`, from 0.
    """
    outcome = await call.execute(*(body if isinstance(body, list) else [body]))
    view = call.view
    return answers.CommandsOutcome(
        seq=outcome.seq, events=[item_of(each) for each in outcome.envelopes if view.may_see_event(each.event)]
    )
