"""Key results, their check-ins, and bare commands over REST. Declares operations; decides nothing."""

from __future__ import annotations

from datetime import datetime

from msgspec import structs

from server.api import answers
from server.api.bodies import CheckInCreate, Commands, KeyResultCreate, KeyResultMove, KeyResultUpdate, Why
from server.api.calls import Call
from server.api.feed import item_of
from server.api.objectives import seen
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, next_cursor, page, place_of
from shared.check_ins.messages import PostCheckIn
from shared.check_ins.model import CheckIn
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


class KeyResultsQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    archived: bool = False


def _seen(call: Call) -> KeyResult:
    found = call.view.key_result(call.the("key_result_id"))
    if found is None:
        raise Refused("not_found")
    return found


def _shown(call: Call, key_result_id: Id) -> answers.KeyResult | None:
    view = call.view
    found = view.key_result(key_result_id)
    return None if found is None else answers.key_result(view, found, call.now)


@operation("GET", "/objectives/{id}/key-results", tag="Key results", query=KeyResultsQuery,
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


@operation("POST", "/objectives/{id}/key-results", tag="Key results", body=KeyResultCreate,
           answer=answers.KeyResult, status=201)  # fmt: skip
async def create_key_result(call: Call, body: KeyResultCreate, query: NoQuery) -> answers.KeyResult | None:
    """Add a key result to an objective."""
    given = structs.asdict(body)
    key_result_id = call.new_id(given.pop("id"))
    await call.execute(AddKeyResult(key_result_id=key_result_id, objective_id=call.the("objective_id"), **given))
    return _shown(call, key_result_id)


@operation("GET", "/key-results/{id}", tag="Key results", answer=answers.KeyResult)
async def get_key_result(call: Call, body: None, query: NoQuery) -> answers.KeyResult:
    """Read a key result, archived or not."""
    return answers.key_result(call.view, _seen(call), call.now)


@operation("PATCH", "/key-results/{id}", tag="Key results", body=KeyResultUpdate, answer=answers.KeyResult,
           versioned=True, may_vanish=True)  # fmt: skip
async def update_key_result(call: Call, body: KeyResultUpdate, query: NoQuery) -> answers.KeyResult | None:
    """Change a key result. New values are check-ins."""
    key_result_id = call.the("key_result_id")
    given = structs.asdict(body)
    await call.execute(ChangeKeyResult(key_result_id=key_result_id, if_version=call.if_version, **given))
    return _shown(call, key_result_id)


@operation("POST", "/key-results/{id}/archive", tag="Key results", body=Why, body_optional=True,
           answer=answers.KeyResult, versioned=True, may_vanish=True)  # fmt: skip
async def archive_key_result(call: Call, body: Why, query: NoQuery) -> answers.KeyResult | None:
    """Archive a key result, which can be undone."""
    key_result_id = call.the("key_result_id")
    await call.execute(ArchiveKeyResult(key_result_id=key_result_id, reason=body.reason, if_version=call.if_version))
    return _shown(call, key_result_id)


@operation("POST", "/key-results/{id}/restore", tag="Key results", answer=answers.KeyResult)
async def restore_key_result(call: Call, body: None, query: NoQuery) -> answers.KeyResult | None:
    """Take a key result out of the archive."""
    key_result_id = call.the("key_result_id")
    await call.execute(RestoreKeyResult(key_result_id=key_result_id))
    return _shown(call, key_result_id)


@operation("POST", "/key-results/{id}/move", tag="Key results", body=KeyResultMove, answer=answers.KeyResult,
           may_vanish=True)  # fmt: skip
async def move_key_result(call: Call, body: KeyResultMove, query: NoQuery) -> answers.KeyResult | None:
    """Move a key result among its siblings, or to another objective of the cycle."""
    key_result_id = call.the("key_result_id")
    await call.execute(
        MoveKeyResult(key_result_id=key_result_id, position=body.position, objective_id=body.objective_id)
    )
    return _shown(call, key_result_id)


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


@operation("POST", "/key-results/{id}/check-ins", tag="Check-ins", body=CheckInCreate, answer=answers.CheckIn,
           status=201)  # fmt: skip
async def create_check_in(call: Call, body: CheckInCreate, query: NoQuery) -> answers.CheckIn | None:
    """Check in: a value, a confidence, a note."""
    given = structs.asdict(body)
    check_in_id = call.new_id(given.pop("id"))
    outcome = await call.execute(PostCheckIn(check_in_id=check_in_id, key_result_id=call.the("key_result_id"), **given))
    posted = (getattr(each.event, "check_in", None) for each in outcome.envelopes)
    return next((answers.check_in(each) for each in posted if isinstance(each, CheckIn)), None)


@operation("POST", "/commands", tag="Commands", body=Commands, answer=answers.CommandsOutcome)
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
