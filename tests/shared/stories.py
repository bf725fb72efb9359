"""Random stories: commands over few names, so that they meet. Makes no claims of its own about what must hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from shared.alignment.messages import ChangeLink, LinkObjective, UnlinkObjective
from shared.check_ins.messages import PostCheckIn
from shared.cycles.messages import ChangeCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import UnitKind
from shared.events import AnyCommand
from shared.key_results.messages import (
    AddKeyResult,
    ArchiveKeyResult,
    ChangeKeyResult,
    MoveKeyResult,
    RestoreKeyResult,
)
from shared.key_results.model import Commitment
from shared.messages import UNSET, Role
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CreateObjective,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Driver, Level, Visibility
from shared.workspace.messages import ChangeWorkspace
from shared.workspace.model import Thresholds
from tests.factories import (
    BINARY,
    START,
    Story,
    company,
    cycle,
    decrease,
    increase,
    key_result,
    link,
    maintain,
    milestones,
    objective,
    uid,
)

PEOPLE = ("root", "chen", "wang", "ada", "bob", "dan", "eve", "zoe")
"""Zoe is unknown until a story adds her."""
OBJECTIVES = tuple(f"o{number}" for number in range(7))
KEY_RESULTS = tuple(f"k{number}" for number in range(8))
LINKS = tuple(f"link{number}" for number in range(7))


def beginning() -> Story:
    """A company with a few linked objectives, so that nearly every command has something to meet."""
    return company().tell(
        objective("o0", owner="chen", level=Level.COMPANY, driver=Driver.BOTH),
        objective("o1", owner="wang", unit="marketing", driver=Driver.BOTH),
        objective("o2", unit="brand", visibility=Visibility.TEAM),
        objective("o3", visibility=Visibility.PRIVATE, draft=True),
        objective("o4", owner="dan", cycle_id=uid("q2")),
        key_result("k0", "o1"),
        key_result("k1", "o2", milestones(1, 2)),
        key_result("k2", "o2", BINARY, owner_id=uid("dan")),
        key_result("k3", "o3", maintain(40, 60, 10)),
        link("o2", "o1", link_id=uid("link0"), contributes=True),
        link("o1", "o0", link_id=uid("link1"), contributes=True),
        link("o3", "o1", link_id=uid("link2")),
    )


def _ids(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([uid(name) for name in names])


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value of a field that a change may leave out."""
    return st.just(UNSET) | values


people = _ids(PEOPLE)
units = st.none() | _ids(("marketing", "brand", "engineering", "studio"))
cycles = _ids(("q1", "q2"))
objectives = _ids(OBJECTIVES)
key_results = _ids(KEY_RESULTS)
links = _ids(LINKS)
words = st.sampled_from(["Be loved", "被人喜爱", "  Be loved ", "", "a\x00b"])
reasons = st.sampled_from(["", "agreed"])
versions = st.sampled_from([None, None, None, 1, 20])
numbers = st.sampled_from([Decimal(each) for each in ("0", "0.1", "1", "45", "50", "-3", "1e20")])
weights = st.sampled_from([Decimal(each) for each in ("0", "1", "2.5", "1001")])
measures = st.sampled_from(
    [increase(0, 100), increase(100, 0), decrease(9, 1), maintain(40, 60, 10), milestones(1, 2), milestones(0), BINARY]
)
co_owners = st.lists(people, max_size=2).map(tuple)
places = st.sampled_from(
    [
        (Level.COMPANY, None),
        (Level.PERSON, None),
        (Level.TEAM, uid("brand")),
        (Level.DEPARTMENT, uid("marketing")),
        (Level.TEAM, uid("marketing")),
    ]
)


def _placed(command: AnyCommand) -> st.SearchStrategy[AnyCommand]:
    assert isinstance(command, CreateObjective)
    return places.map(lambda place: replace(command, level=place[0], unit_id=place[1]))


