"""From a key result as somebody wrote it to the measure it means. Guesses nothing: no kind, no measure."""

from __future__ import annotations

from collections.abc import Callable

from shared.exchange.drafts import KeyResultDraft
from shared.key_results.model import Kind, Measure, Milestone
from shared.messages import Id


def measure_of(draft: KeyResultDraft, new_id: Callable[[], Id]) -> Measure | None:
    """The measure, for `check_measure` to judge; None where the text names no kind."""
    if draft.kind is None:
        return None
    return Measure(
        kind=Kind(draft.kind),
        baseline=draft.baseline,
        target=draft.target,
        low=draft.low,
        high=draft.high,
        tolerance=draft.tolerance,
        unit=draft.unit or "",
        milestones=tuple(
            Milestone(id=new_id(), name=each.name, weight=each.weight, done=each.done) for each in draft.milestones
        ),
    )
