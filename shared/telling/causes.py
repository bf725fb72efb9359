"""Who is told of an event, and what. Pure: the same entries on every instance and every time, so that storing them twice is once."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from shared.alignment.messages import ObjectiveLinked
from shared.check_ins.messages import CheckInAcknowledged, CheckInPosted
from shared.check_ins.model import CheckIn
from shared.escalations.messages import EscalationWithdrawn, KeyResultEscalated
from shared.events import Envelope
from shared.inbox.model import Entry, EntryKind, entry_id, place_of
from shared.key_results.messages import KeyResultAdded, KeyResultChanged
from shared.key_results.model import Word
from shared.meetings.events import ActionChanged, ActionRecorded
from shared.meetings.model import Action
from shared.mentions import mentioned
from shared.messages import Actor, Id
from shared.objectives.messages import ObjectiveChanged, ObjectiveCreated
from shared.policy import active, may_view
from shared.state import State, preferences_of
from shared.status import RED_FLAG_AT


def entries_of(envelope: Envelope, state: State) -> list[Entry]:
    """What the event puts into inboxes; `state` is as it left it, or later.

    Nobody is told of their own doing, of what they may not see, or of what they have muted. What the host does, such as an
    import, is told nobody.
    """
    if envelope.actor_id is None:
        return []
    found: dict[Id, Entry] = {}
    for each in _told(envelope, state):
        # the first that is said to somebody is the most telling
        if each.person_id != envelope.actor_id and each.person_id not in found and reaches(each, state):
            found[each.person_id] = each
    return list(found.values())


def reaches(entry: Entry, state: State) -> bool:
    """Whether the person is there, wants this kind, and may see what it is about."""
    actor = Actor(entry.person_id)
    if active(actor, state) is None or entry.kind in preferences_of(state, entry.person_id).muted:
        return False
    objectives = (state.objectives.get(each) for each in (entry.objective_id, entry.other_id) if each is not None)
    return all(each is not None and may_view(actor, each, state) for each in objectives)


def _told(envelope: Envelope, state: State) -> list[Entry]:
    def tell(
        person_id: Id,
        kind: EntryKind,
        what: str,
        objective_id: Id,
        key_result_id: Id | None = None,
        other_id: Id | None = None,
        **params: str | int,
    ) -> Entry:
        return Entry(
            id=entry_id("event", envelope.command_id, str(envelope.ordinal), person_id),
            person_id=person_id,
            kind=kind,
            what=what,
            at=envelope.at,
            objective_id=objective_id,
            other_id=other_id,
            key_result_id=key_result_id,
            by_id=envelope.actor_id,
            about=place_of(objective_id, key_result_id),
            group_key=f"{kind.value}:{key_result_id or objective_id}",
            params=params,
        )

    match envelope.event:
        case CheckInPosted(objective_id=objective_id, check_in=check_in):
            told = [
                tell(
                    each,
                    EntryKind.MENTION,
                    "mention.check_in",
                    objective_id,
                    check_in.key_result_id,
                    text=_snippet(check_in),
                )
                for each in check_in.mentions
            ]
            if _alarms(check_in, state):
                told += [
                    tell(
                        each,
                        EntryKind.WARNING,
                        "warning.red_flag",
                        objective_id,
                        check_in.key_result_id,
                        text=_snippet(check_in),
                    )
                    for each in _concerned(check_in.key_result_id, state)
                ]
            return told
        case CheckInAcknowledged(objective_id=objective_id, acknowledgement=said):
            what = "acknowledgement.commented" if said.comment else "acknowledgement.read"
            answered = (EntryKind.ACKNOWLEDGEMENT, what)
            called = (EntryKind.MENTION, "mention.comment")
            words = " ".join(said.comment.split())[:200]
            return [
                tell(each, *how, objective_id, said.key_result_id, text=words)
                for each, how in (
                    (said.to_id, answered),
                    *((each, called) for each in mentioned((said.comment,), state.people.values())),
                )
            ]
        case KeyResultEscalated(objective_id=objective_id, key_result_id=key_result_id, escalation=said):
            owner_id = state.key_results[key_result_id].owner_id
            return [
                tell(each, EntryKind.WARNING, what, objective_id, key_result_id, text=said.note[:200])
                for each, what in ((said.to_id, "warning.escalated"), (owner_id, "warning.handed_up"))
            ]
        case EscalationWithdrawn(objective_id=objective_id, key_result_id=key_result_id, escalation=said):
            return [tell(said.to_id, EntryKind.WARNING, "warning.withdrawn", objective_id, key_result_id)]
        case ObjectiveLinked(link=link):
            parent, child = state.objectives[link.parent_id], state.objectives[link.child_id]
            return [
                tell(each, EntryKind.ALIGNMENT, "alignment.linked", parent.id, link.key_result_id, child.id)
                for each in (parent.owner_id, *parent.co_owner_ids)
            ]
        case ObjectiveCreated(objective=objective):
            owners = (objective.owner_id, *objective.co_owner_ids)
            return [tell(each, EntryKind.ASSIGNMENT, "assignment.objective", objective.id) for each in owners]
        case ObjectiveChanged(objective_id=objective_id, before=before, after=after):
            old = {before.owner_id, *(before.co_owner_ids or ())}
            new = [] if after.owner_id is UNSET else [after.owner_id]
            new += [] if after.co_owner_ids is UNSET else [each for each in after.co_owner_ids if each not in old]
            return [tell(each, EntryKind.ASSIGNMENT, "assignment.objective", objective_id) for each in new]
        case KeyResultAdded(objective_id=objective_id, key_result=key_result):
            if key_result.owner_id == state.objectives[objective_id].owner_id:
                return []
            return [
                tell(key_result.owner_id, EntryKind.ASSIGNMENT, "assignment.key_result", objective_id, key_result.id)
            ]
        case KeyResultChanged(objective_id=objective_id, key_result_id=key_result_id, after=fields):
            if fields.owner_id is UNSET:
                return []
            return [tell(fields.owner_id, EntryKind.ASSIGNMENT, "assignment.key_result", objective_id, key_result_id)]
        case ActionRecorded(action=action):
            return [_given(envelope.event, action, tell)]
        case ActionChanged(before=was, after=action):
            if action.dropped or (was.owner_id == action.owner_id and not was.dropped):
                return []
            return [_given(envelope.event, action, tell)]
        case _:
            return []


def _given(event: ActionRecorded | ActionChanged, action: Action, tell: Callable[..., Entry]) -> Entry:
    """It leads to the meeting's record, where it can be ticked off."""
    told = tell(action.owner_id, EntryKind.ASSIGNMENT, "assignment.action", event.objective_id, text=action.text[:200])
    return replace(told, about=f"/meeting/{event.meeting_id}?item={event.objective_id}")


def _alarms(check_in: CheckIn, state: State) -> bool:
    """Whether it says that something is wrong, and is what the key result shows now."""
    low = check_in.confidence is not None and check_in.confidence <= RED_FLAG_AT
    if not low and check_in.word is not Word.OFF_TRACK:
        return False
    key_result = state.key_results[check_in.key_result_id]
    return check_in.corrects is None and key_result.checked_in_at == check_in.at


def _concerned(key_result_id: Id, state: State) -> list[Id]:
    """The owners of the key result and its objective, and the former's manager."""
    key_result = state.key_results[key_result_id]
    objective = state.objectives[key_result.objective_id]
    manager_id = state.people[key_result.owner_id].manager_id
    return [key_result.owner_id, objective.owner_id, *([] if manager_id is None else [manager_id])]


def _snippet(check_in: CheckIn) -> str:
    said = check_in.blocker or check_in.note or check_in.next_step or check_in.word_reason
    return " ".join(said.split())[:200]
