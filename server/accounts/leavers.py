"""Whoever is deactivated is signed out everywhere, and stays so when they come back. Deactivates nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import datetime

import structlog

from realtime.hub import Hub
from server.accounts.accounts import Accounts
from shared.directory.messages import PersonChanged
from shared.events import Envelope
from shared.messages import Id, Key
from shared.state import State

log = structlog.get_logger(__name__)


def shut_out_leavers(hub: Hub, accounts: Accounts) -> Callable[[], None]:
    """Returns what ends it.

    Also at a return, for the instance may have died between the deactivation and this: a request of somebody inactive is
    refused in any case, so nothing is open meanwhile.
    """
    under_way: set[asyncio.Task[None]] = set()

    def changed(envelopes: Sequence[Envelope], touched: frozenset[Key], state: State) -> None:
        for envelope in envelopes:
            event = envelope.event
            if isinstance(event, PersonChanged) and event.before.active != event.after.active:
                # not in the context of whoever wrote: a transaction may be open there
                task = asyncio.get_running_loop().create_task(
                    _shut_out(accounts, event.after.id, envelope.at), context=Context()
                )
                under_way.add(task)
                task.add_done_callback(under_way.discard)

    return hub.listen(changed)


async def _shut_out(accounts: Accounts, person_id: Id, until: datetime) -> None:
    try:
        await accounts.shut_out(person_id, until)
    except Exception as problem:
        log.warning("accounts.not_shut_out", person_id=person_id, problem=repr(problem))
