"""Wakes what people see when something changes: from the hub's keys to the components that show them. Renders nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from realtime.hub import EVERYTHING, Hub
from realtime.presence import Presence
from server.inbox.inboxes import Inboxes
from shared.events import Envelope
from shared.messages import Id, Key
from shared.state import State
from ui.live.watch import Watchers

MOST_PAGES = 150
"""Pages that one person can have open at one instance; each costs the server up to a megabyte."""


class Screens:
    """All open pages of this instance."""

    def __init__(self, hub: Hub, presence: Presence, inboxes: Inboxes) -> None:
        self.watchers = Watchers()
        self._pages: Counter[Id] = Counter()
        hub.listen(self._changed)
        presence.listen(self.wake)
        inboxes.listen(self._told)

    def open(self, person_id: Id) -> bool:
        """False when the person has as many pages as one can have. Who was let in says `close` at the end."""
        if self._pages[person_id] >= MOST_PAGES:
            return False
        self._pages[person_id] += 1
        return True

    def close(self, person_id: Id) -> None:
        self._pages[person_id] -= 1
        if not self._pages[person_id]:
            del self._pages[person_id]

    def _changed(self, envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        if touched == EVERYTHING:
            self.watchers.wake_all()
        else:
            self.watchers.wake(touched)

    def wake(self, keys: Iterable[Key]) -> None:
        self.watchers.wake(keys)

    def _told(self, people: frozenset[Id] | None) -> None:
        """Entries came or were marked; None: whose is not known."""
        if people is None:
            self.watchers.wake_all()
        else:
            self.watchers.wake(f"inbox:{each}" for each in people)
