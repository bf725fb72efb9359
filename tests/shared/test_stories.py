"""What must hold after every step of every story: what is folded equals what is assembled, and who looks is woken."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.assemble import assemble
from shared.cycles.messages import CycleChanged, CycleMoved
from shared.events import Envelope, encoder
from shared.heart import Evolved, evolve
from shared.messages import Id, Key, Refused
from shared.rollup import parents
from shared.state import State, Thing
from shared.view import View, objectives_in
from shared.workspace.model import Workspace
from tests.factories import actor
from tests.shared.dice import PEOPLE, Dice
from tests.shared.stories import Told, beginning, command, stories

KINDS = {
    "people": "person",
    "units": "unit",
    "cycles": "cycle",
    "objectives": "objective",
    "key_results": "key_result",
    "links": "link",
    "preferences": "preferences",
    "meetings": "meeting",
}
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assembled(state: State) -> State:
    """The state put together again from nothing but its stored things."""
    return assemble(
        workspace=state.workspace,
        seq=state.seq,
        people=state.people.values(),
        units=state.units.values(),
        cycles=state.cycles.values(),
        objectives=state.objectives.values(),
        key_results=state.key_results.values(),
        links=state.links.values(),
        preferences=state.preferences.values(),
        meetings=state.meetings.values(),
    )


def altered(before: State, after: State) -> set[Thing]:
    """The stored things that differ."""
    things: set[Thing] = {("workspace", after.workspace.id)} if before.workspace != after.workspace else set()
    return things | {(name, each) for name in KINDS for each in _differing(getattr(before, name), getattr(after, name))}


def _differing(before: Any, after: Any) -> set[Any]:
    return {each for each in {*before, *after} if before.get(each) != after.get(each)}


def to_wake(before: State, after: State) -> set[Key]:
    """The keys of everything that a screen could show and that looks different now."""
    keys = {f"{KINDS.get(name, name)}:{thing_id}" for name, thing_id in altered(before, after)}
    old, new = before.index, after.index
    keys |= {f"objective:{each}" for each in _differing(old.progress, new.progress)}
    keys |= {f"goals:{cycle_id}" for cycle_id, _ in _differing(old.groups, new.groups)}
    keys |= {f"key_results:{each}" for each in _differing(old.key_results, new.key_results)}
    keys |= {f"links:{each}" for each in _differing(old.links_from, new.links_from)}
    keys |= {f"links:{each}" for each in _differing(old.links_to, new.links_to)}
    keys |= {f"meetings:{each}" for each in _differing(old.meetings, new.meetings)}
    if (_listed(before), before.units, old.reports) != (_listed(after), after.units, new.reports):
        keys.add("directory")
    if before.cycles != after.cycles:
        keys.add("cycles")
    return keys


def _listed(state: State) -> dict[Id, tuple[Any, ...]]:
    """What lists of people show; an address or a language wakes only who shows the person."""
    return {
        each.id: (each.name, each.latin_name, each.role, each.unit_id, each.manager_id, each.active)
        for each in state.people.values()
    }


def seen(state: State, name: str) -> dict[Key, list[Id]]:
    """What one person's lists show, by the key that wakes each."""
    view = View(state, actor(name))
    lists = {f"goals:{each}": [goal.id for goal in view.goals(each)] for each in state.cycles}
    lists |= {f"key_results:{each}": [result.id for result in view.key_results(each)] for each in state.objectives}
    for each in state.objectives:
        lists[f"links:{each}"] = [link.id for link in (*view.links_up(each), *view.links_down(each))]
    lists |= {f"meetings:{each}": [meeting.id for meeting in view.meetings(each)] for each in state.cycles}
    return {key: ids for key, ids in lists.items() if ids}


def ancestors(state: State, objective_ids: set[Id]) -> set[Id]:
    """These objectives and all into whose roll-up they may count."""
    found: set[Id] = set()
    waiting = list(objective_ids)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(parents(state, each))
    return found


def steps(story: Told) -> list[tuple[State, Envelope, Evolved]]:
    """Every event of a story: the state before, the envelope, what came of it. Refused commands are left out."""
    teller = beginning()
    found = []
    for each, by in story:
        before = teller.state
        first = len(teller.log)
        try:
            done = teller.do(each, by)
        except Refused:
            assert teller.state is before
            continue
        for envelope, evolved in zip(teller.log[first:], done, strict=True):
            found.append((before, envelope, evolved))
            before = evolved.state
    return found


