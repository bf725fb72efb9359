"""The one way to change the workspace: rights, rules, one durable transaction, then everybody's screens.

Commands that wait while a transaction is under way are decided together and written in the next one: an answer means
durable, and the disk is asked once for all of them. A job, one command or several, happens whole or not at all.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import structlog
from msgspec import Struct

from realtime.hub import Hub
from server.db.problems import is_duplicate
from server.store import Store
from shared.events import AnyCommand, Envelope, encoder
from shared.heart import Evolved, decide, evolve
from shared.messages import OPERATOR, Actor, Refused
from shared.policy import require
from shared.shape import checked
from shared.state import State, Thing

log = structlog.get_logger(__name__)

MOST_TOGETHER = 200
"""Jobs decided and written in one transaction."""
ROUNDS = 20
"""Times another instance may be faster before a command is given up."""
REMEMBERED = 10_000
"""Command ids whose outcome is answered from memory when they come again."""
BREATH = 200
"""Commands of one job decided before others get a turn on the event loop."""


class Outcome(Struct, frozen=True):
    """What a job led to; no envelopes when there was nothing to do."""

    envelopes: tuple[Envelope, ...]
    seq: int
    repeated: bool = False


class Unavailable(Exception):
    """The database cannot be written now. Whether the command took effect is not known: repeat it with the same id."""


class _Job:
    __slots__ = ("actor", "authors", "command_id", "commands", "digest", "done", "known_id")

    def __init__(
        self,
        commands: Sequence[AnyCommand],
        actor: Actor,
        command_id: str,
        digest: str,
        known_id: bool,
        authors: Sequence[Actor] = (),
    ) -> None:
        self.commands = commands
        self.actor = actor
        self.authors = authors
        self.command_id = command_id
        self.digest = digest
        self.known_id = known_id
        self.done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def refuse(self, problem: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(problem)

    def answer(self, outcome: Outcome) -> None:
        if not self.done.done():
            self.done.set_result(outcome)


class _Draft(Struct):
    """What a batch would write."""

    state: State
    envelopes: list[Envelope] = []
    evolved: list[Evolved] = []
    stored: set[Thing] = set()
    jobs: list[tuple[_Job, tuple[Envelope, ...]]] = []


class Executor:
    def __init__(self, hub: Hub, store: Store, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._hub = hub
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._waiting: asyncio.Queue[_Job] = asyncio.Queue(10_000)
        self._task: asyncio.Task[None] | None = None
        self._remembered: OrderedDict[str, tuple[str, Outcome]] = OrderedDict()
        self._under_way: dict[str, _Job] = {}

    async def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Finishes what was asked before, then ends."""
        if self._task is not None:
            await self._waiting.join()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def execute(self, command: AnyCommand, actor: Actor, *, command_id: str | None = None) -> Outcome:
        """Carry out one command; returns once it is durable. Raises `Refused` or `Unavailable`.

        A `command_id` that comes again answers with the first outcome and does nothing.
        """
        return await self.execute_all([command], actor, command_id=command_id)

    async def execute_all(
        self,
        commands: Sequence[AnyCommand],
        actor: Actor,
        *,
        command_id: str | None = None,
        authors: Sequence[Actor] = (),
    ) -> Outcome:
        """Carry out several commands whole or not at all.

        `authors`, one for each command, are in whose names the operator brings in what others once said; the rights
        asked are still the actor's.
        """
        if authors and actor != OPERATOR:
            raise Refused("forbidden")
        commands = [checked(each) for each in commands]
        known = command_id is not None
        identity = command_id or self._new_id()
        digest = _digest(commands, actor) if known else ""
        if known:
            if (remembered := await self._find(identity)) is not None:
                return _repeat(*remembered, digest)
            if (twin := self._under_way.get(identity)) is not None:
                return _repeat(twin.digest, await asyncio.shield(twin.done), digest)
        job = _Job(commands, actor, identity, digest, known, authors)
        if known:
            self._under_way[identity] = job
            job.done.add_done_callback(lambda _: self._under_way.pop(identity, None))
        self._waiting.put_nowait(job)
        # a caller that goes away does not take its command with it
        return await asyncio.shield(job.done)

    async def _find(self, command_id: str) -> tuple[str, Outcome] | None:
        if command_id in self._remembered:
            return self._remembered[command_id]
        found = await self._store.find_command(command_id)
        if found is None:
            return None
        digest, envelopes = found
        return digest, Outcome(tuple(envelopes), envelopes[-1].seq)

    async def _work(self) -> None:
        while True:
            jobs = [await self._waiting.get()]
            while len(jobs) < MOST_TOGETHER and not self._waiting.empty():
                jobs.append(self._waiting.get_nowait())
            try:
                await self._carry_out(jobs)
            except Exception as problem:
                log.exception("execute.failed")
                for job in jobs:
                    job.refuse(Unavailable(repr(problem)))
            finally:
                for _ in jobs:
                    self._waiting.task_done()

    async def _carry_out(self, jobs: list[_Job]) -> None:
        for _ in range(ROUNDS):
            draft = await self._decide(jobs)
            jobs = [job for job, _ in draft.jobs]
            if not draft.envelopes:
                return
            digests = {job.command_id: job.digest for job in jobs if job.known_id}
            base = draft.envelopes[0].seq - 1
            try:
                written = await self._store.commit(base, draft.envelopes, draft.stored, draft.state, digests)
            except Exception as problem:
                await self._isolate(jobs, problem)
                return
            if written:
                # screens first, answers second: who is answered finds the change on the screen
                self._hub.committed(draft.envelopes, draft.evolved)
                for job, envelopes in draft.jobs:
                    self._finish(job, Outcome(envelopes, envelopes[-1].seq))
                return
            await self._hub.catch_up()
        for job in jobs:
            job.refuse(Unavailable("other instances were always faster"))

    async def _decide(self, jobs: list[_Job]) -> _Draft:
        """Each job against the state that those before it leave; refused and empty ones are answered here."""
        draft = _Draft(self._hub.state)
        for job in jobs:
            state = draft.state
            envelopes: list[Envelope] = []
            evolved: list[Evolved] = []
            at = self._clock()
            try:
                for number, command in enumerate(job.commands):
                    if number % BREATH == BREATH - 1:
                        await asyncio.sleep(0)
                    author = job.authors[number] if job.authors else job.actor
                    require(job.actor, command, state)
                    for event in decide(state, command, author, at):
                        envelope = Envelope(
                            seq=state.seq + 1,
                            at=at,
                            actor_id=author.person_id,
                            command_id=job.command_id,
                            ordinal=len(envelopes),
                            event=event,
                        )
                        change = evolve(state, envelope)
                        state = change.state
                        envelopes.append(envelope)
                        evolved.append(change)
            except Refused as refusal:
                if len(job.commands) > 1:
                    refusal.params["place"] = number
                job.refuse(refusal)
                continue
            except Exception as problem:
                log.exception("decide.failed", command=type(command).__name__)
                job.refuse(problem)
                continue
            if not envelopes:
                self._finish(job, Outcome((), state.seq))
                continue
            draft.state = state
            draft.envelopes += envelopes
            draft.evolved += evolved
            draft.stored = draft.stored.union(*(each.stored for each in evolved))
            draft.jobs.append((job, tuple(envelopes)))
        return draft

    async def _isolate(self, jobs: list[_Job], problem: Exception) -> None:
        """A transaction failed: one bad job must not take the others with it."""
        if len(jobs) > 1:
            for job in jobs:
                await self._carry_out([job])
            return
        (job,) = jobs
        if not is_duplicate(problem):
            log.error("execute.not_written", problem=repr(problem))
            job.refuse(Unavailable(repr(problem)))
            return
        # the id is taken: by this very command on another instance, or by a thing of that id
        await self._hub.catch_up()
        found = await self._store.find_command(job.command_id)
        if found is None:
            job.refuse(Refused("taken", field="id"))
            return
        digest, envelopes = found
        try:
            job.answer(_repeat(digest, Outcome(tuple(envelopes), envelopes[-1].seq), job.digest))
        except Refused as refusal:
            job.refuse(refusal)

    def _finish(self, job: _Job, outcome: Outcome) -> None:
        if job.known_id:
            self._remembered[job.command_id] = (job.digest, outcome)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        job.answer(outcome)


def _digest(commands: Sequence[AnyCommand], actor: Actor) -> str:
    return hashlib.sha256(encoder.encode((actor, list(commands)))).hexdigest()


def _repeat(digest: str, outcome: Outcome, wanted: str) -> Outcome:
    if digest != wanted:
        raise Refused("idempotency.reused", field="Idempotency-Key")
    return msgspec.structs.replace(outcome, repeated=True)
