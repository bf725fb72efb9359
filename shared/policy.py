"""All rights, in one place: who may do what, and who may see what. Pure; `execute` and `View` ask, components ask the same to hide a button."""

from __future__ import annotations

from typing import assert_never

from shared.alignment.messages import ChangeLink, LinkObjective, UnlinkObjective
from shared.check_ins.messages import AcknowledgeCheckIn, PostCheckIn
from shared.cycles.messages import ChangeCycle, CreateCycle, MoveCycle
from shared.cycles.model import CycleState
from shared.directory.messages import AddPerson, AddUnit, ChangePerson, ChangeUnit
from shared.directory.model import Person
from shared.escalations.messages import EscalateKeyResult, WithdrawEscalation
from shared.events import AnyCommand
from shared.grades.messages import CarryObjective, GradeKeyResult, WriteRetrospective
from shared.inbox.messages import ChangePreferences
from shared.key_results.messages import (
    AddKeyResult,
    ArchiveKeyResult,
    ChangeKeyResult,
    MoveKeyResult,
    ProjectKeyResult,
    RestoreKeyResult,
)
from shared.meetings.commands import Leading, MoveAgendaItem, OfMeeting, PlanMeeting, SetNotes
from shared.messages import OPERATOR, Actor, Id, Refused, Role, given
from shared.objectives.messages import (
    ArchiveObjective,
    ChangeObjective,
    CloseRewording,
    CreateObjective,
    OpenRewording,
    ProjectObjective,
    PublishObjective,
    RestoreObjective,
)
from shared.objectives.model import Level, Objective, Visibility
from shared.organisation import belongs, leads, manages
from shared.state import State, find
from shared.workspace.messages import ChangeWorkspace

_GUARDED = ("email", "title", "role", "unit_id", "manager_id", "active")
"""What only an admin may change about a person; the rest is one's own."""


def require(actor: Actor, command: AnyCommand, state: State) -> None:
    """Refuses as not found what the actor may not see, and as forbidden what they see and may not do."""
    for objective_id, field in _mentioned(command, state):
        objective = state.objectives.get(objective_id)
        if objective is None or not (actor == OPERATOR or may_view(actor, objective, state)):
            raise Refused("not_found", field=field)
    if not may(actor, command, state):
        raise Refused("forbidden", field="key_result_id" if isinstance(command, PostCheckIn) else None)


def may(actor: Actor, command: AnyCommand, state: State) -> bool:
    """Whether the actor may do this at all; whether it makes sense is for `decide`. Unknown ids are nobody's to change."""
    if actor == OPERATOR:
        return True
    person = active(actor, state)
    if person is None:
        return False
    match command:
        case ChangePerson() if command.person_id == person.id:
            return person.role is Role.ADMIN or not given(command, _GUARDED)
        case ChangeWorkspace() | AddPerson() | ChangePerson() | AddUnit() | ChangeUnit():
            return person.role is Role.ADMIN
        case CreateCycle() | ChangeCycle() | MoveCycle():
            return person.role is Role.ADMIN
        case CreateObjective():
            return _may_create(person, command, state)
        case ChangeObjective() | PublishObjective() | ArchiveObjective() | RestoreObjective() | AddKeyResult():
            return may_edit(actor, command.objective_id, state)
        case OpenRewording() | CloseRewording():
            return may_edit(actor, command.objective_id, state)
        case ProjectObjective() | ProjectKeyResult():
            return False  # the server's own
        case ChangeKeyResult() | ArchiveKeyResult() | RestoreKeyResult():
            return may_edit_key_result(actor, command.key_result_id, state)
        case MoveKeyResult():
            target = command.objective_id is None or may_edit(actor, command.objective_id, state)
            return target and may_edit_key_result(actor, command.key_result_id, state)
        case PostCheckIn():
            return may_check_in(actor, command.key_result_id, state)
        case AcknowledgeCheckIn():
            return may_acknowledge(actor, command.key_result_id, state)
        case EscalateKeyResult():
            return may_escalate(actor, command.key_result_id, state)
        case WithdrawEscalation():
            return may_withdraw(actor, command.key_result_id, command.escalation_id, state)
        case GradeKeyResult():
            return may_check_in(actor, command.key_result_id, state)
        case WriteRetrospective():
            return may_edit(actor, command.objective_id, state)
        case CarryObjective():
            copy = command.copy_id is None or may_edit(actor, command.copy_id, state)
            return copy and may_edit(actor, command.objective_id, state)
        case ChangePreferences():
            return command.person_id == person.id
        case LinkObjective():
            return may_edit(actor, command.child_id, state)
        case ChangeLink() | UnlinkObjective():
            link = state.links.get(command.link_id)
            return link is not None and may_edit(actor, link.child_id, state)
        case Leading():
            return may_lead(actor, command.meeting_id, state)
        case SetNotes() if command.authors:
            return False  # the server's own
        case OfMeeting():
            return person.role is not Role.GUEST
        case _:
            assert_never(command)


