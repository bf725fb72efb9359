"""The one way to change the workspace: rights, rules, one durable transaction, then everybody's screens.

Commands that wait while a transaction is under way are decided together and written in the next one: an answer means
durable, and the disk is asked once for all of them. A job, one command or several, happens whole or not at all.

Exactly once, whatever fails: the transaction moves the log on from the position that was decided upon, or writes
nothing, and its events carry the command's id. So after any failure the log knows what happened, and trying again is safe.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import product

import structlog

from realtime.hub import Hub
from realtime.tasks import stopped
from server.db.problems import is_circumstance, is_duplicate
from server.jobs import NOTHING, Draft, Job, Outcome, Unavailable, checked_at, digest_of, repeat
from server.store import Store
from shared.check_ins.messages import AcknowledgeCheckIn, check_ins_in
from shared.check_ins.model import Acknowledgement, CheckIn
from shared.check_ins.rules import Known
from shared.events import AnyCommand, Envelope
from shared.messages import OPERATOR, Actor, Id, Refused

__all__ = ["Executor", "Outcome", "Unavailable"]

log = structlog.get_logger(__name__)

MOST_TOGETHER = 200
"""Jobs decided and written in one transaction."""
MOST_WAITING = 10_000
"""Jobs that wait; more are turned away."""
ROUNDS = 5
"""Times another instance may be faster before this one makes all others wait for it."""
REMEMBERED = 10_000
"""Command ids whose outcome is answered from memory when they come again."""


class Executor:
    def __init__(self, hub: Hub, store: Store, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._hub = hub
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._waiting: asyncio.Queue[Job] = asyncio.Queue(MOST_WAITING)
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._remembered: OrderedDict[str, tuple[str, Outcome]] = OrderedDict()
        self._under_way: dict[str, Job] = {}
        self.asked: list[Callable[[AnyCommand, Actor], None]] = []
        """Each may refuse a command, for what only the server knows."""

    async def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Finishes what was asked before, then ends; what is asked from now on is unavailable."""
        self._stopping = True
        if self._task is not None:
            await self._waiting.join()
            await stopped(self._task)

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
        """Carry out several commands whole or not at all. A refusal of one names its `place`, from 0.

        `authors`, one for each command, are in whose names the operator brings in what others once said; the rights
        asked are still the actor's.
        """
        if authors and actor != OPERATOR:
            raise Refused("forbidden")
        if authors and len(authors) != len(commands):
            raise ValueError("one author for each command")
        commands = [checked_at(each, place if len(commands) > 1 else None) for place, each in enumerate(commands)]
        for command, ask in product(commands, self.asked):
            ask(command, actor)
        known = await self._known(commands, actor)
        if command_id is None:
            return await self._ask(Job(commands, actor, self._new_id(), authors=authors, known=known))
        digest = digest_of(commands, actor, authors)
        looked_up_at = self._hub.state.seq
        found = await self._find(command_id)
        # from here to the asking nobody else gets a turn
        if found is not None:
            return repeat(*found, digest)
        if (twin := self._under_way.get(command_id)) is not None:
            if twin.digest != digest:
                raise Refused("idempotency.reused", field="Idempotency-Key")
            return repeat(digest, await asyncio.shield(twin.done), digest)
        return await self._ask(
            Job(commands, actor, command_id, digest=digest, looked_up_at=looked_up_at, authors=authors, known=known)
        )

    async def _known(self, commands: Sequence[AnyCommand], actor: Actor) -> Known:
        """The check-ins that commands name, and what was said to them: both stay as they are, so they can be read before."""
        named = [each for command in commands for each in check_ins_in(command)]
        if not named:
            return NOTHING
        with _or_unavailable():
            known: dict[Id, CheckIn | Acknowledgement] = {**await self._store.check_ins_named(named)}
            if any(isinstance(each, AcknowledgeCheckIn) for each in commands):
                known |= await self._store.readings(named, actor.person_id)
            return known

    async def _ask(self, job: Job) -> Outcome:
        if self._stopping:
            raise Unavailable("stopping")
        try:
            self._waiting.put_nowait(job)
        except asyncio.QueueFull:
            raise Unavailable("too many commands are waiting") from None
        if job.known_id:
            self._under_way[job.command_id] = job
            job.done.add_done_callback(lambda _: self._under_way.pop(job.command_id, None))
        # a caller that goes away does not take its command with it
        return await asyncio.shield(job.done)

    async def _find(self, command_id: str) -> tuple[str, Outcome] | None:
        if command_id in self._remembered:
            return self._remembered[command_id]
        with _or_unavailable():
            found = await self._store.find_commands([command_id])
        if command_id not in found:
            return None
        digest, envelopes = found[command_id]
        return digest, Outcome(tuple(envelopes), envelopes[-1].seq)

    async def _work(self) -> None:
        while True:
            jobs = [await self._waiting.get()]
            while len(jobs) < MOST_TOGETHER and not self._waiting.empty():
                jobs.append(self._waiting.get_nowait())
            try:
                await self._carry_out(jobs)
            except Exception as problem:
                unavailable = problem if isinstance(problem, Unavailable) else Unavailable(repr(problem))
                if problem is unavailable:
                    log.warning("execute.unavailable", problem=str(problem))
                else:
                    log.exception("execute.failed")
                for job in jobs:
                    job.refuse(unavailable)
            finally:
                for _ in jobs:
                    self._waiting.task_done()

    async def _carry_out(self, jobs: list[Job], *, again: bool = True) -> None:
        """Answers every job, or raises Unavailable for those that have no answer yet."""
        for _ in range(ROUNDS):
            draft = await self._decide(jobs)
            jobs = [job for job in jobs if not job.done.done()]
            try:
                if await draft.written(self._store.commit):
                    self._written(draft)
                    return
            except Exception as problem:
                await self._after_failure(jobs, problem, again=again)
                return
            jobs = await self._caught_up(jobs)
        try:
            async with self._store.turn() as commit:
                # nobody writes now: what is decided on what the log holds is written
                jobs = await self._caught_up(jobs)
                draft = await self._decide(jobs)
                await draft.written(commit)
        except Exception as problem:
            await self._after_failure([job for job in jobs if not job.done.done()], problem, again=again)
        else:
            self._written(draft)

    def _written(self, draft: Draft) -> None:
        """Screens first, answers second: who is answered finds the change on the screen."""
        if draft.envelopes:
            self._hub.committed(draft.envelopes, draft.state, draft.touched)
        for job, answer in draft.jobs:
            self._settle(job, answer)

    async def _decide(self, jobs: list[Job]) -> Draft:
        """Each job against the state that those before it leave. What builds on nothing unwritten is answered here."""
        draft = Draft(self._hub.state)
        for job in jobs:
            answer: Outcome | Refused
            try:
                envelopes, evolved = await job.decided(draft.state, self._clock())
                answer = Outcome(tuple(envelopes), draft.state.seq + len(envelopes))
            except Refused as refusal:
                envelopes, answer = [], refusal
            except Exception as problem:
                log.exception("decide.failed", commands=[type(each).__name__ for each in job.commands])
                job.refuse(problem)
                continue
            if envelopes:
                job.tried = tuple(envelopes)
                draft.state = evolved.state
                draft.envelopes += envelopes
                draft.stored |= evolved.stored
                draft.touched |= evolved.touched
            elif await self._was_done_elsewhere(job):
                continue
            elif not draft.envelopes:
                self._settle(job, answer)
                continue
            draft.jobs.append((job, answer))
        return draft

    async def _was_done_elsewhere(self, job: Job) -> bool:
        """A command may have nothing left to do because another instance has carried out this very one meanwhile."""
        if job.looked_up_at is None or job.looked_up_at == self._hub.state.seq:
            return False
        return not await self._not_in_log([job])

    async def _caught_up(self, jobs: list[Job]) -> list[Job]:
        """Reads what the log has gained and answers the jobs that are in it; the others are returned.

        Raises Unavailable where the database does not say.
        """
        with _or_unavailable():
            await self._hub.catch_up()
        return await self._not_in_log(jobs)

    async def _not_in_log(self, jobs: list[Job]) -> list[Job]:
        with _or_unavailable():
            found = await self._store.find_commands([job.command_id for job in jobs])
            if any(envelopes[-1].seq > self._hub.state.seq for _, envelopes in found.values()):
                await self._hub.catch_up()
        for job in jobs:
            if job.command_id in found:
                self._recognise(job, *found[job.command_id])
        return [job for job in jobs if job.command_id not in found]

    async def _after_failure(self, jobs: list[Job], problem: Exception, *, again: bool) -> None:
        """The commit raised, though it may have taken effect: first ask the log, then see what can be saved."""
        jobs = await self._caught_up(jobs)
        if is_circumstance(problem):
            if not again:
                raise Unavailable(repr(problem)) from problem
            await self._carry_out(jobs, again=False)
        elif len(jobs) > 1:
            # one bad job must not take the others with it
            for job in jobs:
                await self._carry_out([job], again=again)
        elif jobs and is_duplicate(problem):
            # not the command's id, which is not in the log: a thing of that id, such as an old check-in
            jobs[0].refuse(Refused("taken", field="id"))
        elif jobs:
            log.error("execute.not_written", problem=repr(problem))
            jobs[0].refuse(Unavailable(repr(problem)))

    def _recognise(self, job: Job, digest: str, envelopes: list[Envelope]) -> None:
        """The job is in the log: by a commit of ours whose answer was lost, or carried out by another instance."""
        outcome = Outcome(tuple(envelopes), envelopes[-1].seq)
        if job.tried == outcome.envelopes:
            self._settle(job, outcome)
            return
        try:
            job.answer(repeat(digest, outcome, job.digest))
        except Refused as refusal:
            job.refuse(refusal)

    def _settle(self, job: Job, answer: Outcome | Refused) -> None:
        if isinstance(answer, Refused):
            job.refuse(answer)
            return
        if job.known_id:
            self._remembered[job.command_id] = (job.digest, answer)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        job.answer(answer)


@contextmanager
def _or_unavailable() -> Iterator[None]:
    """Around a question to the database."""
    try:
        yield
    except Exception as problem:
        raise Unavailable(repr(problem)) from problem
