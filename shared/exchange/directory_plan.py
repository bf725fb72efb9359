"""People of a document, with the departments and teams they name. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from shared.directory.messages import AddPerson, AddUnit, ChangePerson
from shared.directory.model import UnitKind
from shared.events import AnyCommand
from shared.exchange.drafts import PersonDraft, Problem
from shared.exchange.names import folded
from shared.exchange.trial import Row, Trial
from shared.messages import Id, Refused

NOWHERE = frozenset({"", "-", "–", "—", "公司", "company", "无", "none"})


def plan_people(trial: Trial, people: tuple[PersonDraft, ...]) -> None:
    """Everybody first, managers second: a manager may stand further down."""
    added: list[tuple[PersonDraft, Id]] = []
    for draft in people:
        row = Row(
            what="create", line=draft.line, where=draft.where, kind="person", title=draft.name, detail=draft.title or ""
        )
        known = trial.names.person(draft.email or "") or trial.names.person(draft.name)
        if known is not None:
            trial.say(replace(row, what="same"))
            continue
        if not draft.email:
            problem = Problem(code="person_without_email", severity="refused", field="email")
            trial.say(replace(row, what="ask", reasons=(problem,)))
            continue
        person_id = trial.new_id()
        commands, unit_id = _unit_commands(trial, draft)
        refusal = trial.do(
            *commands,
            AddPerson(
                person_id=person_id,
                email=draft.email,
                name=draft.name,
                latin_name="" if folded(draft.latin_name or "") == folded(draft.name) else draft.latin_name or "",
                title=draft.title or "",
                unit_id=unit_id,
            ),
        )
        if refusal is not None:
            trial.say(replace(row, what="refused", reasons=(refusal,)))
            continue
        added.append((draft, person_id))
        trial.say(row)
    for draft, person_id in added:
        if not draft.manager or folded(draft.manager) in NOWHERE:
            continue
        manager = trial.names.person(draft.manager)
        reason: Refused | Problem | None = Problem(
            code="manager_unknown", severity="refused", field="manager", params={"name": draft.manager}
        )
        if manager is not None:
            reason = trial.do(ChangePerson(person_id=person_id, manager_id=manager.id))
        if reason is not None:
            trial.say(
                Row(line=draft.line, where=draft.where, what="ask", kind="person", title=draft.name, reasons=(reason,))
            )


def _unit_commands(trial: Trial, draft: PersonDraft) -> tuple[list[AnyCommand], Id | None]:
    """The units that are to be made for a person, and the innermost one they belong to."""
    if not draft.department or folded(draft.department) in NOWHERE:
        return [], None
    commands: list[AnyCommand] = []
    department = trial.names.unit(draft.department, UnitKind.DEPARTMENT)
    department_id = department.id if department is not None else trial.new_id()
    if department is None:
        commands.append(AddUnit(unit_id=department_id, kind=UnitKind.DEPARTMENT, name=draft.department))
    if not draft.team or folded(draft.team) in NOWHERE:
        return commands, department_id
    team = trial.names.unit(draft.team, UnitKind.TEAM, department_id) if department is not None else None
    team_id = team.id if team is not None else trial.new_id()
    if team is None:
        commands.append(AddUnit(unit_id=team_id, kind=UnitKind.TEAM, name=draft.team, parent_id=department_id))
    return commands, team_id
