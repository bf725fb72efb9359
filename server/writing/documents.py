"""Which texts can be written together: who may, what the plain value is, and the command by which it follows the text.

A sort of document is one `Sort` in `SORTS`. A name says nothing by itself: what it leads to is asked of the state, each
time, as the person who asks may see it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum

from msgspec import UNSET, Struct

from shared.check_ins.messages import CheckInPosted
from shared.cycles.model import CycleState
from shared.events import AnyCommand, AnyEvent
from shared.gates import needs_reason
from shared.key_results.messages import KeyResultChanged, ProjectKeyResult
from shared.meetings.commands import SetNotes
from shared.meetings.events import NotesSet
from shared.meetings.model import MeetingState
from shared.messages import Actor, Id, Role
from shared.objectives.messages import ObjectiveChanged, ProjectObjective
from shared.policy import may_edit, may_edit_key_result
from shared.state import State
from shared.view import View

_ID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
Ids = Sequence[Id]


class Scope(IntEnum):
    NONE = 0
    """Not there, or not to be seen: the two answer alike."""
    READ = 1
    WRITE = 2


class Projection(Struct, frozen=True):
    """Words that were written together. `was`: the plain value they follow; `reason`: why, where one was wanted."""

    text: str
    was: str
    authors: tuple[Id, ...]
    reason: str = ""


class Changed(Struct, frozen=True):
    """A plain value that an event changed; `before` None where the event does not say."""

    ids: Ids
    before: str | None
    after: str


class Sort(Struct, frozen=True):
    """One sort of document. `pattern` takes the ids out of its name, `name` puts them in.

    `plain` is None where there is no such thing. `changed` tells what an event did to the plain value, whoever caused it.
    """

    pattern: str
    name: str
    longest: int
    """Characters of the plain value."""
    scope: Callable[[View, Ids], Scope]
    plain: Callable[[State, Ids], str | None]
    project: Callable[[Ids, Projection], AnyCommand]
    changed: Callable[[AnyEvent], Changed | None]
    about: Callable[[State, Ids], Id | None]
    """By what the events that change it are kept in the log: see `shared.events.subject`."""
    reason: Callable[[State, Ids], str] = lambda _, __: ""
    """Why it may be written just now, where a reason is wanted."""
    one_line: bool = False
    may_be_empty: bool = True


class Document(Struct, frozen=True):
    name: str
    sort: Sort
    ids: tuple[Id, ...]

    def scope(self, actor: Actor, state: State) -> Scope:
        return self.sort.scope(View(state, actor), self.ids)

    def plain(self, state: State) -> str | None:
        return self.sort.plain(state, self.ids)

    def about(self, state: State) -> Id | None:
        return self.sort.about(state, self.ids)

    def reason(self, state: State) -> str:
        return self.sort.reason(state, self.ids)

    def project(self, projection: Projection) -> AnyCommand:
        return self.sort.project(self.ids, projection)

    def tidy(self, text: str) -> str:
        """The text as a plain value may hold it: without control characters, on one line where that is so, trimmed."""
        if self.sort.one_line:
            text = " ".join(text.split("\n"))
        if not text.isprintable():
            text = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))
        return text.strip()

    def objection(self, tidy: str) -> str | None:
        """Why a text cannot become the plain value: `blank` or `too_long`."""
        if not tidy and not self.sort.may_be_empty:
            return "blank"
        return "too_long" if len(tidy) > self.sort.longest else None


def document_of(name: str) -> Document | None:
    for sort in SORTS:
        if found := re.fullmatch(sort.pattern, name):
            return Document(name, sort, found.groups())
    return None


def plain_changes(event: AnyEvent) -> Iterator[tuple[str, Changed]]:
    """The documents whose plain value an event changed."""
    for sort in SORTS:
        changed = sort.changed(event)
        if changed is not None:
            yield sort.name.format(*changed.ids), changed


def was_written_together(event: AnyEvent) -> bool:
    """Whether an event is what became of a text, and not a change that the text has to follow."""
    return bool(getattr(event, "authors", ()))


def alters_rights(event: AnyEvent) -> bool:
    """Whether somebody may have gained or lost a right by it: nearly everything but figures, and what was written here."""
    return not isinstance(event, CheckInPosted) and not was_written_together(event)


def _objective(field: str, *, longest: int, one_line: bool) -> Sort:
    def changed(event: AnyEvent) -> Changed | None:
        if not isinstance(event, ObjectiveChanged) or getattr(event.after, field) is UNSET:
            return None
        return Changed((event.objective_id,), getattr(event.before, field), getattr(event.after, field))

    return Sort(
        pattern=f"objective:{_ID}:{field}",
        name=f"objective:{{}}:{field}",
        longest=longest,
        scope=lambda view, ids: _scope_of_objective(view, ids[0]),
        plain=lambda state, ids: getattr(state.objectives.get(ids[0]), field, None),
        project=lambda ids, given: ProjectObjective(
            objective_id=ids[0],
            field="title" if field == "title" else "description",
            text=given.text,
            was=given.was,
            authors=given.authors,
            reason=given.reason,
        ),
        changed=changed,
        about=lambda _, ids: ids[0],
        reason=lambda state, ids: state.objectives[ids[0]].rewording,
        one_line=one_line,
        may_be_empty=not one_line,
    )


def _scope_of_objective(view: View, objective_id: Id) -> Scope:
    if view.objective(objective_id) is None:
        return Scope.NONE
    if not may_edit(view.actor, objective_id, view.state):
        return Scope.READ
    return _while_open(view.state, objective_id)


def _while_open(state: State, objective_id: Id) -> Scope:
    """In an active cycle a published objective's words are locked until somebody has said why they change."""
    objective = state.objectives[objective_id]
    frozen = state.cycles[objective.cycle_id].state in (CycleState.CLOSING, CycleState.ARCHIVED)
    if objective.archived or frozen or (needs_reason(state, objective) and not objective.rewording):
        return Scope.READ
    return Scope.WRITE


