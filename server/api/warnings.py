"""What is in trouble, and units side by side, over REST. Declares operations; decides nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from server.api import answers
from server.api.answers import Answer, share
from server.api.calls import Call
from server.api.operations import NoQuery, operation
from server.api.paging import Limit
from shared.cycles.model import Cycle
from shared.messages import Id, Refused
from shared.state import find
from ui.warnings.loaded import hidden_from, key_of
from ui.warnings.scope import looked, scope_of
from ui.warnings.tally import COLUMNS, compared, tallies


class WarningsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cycle: Annotated[Id, Meta(description="Left out: the current one.")] | None = None
    limit: Limit = 50


class UnitCompared(Answer, frozen=True, kw_only=True):
    """How many key results of published objectives of a unit, and of those inside it, stand how; `progress` is the mean of
    the objectives that have any, `punctual` the share of dates answered in time. `depth` 0 is a department."""

    unit_id: Id
    depth: int
    counts: dict[str, int]
    progress: Decimal | None
    confidence: Decimal | None
    punctual: Decimal | None


def _cycle(call: Call, cycle_id: Id | None) -> Cycle:
    view = call.view
    found = view.current_cycle() if cycle_id is None else view.state.cycles.get(cycle_id)
    if found is None:
        raise Refused("not_found", field="cycle")
    return found


@operation("GET", "/warnings", tag="Check-ins", query=WarningsQuery, answer=list[answers.KeyResult])
async def list_warnings(call: Call, body: None, query: WarningsQuery) -> list[answers.KeyResult]:
    """List the key results in trouble that the caller answers for, the worst first.

    Red flags, off track, stale and at risk: one's own, those of one's reports and units; all for admins and for whoever is
    above everybody. `why`, `standing` and `escalations` say more.
    """
    survey = await call.cairn.surveys.of(_cycle(call, query.cycle).id)
    view = call.view
    found = looked(key_of(survey), hidden_from(view, survey), scope_of(view)).troubles[: query.limit]
    seen = (view.key_result(each.key_result.id) for each in found)
    return [answers.key_result(view, each, call.now) for each in seen if each is not None]


@operation("GET", "/cycles/{id}/comparison", tag="Cycles", answer=list[UnitCompared])
async def compare_units(call: Call, body: None, query: NoQuery) -> list[UnitCompared]:
    """Compare departments and teams: how their key results stand, and how far their objectives are."""
    cycle = find(call.view.state.cycles, call.the("cycle_id"), "cycle_id")
    survey = await call.cairn.surveys.of(cycle.id)
    view = call.view
    return [
        UnitCompared(
            unit_id=each.thing.id,
            depth=each.depth,
            counts={name: number for (name, _, _), number in zip(COLUMNS, each.tally.counts, strict=True)},
            progress=_share(each.tally.progress),
            confidence=None if each.tally.confidence is None else Decimal(each.tally.confidence) / 10,
            punctual=_share(each.tally.punctual),
        )
        for each in compared(view, tallies(key_of(survey), hidden_from(view, survey)))
    ]


def _share(ppm: int | None) -> Decimal | None:
    return None if ppm is None else share(ppm)
