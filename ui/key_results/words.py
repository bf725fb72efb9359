"""What is said of a key result between two check-ins: how often, whether one is due, and why its status is shown. Draws nothing."""

from __future__ import annotations

from shared.cadence.model import Cadence
from shared.cadence.standing import Standing
from shared.status import Verdict
from ui.text import Text


def how_often(cadence: Cadence, text: Text) -> str:
    day = str(cadence.month_day) if cadence.rhythm == "monthly" else text(f"weekday.{cadence.weekday}")
    return text(f"cadence.{cadence.rhythm.value}", day=day)


def is_due(standing: Standing, text: Text) -> str:
    """One or two words."""
    return text(f"due.{standing.state.value}")


def why(verdict: Verdict, text: Text) -> str:
    """A sentence, and a second one where the owner's word is other than the numbers."""
    params: dict[str, object] = dict(verdict.params)
    if verdict.why == "pace":
        params["share"] = text.percent(verdict.share)
    said = text(f"why.{verdict.why}", **params)
    if not verdict.disagrees or verdict.numbers is None:
        return said
    return f"{said} {text('why.disagrees', status=text(f'status.{verdict.numbers.value}'))}"
