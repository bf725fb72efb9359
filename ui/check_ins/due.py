"""When a check-in is due, in words. Draws nothing."""

from __future__ import annotations

from datetime import datetime

from shared.cadence.standing import DueState, Standing
from ui.text import Text


def due_words(standing: Standing, now: datetime, text: Text) -> str:
    """ "2 days overdue", "due today": the owner's days; what lies ahead is said to owners only, in their own."""
    if standing.due_at is None:
        return text(f"due.{standing.state.value}")
    if standing.state in (DueState.OVERDUE, DueState.STALE):
        return text("due.days_over", n=standing.overdue_days) if standing.overdue_days else text("due.today")
    days = (text.today(standing.due_at) - text.today(now)).days
    if days <= 1:
        return text("due.today" if days <= 0 else "due.tomorrow")
    return text("due.on", day=text.day(text.today(standing.due_at)))
