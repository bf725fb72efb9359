"""Roll-ups: what an objective's progress is made of, and that a change costs its ancestors and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.alignment.messages import ChangeLink, UnlinkObjective
from shared.key_results.messages import ArchiveKeyResult, ChangeKeyResult, RestoreKeyResult
from shared.numbers import WHOLE
from shared.objectives.messages import ArchiveObjective, ChangeObjective, PublishObjective, RestoreObjective
from shared.objectives.model import Driver, Visibility
from tests.factories import BINARY, Story, check_in, company, key_result, link, maintain, objective, uid

HALF = WHOLE // 2


def of_key_results(*parts: tuple[str, int | None]) -> Story:
    """An objective with key results of these weights at these percents; None has no value yet."""
    story = company().tell(objective("Be loved"))
    for number, (weight, percent) in enumerate(parts):
        measure = maintain(0, 0, 100) if percent is None else None
        story.do(key_result(f"k{number}", "Be loved", measure, weight=Decimal(weight)))
        if percent is not None:
            story.do(check_in(f"k{number}", percent))
    return story


@pytest.mark.parametrize(
    ("parts", "progress"),
    [
        ([], None),
        ([("1", None)], None),
        ([("1", 0)], 0),
        ([("1", 50), ("1", 100)], 750_000),
        ([("1", 0), ("3", 100)], 750_000),
        ([("0", 100), ("0", 0)], HALF),
        ([("0", 100), ("1", 0)], 0),
        ([("1", 50), ("5", None)], HALF),
        ([("1", 250), ("1", 0)], HALF),
        ([("1", -50), ("1", 100)], HALF),
        ([("0.1", 100), ("0.2", 100), ("0.3", 0)], HALF),
        ([("1", 100), ("1", 0), ("1", 0)], 333_333),
    ],
)
def test_an_objective_is_the_weighted_mean_of_its_key_results(
    parts: list[tuple[str, int | None]], progress: int | None
) -> None:
    assert of_key_results(*parts).progress("Be loved") == progress


def test_an_archived_key_result_does_not_count_until_it_is_restored() -> None:
    story = of_key_results(("1", 0), ("1", 100))
    story.do(ArchiveKeyResult(key_result_id=uid("k0")))
    assert story.progress("Be loved") == WHOLE
    story.do(RestoreKeyResult(key_result_id=uid("k0")))
    assert story.progress("Be loved") == HALF


def family(driver: Driver = Driver.BOTH, **child: Any) -> Story:
    """A parent at 100 % by its own key result, and a contributing child at 0 %."""
    return company().tell(
        objective("parent", driver=driver),
        key_result("own", "parent", BINARY, current=Decimal(1)),
        objective("child", **child),
        key_result("k", "child"),
        link("child", "parent", contributes=True),
    )


@pytest.mark.parametrize(
    ("driver", "progress"), [(Driver.KEY_RESULTS, WHOLE), (Driver.CHILDREN, 0), (Driver.BOTH, HALF)]
)
def test_an_objective_is_driven_by_what_it_chose(driver: Driver, progress: int) -> None:
    assert family(driver).progress("parent") == progress


def test_another_driver_is_rolled_up_at_once() -> None:
    story = family(Driver.KEY_RESULTS)
    story.do(ChangeObjective(objective_id=uid("parent"), driver=Driver.CHILDREN))
    assert story.progress("parent") == 0


def test_a_link_has_a_weight() -> None:
    story = family()
    story.do(ChangeLink(link_id=uid("child > parent"), weight=Decimal(3)))
    assert story.progress("parent") == 250_000


@pytest.mark.parametrize(
    "command",
    [
        ChangeLink(link_id=uid("child > parent"), contributes=False),
        ChangeLink(link_id=uid("child > parent"), primary=False),
        UnlinkObjective(link_id=uid("child > parent")),
        ArchiveObjective(objective_id=uid("child")),
        ArchiveKeyResult(key_result_id=uid("k")),
        ChangeObjective(objective_id=uid("child"), visibility=Visibility.PRIVATE),
        ChangeObjective(objective_id=uid("child"), visibility=Visibility.TEAM),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_child_that_no_longer_contributes_leaves_the_parent_at_once(command: Any) -> None:
    story = family()
    story.do(command)
    assert story.progress("parent") == WHOLE


def test_a_restored_child_counts_again() -> None:
    story = family().tell(ArchiveObjective(objective_id=uid("child")), RestoreObjective(objective_id=uid("child")))
    assert story.progress("parent") == HALF


def test_a_draft_counts_for_its_parent_once_it_is_published() -> None:
    story = family(draft=True)
    assert (story.progress("child"), story.progress("parent")) == (0, WHOLE)
    story.do(PublishObjective(objective_id=uid("child")))
    assert story.progress("parent") == HALF


@pytest.mark.parametrize(
    ("child", "parent", "counts"),
    [
        ({}, {"visibility": Visibility.PRIVATE}, True),
        ({"visibility": Visibility.PRIVATE}, {}, False),
        ({"visibility": Visibility.PRIVATE}, {"visibility": Visibility.PRIVATE}, True),
        ({"visibility": Visibility.PRIVATE}, {"visibility": Visibility.PRIVATE, "owner": "dan"}, False),
        (
            {"visibility": Visibility.PRIVATE},
            {"visibility": Visibility.PRIVATE, "co_owner_ids": (uid("dan"),)},
            False,
        ),
        ({"visibility": Visibility.PRIVATE}, {"visibility": Visibility.TEAM}, False),
        ({"visibility": Visibility.TEAM, "unit": "brand"}, {"visibility": Visibility.TEAM, "unit": "brand"}, True),
        ({"visibility": Visibility.TEAM, "unit": "brand"}, {"visibility": Visibility.TEAM, "unit": "marketing"}, False),
        ({"visibility": Visibility.TEAM}, {"visibility": Visibility.TEAM}, True),
        ({"visibility": Visibility.TEAM}, {"visibility": Visibility.TEAM, "owner": "dan"}, False),
    ],
)
def test_what_fewer_may_see_does_not_leak_into_the_parents_number(
    child: dict[str, Any], parent: dict[str, Any], counts: bool
) -> None:
    story = company().tell(
        objective("parent", driver=Driver.CHILDREN, **parent),
        objective("child", **child),
        key_result("k", "child"),
        link("child", "parent", contributes=True),
    )
    assert story.progress("parent") == (0 if counts else None)


def chain(length: int, others: int = 0) -> Story:
    """o0 supports o1 supports o2 ..., all contributing; and others that have nothing to do with them."""
    story = company()
    for number in range(length):
        story.do(objective(f"o{number}", driver=Driver.BOTH))
        if number:
            story.do(link(f"o{number - 1}", f"o{number}", contributes=True))
    for number in range(others):
        story.tell(objective(f"other{number}"), key_result(f"other k{number}", f"other{number}"))
    return story.tell(key_result("k", "o0"))


def test_a_check_in_is_seen_all_the_way_up() -> None:
    story = chain(6)
    story.do(check_in("k", 50))
    assert [story.progress(f"o{number}") for number in range(6)] == [HALF] * 6


@pytest.mark.parametrize("others", [0, 20])
def test_only_ancestors_are_woken_however_many_others_there_are(others: int) -> None:
    story = chain(4, others)
    (evolved,) = story.do(check_in("k", 50))
    woken = {key for key in evolved.touched if key.startswith("objective:")}
    assert woken == {f"objective:{uid(f'o{number}')}" for number in range(4)}


def test_rolling_up_stops_where_nothing_changes() -> None:
    story = chain(4)
    story.do(ChangeObjective(objective_id=uid("o1"), driver=Driver.KEY_RESULTS))
    (evolved,) = story.do(check_in("k", 50))
    assert {key for key in evolved.touched if key.startswith("objective:")} == {f"objective:{uid('o0')}"}
    assert [story.progress(f"o{number}") for number in range(4)] == [HALF, None, None, None]


def test_what_did_not_change_is_the_same_object() -> None:
    story = chain(2, others=1)
    before = story.state
    story.do(check_in("k", 50))
    assert story.state.objectives is before.objectives
    assert story.state.key_results[uid("other k0")] is before.key_results[uid("other k0")]
    assert story.state.index.groups is before.index.groups


def test_a_changed_measure_is_rolled_up_at_once() -> None:
    story = of_key_results(("1", 50))
    story.do(ChangeKeyResult(key_result_id=uid("k0"), measure=maintain(50, 50), reason="agreed"))
    assert story.progress("Be loved") == WHOLE


def test_a_value_that_means_nothing_in_the_new_measure_is_not_taken_for_a_yes() -> None:
    story = of_key_results(("1", 50))
    story.do(ChangeKeyResult(key_result_id=uid("k0"), measure=BINARY, reason="agreed"))
    assert story.progress("Be loved") == 0
