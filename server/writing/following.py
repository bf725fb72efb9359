"""Keeps a text and its plain value together, in both directions. Knows no socket.

What people write becomes the plain value by an ordinary command, a moment after they pause and each second while they do
not, by the instance at which they write. What changes the plain value by another way (the API, undo, an import) becomes an
edit of the text, by whichever instance is first: the log lets only one.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from realtime.hub import Hub
from realtime.writing.splices import carried_over
from server.execute import Executor, Unavailable
from server.store import Store
from server.writing.documents import Changed, Projection, plain_changes, was_written_together
from server.writing.opened import NOBODY, Opened
from server.writing.scribe import Scribe
from server.writing.store import Entry, Head, TextStore
from shared.events import Envelope
from shared.messages import OPERATOR, Actor, Id, Refused

log = structlog.get_logger(__name__)

PAGE = 100

Announce = Callable[[Opened, int, bytes], None]


class Following:
    """`announce(opened, place, update)`: an entry was written for which no member waits. `take(opened)` hands to the scribe
    all that is in the text and not on its way to the log.
    """

    def __init__(
        self,
        hub: Hub,
        executor: Executor,
        log_: Store,
        store: TextStore,
        scribe: Scribe,
        announce: Announce,
        take: Callable[[Opened], None],
    ) -> None:
        self._hub = hub
        self._executor = executor
        self._log = log_
        self._store = store
        self._scribe = scribe
        self._announce = announce
        self._take = take

    async def reconcile(self, opened: Opened, head: Head) -> None:
        """On opening, and when the state was loaded anew: which of the two has moved on while nobody looked?"""
        async with opened.lock:
            state = self._hub.state
            plain = opened.document.plain(state)
            if plain is None:
                return
            text = opened.room.text.value
            # what is being written follows the plain value that was known so far
            known = opened.plain if opened.is_ahead else text
            opened.plain = plain
            if opened.document.tidy(text) == plain:
                if head.projected < head.seq:
                    await self._store.projected(opened.name, head.seq, 0)
            elif head.projected >= head.seq and not opened.is_ahead:
                if state.seq > head.absorbed:
                    await self._absorb(opened, state.seq, None, text, plain)
            else:
                for envelope, changed in await self._changes_since(opened, head.absorbed):
                    before = known if changed.before is None else changed.before
                    await self._absorb(opened, envelope.seq, envelope.actor_id, before, changed.after)
                    known = changed.after
                opened.plain = plain
                opened.is_ahead = True
                for author in await self._store.authors(opened.name, head.projected) or (*opened.authors,) or [NOBODY]:
                    opened.authors[author] = None

    async def plain_changed(self, opened: Opened, envelope: Envelope, changed: Changed) -> None:
        async with opened.lock:
            if was_written_together(envelope.event):
                opened.plain = changed.after
                return
            before = opened.plain if changed.before is None else changed.before
            await self._absorb(opened, envelope.seq, envelope.actor_id, before, changed.after)

    async def _absorb(self, opened: Opened, seq: int, author: str | None, before: str, after: str) -> None:
        room = opened.room
        edits = carried_over(before, after, room.text.value)
        # what the edit may build on goes before it: it is not sure to come otherwise
        entries = [Entry(opened.name, each, None) for each in room.unsaved()] if edits else []
        if edits:
            entries.append(Entry(opened.name, room.text.edit(edits), author))
        place = await self._store.absorb(entries, opened.name, seq)
        opened.plain = after
        if place is None:
            # another instance was first: its edit is in the log
            kept = await self._store.read(opened.name, room.position)
            if kept is not None:
                room.caught_up(kept.head.seq, kept.updates)
        else:
            for number, entry in enumerate(entries, place - len(entries) + 1):
                room.heard(number, entry.update)
                self._announce(opened, number, entry.update)
        if opened.document.tidy(room.text.value) != after:
            opened.is_ahead = True
            opened.authors.setdefault(author or NOBODY)
        elif place and room.is_saved and not room.has_gap:
            await self._store.projected(opened.name, room.position, seq)

    async def _changes_since(self, opened: Opened, seq: int) -> list[tuple[Envelope, Changed]]:
        """What the log says of the plain value after a position, in order, texts written together left out."""
        found: list[tuple[Envelope, Changed]] = []
        about = opened.document.about(self._hub.state)
        before: int | None = None
        while about is not None:
            page = await self._log.history(about, before, PAGE)
            for envelope in page:
                if envelope.seq <= seq:
                    return found[::-1]
                if not was_written_together(envelope.event):
                    found += [
                        (envelope, changed) for name, changed in plain_changes(envelope.event) if name == opened.name
                    ]
            if len(page) < PAGE:
                break
            before = page[-1].seq
        return found[::-1]

    async def project(self, opened: Opened) -> bool:
        """Let the plain value follow the text, if it can. False when it must be tried again."""
        async with opened.lock:
            if not opened.is_ahead:
                return True
            room = opened.room
            self._take(opened)
            text = opened.document.tidy(room.text.value)
            position, taken = room.position, opened.taken
            authors, reason = tuple(opened.authors), opened.reason
            opened.is_ahead = False
            opened.authors.clear()
            # only what is in the log becomes the plain value
            await self._scribe.barrier()
            try:
                projected_at = await self._execute(opened, text, authors, reason)
            except (Unavailable, Refused) as problem:
                if isinstance(problem, Refused) and problem.code != "stale":
                    log.error("writing.not_projected", document=opened.name, code=problem.code)
                    return True
                # or changed by another way meanwhile: that is on its way to the text
                opened.is_ahead = True
                opened.authors = dict.fromkeys((*authors, *opened.authors))
                return False
            if opened.objection is None:
                await self._store.projected(opened.name, opened.covered(position, taken), projected_at)
            if not opened.is_ahead:
                opened.reason = ""
            return True

    async def _execute(self, opened: Opened, text: str, authors: tuple[Id, ...], reason: str) -> int:
        """The event's position in the log; 0 when there was nothing to do."""
        document = opened.document
        objection = document.objection(text)
        if objection != opened.objection:
            opened.objection = objection
            opened.room.tell(opened.objection_text())
        if objection is not None or text == opened.plain or document.plain(self._hub.state) is None:
            return 0
        authors = authors or (NOBODY,)
        command = document.project(Projection(text, opened.plain, authors, reason))
        actor = Actor(authors[-1]) if authors[-1] != NOBODY else OPERATOR
        outcome = await self._executor.execute_all([command], OPERATOR, authors=[actor])
        opened.plain = text
        return outcome.seq