commands: st.SearchStrategy[AnyCommand] = st.one_of(
    st.builds(
        CreateObjective,
        objective_id=objectives,
        cycle_id=cycles,
        title=words,
        level=st.just(Level.PERSON),
        owner_id=people,
        co_owner_ids=co_owners,
        visibility=st.sampled_from(Visibility),
        driver=st.sampled_from(Driver),
        draft=st.booleans(),
    ).flatmap(_placed),
    st.builds(
        ChangeObjective,
        objective_id=objectives,
        title=_some(words),
        level=_some(st.sampled_from(Level)),
        unit_id=_some(units),
        owner_id=_some(people),
        co_owner_ids=_some(co_owners),
        visibility=_some(st.sampled_from(Visibility)),
        driver=_some(st.sampled_from(Driver)),
        reason=reasons,
        if_version=versions,
    ),
    st.builds(PublishObjective, objective_id=objectives, if_version=versions),
    st.builds(ArchiveObjective, objective_id=objectives, if_version=versions),
    st.builds(RestoreObjective, objective_id=objectives),
    st.builds(
        AddKeyResult,
        key_result_id=key_results,
        objective_id=objectives,
        name=words,
        measure=measures,
        owner_id=st.none() | people,
        weight=weights,
        current=st.none() | numbers,
    ),
    st.builds(
        ChangeKeyResult,
        key_result_id=key_results,
        name=_some(words),
        measure=_some(measures),
        owner_id=_some(people),
        weight=_some(weights),
        commitment=_some(st.sampled_from(Commitment)),
        reason=reasons,
        if_version=versions,
    ),
    st.builds(
        MoveKeyResult, key_result_id=key_results, position=st.integers(0, 4), objective_id=st.none() | objectives
    ),
    st.builds(ArchiveKeyResult, key_result_id=key_results, if_version=versions),
    st.builds(RestoreKeyResult, key_result_id=key_results),
    st.builds(
        LinkObjective,
        link_id=links,
        child_id=objectives,
        parent_id=objectives,
        key_result_id=st.none() | key_results,
        primary=st.sampled_from([None, True, False]),
        contributes=st.booleans(),
        weight=weights,
    ),
    st.builds(
        ChangeLink, link_id=links, primary=_some(st.booleans()), contributes=_some(st.booleans()), weight=_some(weights)
    ),
    st.builds(UnlinkObjective, link_id=links),
    st.builds(
        PostCheckIn,
        check_in_id=key_results,
        key_result_id=key_results,
        value=st.none() | numbers,
        done=st.none() | st.lists(_ids(("m0", "m1", "m9")), max_size=2).map(tuple),
        confidence=st.none() | st.integers(0, 10),
        note=st.sampled_from(["", "stuck"]),
        at=st.none() | st.integers(-1, 2).map(lambda days: START + timedelta(days=days)),
    ),
    st.builds(AddPerson, person_id=people, email=st.just("zoe@example.com"), name=words, manager_id=st.none() | people),
    st.builds(
        ChangePerson,
        person_id=people,
        email=_some(st.sampled_from(["ada@example.com", "ADA2@example.com"])),
        role=_some(st.sampled_from(Role)),
        unit_id=_some(units),
        manager_id=_some(st.none() | people),
        active=_some(st.booleans()),
        if_version=versions,
    ),
    st.builds(AddUnit, unit_id=_ids(("brand", "studio")), kind=st.sampled_from(UnitKind), name=words, parent_id=units),
    st.builds(
        ChangeUnit,
        unit_id=_ids(("marketing", "brand", "engineering", "studio")),
        name=_some(words),
        parent_id=_some(units),
        lead_id=_some(st.none() | people),
        archived=_some(st.booleans()),
        if_version=versions,
    ),
    st.sampled_from([cycle("q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)), cycle("q1")]),
    st.builds(ChangeCycle, cycle_id=cycles, name=_some(words), parent_id=_some(st.none() | cycles)),
    st.builds(MoveCycle, cycle_id=cycles, state=st.sampled_from(CycleState)),
    st.builds(
        ChangeWorkspace, name=_some(words), thresholds=_some(numbers.map(lambda each: Thresholds(on_track=each)))
    ),
)
actors = st.sampled_from([None, None, None, "root", "ada", "wang", "chen", "bob", "eve"])
stories = st.lists(st.tuples(commands, actors), min_size=8, max_size=40)
