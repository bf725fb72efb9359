"""Wakes what people see when something changes: from the hub's keys to the components that show them. Renders nothing."""

from __future__ import annotations

from collections.abc import Sequence

from realtime.hub import EVERYTHING, Hub
from shared.events import Envelope
from shared.messages import Key
from shared.state import State
from ui.live.watch import Watchers


class Screens:
    """All open pages of this instance."""

    def __init__(self, hub: Hub) -> None:
        self.watchers = Watchers()
        hub.listen(self._changed)

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING:
            self.watchers.wake_all()
        else:
            self.watchers.wake(touched)