def active(actor: Actor, state: State) -> Person | None:
    """The person who acts, unless unknown or deactivated."""
    person = state.people.get(actor.person_id) if actor.person_id is not None else None
    return person if person is not None and person.active else None


def may_view(actor: Actor, objective: Objective, state: State) -> bool:
    """Public: everybody in the workspace. Team and private: see `Visibility`. Being an admin opens nothing.

    Being in a unit opens nothing to a guest.
    """
    person = active(actor, state)
    if person is None:
        return actor == OPERATOR and objective.visibility is Visibility.PUBLIC
    if objective.visibility is Visibility.PUBLIC:
        return True
    if person.id == objective.owner_id or person.id in objective.co_owner_ids:
        return True
    key_results = state.index.key_results.get(objective.id, ())
    if any(state.key_results[each].owner_id == person.id for each in key_results):
        return True
    if objective.visibility is Visibility.PRIVATE or person.role is Role.GUEST:
        return False
    unit_id = objective.unit_id or state.people[objective.owner_id].unit_id
    return (
        belongs(person, unit_id, state)
        or leads(person, unit_id, state)
        or manages(person.id, objective.owner_id, state)
    )


def may_edit(actor: Actor, objective_id: Id, state: State) -> bool:
    """Owners, their managers, the unit's lead and people, admins; while the cycle is a draft, every member who sees it."""
    person = active(actor, state)
    objective = state.objectives.get(objective_id)
    if person is None or objective is None or person.role is Role.GUEST:
        return False
    if not may_view(actor, objective, state):
        return False
    if person.id == objective.owner_id or person.id in objective.co_owner_ids or person.role is Role.ADMIN:
        return True
    if state.cycles[objective.cycle_id].state is CycleState.DRAFT:
        return True
    if objective.unit_id is not None and (
        person.unit_id == objective.unit_id or leads(person, objective.unit_id, state)
    ):
        return True
    return manages(person.id, objective.owner_id, state)


def may_edit_key_result(actor: Actor, key_result_id: Id, state: State) -> bool:
    """Whoever may edit its objective, and its owner."""
    return may_check_in(actor, key_result_id, state)


def may_check_in(actor: Actor, key_result_id: Id, state: State) -> bool:
    key_result = state.key_results.get(key_result_id)
    person = active(actor, state)
    if key_result is None or person is None or person.role is Role.GUEST:
        return False
    return person.id == key_result.owner_id or may_edit(actor, key_result.objective_id, state)


def may_acknowledge(actor: Actor, key_result_id: Id, state: State) -> bool:
    """The managers of its owner, and editors of its objective."""
    key_result = state.key_results.get(key_result_id)
    person = active(actor, state)
    if key_result is None or person is None or person.role is Role.GUEST:
        return False
    if not may_view(actor, state.objectives[key_result.objective_id], state):
        return False
    return may_edit(actor, key_result.objective_id, state) or manages(person.id, key_result.owner_id, state)


