"""One text as a CRDT, guarded: what would harm it is refused before it is applied. Knows no member and no database.

pycrdt's panics are not `Exception`s, and leave a document that must not be used again: they are contained here, and the
document is made anew from what was good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from pycrdt import Doc, Text, TransactionEvent, merge_updates

from realtime.writing.contents import ROOT, Contents, Ranges, covers, joined, read_contents, read_state
from realtime.writing.halves import Halves, mended
from realtime.writing.reach import Missing, within_reach
from realtime.writing.splices import Splice
from realtime.writing.wire import Malformed

LONGEST_TEXT = 500 * 1024
"""Bytes of what can be read."""
LARGEST_STATE = 8 * 1024 * 1024
"""Bytes of what is kept, of deleted runs and former writers too."""
NOTHING = b"\x00\x00"
"""The update that changes nothing."""
FOLD_AFTER = 500
"""Updates after which the whole is encoded again, so that making it anew stays quick."""


class Verdict(Enum):
    APPLIED = "applied"
    KNOWN = "known"
    """Nothing in it is new."""
    GAP = "gap"
    """It builds on what is not here: the sender must be asked for all that is missing."""


class Refusal(Exception):
    """`reason` is said to the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SharedText:
    def __init__(self, updates: Sequence[bytes] = (), *, longest: int = LONGEST_TEXT) -> None:
        """From what the log holds, in its order. Raises `Refusal` where that is damaged."""
        self._longest = longest
        self._whole = NOTHING
        self._gone: Ranges | None = None
        self._halves = Halves()
        self._since: list[bytes] = []
        """What came after `_whole` was encoded."""
        self._known: dict[int, int] = {}
        self._length = 0
        """At most so many bytes of text; counted anew when that is too many."""
        self._begin()
        self.restore(updates)

    def restore(self, updates: Sequence[bytes]) -> None:
        """Take in what the log holds: known to be good, and not to be refused for its size."""
        for update in updates:
            self._apply(self._mended(update))
            try:
                contents = read_contents(update)
            except Malformed:
                contents = None
            if contents is None or contents.has_hole:
                self._known = read_state(self._doc.get_state())
                self._length = len(self._text)
            else:
                self._note(contents)
                self._length += contents.length

    def take_in(self, update: bytes) -> bool:
        """An entry of the log, whatever its size. False when nothing in it is new."""
        try:
            verdict = self.receive(update)
        except (Malformed, Refusal):
            verdict = Verdict.GAP
        if verdict is Verdict.GAP:
            self.restore([update])
        return verdict is not Verdict.KNOWN

    @property
    def value(self) -> str:
        return str(self._text)

    @property
    def state(self) -> bytes:
        vector: bytes = self._doc.get_state()
        return vector

    def whole(self) -> bytes:
        """All of it as one update; encoded once for each version."""
        if self._since:
            self._whole = self._doc.get_update()
            self._since.clear()
        return self._whole

    def since(self, vector: bytes) -> bytes:
        """What somebody with this state lacks. Raises `Malformed`."""
        if vector == b"\x00" or not read_state(vector):
            return self.whole()
        try:
            update: bytes = self._doc.get_update(vector)
        except Exception as problem:
            raise Malformed(str(problem)) from None
        return update

    def receive(self, update: bytes) -> Verdict:
        """Raises `Malformed` or `Refusal`, having changed nothing."""
        if update == NOTHING:
            return Verdict.KNOWN
        contents = read_contents(update)
        if contents.has_hole:
            # as several of one step have together, when another instance brought what is between them
            update, missing = within_reach(update, self._known)
            if missing:
                return Verdict.GAP
            contents = read_contents(update)
        if contents.lacks(self._known):
            return Verdict.GAP
        adds = contents.adds_to(self._known)
        if not adds and not contents.deletes:
            return Verdict.KNOWN
        self._check_size(update, contents)
        update = self._mended(update)
        if not adds:
            return Verdict.APPLIED if self._deletes(update) else Verdict.KNOWN
        self._apply(update)
        self._note(contents)
        return Verdict.APPLIED

    def within_reach(self, update: bytes) -> tuple[bytes, Missing]:
        """What of an answer can be taken in, the sender's own in any case, and what the rest waits for. Raises `Malformed`."""
        if update == NOTHING or not read_contents(update).lacks(self._known):
            return update, {}
        return within_reach(update, self._known)

    def has_some_of(self, missing: Mapping[int, int]) -> bool:
        return any(self._known.get(client, 0) >= clock for client, clock in missing.items())

    def shows_nothing_new(self, update: bytes) -> bool:
        """Whether somebody who may not write only repeats what is here. Raises `Malformed`."""
        if update == NOTHING:
            return True
        contents = read_contents(update)
        if contents.lacks(self._known) or contents.adds_to(self._known):
            return False
        if not contents.deletes:
            return True
        return covers(self._deleted(), contents.deleted)

    def _deleted(self) -> Ranges:
        """What is deleted: read once for each version, for anybody may ask as often as they like."""
        if self._gone is None:
            self._gone = joined(read_contents(self._doc.get_update(self._doc.get_state())).deleted)
        return self._gone

    def edit(self, edits: Sequence[Splice]) -> bytes:
        """The update by which these edits would be made, one after another; nothing is applied yet."""
        copy = SharedText([self.whole()])
        before = copy.state
        with copy._doc.transaction():
            for edit in edits:
                text = copy.value
                begin = len(text[: edit.at].encode())
                end = begin + len(text[edit.at : edit.at + edit.old].encode())
                if end > begin:
                    del copy._text[begin:end]
                if edit.new:
                    copy._text.insert(begin, edit.new)
        update: bytes = copy._doc.get_update(before)
        return update

    def _begin(self) -> None:
        self._doc: Doc[Text] = Doc()
        self._text = self._doc.get(ROOT, type=Text)

    def _deletes(self, update: bytes) -> bool:
        """Apply deletions, which may have happened already."""
        happened = False

        def note(_: TransactionEvent) -> None:
            nonlocal happened
            happened = True

        doc = self._doc
        watching = doc.observe(note)
        try:
            self._apply(update)
        finally:
            doc.unobserve(watching)
        return happened

    def _check_size(self, update: bytes, contents: Contents) -> None:
        self._length += contents.length
        if self._length > self._longest:
            self._length = len(self._text) + contents.length
            if self._length > self._longest and contents.length:
                raise Refusal("too_large")
        if len(update) > 512 and len(self.whole()) + len(update) > LARGEST_STATE:
            raise Refusal("too_large")

    def _mended(self, update: bytes) -> bytes:
        """What may be applied for an update: where it cuts characters in two, they are signs, here and in it."""
        cut = self._halves.cut_by(update)
        if not cut:
            return update
        self._whole = mended(self.whole(), cut)
        self._begin()
        self._doc.apply_update(self._whole)
        self._length += len(cut) * 2
        return mended(update, cut)

    def _note(self, contents: Contents) -> None:
        known = self._known
        for client, (_, end) in contents.inserted.items():
            if end > known.get(client, 0):
                known[client] = end

    def _apply(self, update: bytes) -> None:
        self._gone = None
        try:
            self._doc.apply_update(update)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as problem:
            self._make_anew()
            raise Refusal("damaged") from problem
        self._since.append(update)
        if len(self._since) >= FOLD_AFTER:
            self.whole()

    def _make_anew(self) -> None:
        self._begin()
        for update in (self._whole, *self._since):
            self._doc.apply_update(update)
        self._known = read_state(self._doc.get_state())
        self._length = len(self._text)


def merged(updates: Sequence[bytes]) -> bytes:
    """Several updates as one, in their order."""
    if len(updates) == 1:
        return updates[0]
    together: bytes = merge_updates(*updates)
    return together
