"""Plans an import off the event loop and carries it out as one command: whole, or but for the rows that cannot come in.

Never writes what was not planned against the state of that moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from server.exchange.said import said_of
from server.exchange.uploads import Upload
from shared.exchange.drafts import Sheet
from shared.exchange.names import folded
from shared.exchange.plan import NOTHING_SAID, Plan, plan
from shared.messages import OPERATOR, Actor, Id, Refused, Role
from shared.policy import active
from shared.view import View

if TYPE_CHECKING:
    from server.cairn import Cairn

TRIES = 5
"""Times that others may change the workspace between the plan and its execution."""


async def planned(cairn: Cairn, upload: Upload, cycle_id: Id | None) -> Plan:
    """What the file would do now. Raises `Refused` for guests and for a cycle that is not there."""
    return (await _planned(cairn, upload, cycle_id))[1]


async def carried_out(
    cairn: Cairn,
    upload: Upload,
    cycle_id: Id | None,
    *,
    partly: bool,
    command_id: str | None = None,
    before: Callable[[Plan], Awaitable[None]] | None = None,
) -> tuple[Plan, bool]:
    """The plan as of when it was done, and whether it was: not when a row cannot come in, unless `partly`.

    `before` is told the plan that is about to be done; under a `command_id` the log knows it.
    """
    async with upload.busy:
        for _ in range(TRIES):
            seq, found = await _planned(cairn, upload, cycle_id)
            if not found.is_whole and not partly:
                return found, False
            if not found.acts:
                return found, True
            authors = [Actor(each.author_id) for each in found.acts] if upload.owner == OPERATOR else []
            if before is not None:
                await before(found)
            try:
                await cairn.executor.execute_all(
                    [each.command for each in found.acts], upload.owner, command_id=command_id, authors=authors
                )
            except Refused as refused:
                if cairn.hub.state.seq == seq or refused.code == "idempotency.reused":
                    raise
                continue
            return found, True
        raise Refused("unavailable")


async def _planned(cairn: Cairn, upload: Upload, cycle_id: Id | None) -> tuple[int, Plan]:
    state = cairn.hub.state
    _refuse(upload.owner, cairn, cycle_id)
    if upload.planned is not None and upload.planned[:2] == (state.seq, cycle_id):
        return state.seq, upload.planned[2]
    sheet = await asyncio.to_thread(upload.sheet)
    said = NOTHING_SAID
    if sheet.check_ins or sheet.acknowledgements:
        said = await said_of(cairn, _cycles(cairn, sheet, upload.owner, cycle_id))
        state = cairn.hub.state
    # the state is a value: it stays as it is while the thread works, whatever happens meanwhile
    found = await asyncio.to_thread(plan, sheet, state, upload.owner, cairn.clock(), cairn.new_id, cycle_id, said)
    upload.planned = (state.seq, cycle_id, found)
    return state.seq, found


def _cycles(cairn: Cairn, sheet: Sheet, actor: Actor, cycle_id: Id | None) -> list[Id]:
    """Those that a document's goals may be in already."""
    state = cairn.hub.state
    current = View(state, actor).receiving_cycle()
    named = {
        folded(each)
        for each in [*(each.cycle or "" for each in sheet.objectives), *(each.name for each in sheet.cycles)]
    }
    usual = cycle_id or (current.id if current is not None else None)
    return [each.id for each in state.cycles.values() if each.id == usual or folded(each.name) in named]


def _refuse(actor: Actor, cairn: Cairn, cycle_id: Id | None) -> None:
    state = cairn.hub.state
    person = active(actor, state)
    if actor != OPERATOR and (person is None or person.role is Role.GUEST):
        raise Refused("forbidden")
    if cycle_id is not None and cycle_id not in state.cycles:
        raise Refused("not_found", field="cycle")


def cycle_called(cairn: Cairn, text: str) -> Id | None:
    """A cycle by its id or its name; None for no text."""
    if not text:
        return None
    cycles = cairn.hub.state.cycles
    found = text if text in cycles else next((each.id for each in cycles.values() if each.name == text.strip()), None)
    if found is None:
        raise Refused("not_found", field="cycle")
    return found