def may_escalate(actor: Actor, key_result_id: Id, state: State) -> bool:
    """Its owner and the objective's, their managers, who leads the unit, admins: not everybody who may edit."""
    key_result = state.key_results.get(key_result_id)
    person = active(actor, state)
    if key_result is None or person is None or person.role is Role.GUEST:
        return False
    objective = state.objectives[key_result.objective_id]
    if not may_view(actor, objective, state):
        return False
    if person.role is Role.ADMIN or person.id in (key_result.owner_id, objective.owner_id, *objective.co_owner_ids):
        return True
    above = any(manages(person.id, each, state) for each in (key_result.owner_id, objective.owner_id))
    return above or leads(person, objective.unit_id, state)


def may_withdraw(actor: Actor, key_result_id: Id, escalation_id: Id, state: State) -> bool:
    """Whoever escalated, and admins."""
    key_result = state.key_results.get(key_result_id)
    person = active(actor, state)
    if key_result is None or person is None or person.role is Role.GUEST:
        return False
    mine = any((each.id, each.by_id) == (escalation_id, person.id) for each in key_result.escalations)
    return mine or person.role is Role.ADMIN


def may_lead(actor: Actor, meeting_id: Id, state: State) -> bool:
    """The facilitator and admins."""
    person = active(actor, state)
    meeting = state.meetings.get(meeting_id)
    if person is None or meeting is None or person.role is Role.GUEST:
        return False
    return person.role is Role.ADMIN or person.id == meeting.facilitator_id


def _may_create(person: Person, command: CreateObjective, state: State) -> bool:
    """One's own; one's reports' (a cascade); one's unit's; the company's for admins and for those nobody manages."""
    if person.role is Role.GUEST:
        return False
    if person.role is Role.ADMIN:
        return True
    match command.level:
        case Level.COMPANY:
            return person.manager_id is None and person.id in state.index.reports
        case Level.PERSON:
            return person.id == command.owner_id or manages(person.id, command.owner_id, state)
        case Level.DEPARTMENT | Level.TEAM:
            return belongs(person, command.unit_id, state) or leads(person, command.unit_id, state)


def _mentioned(command: AnyCommand, state: State) -> list[tuple[Id, str]]:
    """The objectives a command speaks of, each with the field that names it; unknown things answer like unseen ones."""
    match command:
        case ChangeObjective() | PublishObjective() | ArchiveObjective() | RestoreObjective() | AddKeyResult():
            return [(command.objective_id, "objective_id")]
        case OpenRewording() | CloseRewording() | ProjectObjective() | WriteRetrospective():
            return [(command.objective_id, "objective_id")]
        case (
            ChangeKeyResult()
            | ArchiveKeyResult()
            | RestoreKeyResult()
            | MoveKeyResult()
            | PostCheckIn()
            | AcknowledgeCheckIn()
            | GradeKeyResult()
            | EscalateKeyResult()
            | WithdrawEscalation()
        ):
            key_result = find(state.key_results, command.key_result_id, "key_result_id")
            found = [(key_result.objective_id, "key_result_id")]
            if isinstance(command, MoveKeyResult) and command.objective_id is not None:
                found.append((command.objective_id, "objective_id"))
            return found
        case LinkObjective():
            found = [(command.child_id, "child_id"), (command.parent_id, "parent_id")]
            if command.key_result_id is not None:
                supported = state.key_results.get(command.key_result_id)
                found.append((supported.objective_id if supported is not None else "", "key_result_id"))
            return found
        case CarryObjective():
            found = [(command.objective_id, "objective_id")]
            return found if command.copy_id is None else [*found, (command.copy_id, "copy_id")]
        case ChangeLink() | UnlinkObjective():
            link = find(state.links, command.link_id, "link_id")
            return [(link.child_id, "link_id"), (link.parent_id, "link_id")]
        case PlanMeeting():
            return [(each, "objective_ids") for each in command.objective_ids]
        case OfMeeting():
            found = [] if command.meeting_id in state.meetings else [("", "meeting_id")]
            objective_id = getattr(command, "objective_id", None)
            if objective_id is not None:
                found.append((objective_id, "objective_id"))
            if isinstance(command, MoveAgendaItem) and command.after_id is not None:
                found.append((command.after_id, "after_id"))
            return found
        case _:
            return []
