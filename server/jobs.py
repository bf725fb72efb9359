"""What waits to be carried out, what a batch of it would write, and what it is answered. Asks no database."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import msgspec
from msgspec import Struct

from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted, reading
from shared.check_ins.rules import Known
from shared.events import AnyCommand, Envelope, encoder
from shared.heart import Evolved, decide, evolve
from shared.messages import Actor, Key, Refused
from shared.policy import require
from shared.shape import checked
from shared.state import State, Thing

NOTHING: Known = MappingProxyType({})
BREATH = 200
"""Commands of one job decided before others get a turn on the event loop."""


class Outcome(Struct, frozen=True):
    """What a job led to; no envelopes when there was nothing to do."""

    envelopes: tuple[Envelope, ...]
    seq: int
    repeated: bool = False


class Unavailable(Exception):
    """The database cannot be written now. Whether the command took effect is not known: repeat it with the same id."""


class Commit(Protocol):
    """Writes events and what they altered, if the log still ends at `base`; False when it does not."""

    async def __call__(
        self,
        base: int,
        envelopes: Sequence[Envelope],
        stored: Iterable[Thing],
        state: State,
        digests: Mapping[str, str],
    ) -> bool: ...


class Job:
    __slots__ = (
        "actor",
        "authors",
        "command_id",
        "commands",
        "digest",
        "done",
        "known",
        "known_id",
        "looked_up_at",
        "tried",
    )

    def __init__(
        self,
        commands: Sequence[AnyCommand],
        actor: Actor,
        command_id: str,
        *,
        digest: str = "",
        looked_up_at: int | None = None,
        authors: Sequence[Actor] = (),
        known: Known = NOTHING,
    ) -> None:
        self.commands = commands
        self.actor = actor
        self.authors = authors
        self.known = known
        """Check-ins that the commands name, and what was said to them, as far as it was there when they were asked."""
        self.command_id = command_id
        self.digest = digest
        self.known_id = looked_up_at is not None
        """Whether the caller knows the id, and may come again with it, here or at another instance."""
        self.looked_up_at = looked_up_at
        """Up to this position of the log the id was not in use."""
        self.tried: tuple[Envelope, ...] = ()
        """What was given to the database last."""
        self.done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    async def decided(self, state: State, at: datetime) -> tuple[list[Envelope], Evolved]:
        """What all commands lead to, one after another. Raises `Refused`, which names the place of one of several.

        The states between are let go: an import has ten thousand of them.
        """
        envelopes: list[Envelope] = []
        stored: set[Thing] = set()
        touched: set[Key] = set()
        known = dict(self.known)
        for place, command in enumerate(self.commands):
            if place % BREATH == BREATH - 1:
                await asyncio.sleep(0)
            author = self.authors[place] if self.authors else self.actor
            try:
                require(self.actor, command, state)
                events = decide(state, command, author, at, known)
            except Refused as refusal:
                if len(self.commands) > 1:
                    refusal.params["place"] = place
                raise
            for event in events:
                envelope = Envelope(
                    seq=state.seq + 1,
                    at=at,
                    actor_id=author.person_id,
                    command_id=self.command_id,
                    ordinal=len(envelopes),
                    event=event,
                )
                change = evolve(state, envelope)
                state = change.state
                envelopes.append(envelope)
                stored |= change.stored
                touched |= change.touched
                if isinstance(event, CheckInPosted):
                    known[event.check_in.id] = event.check_in
                if isinstance(event, CheckInAcknowledged):
                    known[reading(event.acknowledgement.check_in_id, author.person_id)] = event.acknowledgement
        return envelopes, Evolved(state, frozenset(stored), frozenset(touched))

    def refuse(self, problem: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(problem)

    def answer(self, outcome: Outcome) -> None:
        if not self.done.done():
            self.done.set_result(outcome)


class Draft(Struct):
    """What a batch would write."""

    state: State
    envelopes: list[Envelope] = []
    stored: set[Thing] = set()
    touched: set[Key] = set()
    jobs: list[tuple[Job, Outcome | Refused]] = []
    """With the answers that hold once all this is written: a job may build on one before it."""

    async def written(self, commit: Commit) -> bool:
        """False when the log has gone on since; what is nothing needs no writing."""
        if not self.envelopes:
            return True
        digests = {job.command_id: job.digest for job, _ in self.jobs if job.known_id}
        return await commit(self.envelopes[0].seq - 1, self.envelopes, self.stored, self.state, digests)


def digest_of(commands: Sequence[AnyCommand], actor: Actor, authors: Sequence[Actor]) -> str:
    """What was asked, so that an id that comes again with other words is noticed."""
    asked = (actor, list(commands), list(authors)) if authors else (actor, list(commands))
    return hashlib.sha256(encoder.encode(asked)).hexdigest()


def repeat(digest: str, outcome: Outcome, wanted: str) -> Outcome:
    if digest != wanted:
        raise Refused("idempotency.reused", field="Idempotency-Key")
    return msgspec.structs.replace(outcome, repeated=True)


def checked_at(command: AnyCommand, place: int | None) -> AnyCommand:
    """Its shape is right. A refusal names its place among several."""
    try:
        return checked(command)
    except Refused as refusal:
        if place is not None:
            refusal.params["place"] = place
        raise
