"""Reads a key result as it is typed ("渠道线索成本 ¥86 → ¥60, 林小雨") and shows what was understood. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from reactpy import html

from shared.exchange.drafts import KeyResultDraft
from shared.exchange.measures import measure_of
from shared.exchange.phrases import read_key_result
from shared.key_results.measures import check_measure
from shared.key_results.messages import AddKeyResult
from shared.key_results.model import Commitment, Kind, Measure
from shared.messages import Id, Refused
from shared.state import State
from ui.text import Text


class Reading(Struct, frozen=True):
    """`measure` is None where the line says no number, `refusal` why a measure makes no sense."""

    draft: KeyResultDraft
    measure: Measure | None
    owner_id: Id | None
    refusal: Refused | None = None

    def chips(self, text: Text) -> Any:
        """What was understood, as small labels; or that no number was found."""
        if not self.draft.name:
            return html.p({"className": "read"}, html.span(text("key_result.hint")))
        if self.refusal is not None:
            return html.p({"className": "read unsure"}, text.refusal(self.refusal))
        if self.measure is None:
            return html.p({"className": "read unsure"}, text("key_result.no_number"))
        found = [("chip.name", self.draft.name), ("chip.kind", text(f"kind.{self.measure.kind.value}"))]
        if self.measure.kind is not Kind.BINARY:
            found.append(("chip.goal", text.goal(self.measure)))
        if self.draft.owner and self.owner_id is not None:
            found.append(("chip.owner", self.draft.owner))
        if self.draft.weight is not None:
            found.append(("chip.weight", text.number(self.draft.weight)))
        if self.draft.commitment is not None:
            found.append(("chip.commitment", text(f"commitment.{self.draft.commitment}")))
        return html.p(
            {"className": "read"},
            *(html.span({"className": "chip", "data-label": text(name), "key": name}, value) for name, value in found),
        )


def read_line(line: str, state: State) -> Reading:
    """What a line means in this workspace: people are known by either of their names. Never raises."""
    people = {
        name: each.id for each in state.people.values() if each.active for name in _names(each.name, each.latin_name)
    }
    draft, _ = read_key_result(line, known=tuple(people))
    draft = _bounded(draft, line)
    owner_id = people.get(draft.owner) if draft.owner else None
    try:
        # ids of milestones are given when the key result is made
        measure = measure_of(draft, _counted())
        return Reading(draft, None if measure is None else check_measure(measure), owner_id)
    except Refused as refusal:
        return Reading(draft, None, owner_id, refusal)


def command_for(reading: Reading, objective_id: Id, key_result_id: Id, new_id: Callable[[], Id]) -> AddKeyResult:
    """The command that adds what was read. The reading has a measure."""
    measure = measure_of(reading.draft, new_id)
    assert measure is not None
    draft = reading.draft
    return AddKeyResult(
        key_result_id=key_result_id,
        objective_id=objective_id,
        name=draft.name,
        measure=measure,
        owner_id=reading.owner_id,
        commitment=Commitment(draft.commitment) if draft.commitment else Commitment.ASPIRATIONAL,
        weight=Decimal(1) if draft.weight is None else draft.weight,
    )


def _bounded(draft: KeyResultDraft, line: str) -> KeyResultDraft:
    """A bare bound ("satisfaction ≥ 95%") is a band to stay in; whoever types sees that and can say otherwise."""
    if draft.kind is not None or draft.target is None or draft.baseline is not None:
        return draft
    if _AT_LEAST.search(line):
        return replace(draft, kind="maintain", low=draft.target, target=None)
    if _AT_MOST.search(line):
        return replace(draft, kind="maintain", high=draft.target, target=None)
    return draft


_AT_LEAST = re.compile(r"[≥⩾≧]|>=|不低于|不少于|至少|以上|at least|no less than", re.IGNORECASE)
_AT_MOST = re.compile(r"[≤⩽≦]|<=|不高于|不超过|至多|最多|以内|以下|at most|no more than", re.IGNORECASE)


def _names(*names: str) -> list[str]:
    return [name for name in names if name]


def _counted() -> Callable[[], Id]:
    numbers = iter(range(10_000))
    return lambda: f"00000000-0000-0000-0000-{next(numbers):012d}"
