"""The part of an update that builds on nothing that is missing. Applies nothing, and checks no more than its reader does.

Who was told of something before what it builds on keeps it back, unseen, and puts it into every answer: it is somebody
else's, and it may be that nobody can ever say what is missing. Their own words must not wait for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from heapq import heappop, heappush

from msgspec import Struct

from realtime.writing.contents import Ranges, read_deleted, read_run
from realtime.writing.wire import Reader, uint

Missing = dict[int, int]
"""By client, the clock from which on more of an answer could be taken."""


class _Run(Struct, frozen=True):
    begin: int
    end: int
    needs: tuple[tuple[int, int], ...]
    written: bytes


def within_reach(update: bytes, known: Mapping[int, int]) -> tuple[bytes, Missing]:
    """Of an update that was read before."""
    reader = Reader(update)
    runs = dict(_runs(reader, update) for _ in range(reader.uint()))
    deleted = read_deleted(reader, {})
    state = dict(known)
    reached = dict.fromkeys(runs, 0)
    waiting: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    """By client: from which clock on who can go on."""
    ready = list(runs)
    while ready:
        client = ready.pop()
        for run in runs[client][reached[client] :]:
            lacking = next(((each, clock) for each, clock in run.needs if clock > state.get(each, 0)), None)
            if lacking is not None:
                heappush(waiting[lacking[0]], (lacking[1], client))
                break
            state[client] = max(state.get(client, 0), run.end)
            reached[client] += 1
        others = waiting[client]
        while others and others[0][0] <= state.get(client, 0):
            ready.append(heappop(others)[1])
    taken = {
        client: [run for run in runs[client][:count] if run.end > known.get(client, 0)]
        for client, count in reached.items()
    }
    missing = {client: others[0][0] for client, others in waiting.items() if others}
    for client, ranges in deleted.items():
        for _, end in ranges:
            if end > state.get(client, 0):
                missing[client] = min(end, missing.get(client, end))
    return _update({client: found for client, found in taken.items() if found}, _within(deleted, state)), missing


def _runs(reader: Reader, update: bytes) -> tuple[int, list[_Run]]:
    count, client, clock = reader.uint(), reader.uint(), reader.uint()
    found: list[_Run] = []
    for _ in range(count):
        place = reader.place
        needs: dict[int, int] = {}
        is_hole, _, units = read_run(reader, needs)
        if not is_hole:
            all_needs = ((client, clock), *needs.items())
            found.append(_Run(clock, clock + units, all_needs, update[place : reader.place]))
        clock += units
    return client, found


def _within(deleted: Ranges, state: Mapping[int, int]) -> Ranges:
    found: dict[int, list[tuple[int, int]]] = {}
    for client, ranges in deleted.items():
        known = state.get(client, 0)
        if kept := [(begin, min(end, known)) for begin, end in ranges if begin < known]:
            found[client] = kept
    return found


def _update(taken: Mapping[int, list[_Run]], deleted: Ranges) -> bytes:
    written = bytearray(uint(len(taken)))
    for client, runs in taken.items():
        written += uint(len(runs)) + uint(client) + uint(runs[0].begin)
        for run in runs:
            written += run.written
    written += uint(len(deleted))
    for client, ranges in deleted.items():
        written += uint(client) + uint(len(ranges))
        for begin, end in ranges:
            written += uint(begin) + uint(end - begin)
    return bytes(written)