@quick
@given(stories)
def test_a_folded_state_equals_the_one_assembled_from_its_things(story: Told) -> None:
    for _, _, evolved in steps(story):
        again = assembled(evolved.state)
        assert evolved.state.index == again.index
        assert evolved.state == again


@quick
@given(stories)
def test_evolve_leaves_its_input_as_it_was_and_counts_on(story: Told) -> None:
    for before, envelope, evolved in steps(story):
        snapshot = assembled(before)
        again = evolve(before, envelope)
        assert before == snapshot
        assert again == evolved
        assert evolved.state.seq == before.seq + 1


@quick
@given(stories, st.integers(0, 2**32))
def test_deciding_changes_nothing(story: Told, seed: int) -> None:
    teller = beginning()
    for each, by in story:
        with suppress(Refused):
            teller.do(each, by)
    before, snapshot = teller.state, assembled(teller.state)
    with suppress(Refused):
        teller.decide(command(Dice(seed)))
    assert teller.state is before
    assert before == snapshot


@quick
@given(stories)
def test_an_event_names_exactly_the_stored_things_it_altered(story: Told) -> None:
    for before, _, evolved in steps(story):
        assert evolved.stored == altered(before, evolved.state)


@quick
@given(stories)
def test_what_an_event_altered_carries_its_place_in_the_log(story: Told) -> None:
    for _, envelope, evolved in steps(story):
        for name, thing_id in evolved.stored:
            if name not in ("workspace", "key_results"):  # the one has no version; siblings are only numbered anew
                thing = getattr(evolved.state, name).get(thing_id)
                assert thing is None or thing.version == envelope.seq


@quick
@given(stories)
def test_everything_that_looks_different_is_woken(story: Told) -> None:
    for before, envelope, evolved in steps(story):
        assert to_wake(before, evolved.state) <= evolved.touched, envelope.event


@quick
@given(stories)
def test_a_list_that_looks_different_to_anybody_is_woken(story: Told) -> None:
    for before, envelope, evolved in steps(story):
        if "directory" in evolved.touched:  # rights of everybody may have changed: every list asks again
            continue
        for name in PEOPLE:
            different = _differing(seen(before, name), seen(evolved.state, name))
            assert different <= evolved.touched, (name, envelope.event)


@quick
@given(stories)
def test_only_ancestors_are_rolled_up_again(story: Told) -> None:
    for before, envelope, evolved in steps(story):
        if isinstance(envelope.event, CycleChanged | CycleMoved):  # everything within it looks different
            continue
        about = set(objectives_in(envelope.event))
        allowed = ancestors(before, about) | ancestors(evolved.state, about)
        woken = {key.removeprefix("objective:") for key in evolved.touched if key.startswith("objective:")}
        assert woken <= allowed, envelope.event


@quick
@given(stories)
def test_the_first_admin_is_never_lost_and_links_never_loop(story: Told) -> None:
    for _, _, evolved in steps(story):
        state = evolved.state
        assert any(each.role == "admin" and each.active for each in state.people.values())
        for each in state.objectives:
            above = {state.links[link].parent_id for link in state.index.links_from.get(each, ())}
            assert each not in _reachable(state, above)
            assert sum(state.links[link].primary for link in state.index.links_from.get(each, ())) <= 1
        for link in state.links.values():
            assert link.primary or not link.contributes
            home = link.key_result_id and state.key_results[link.key_result_id].objective_id
            assert home in (None, link.parent_id)


def _reachable(state: State, start: set[Id]) -> set[Id]:
    found: set[Id] = set()
    waiting = list(start)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(state.links[link].parent_id for link in state.index.links_from.get(each, ()))
    return found


@quick
@given(stories)
def test_a_log_read_back_from_its_stored_form_leads_to_the_same_state(
    story: Told,
) -> None:
    told = beginning()
    for each, by in story:
        with suppress(Refused):
            told.do(each, by)
    state = State(workspace=Workspace(id="test"))
    for envelope in told.log:
        stored = msgspec.json.decode(encoder.encode(envelope), type=Envelope)
        assert stored == envelope
        state = evolve(state, stored).state
    assert state == told.state
