"""The way from one grade to the next with Enter alone: wakes only the row that is next. Holds no domain state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.messages import Id

Wake = Callable[[str], None]
"""Gives a row the focus; another token each time."""


class Walk:
    def __init__(self) -> None:
        self._rows: dict[Id, Wake] = {}
        self._steps = 0

    def enter(self, row_id: Id, wake: Wake) -> Callable[[], None]:
        """A row is on the page; returns how it leaves."""
        self._rows[row_id] = wake

        def leave() -> None:
            self._rows.pop(row_id, None)

        return leave

    def go_on(self, order: Sequence[Id], after: Id) -> None:
        """To the next row in this order that can be graded; after the last one it stays where it is."""
        behind = order[order.index(after) + 1 :] if after in order else ()
        for each in behind:
            if each in self._rows:
                self._steps += 1
                self._rows[each](str(self._steps))
                return
