"""An objective's progress over time with what contributes to it: the last moment is what the roll-up says now."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.burn_up import burn_up, contributing
from shared.check_ins.messages import CheckInPosted
from shared.check_ins.model import CheckIn
from shared.objectives.model import Driver, Visibility
from shared.trend import Trend
from tests.factories import START, Story, check_in, company, key_result, link, objective, uid


def tree(driver: Driver = Driver.BOTH) -> Story:
    """Top is rolled up from its own key result and Middle, and Middle from its own and Low."""
    return company().tell(
        objective("Top", driver=driver),
        objective("Middle", driver=Driver.BOTH),
        objective("Low"),
        objective("Beside"),
        key_result("T", "Top"),
        key_result("M", "Middle"),
        key_result("L", "Low"),
        key_result("B", "Beside"),
        link("Middle", "Top", contributes=True, weight=Decimal(3)),
        link("Low", "Middle", contributes=True),
        link("Beside", "Top"),
    )


def said(story: Story) -> list[CheckIn]:
    return [each.event.check_in for each in story.log if isinstance(each.event, CheckInPosted)]


def burnt(story: Story, name: str = "Top") -> Trend:
    return burn_up(story.state, uid(name), said(story), START)


def go(story: Story) -> Story:
    for day, (name, value) in enumerate((("L", 40), ("T", 20), ("M", 60), ("B", 90), ("L", 80)), 1):
        story.now = START + timedelta(days=day)
        story.tell(check_in(name, value))
    return story


@pytest.mark.parametrize("driver", Driver)
def test_the_last_moment_is_the_roll_up(driver: Driver) -> None:
    story = go(tree(driver))
    for name in ("Top", "Middle", "Low"):
        assert burnt(story, name).moments[-1].progress == story.progress(name)


def test_it_moves_with_what_is_two_levels_below() -> None:
    found = burnt(go(tree()))
    assert [each.progress for each in found.moments] == [0, 150_000, 200_000, 425_000, 575_000]
    assert (found.key_result_ids, found.child_ids) == ((uid("T"),), (uid("Middle"),))
    assert found.moments[-1].shares == (50_000, 525_000)
    assert [*found.marks] == [uid("T")]


def test_only_what_counts_is_in_it() -> None:
    story = go(tree())
    assert contributing(story.state, uid("Top")) == [uid("Top"), uid("Middle"), uid("Low")]
    assert burnt(go(tree(Driver.CHILDREN))).key_result_ids == ()
    hidden = company().tell(
        objective("Top", driver=Driver.CHILDREN),
        objective("Mine", visibility=Visibility.PRIVATE),
        key_result("X", "Mine"),
        link("Mine", "Top", contributes=True),
    )
    assert contributing(hidden.state, uid("Top")) == [uid("Top")]


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    story = tree()
    story.now = START + timedelta(days=1)
    story.tell(check_in("L", 40))
    wrong = said(story)[-1]
    story.now = START + timedelta(days=5)
    story.tell(check_in("L", 80, corrects=wrong.id))
    found = burnt(story)
    assert [(each.at, each.progress) for each in found.moments] == [(START, 0), (wrong.at, 300_000)]
