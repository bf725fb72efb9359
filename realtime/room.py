"""The workspace as this instance knows it, kept in the order of the log. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable

from shared.events import Envelope
from shared.heart import Evolved, evolve
from shared.state import State


class Room:
    """Applies each event exactly once and in order, however often and in whatever order it is told."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._waiting: dict[int, Envelope] = {}
        """Events whose predecessors have not arrived."""

    def receive(self, envelopes: Iterable[Envelope]) -> list[tuple[Envelope, Evolved]]:
        """What could be applied, in order. Older events are dropped, later ones kept until the gap is filled."""
        for envelope in envelopes:
            if envelope.seq > self.state.seq:
                self._waiting[envelope.seq] = envelope
        applied = []
        while self.state.seq + 1 in self._waiting:
            envelope = self._waiting.pop(self.state.seq + 1)
            evolved = evolve(self.state, envelope)
            self.state = evolved.state
            applied.append((envelope, evolved))
        return applied

    @property
    def has_gap(self) -> bool:
        """Whether something later is known than what comes next."""
        return bool(self._waiting)

    def reset(self, state: State) -> None:
        """Start again from a loaded state, keeping what arrived meanwhile and is newer."""
        self.state = state
        self._waiting = {seq: each for seq, each in self._waiting.items() if seq > state.seq}
