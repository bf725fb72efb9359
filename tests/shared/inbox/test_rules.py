"""How somebody wants to be told: changed by themselves, seen by nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from shared.events import AnyCommand
from shared.inbox.messages import ChangePreferences, PreferencesChanged
from shared.inbox.model import EntryKind, Preferences
from tests.factories import START, company, uid

ADA = uid("ada")


def test_fields_left_out_stay_and_kinds_are_kept_in_one_order() -> None:
    story = company().tell(ChangePreferences(person_id=ADA, quiet_from=1200), by="ada")
    muted = (EntryKind.MENTION, EntryKind.REMINDER, EntryKind.MENTION)
    assert story.decide(ChangePreferences(person_id=ADA, muted=muted), "ada") == [
        PreferencesChanged(
            preferences=Preferences(
                id=ADA, quiet_from=1200, muted=(EntryKind.REMINDER, EntryKind.MENTION), version=story.state.seq
            )
        )
    ]
    assert story.decide(ChangePreferences(person_id=ADA, quiet_from=1200), "ada") == []


def test_away_and_back() -> None:
    story = company().tell(ChangePreferences(person_id=ADA, away_from=START.date(), away_until=START.date()), by="ada")
    assert story.view("bob").is_away(ADA, START)
    story.do(ChangePreferences(person_id=ADA, away_from=None), "ada")
    assert not story.view("bob").is_away(ADA, START)
    assert story.state.preferences[ADA].away_until is None


@pytest.mark.parametrize(
    ("command", "by", "refusal"),
    [
        (ChangePreferences(person_id=uid("?")), None, ("not_found", "person_id")),
        (ChangePreferences(person_id=ADA, quiet_from=1), "root", ("forbidden", None)),
        (ChangePreferences(person_id=ADA, away_until=date(2026, 1, 1)), "ada", ("preferences.away_from", "away_from")),
        (
            ChangePreferences(person_id=ADA, away_from=date(2026, 1, 2), away_until=date(2026, 1, 1)),
            "ada",
            ("preferences.away_until", "away_until"),
        ),
    ],
)
def test_what_is_not_ones_own_or_makes_no_sense_is_refused(
    command: AnyCommand, by: str | None, refusal: tuple[str, str | None]
) -> None:
    assert company().refusal(command, by) == refusal


def test_nobody_sees_anothers() -> None:
    story = company().tell(ChangePreferences(person_id=ADA, quiet_from=0), by="ada")
    event = story.log[-1].event
    assert story.view("ada").may_see_event(event)
    assert not story.view("root").may_see_event(event)
    preferences = story.view("root").preferences
    assert preferences is not None
    assert preferences.id == uid("root")