def _scope_of_key_result(view: View, ids: Ids) -> Scope:
    key_result = view.key_result(ids[0])
    if key_result is None:
        return Scope.NONE
    if key_result.archived or not may_edit_key_result(view.actor, key_result.id, view.state):
        return Scope.READ
    return _while_open(view.state, key_result.objective_id)


def _key_result_changed(event: AnyEvent) -> Changed | None:
    if not isinstance(event, KeyResultChanged):
        return None
    before, after = event.before.name, event.after.name
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    return Changed((event.key_result_id,), before, after)


KEY_RESULT_NAME = Sort(
    pattern=f"key_result:{_ID}:name",
    name="key_result:{}:name",
    longest=300,
    scope=_scope_of_key_result,
    plain=lambda state, ids: getattr(state.key_results.get(ids[0]), "name", None),
    project=lambda ids, given: ProjectKeyResult(
        key_result_id=ids[0], text=given.text, was=given.was, authors=given.authors, reason=given.reason
    ),
    changed=_key_result_changed,
    about=lambda state, ids: getattr(state.key_results.get(ids[0]), "objective_id", None),
    reason=lambda state, ids: state.objectives[state.key_results[ids[0]].objective_id].rewording,
    one_line=True,
    may_be_empty=False,
)


def _notes(state: State, ids: Ids) -> str | None:
    meeting = state.meetings.get(ids[0])
    item = meeting.item(ids[1]) if meeting is not None else None
    return item.notes if item is not None else None


def _scope_of_notes(view: View, ids: Ids) -> Scope:
    """Members write until the meeting has ended; an item that may not be seen is not there."""
    meeting, me = view.meeting(ids[0]), view.me
    if meeting is None or me is None or meeting.item(ids[1]) is None:
        return Scope.NONE
    may_write = me.role is not Role.GUEST and meeting.state is not MeetingState.ENDED
    return Scope.WRITE if may_write else Scope.READ


def _notes_changed(event: AnyEvent) -> Changed | None:
    if not isinstance(event, NotesSet):
        return None
    return Changed((event.meeting_id, event.objective_id), None, event.notes)


MEETING_NOTES = Sort(
    pattern=f"meeting:{_ID}:{_ID}",
    name="meeting:{}:{}",
    longest=20_000,
    scope=_scope_of_notes,
    plain=_notes,
    project=lambda ids, given: SetNotes(
        meeting_id=ids[0], objective_id=ids[1], notes=given.text, was=given.was, authors=given.authors
    ),
    changed=_notes_changed,
    about=lambda _, ids: ids[0],
)

SORTS: tuple[Sort, ...] = (
    _objective("title", longest=300, one_line=True),
    _objective("description", longest=20_000, one_line=False),
    KEY_RESULT_NAME,
    MEETING_NOTES,
)
