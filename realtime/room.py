"""The workspace as this instance knows it, kept in the order of the log. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable

from shared.events import Envelope
from shared.heart import Evolved, evolve
from shared.state import State

MOST_WAITING = 1_000
"""Events kept before their turn; later ones are let go, for the log has them."""


class Room:
    """Applies each event exactly once and in order, however often and in whatever order it is told."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._waiting: dict[int, Envelope] = {}
        """Events whose predecessors have not arrived."""

    def receive(self, envelopes: Iterable[Envelope]) -> list[tuple[Envelope, Evolved]]:
        """What could be applied, in order. Older events are dropped, later ones kept until the gap is filled."""
        applied = self._apply_waiting()
        for envelope in envelopes:
            if envelope.seq <= self.state.seq:
                continue
            if envelope.seq == self.state.seq + 1 or len(self._waiting) < MOST_WAITING:
                self._waiting[envelope.seq] = envelope
                applied += self._apply_waiting()
        return applied

    def _apply_waiting(self) -> list[tuple[Envelope, Evolved]]:
        applied = []
        while (envelope := self._waiting.pop(self.state.seq + 1, None)) is not None:
            evolved = evolve(self.state, envelope)
            self.state = evolved.state
            applied.append((envelope, evolved))
        return applied

    @property
    def has_gap(self) -> bool:
        """Whether something later is known than what comes next."""
        return bool(self._waiting)

    def reset(self, state: State) -> None:
        """Start again from this state, keeping what arrived meanwhile and is newer.

        A state that is older than the room's own comes from a log that has lost its end: what arrived belonged to that end.
        """
        if state.seq < self.state.seq:
            self._waiting.clear()
        self.state = state
        self._waiting = {seq: each for seq, each in self._waiting.items() if seq > state.seq}
