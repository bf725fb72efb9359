"""Counts commands and events as they happen. Changes nothing about them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from realtime.hub import Hub
from server.execute import Executor, Outcome, Unavailable
from server.operate import metrics
from shared.events import AnyCommand, Envelope, kind_of
from shared.messages import Actor, Key, Refused
from shared.state import State


class MeasuredExecutor(Executor):
    async def execute_all(
        self,
        commands: Sequence[AnyCommand],
        actor: Actor,
        *,
        command_id: str | None = None,
        authors: Sequence[Actor] = (),
    ) -> Outcome:
        begun = time.perf_counter()
        outcome = "failed"
        try:
            done = await super().execute_all(commands, actor, command_id=command_id, authors=authors)
            outcome = "repeated" if done.repeated else "done" if done.envelopes else "nothing"
            return done
        except Refused:
            outcome = "refused"
            raise
        except Unavailable:
            outcome = "unavailable"
            raise
        finally:
            metrics.COMMAND_SECONDS.observe(time.perf_counter() - begun)
            for command in commands:
                metrics.COMMANDS.labels(type(command).__name__, outcome).inc()


def count_events(hub: Hub, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Returns what ends it."""

    def changed(envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        now = clock()
        for envelope in envelopes:
            metrics.EVENTS.labels(kind_of(envelope.event)).inc()
            metrics.EVENT_LAG.observe(max(0.0, (now - envelope.at).total_seconds()))

    return hub.listen(changed)
