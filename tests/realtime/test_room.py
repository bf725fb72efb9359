"""A room applies each event once and in order, in whatever order, however often and in whatever portions it is told."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime import room as rooms
from realtime.room import Room
from shared.events import Envelope
from tests.realtime.network import LOG, folded

BASE = len(LOG) - 5
BEFORE, NEXT = folded(LOG[:BASE]), LOG[BASE:]


def told(room: Room, *portions: tuple[Envelope, ...]) -> list[int]:
    """Positions of what was applied, checked to lead from state to state."""
    seqs = []
    for portion in portions:
        for envelope, evolved in room.receive(portion):
            assert evolved.state == folded(LOG[: envelope.seq])
            seqs.append(envelope.seq)
    return seqs


def known(seqs: set[int]) -> int:
    """How far one gets without a gap."""
    top = BASE
    while top + 1 in seqs:
        top += 1
    return top


@pytest.mark.parametrize("length", range(6))
def test_every_order_leads_to_the_same_state(length: int) -> None:
    for order in permutations(NEXT[:length]):
        room = Room(BEFORE)
        assert told(room, *((each,) for each in order)) == [*range(BASE + 1, BASE + 1 + length)]
        assert room.state == folded(LOG[: BASE + length])
        assert not room.has_gap
        room = Room(BEFORE)
        assert told(room, order) == [*range(BASE + 1, BASE + 1 + length)]


def test_every_repetition_and_gap_leads_as_far_as_there_is_no_gap() -> None:
    for heard in product(NEXT[:4], repeat=4):
        room = Room(BEFORE)
        seqs = {each.seq for each in heard}
        top = known(seqs)
        assert told(room, *((each,) for each in heard)) == [*range(BASE + 1, top + 1)]
        assert room.state == folded(LOG[:top])
        assert room.has_gap == (max(seqs) > top)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LOG), max_size=12), max_size=12))
def test_any_portions_of_a_longer_log(portions: list[list[Envelope]]) -> None:
    start = 20
    room = Room(folded(LOG[:start]))
    applied = told(room, *(tuple(each) for each in portions))
    assert applied == [*range(start + 1, room.state.seq + 1)]
    assert room.state == folded(LOG[: room.state.seq])
    heard = {each.seq for portion in portions for each in portion}
    assert room.state.seq + 1 not in heard
    assert room.has_gap == any(seq > room.state.seq for seq in heard)


def test_what_waits_is_bounded_and_what_comes_next_is_still_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_WAITING", 2)
    room = Room(BEFORE)
    assert told(room, NEXT[2:]) == []
    assert len(room._waiting) == 2
    assert told(room, NEXT[:1]) == [BASE + 1]
    assert told(room, NEXT) == [*range(BASE + 2, BASE + 6)]
    assert not room.has_gap


def test_a_reset_keeps_what_is_newer() -> None:
    room = Room(BEFORE)
    told(room, (NEXT[1], NEXT[3], NEXT[4]))
    room.reset(folded(LOG[: BASE + 3]))
    assert told(room, ()) == [BASE + 4, BASE + 5]
    assert room.state == folded(LOG)
    assert not room.has_gap


def test_a_reset_to_an_older_state_forgets_what_waited() -> None:
    room = Room(BEFORE)
    told(room, (NEXT[1],))
    room.reset(folded(LOG[: BASE - 1]))
    assert not room.has_gap
    assert told(room, (LOG[BASE - 1], *NEXT)) == [*range(BASE, BASE + 6)]
