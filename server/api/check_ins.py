"""What one owes, and what is said to check-ins, over REST. Declares operations; decides nothing."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, structs

from server.api import answers
from server.api.bodies import body_of
from server.api.calls import Call
from server.api.operations import NoQuery, Page, operation
from server.api.paging import Paged, page
from shared.check_ins.messages import AcknowledgeCheckIn
from shared.check_ins.model import Acknowledgement
from shared.messages import Id, Refused


class OwedQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person_id: Id | None = None
    """Left out: the caller."""


class AcknowledgementsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@operation("GET", "/check-ins/owed", tag="Check-ins", query=OwedQuery, answer=Page[answers.KeyResult])
async def list_owed_check_ins(call: Call, body: None, query: OwedQuery) -> Page[answers.KeyResult]:
    """List the key results that want a check-in now, what is owed longest first.

    The caller's own, or those of `person_id` as far as the caller sees them.
    """
    view, now = call.view, call.now
    person_id = query.person_id or call.identity.person_id
    owed = [((standing.due_at or now).isoformat(), found) for found, standing in view.owed_by(person_id, now)]
    kept, following = page(owed, lambda each: (each[0], each[1].id), query, tuple[str, str])
    return Page(items=[answers.key_result(view, found, now) for _, found in kept], next_cursor=following)


@operation("GET", "/key-results/{id}/acknowledgements", tag="Check-ins", query=AcknowledgementsQuery,
           answer=list[answers.Acknowledgement])  # fmt: skip
async def list_acknowledgements(call: Call, body: None, query: AcknowledgementsQuery) -> list[answers.Acknowledgement]:
    """List what was said to a key result's check-ins, the latest 200 first."""
    key_result_id = call.the("key_result_id")
    if call.view.key_result(key_result_id) is None:
        raise Refused("not_found")
    found = await call.cairn.store.acknowledgements(key_result_id)
    # seen again: rights may have changed while the database was read
    if call.view.key_result(key_result_id) is None:
        raise Refused("not_found")
    return [answers.acknowledgement(each) for each in found]


AcknowledgementCreate = body_of(
    AcknowledgeCheckIn,
    "AcknowledgementCreate",
    makes="acknowledgement_id",
    without={"key_result_id", "check_in_id"},
)


@operation("POST", "/check-ins/{id}/acknowledgements", tag="Check-ins", body=AcknowledgementCreate, body_optional=True,
           answer=answers.Acknowledgement, status=201, commands=(AcknowledgeCheckIn,))  # fmt: skip
async def acknowledge_check_in(call: Call, body: Struct, query: NoQuery) -> answers.Acknowledgement | None:
    """Acknowledge a check-in, with or without a comment. Its author is told.

    For managers of the key result's owner and editors of its objective. Without a comment it is done once: who asks again is
    answered with what they said before.
    """
    check_in_id = call.the("check_in_id")
    check_in = (await call.cairn.store.check_ins_named([check_in_id])).get(check_in_id)
    if check_in is None or call.view.key_result(check_in.key_result_id) is None:
        raise Refused("not_found")
    given: dict[str, Any] = structs.asdict(body)
    acknowledgement_id = call.new_id(given.pop("id"))
    outcome = await call.execute(
        AcknowledgeCheckIn(
            acknowledgement_id=acknowledgement_id,
            key_result_id=check_in.key_result_id,
            check_in_id=check_in_id,
            **given,
        )
    )
    said = [getattr(each.event, "acknowledgement", None) for each in outcome.envelopes]
    said += (await call.cairn.store.readings([check_in_id], call.view.actor.person_id)).values()
    return next((answers.acknowledgement(each) for each in said if isinstance(each, Acknowledgement)), None)
