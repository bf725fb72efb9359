"""Wakes what people see when something changes: from the hub's keys to the components that show them. Renders nothing."""

from __future__ import annotations

from collections.abc import Sequence

from realtime.hub import EVERYTHING, Hub
from realtime.presence import Presence
from shared.events import Envelope
from shared.messages import Key
from shared.state import State
from ui.live.watch import Watchers


class Screens:
    """All open pages of this instance."""

    def __init__(self, hub: Hub, presence: Presence) -> None:
        self.watchers = Watchers()
        hub.listen(self._changed)
        presence.listen(self._came_or_went)

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING:
            self.watchers.wake_all()
        else:
            self.watchers.wake(touched)

    def _came_or_went(self, keys: frozenset[Key]) -> None:
        self.watchers.wake(keys)
