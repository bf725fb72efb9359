"""The ends of the calendar are refused at the door: past them a reckoning of days would fail, for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.cycles.messages import ChangeCycle
from shared.days import check_day, check_moment
from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences
from shared.meetings.commands import PlanMeeting, RecordAction
from shared.messages import Refused
from tests.factories import check_in, company, cycle, key_result, objective, uid

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
ADA, EAST = uid("ada"), timezone(timedelta(hours=14))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (cycle("Ancient", starts_on=FIRST, ends_on=FIRST), "starts_on"),
        (cycle("Last", starts_on=date(2999, 12, 1), ends_on=date(3000, 1, 1)), "ends_on"),
        (ChangeCycle(cycle_id=uid("q2"), starts_on=LAST, ends_on=LAST), "starts_on"),
        (ChangePreferences(person_id=ADA, away_from=FIRST), "away_from"),
        (ChangePreferences(person_id=ADA, away_from=date(2026, 1, 1), away_until=LAST), "away_until"),
        (check_in("NPS", 1, at=datetime(1, 1, 1, tzinfo=UTC)), "at"),
        (check_in("NPS", 1, at=datetime(1, 1, 1, tzinfo=EAST)), "at"),
        (
            RecordAction(
                meeting_id=uid("m"),
                objective_id=uid("goal"),
                action_id=uid("a"),
                text="x",
                owner_id=ADA,
                due_on=LAST,
            ),
            "due_on",
        ),
    ],
)
def test_a_day_beyond_all_plans_is_refused(command: AnyCommand, field: str) -> None:
    story = company().tell(objective("goal"), key_result("NPS", "goal"))
    story.do(PlanMeeting(meeting_id=uid("m"), cycle_id=uid("q1"), title="x", objective_ids=(uid("goal"),)), "ada")
    by = "ada" if isinstance(command, ChangePreferences) else "root"
    assert story.refusal(command, by) == ("date.range", field)


@pytest.mark.parametrize("check", [check_day, lambda day, field: check_moment(moment(day), field)])
def test_the_bounds_themselves_are_days(check: Any) -> None:
    check(date(1970, 1, 1), "day")
    check(date(2999, 12, 31), "day")
    for day in (date(1969, 12, 31), date(3000, 1, 1)):
        with pytest.raises(Refused):
            check(day, "day")


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
