"""The composition root: builds one instance of Cairn from its settings, and starts and stops its parts in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog

from realtime.attendance import Attendance
from realtime.broker import Broker, MemoryBroker, RedisBroker
from realtime.hub import Hub
from realtime.presence import Presence
from server.accounts.accounts import Accounts
from server.accounts.leavers import shut_out_leavers
from server.api.feed import Feed
from server.db.engine import Engine, make_engine, use_engine
from server.db.lock import held
from server.db.migrate import migrate
from server.door.attempts import Attempts
from server.exchange.uploads import Uploads
from server.ids import new_id, now
from server.inbox.inboxes import Inboxes
from server.meetings import TakingOver
from server.operate.measured import MeasuredExecutor, count_events
from server.operate.metrics import Metrics
from server.overviews import Overviews
from server.records import Records
from server.reminders.reminders import Reminders
from server.sample.load import fill
from server.screens import Screens
from server.settings import Settings
from server.store import Store
from server.surveys import Surveys
from server.trends import Trends
from server.writing.store import TextStore
from server.writing.writing import Writing
from shared.workspace.model import Workspace

log = structlog.get_logger(__name__)


class Cairn:
    """One instance. `start` migrates, loads and listens; `stop` finishes what was asked and closes, within seconds."""

    def __init__(
        self,
        settings: Settings,
        *,
        engine: Engine | None = None,
        broker: Broker | None = None,
        clock: Callable[[], datetime] = now,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.new_id = new_id
        self.engine = engine or make_engine(settings.database_url, settings.data_directory)
        self._owns_engine = engine is None
        self.broker = broker or (RedisBroker(settings.redis_url) if settings.redis_url else MemoryBroker())
        self.store = Store(self.engine)
        self.hub = Hub(self.store, self.broker)
        self.executor = MeasuredExecutor(self.hub, self.store, clock=clock, new_id=new_id)
        self.accounts = Accounts(self.engine, clock, new_id, broker=self.broker)
        self.attempts = Attempts(clock)
        self.metrics = Metrics()
        self.closing = asyncio.Event()
        """Set when the instance begins to end: whoever holds a connection open for long lets it go."""
        self.feed = Feed(self.hub, self.store, self.closing, watch_key=self.accounts.watch)
        self.presence = Presence(self.broker, new_id())
        self.inboxes = Inboxes(self.engine, self.broker, clock)
        self.screens = Screens(self.hub, self.presence, self.inboxes)
        self.attendance = Attendance(self.presence, self.screens.wake)
        self.executor.asked.append(TakingOver(self.hub, self.attendance).check)
        self.reminders = Reminders(self.hub, self.inboxes, clock, wake=self.screens.wake)
        self.uploads = Uploads(clock, new_id)
        self.trends = Trends(self.hub, self.store)
        records = Records(self.hub, self.store)
        self.surveys = Surveys(
            self.hub, records, clock, wake=self.screens.wake, is_watched=self.screens.watchers.__contains__
        )
        self.overviews = Overviews(self.hub, records, clock)
        self.texts = TextStore(self.engine, clock)
        self.writing = Writing(
            self.hub, self.executor, self.store, self.texts, self.broker, clock=clock, instance=new_id()
        )
        self._held = contextlib.ExitStack()

    @property
    def is_embedded(self) -> bool:
        return not self.settings.database_url

    async def start(self, *, alone: bool = True) -> None:
        """`alone`: hold the data directory, so that no second server uses the same file. A command line need not."""
        if self._owns_engine:
            if self.is_embedded:
                self.settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                if alone:
                    self._held.enter_context(held(self.settings.data_directory))
            use_engine(self.engine)
            await self.engine.start()
        applied = await migrate(self.engine)
        if applied:
            log.info("database.migrated", migrations=applied)
        if not (alone and self.settings.sample and await fill(self)):
            await self.store.found(Workspace(id=self.new_id()), self.clock())
        await self.hub.start()
        await self.presence.start(self.hub.state.workspace.id)
        self._held.callback(shut_out_leavers(self.hub, self.accounts))
        self._held.callback(count_events(self.hub, self.clock))
        await self.executor.start()
        await self.writing.start()
        await self.accounts.start()
        await self.surveys.start()
        if alone:
            await self.reminders.start()

    async def stop(self) -> None:
        self.closing.set()
        await self.reminders.stop()
        await self.surveys.stop()
        await self.accounts.stop()
        # before the executor: what was written last becomes a plain value by commands
        await self.writing.stop()
        await self.executor.stop()
        await self.presence.stop()
        await self.hub.stop()
        if self._owns_engine:
            await self.engine.stop()
        self._held.close()
