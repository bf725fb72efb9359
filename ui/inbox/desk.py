"""What a page may ask of the inbox of whoever looks. Only shapes.

A component that shows it watches `inbox:<person id>`: that key is woken on every tab and every instance when an entry comes or
is marked. How one wants to be told is `View.preferences`, changed by the command `ChangePreferences`; its key is
`preferences:<person id>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.inbox.model import Entry, Which
from shared.messages import Id


class Inbox(Protocol):
    async def entries(
        self, which: Which = Which.ALL, before: tuple[datetime, Id] | None = None, limit: int = 50
    ) -> list[Entry]:
        """The latest first, before one of them (`entry.at`, `entry.id`); without those about what may not be seen any more."""

    async def unread(self) -> int:
        """How many unread entries `entries` would show."""

    async def mark(self, ids: Sequence[Id], *, read: bool = True) -> None: ...

    async def mark_all(self) -> None:
        """All as read."""
