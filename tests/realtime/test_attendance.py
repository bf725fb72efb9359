"""Who has left a meeting: not who reloads, not before a new instance can know, and told once it is so."""

from __future__ import annotations

import asyncio

import pytest

from realtime.attendance import Attendance
from realtime.broker import MemoryBroker
from realtime.presence import Presence
from shared.messages import Key

pytestmark = pytest.mark.anyio
PLACE = "meeting:1"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_somebody_has_left_once_no_page_of_theirs_was_seen_for_a_while() -> None:
    clock, presence = Clock(), Presence(MemoryBroker(), "a", "acme")
    attendance = Attendance(presence, lambda keys: None, clock=clock)
    presence.enter(PLACE, "one", "ada")
    presence.enter(PLACE, "two", "ada")
    clock.now += 60
    presence.leave(PLACE, "one")
    assert not attendance.has_left(PLACE, "ada"), "another page of hers is there"
    presence.leave(PLACE, "two")
    clock.now += 29
    assert not attendance.has_left(PLACE, "ada"), "she may be reloading"
    presence.enter(PLACE, "three", "ada")
    clock.now += 60
    presence.leave(PLACE, "three")
    assert not attendance.has_left(PLACE, "ada")
    clock.now += 30
    assert attendance.has_left(PLACE, "ada")


async def test_a_new_instance_waits_before_it_says_that_somebody_is_not_there() -> None:
    clock = Clock()
    attendance = Attendance(Presence(MemoryBroker(), "a", "acme"), lambda keys: None, clock=clock)
    assert not attendance.has_left(PLACE, "ada")
    clock.now += 30
    assert attendance.has_left(PLACE, "ada")


async def test_who_shows_the_place_is_told_when_the_wait_is_over() -> None:
    woken: asyncio.Future[list[Key]] = asyncio.get_running_loop().create_future()
    presence = Presence(MemoryBroker(), "a", "acme")
    attendance = Attendance(presence, lambda keys: woken.set_result(list(keys)), patience=0)
    presence.enter(PLACE, "one", "ada")
    presence.leave(PLACE, "one")
    async with asyncio.timeout(20):
        assert await woken == [f"presence:{PLACE}"]
    assert attendance.has_left(PLACE, "ada")
