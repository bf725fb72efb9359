"""Who is reminded when: the rungs, quiet hours, out of office, and a whole quarter hour by hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.directory.messages import ChangePerson
from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences
from shared.inbox.model import EntryKind
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Visibility
from shared.telling.ladder import owing
from tests.factories import Story, check_in, company, key_result, objective, uid

MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
NAMES = {uid(each): each for each in ("root", "chen", "wang", "ada", "bob", "dan")}
Sent = list[tuple[str, str, datetime]]


def given(*more: AnyCommand, **fields: Any) -> Story:
    """All of them in London, so that hours are as they are written."""
    zones = [ChangePerson(person_id=uid(each), time_zone="UTC") for each in ("ada", "wang", "chen", "dan")]
    return company().tell(*zones, objective("Be loved"), key_result("NPS", "Be loved", **fields), *more)


def passed(story: Story, until: datetime, start: datetime = MONDAY - timedelta(days=7), hours: float = 1) -> Sent:
    """What is sent when somebody looks every hour, each entry once, as the inbox keeps it."""
    sent: dict[str, tuple[str, str, datetime]] = {}
    now = start
    while now <= until:
        for each in owing(story.state, uid("NPS"), now).entries:
            sent.setdefault(each.id, (NAMES[each.person_id], each.what, now))
        now += timedelta(hours=hours)
    return list(sent.values())


def days(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def test_the_ladder() -> None:
    assert passed(given(), days(60)) == [
        ("ada", "reminder.due", days(0)),
        ("ada", "reminder.again", days(1)),
        ("wang", "warning.stale", days(3)),
        ("wang", "warning.still_stale", days(7)),
        ("wang", "warning.still_stale", days(14)),
    ]


def test_whoever_looks_late_sends_each_person_the_last_rung_only() -> None:
    found = owing(given().state, uid("NPS"), days(8)).entries
    assert {(NAMES[each.person_id], each.what, each.at) for each in found} == {
        ("ada", "reminder.again", days(1)),
        ("wang", "warning.still_stale", days(7)),
    }


def test_it_says_when_to_look_again() -> None:
    story, now, seen = given(), MONDAY - timedelta(days=7), []
    while (next_at := owing(story.state, uid("NPS"), now).next_at) is not None:
        assert next_at > now
        seen.append(now := next_at)
    assert seen == [days(each) for each in (-1, 0, 1, 3, 7, 14)]


def test_a_check_in_ends_it_until_the_next_date() -> None:
    story = given()
    story.now = days(0.5)
    story.do(check_in("NPS", 1))
    assert passed(story, days(8.5), start=days(0)) == [
        ("ada", "reminder.due", days(7)),
        ("ada", "reminder.again", days(8)),
    ]


def test_quiet_hours_move_to_their_end() -> None:
    story = given(ChangePreferences(person_id=uid("ada"), quiet_from=8 * 60, quiet_until=11 * 60 + 30))
    assert passed(story, days(0.9), hours=0.5) == [("ada", "reminder.due", days(0) + timedelta(hours=2.5))]


def test_quiet_hours_are_those_of_whoever_is_told() -> None:
    story = given(ChangePerson(person_id=uid("wang"), time_zone="America/New_York"))
    # 09:00 in London is 04:00 in New York; 08:00 there is 13:00
    assert passed(story, days(4))[-1] == ("wang", "warning.stale", days(3) + timedelta(hours=4))


def test_out_of_office_reminders_come_the_morning_after_and_only_the_last() -> None:
    away = ChangePreferences(person_id=uid("ada"), away_from=date(2026, 1, 10), away_until=date(2026, 1, 14))
    sent = passed(given(away), days(4))
    assert sent == [
        ("ada", "reminder.again", days(3) - timedelta(hours=1)),  # at eight, when quiet hours end
        ("wang", "warning.stale", days(3)),
    ]


def test_escalations_pass_over_a_manager_who_is_away() -> None:
    away = ChangePreferences(person_id=uid("wang"), away_from=date(2026, 1, 14), away_until=date(2026, 1, 16))
    escalated = [each for each in passed(given(away), days(8)) if each[1].startswith("warning")]
    assert escalated == [("chen", "warning.stale", days(3)), ("wang", "warning.still_stale", days(7))]


def test_who_is_away_without_an_end_hears_nothing() -> None:
    away = ChangePreferences(person_id=uid("ada"), away_from=date(2026, 1, 10))
    assert {who for who, _, _ in passed(given(away), days(20))} == {"wang"}


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ([ChangePerson(person_id=uid("wang"), active=False)], "chen"),
        ([ChangePerson(person_id=uid("ada"), manager_id=None)], "ada"),
        ([ChangeObjective(objective_id=uid("Be loved"), visibility=Visibility.PRIVATE)], "ada"),
    ],
)
def test_somebody_is_always_told_but_only_who_may_see_it(more: list[AnyCommand], who: str) -> None:
    assert passed(given(*more), days(3.5))[-1][:2] == (who, "warning.stale")


def test_who_has_left_is_not_reminded_but_the_objectives_owner_is() -> None:
    story = given(ChangeObjective(objective_id=uid("Be loved"), owner_id=uid("dan")))
    story.do(ChangePerson(person_id=uid("ada"), active=False))
    assert passed(story, days(0.5)) == [("dan", "reminder.due", days(0))]


def test_what_is_muted_does_not_come() -> None:
    story = given(ChangePreferences(person_id=uid("ada"), muted=(EntryKind.REMINDER,)))
    assert {who for who, _, _ in passed(story, days(20))} == {"wang"}


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Berlin", datetime(2026, 3, 23, 8, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 2, 14, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC)),
    ],
)
def test_it_is_nine_there_before_and_after_the_change(zone: str, before: datetime, after: datetime) -> None:
    story = given(ChangePerson(person_id=uid("ada"), time_zone=zone))
    story.now = before - timedelta(days=2)
    story.do(check_in("NPS", 1))
    assert passed(story, before + timedelta(hours=5), start=before - timedelta(hours=5))[0] == (
        "ada",
        "reminder.due",
        before,
    )
    story.now = before + timedelta(days=1)
    story.do(check_in("NPS", 2))
    assert passed(story, after + timedelta(hours=5), start=after - timedelta(hours=5))[0] == (
        "ada",
        "reminder.due",
        after,
    )


def test_a_whole_quarter_of_somebody_who_never_checks_in_late() -> None:
    """Every Monday one reminder, answered within the hour; nobody else ever hears of it."""
    story = given()
    sent: list[tuple[str, datetime]] = []
    now = MONDAY - timedelta(days=7)
    while now < datetime(2026, 4, 10, tzinfo=UTC):
        for each in owing(story.state, uid("NPS"), now).entries:
            sent.append((NAMES[each.person_id], each.at))
            story.now = now + timedelta(minutes=30)
            story.do(check_in("NPS", len(sent)))
        now += timedelta(hours=1)
    assert sent == [("ada", days(7 * week)) for week in range(12)]
