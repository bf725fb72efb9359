"""One open text and those who are in it. Sends only through its members, keeps time by what it is told, stores nothing.

An update is checked and applied, delivered to the others as the same bytes, and kept as a step for the log; only when the
step is in the log are its senders told that it is saved. The first update goes at once, what follows within 20 ms goes
together. What another instance is about to write is applied and delivered likewise, and goes before each step as one more,
where the log does not have it yet: so no entry builds on something that is nowhere but in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from realtime.writing import wire
from realtime.writing.awareness import EVERY, Awareness
from realtime.writing.foreseen import Foreseen, Foretold, builds_on_any
from realtime.writing.member import Count, Member
from realtime.writing.text import Refusal, SharedText, Verdict, merged
from realtime.writing.wire import Malformed, Reader

TICK = 0.02
MOST_TOGETHER = 200
"""Updates merged into one step."""
MOST_AHEAD = 8 * 1024 * 1024
"""Bytes that may wait for the log; then the room takes nothing in until the database is back."""
MOST_WAITING = 1_000
"""Updates of other instances kept before their turn; later ones are read from the log."""


class Step(Struct):
    """What goes into the log as one entry. `saved` are told once it is there, each as often as it is named."""

    update: bytes
    authors: tuple[str, ...]
    saved: list[Member] = field(default_factory=list)
    is_theirs: bool = False
    """Whether another instance said that it would write it."""


class Room:
    def __init__(self, name: str, text: SharedText, position: int) -> None:
        self.name = name
        self.text = text
        self.position = position
        """The last entry of the log that is applied, with all before it."""
        self.members: dict[Member, Count] = {}
        self.awareness = Awareness()
        self.ahead = 0
        """Bytes that are applied and not yet in the log."""
        self._collected: list[tuple[Member | None, str, bytes]] = []
        self._saved: list[Member] = []
        """Those of the collected updates, in their order."""
        self._in_flight: deque[Step] = deque()
        self._foreseen = Foreseen()
        self._waiting: dict[int, bytes | None] = {}
        self._last_step = 0.0

    # coming and going

    def join(self, member: Member) -> None:
        self.members[member] = Count()
        if (states := self.awareness.everything()) is not None:
            self._send(member, wire.awareness(states))

    def leave(self, member: Member) -> None:
        """What it wrote is still saved; it is not told."""
        if member in self.members:
            del self.members[member]
            self.awareness.leave(member)

    # what members send

    def sync(self, member: Member, body: bytes) -> None:
        """Raises `Malformed`."""
        reader = Reader(body)
        kind, content = reader.uint(), reader.bytes()
        if kind == wire.Sync.STATE:
            member.send(wire.answer(member.key, self.text.since(content)))
            self._ask(member)
            return
        if kind not in (wire.Sync.DIFFERENCE, wire.Sync.UPDATE):
            raise Malformed("an unknown step")
        times = 1
        if kind == wire.Sync.DIFFERENCE:
            content, missing = self.text.within_reach(content)
            times = self.members[member].answered(missing if member.may_write else {})
        if member.may_write:
            self._write(member, content, times)
        elif kind == wire.Sync.DIFFERENCE and self.text.shows_nothing_new(content):  # repeated on coming back
            self._saved_is(member, times)
        else:
            self.members[member].not_taken()
            self._send(member, wire.status(applied=False))

    def ask_again(self, member: Member) -> None:
        """Ask for what could not be taken in before, and can be now."""
        self.members[member].asked_again()
        self._send(member, wire.state(self.text.state))

    def _ask(self, member: Member) -> None:
        self.members[member].asked()
        self._send(member, wire.state(self.text.state))

    def _write(self, member: Member, update: bytes, times: int) -> None:
        if self.ahead > MOST_AHEAD:
            self._send(member, wire.status(applied=False))
            return
        try:
            verdict = self.text.receive(update)
        except (Malformed, Refusal):
            self._send(member, wire.status(applied=False))
            raise
        if verdict is Verdict.GAP:
            self._ask(member)  # the answer will be told to be saved, once, and stands for the update
        elif verdict is Verdict.KNOWN:
            self._saved_is(member, times)
        else:
            self._collect(member, member.person_id, update)
            self._saved += [member] * times

    def _saved_is(self, member: Member, times: int) -> None:
        """What is known here may still be on its way to the log: then it is saved when that is."""
        if self.has_untaken:
            self._saved += [member] * times
        elif self._in_flight:
            self._in_flight[-1].saved += [member] * times
        else:
            for _ in range(times):
                self._send(member, wire.status(applied=True))

    def write(self, update: bytes, author: str) -> bool:
        """An edit that no member made. False when it changes nothing."""
        if self.text.receive(update) is not Verdict.APPLIED:
            return False
        self._collect(None, author, update)
        return True

    def _collect(self, member: Member | None, author: str, update: bytes) -> None:
        self._collected.append((member, author, update))
        self.ahead += len(update)

    # steps: to the others at once, to the log next

    @property
    def has_news(self) -> bool:
        """Whether a step is wanted: for an update, or for somebody who waits for what another instance is about to write."""
        return bool(self._collected or self._saved)

    @property
    def has_untaken(self) -> bool:
        """Whether something is applied that no step of this room brings to the log."""
        return bool(self._collected or self._foreseen)

    def due(self) -> float:
        """When the next step may be taken."""
        return self._last_step + TICK if len(self._collected) < MOST_TOGETHER else 0.0

    def take(self, now: float) -> list[Step]:
        """Deliver what was collected, and hand all that is untaken over for the log, in this order."""
        collected, self._collected = self._collected, []
        saved, self._saved = self._saved, []
        self._last_step = now
        steps = [Step(each.update, each.authors, is_theirs=True) for each in self._foreseen.take()]
        if collected:
            updates = [each for _, _, each in collected]
            update = merged(updates)
            self.ahead += len(update) - sum(map(len, updates))
            writers = {member for member, _, _ in collected}
            self._show(update, but=writers.pop() if len(writers) == 1 else None)
            steps.append(Step(update, tuple(dict.fromkeys(author for _, author, _ in collected))))
        if steps:
            steps[-1].saved = saved
        self._in_flight += steps
        return steps

    def logged(self, step: Step, position: int) -> None:
        """The step is in the log, and so is all that was taken before it."""
        self._in_flight.remove(step)
        self.ahead -= len(step.update)
        for member in filter(self.members.__contains__, step.saved):
            self._send(member, wire.status(applied=True))
        self._note(position, None)

    @property
    def is_saved(self) -> bool:
        """Whether the log has all that is here."""
        return not (self._collected or self._in_flight or self._foreseen)

    def unsaved(self) -> list[bytes]:
        """All that an edit of the text may build on which the log does not have yet; none builds on a later one."""
        under_way = [each.update for each in self._in_flight]
        return [*under_way, *self._foreseen.updates, *(each for _, _, each in self._collected)]

    # what other instances wrote

    def foretold(self, update: bytes, authors: tuple[str, ...], now: float) -> None:
        """What another instance is about to write: seen at once, and kept until the log has it.

        What cannot be applied just now comes with the log, or never was of use.
        """
        if self.ahead > MOST_AHEAD:
            return
        try:
            # it goes to the log before what is collected
            if builds_on_any(update, self._collected) or self.text.receive(update) is not Verdict.APPLIED:
                return
        except (Malformed, Refusal):
            return
        self._foreseen.add(Foretold(update, authors, now))
        self.ahead += len(update)
        self._show(update)

    @property
    def foreseen_since(self) -> float | None:
        """Since when something waits for the log that another instance was about to write."""
        return self._foreseen.since

    def heard(self, position: int, update: bytes) -> None:
        """An entry of the log, told in any order and perhaps twice."""
        if position > self.position and (position == self.position + 1 or len(self._waiting) < MOST_WAITING):
            self._note(position, update)

    @property
    def has_gap(self) -> bool:
        """Whether something later is known than what comes next."""
        return bool(self._waiting)

    def caught_up(self, position: int, updates: Sequence[bytes]) -> None:
        """All entries up to a position, read from the log; some may be known."""
        for update in updates:
            self._take_in(update)
        self.position = max(self.position, position)
        self._waiting = {each: update for each, update in self._waiting.items() if each > self.position}
        self._advance()

    def _note(self, position: int, update: bytes | None) -> None:
        if position > self.position:
            if self._waiting.get(position) is None:
                self._waiting[position] = update
            self._advance()

    def _advance(self) -> None:
        while (position := self.position + 1) in self._waiting:
            update = self._waiting.pop(position)
            if update is not None:
                self._take_in(update)
            self.position = position

    def _take_in(self, update: bytes) -> None:
        if self._foreseen:
            self.ahead -= self._foreseen.settle(update)
            if not self.has_untaken:  # who waited for it need not wait for a step of ours
                saved, self._saved = self._saved, []
                for member in saved:
                    self._saved_is(member, 1)
        if self.text.take_in(update):
            self._show(update)

    # cursors

    def hear_awareness(self, member: Member | None, content: bytes, now: float) -> None:
        """Raises `Malformed`. Without a member: from another instance."""
        self.awareness.receive(content, member, None if member is None else member.user, now)

    def awareness_due(self) -> float:
        return self.awareness.last + EVERY

    def take_awareness(self, now: float) -> bytes | None:
        """Deliver what changed; returned is what other instances should hear."""
        update, ours = self.awareness.take(now)
        self._deliver(wire.awareness(update))
        return ours

    def tell(self, text: str, members: Iterable[Member] | None = None) -> None:
        """Something in words of the product, as JSON."""
        for member in tuple(self.members if members is None else members):
            self._send(member, wire.stateless(text))

    # sending

    def _show(self, update: bytes, but: Member | None = None) -> None:
        self._deliver(wire.update(update), but)
        for member, count in tuple(self.members.items()):
            if count.missing and member.may_write and self.text.has_some_of(count.missing):
                self.ask_again(member)

    def _deliver(self, body: bytes, but: Member | None = None) -> None:
        """One frame for all who use the same key: encoded once, the same bytes to everybody."""
        frames: dict[bytes, bytes] = {}
        for member in tuple(self.members):
            if member is not but:
                frame = frames.get(member.key)
                if frame is None:
                    frame = frames[member.key] = wire.frame(member.key, body)
                member.send(frame)

    def _send(self, member: Member, body: bytes) -> None:
        member.send(wire.frame(member.key, body))
