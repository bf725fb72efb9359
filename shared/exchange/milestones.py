"""What a document calls one of a key result's milestones: its name, or its place (#2) where the name could be another's. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.exchange.names import folded
from shared.key_results.model import Milestone
from shared.messages import Id

_PLACE = re.compile(r"#(\d{1,3})")


def name_of(milestones: Sequence[Milestone], milestone_id: Id) -> str:
    place, found = next((place, each) for place, each in enumerate(milestones, start=1) if each.id == milestone_id)
    return found.name if milestone_called(milestones, found.name) == milestone_id else f"#{place}"


def milestone_called(milestones: Sequence[Milestone], text: str) -> Id | None:
    place = _PLACE.fullmatch(text.strip())
    if place is not None:
        number = int(place[1])
        return milestones[number - 1].id if 0 < number <= len(milestones) else None
    found = [each.id for each in milestones if folded(each.name) == folded(text)]
    return found[0] if len(found) == 1 else None
