"""Who is where: at once on one instance, through a lossy broker on others, and for as long as somebody speaks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from realtime.broker import Heard, MemoryBroker, Missed, RedisBroker
from realtime.presence import EXPIRES, Presence
from shared.messages import Key
from tests.factories import uid
from tests.realtime.network import until

PLACE, ELSEWHERE = "objective:1", "meeting:2"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Lossy(MemoryBroker):
    """Loses everything while `lost`."""

    lost = False

    def publish(self, channel: str, message: bytes) -> None:
        if not self.lost:
            super().publish(channel, message)

    def subscribe(self, channel: str, heard: Heard, missed: Missed) -> None:
        self.reconnected: Callable[[], None] = missed
        super().subscribe(channel, heard, missed)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def broker() -> Lossy:
    return Lossy()


def presence(broker: Lossy, clock: Clock, name: str, workspace: str = "acme") -> Presence:
    return Presence(broker, name, workspace, clock=clock)


def names(there: Presence, place: str = PLACE) -> list[str]:
    known = {uid(name): name for name in ("ada", "bob", "dan")}
    return [known[each.person_id] for each in there.here(place)]


def test_pages_come_move_and_go(broker: Lossy, clock: Clock) -> None:
    here, woken = presence(broker, clock, "a"), list[frozenset[Key]]()
    stop = here.listen(woken.append)
    here.enter(PLACE, "t1", uid("ada"), "/o/1")
    here.enter(PLACE, "t2", uid("bob"), "/o/1")
    here.enter(PLACE, "t1", uid("ada"), "/o/1")
    assert names(here) == ["ada", "bob"]
    here.enter(PLACE, "t1", uid("ada"), "/o/1?side=history")
    assert names(here) == ["bob", "ada"], "who moved last is last"
    here.enter(ELSEWHERE, "t1", uid("ada"))
    here.leave(PLACE, "t1")
    here.leave(PLACE, "t1")
    assert names(here) == ["bob"]
    assert names(here, ELSEWHERE) == ["ada"]
    assert [sorted(each) for each in woken] == [[f"presence:{each}"] for each in (PLACE,) * 3 + (ELSEWHERE, PLACE)]
    stop()
    here.leave(PLACE, "t2")
    assert len(woken) == 5


def test_two_instances_see_each_other_at_once(broker: Lossy, clock: Clock) -> None:
    one, two = presence(broker, clock, "a"), presence(broker, clock, "b")
    woken: list[frozenset[Key]] = []
    two.listen(woken.append)
    one.enter(PLACE, "t1", uid("ada"))
    two.enter(PLACE, "t2", uid("bob"))
    one.enter(PLACE, "t1", uid("ada"), "/elsewhere")
    assert names(one) == names(two) == ["bob", "ada"], "the order of moves is the same everywhere"
    one.leave(PLACE, "t1")
    assert names(two) == ["bob"]
    assert woken == [frozenset({f"presence:{PLACE}"})] * 4


def test_an_instance_that_falls_silent_is_gone_after_half_a_minute(broker: Lossy, clock: Clock) -> None:
    one, two = presence(broker, clock, "a"), presence(broker, clock, "b")
    one.enter(PLACE, "t1", uid("ada"))
    clock.now += EXPIRES - 1
    two.tick()
    assert names(two) == ["ada"]
    woken: list[frozenset[Key]] = []
    two.listen(woken.append)
    clock.now += 1
    assert names(two) == []
    two.tick()
    assert woken == [frozenset({f"presence:{PLACE}"})]
    assert names(one) == ["ada"], "one's own pages live as long as their sockets"


def test_speaking_keeps_pages_there(broker: Lossy, clock: Clock) -> None:
    one, two = presence(broker, clock, "a"), presence(broker, clock, "b")
    one.enter(PLACE, "t1", uid("ada"))
    for _ in range(10):
        clock.now += EXPIRES / 3
        one.tick()
        two.tick()
    assert names(two) == ["ada"]


def test_what_the_broker_lost_is_put_right_by_the_next_beat(broker: Lossy, clock: Clock) -> None:
    one, two = presence(broker, clock, "a"), presence(broker, clock, "b")
    one.enter(PLACE, "t1", uid("ada"))
    broker.lost = True
    one.leave(PLACE, "t1")
    one.enter(PLACE, "t3", uid("dan"))
    assert names(two) == ["ada"]
    broker.lost = False
    one.tick()
    assert names(two) == ["dan"]


def test_who_comes_new_or_back_asks_the_others(broker: Lossy, clock: Clock) -> None:
    one = presence(broker, clock, "a")
    one.enter(PLACE, "t1", uid("ada"))
    two = presence(broker, clock, "b")
    assert names(two) == []
    broker.reconnected()
    assert names(two) == ["ada"]


@pytest.mark.anyio
async def test_an_instance_that_stops_takes_its_pages_with_it(broker: Lossy, clock: Clock) -> None:
    one, two = presence(broker, clock, "a"), presence(broker, clock, "b")
    await one.start("acme")
    one.enter(PLACE, "t1", uid("ada"))
    assert names(two) == ["ada"]
    await one.stop()
    assert names(two) == []


def test_other_workspaces_and_noise_are_not_listened_to(broker: Lossy, clock: Clock) -> None:
    one, other = presence(broker, clock, "a"), presence(broker, clock, "b", "another")
    one.enter(PLACE, "t1", uid("ada"))
    assert names(other) == []
    broker.publish("presence", b"noise")
    assert names(one) == ["ada"]


@pytest.mark.anyio
async def test_two_processes_see_each_other_through_redis(redis_url: str) -> None:
    brokers = [RedisBroker(redis_url), RedisBroker(redis_url)]
    one, two = (Presence(each, name) for each, name in zip(brokers, "ab", strict=True))
    for each in brokers:
        await each.start()
    try:
        await one.start("acme")
        one.enter(PLACE, "t1", uid("ada"), "/o/1")
        await two.start("acme")
        await until(lambda: names(two) == ["ada"])
        two.enter(PLACE, "t2", uid("bob"))
        await until(lambda: names(one) == ["ada", "bob"])
        await one.stop()
        await until(lambda: names(two) == ["bob"])
    finally:
        await two.stop()
        for each in brokers:
            await each.stop()
