"""What was said of a cycle's goals, from the log: check-ins and what was said to them, in the order of posting.
Asks no rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.events import decode_event
from shared.exchange.said_plan import Known
from shared.messages import Id

if TYPE_CHECKING:
    from server.cairn import Cairn

AT_ONCE = 200
"""Objectives of one question."""
_SAID = (
    "SELECT seq, body FROM event WHERE subject IN ({places}) AND kind IN ('check_in.posted', 'check_in.acknowledged') "
    "ORDER BY seq"
)


async def said_of(cairn: Cairn, cycle_ids: Sequence[Id]) -> Known:
    """Of all objectives of these cycles, also of what is archived: who may see what is for the caller."""
    wanted = set(cycle_ids)
    objectives = [each.id for each in cairn.hub.state.objectives.values() if each.cycle_id in wanted]
    found: list[tuple[int, str]] = []
    for start in range(0, len(objectives), AT_ONCE):
        some = objectives[start : start + AT_ONCE]
        rows = await cairn.engine.fetch(_SAID.format(places=", ".join("{}" for _ in some)), *some)
        found += [(row["seq"], row["body"]) for row in rows]
    check_ins: list[CheckIn] = []
    acknowledgements: list[Acknowledgement] = []
    for _, body in sorted(found):
        match decode_event(body):
            case CheckInPosted(check_in=check_in):
                check_ins.append(check_in)
            case CheckInAcknowledged(acknowledgement=acknowledgement):
                acknowledgements.append(acknowledgement)
            case _:
                pass
    return Known(check_ins, acknowledgements)
