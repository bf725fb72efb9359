"""Links: given what is, when a command comes, then these events, or a refusal that names the field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from shared.alignment.messages import ChangeLink, LinkChanged, ObjectiveLinked, ObjectiveUnlinked, UnlinkObjective
from shared.alignment.model import Link
from shared.alignment.rules import MOST
from shared.cycles.messages import MoveCycle
from shared.cycles.model import CycleState
from shared.events import AnyCommand
from shared.key_results.messages import ArchiveKeyResult
from shared.objectives.messages import ArchiveObjective
from tests.factories import Story, company, key_result, link, objective, uid

AB = uid("a > b")


def given(*more: AnyCommand) -> Story:
    """a supports b supports c; d stands alone in another cycle."""
    return company().tell(
        objective("a"),
        objective("b"),
        objective("c"),
        objective("d", cycle_id=uid("q2")),
        key_result("kb", "b"),
        link("a", "b"),
        link("b", "c"),
        *more,
    )


def made(child: str, parent: str, *, primary: bool = False, contributes: bool = False) -> Link:
    return Link(
        id=uid(f"{child} > {parent}"),
        child_id=uid(child),
        parent_id=uid(parent),
        primary=primary,
        contributes=contributes,
    )


def test_the_first_link_is_the_primary_one_and_further_ones_are_not() -> None:
    story = given()
    assert story.decide(link("c", "d")) == [ObjectiveLinked(link=made("c", "d", primary=True))]
    assert story.decide(link("a", "c")) == [ObjectiveLinked(link=made("a", "c"))]


def test_another_cycles_objective_may_be_supported() -> None:
    assert given().decide(link("a", "d"))


def test_a_new_primary_link_takes_that_from_the_old_one() -> None:
    story = given(ChangeLink(link_id=AB, contributes=True))
    old = story.state.links[AB]
    assert story.decide(link("a", "c", primary=True, contributes=True)) == [
        LinkChanged(before=old, after=replace(old, primary=False, contributes=False)),
        ObjectiveLinked(link=made("a", "c", primary=True, contributes=True)),
    ]


def test_a_link_that_becomes_primary_takes_that_from_the_old_one() -> None:
    story = given(link("a", "c"))
    story.do(ChangeLink(link_id=uid("a > c"), primary=True))
    assert [link.primary for link in (story.state.links[AB], story.state.links[uid("a > c")])] == [False, True]


def test_a_link_that_is_no_longer_primary_contributes_no_more() -> None:
    story = given(ChangeLink(link_id=AB, contributes=True), ChangeLink(link_id=AB, primary=False))
    assert not story.state.links[AB].contributes


def test_a_change_that_changes_nothing_leads_to_nothing() -> None:
    assert given().decide(ChangeLink(link_id=AB, primary=True, weight=Decimal("1.0"))) == []


def test_unlinking_leaves_no_trace_in_the_lists() -> None:
    story = given()
    found = story.state.links[AB]
    (evolved,) = story.do(UnlinkObjective(link_id=AB))
    assert story.log[-1].event == ObjectiveUnlinked(link=found)
    assert {f"links:{uid('a')}", f"links:{uid('b')}"} <= evolved.touched
    assert uid("a") not in story.state.index.links_from
    assert uid("b") not in story.state.index.links_to


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (link("a", "b", link_id=uid("new")), ("link.exists", "parent_id")),
        (link("a", "c", link_id=AB), ("taken", "link_id")),
        (link("?", "a"), ("not_found", "child_id")),
        (link("a", "?"), ("not_found", "parent_id")),
        (link("a", "a"), ("link.loop", "parent_id")),
        (link("b", "a"), ("link.loop", "parent_id")),
        (link("c", "a"), ("link.loop", "parent_id")),
        (link("a", "c", key_result_id=uid("?")), ("not_found", "key_result_id")),
        (link("a", "c", key_result_id=uid("kb")), ("link.foreign_key_result", "key_result_id")),
        (link("a", "c", contributes=True), ("link.contributes_primary", "contributes")),
        (link("a", "c", primary=False, contributes=True), ("link.contributes_primary", "contributes")),
        (link("a", "c", weight=Decimal(-1)), ("weight.range", "weight")),
        (ChangeLink(link_id=uid("?")), ("not_found", "link_id")),
        (ChangeLink(link_id=AB, weight=Decimal("NaN")), ("number.finite", "weight")),
        (ChangeLink(link_id=AB, primary=False, contributes=True), ("link.contributes_primary", "contributes")),
        (UnlinkObjective(link_id=uid("?")), ("not_found", "link_id")),
    ],
)
def test_an_unsound_link_is_refused(command: AnyCommand, refusal: tuple[str, str]) -> None:
    assert given().refusal(command) == refusal


def test_one_objective_may_support_another_and_its_key_result() -> None:
    assert given().decide(link("a", "b", link_id=uid("new"), key_result_id=uid("kb")))


def test_an_archived_key_result_is_not_supported() -> None:
    story = given(ArchiveKeyResult(key_result_id=uid("kb")))
    command = link("a", "b", link_id=uid("new"), key_result_id=uid("kb"))
    assert story.refusal(command) == ("link.foreign_key_result", "key_result_id")


def test_archived_objectives_are_neither_linked_nor_supported() -> None:
    story = given(ArchiveObjective(objective_id=uid("c")))
    assert story.refusal(link("a", "c")) == ("objective.archived", "parent_id")
    assert story.refusal(link("c", "d")) == ("objective.archived", "child_id")


@pytest.mark.parametrize("command", [ChangeLink(link_id=AB, contributes=True), UnlinkObjective(link_id=AB)])
def test_a_frozen_cycle_keeps_its_links(command: AnyCommand) -> None:
    story = given(MoveCycle(cycle_id=uid("q1"), state=CycleState.CLOSING))
    assert story.refusal(command) == ("cycle.closing", "link_id")
    assert story.refusal(link("a", "c")) == ("cycle.closing", "child_id")


def test_an_objective_supports_only_so_many() -> None:
    story = company().tell(objective("a"))
    for number in range(MOST):
        story.tell(objective(f"p{number}"), link("a", f"p{number}"))
    story.do(objective("one more"))
    assert story.refusal(link("a", "one more")) == ("link.too_many", "child_id")
