"""Where reminders are tested: one instance, its clock moved by hand, and a count of what was sent. Sends nothing by itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from realtime.broker import MemoryBroker
from server.cairn import Cairn
from server.db.engine import Engine
from server.reminders.reminders import Reminders
from tests.factories import uid
from tests.server.conftest import Clock, instance

MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Office:
    """An instance whose reminders take a step when they are told to."""

    def __init__(self, cairn: Cairn, clock: Clock) -> None:
        self.cairn = cairn
        self.clock = clock
        self.woken: set[str] = set()
        self.reminders = self.restarted()

    def restarted(self) -> Reminders:
        """As after a kill: nothing is remembered."""
        self.reminders = Reminders(self.cairn.hub, self.cairn.inboxes, self.clock, wake=self.woken.update)
        self.cairn.hub.listen(self.reminders._changed)
        return self.reminders

    async def run(self, **by: float) -> int:
        self.clock.move(**by)
        return await self.reminders.step()

    async def sent(self) -> Counter[tuple[str, str]]:
        names = {uid(each): each for each in ("ada", "wang", "chen", "dan")}
        rows = await self.cairn.engine.fetch("SELECT person_id, what FROM inbox_entry")
        return Counter((names[row["person_id"]], row["what"]) for row in rows)


async def opened(engine: Engine, clock: Clock, broker: MemoryBroker | None = None) -> Office:
    cairn = instance(engine, clock, broker)
    await cairn.start()
    await cairn.reminders.stop()
    return Office(cairn, clock)
