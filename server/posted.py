"""How often something was posted to each key result, as this instance was told. Reads nothing and keeps no check-in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from realtime.hub import EVERYTHING, Hub
from shared.events import Envelope
from shared.messages import Id, Key
from shared.state import State

_CHECK_INS = "check_ins:"


class Posted:
    def __init__(self, hub: Hub) -> None:
        self._counts: Counter[Id] = Counter()
        self._reloads = 0
        hub.listen(self._changed)

    def mark(self, key_result_id: Id) -> tuple[int, int]:
        """Another one whenever there may be more to read: a back-dated check-in changes nothing else."""
        return self._reloads, self._counts[key_result_id]

    def _changed(self, _: Sequence[Envelope], touched: frozenset[Key], __: State) -> None:
        if touched == EVERYTHING:
            self._reloads += 1
        self._counts.update(key.removeprefix(_CHECK_INS) for key in touched if key.startswith(_CHECK_INS))
