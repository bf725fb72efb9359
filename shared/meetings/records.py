"""What a meeting leaves behind for each item: notes, decisions, actions. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar, assert_never

from msgspec import UNSET
from msgspec.structs import replace

from shared.days import check_day
from shared.gates import active_person
from shared.meetings.agenda import on_agenda
from shared.meetings.commands import ChangeAction, ChangeDecision, RecordAction, RecordDecision, SetNotes
from shared.meetings.events import ActionChanged, ActionRecorded, DecisionChanged, DecisionRecorded, NotesSet
from shared.meetings.model import Action, AgendaItem, Decision, Meeting
from shared.messages import Id, Refused, given
from shared.state import State
from shared.texts import check_line, check_lines

MOST = 100
"""Decisions, and actions, of one item."""
T = TypeVar("T", Decision, Action)
RecordCommand = SetNotes | RecordDecision | ChangeDecision | RecordAction | ChangeAction
RecordEvent = NotesSet | DecisionRecorded | DecisionChanged | ActionRecorded | ActionChanged


def decide(
    state: State, meeting: Meeting, command: RecordCommand, actor_id: Id | None, at: datetime
) -> list[RecordEvent]:
    item = on_agenda(meeting, command.objective_id)
    of = {"meeting_id": meeting.id, "objective_id": item.objective_id}
    match command:
        case SetNotes():
            notes = check_lines(command.notes, "notes")
            if notes == item.notes:
                return []
            if command.was is not None and command.was != item.notes:
                raise Refused("stale", field="was", version=meeting.version)
            return [NotesSet(notes=notes, authors=command.authors, **of)]
        case RecordDecision():
            _check_new(item.decisions, command.decision_id, "decision_id")
            decision = Decision(
                id=command.decision_id, text=check_line(command.text, "text"), author_id=actor_id, at=at
            )
            return [DecisionRecorded(decision=decision, **of)]
        case RecordAction():
            _check_new(item.actions, command.action_id, "action_id")
            action = Action(
                id=command.action_id,
                text=check_line(command.text, "text"),
                owner_id=active_person(state, command.owner_id, "owner_id"),
                due_on=None if command.due_on is None else check_day(command.due_on, "due_on"),
                author_id=actor_id,
                at=at,
            )
            return [ActionRecorded(action=action, **of)]
        case ChangeDecision():
            before = _known(item.decisions, command.decision_id, "decision_id")
            after = before
            if command.text is not UNSET:
                after = replace(after, text=check_line(command.text, "text"))
            if command.dropped is not UNSET:
                after = replace(after, dropped=command.dropped)
            return [DecisionChanged(before=before, after=after, **of)] if after != before else []
        case ChangeAction():
            action = _known(item.actions, command.action_id, "action_id")
            changed = _changed_action(state, action, command)
            return [ActionChanged(before=action, after=changed, **of)] if changed != action else []
        case _:
            assert_never(command)


def _changed_action(state: State, action: Action, command: ChangeAction) -> Action:
    changes = given(command, ("text", "owner_id", "due_on", "done", "dropped"))
    if "text" in changes:
        changes["text"] = check_line(changes["text"], "text")
    if changes.get("due_on") is not None:
        check_day(changes["due_on"], "due_on")
    if changes.get("owner_id", action.owner_id) != action.owner_id:
        active_person(state, changes["owner_id"], "owner_id")
    return replace(action, **changes)


def _check_new(known: tuple[T, ...], wanted: Id, field: str) -> None:
    if any(each.id == wanted for each in known):
        raise Refused("taken", field=field)
    if len(known) >= MOST:
        raise Refused("too_many", field=field, most=MOST)


def _known(known: tuple[T, ...], wanted: Id, field: str) -> T:
    for each in known:
        if each.id == wanted:
            return each
    raise Refused("not_found", field=field)


def evolve(item: AgendaItem, event: RecordEvent) -> AgendaItem:
    match event:
        case NotesSet():
            return replace(item, notes=event.notes)
        case DecisionRecorded():
            return replace(item, decisions=(*item.decisions, event.decision))
        case DecisionChanged():
            return replace(item, decisions=_replaced(item.decisions, event.after))
        case ActionRecorded():
            return replace(item, actions=(*item.actions, event.action))
        case ActionChanged():
            return replace(item, actions=_replaced(item.actions, event.after))
        case _:
            assert_never(event)


def _replaced(known: tuple[T, ...], after: T) -> tuple[T, ...]:
    return tuple(after if each.id == after.id else each for each in known)
