"""Objectives of a document with their key results, then the links between them. Pure."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from shared.alignment.messages import LinkObjective
from shared.directory.model import Person, Unit, UnitKind
from shared.events import AnyCommand
from shared.exchange.drafts import KeyResultDraft, ObjectiveDraft, Problem, Sheet, SupportDraft
from shared.exchange.measures import measure_of
from shared.exchange.names import cycle_named, folded, objective_titled, person_named, unit_named
from shared.exchange.trial import Row, Trial
from shared.key_results.messages import AddKeyResult, ArchiveKeyResult
from shared.key_results.model import Commitment, KeyResult
from shared.messages import Id, Refused
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Driver, Level, Objective, Visibility


class _Placed(Struct, frozen=True):
    """An objective that is there now, and its key results by their reference in the document."""

    draft: ObjectiveDraft
    objective_id: Id
    cycle_id: Id
    key_results: dict[str, Id]


class ObjectivePlanner:
    def __init__(self, trial: Trial, sheet: Sheet, fallback: Id | None) -> None:
        self._trial = trial
        self._sheet = sheet
        self._fallback = fallback
        self._placed: list[_Placed] = []
        self._problems: dict[tuple[int, str], list[Problem]] = {}
        for problem in sheet.problems:
            self._problems.setdefault((problem.line, problem.where), []).append(problem)
        self.cycles: list[Id] = []
        """Those that objectives went to."""

    def run(self) -> None:
        for draft in self._sheet.objectives:
            placed = self._place(draft)
            if placed is not None:
                self._placed.append(placed)
                if placed.cycle_id not in self.cycles:
                    self.cycles.append(placed.cycle_id)
        for placed in self._placed:
            for support in placed.draft.supports:
                self._link(placed, support)

    def _place(self, draft: ObjectiveDraft) -> _Placed | None:
        row = Row(what="create", line=draft.line, where=draft.where, kind="objective", title=draft.title)
        reasons: list[Refused | Problem] = list(self._problems.get((draft.line, draft.where), []))
        cycle = cycle_named(self._trial.state, draft.cycle) if draft.cycle else None
        cycle_id = cycle.id if cycle is not None else self._fallback if not draft.cycle else None
        if cycle_id is None:
            missing = Problem(
                code="cycle_unknown", severity="refused", field="cycle", params={"name": draft.cycle or ""}
            )
            self._trial.say(replace(row, what="refused", reasons=(*reasons, missing)))
            return None
        known = self._known(draft, cycle_id)
        if known is not None:
            self._trial.say(replace(row, what="same", reasons=tuple(reasons)))
            return _Placed(draft, known.id, cycle_id, self._add_key_results(draft, known.id))
        unit, level = self._home(draft)
        owner = self._owner(draft, unit, reasons)
        if owner is None:
            asked = Problem(code="owner_unknown", severity="refused", field="owner", params={"name": draft.owner or ""})
            self._trial.say(replace(row, what="ask", reasons=(*reasons, asked)))
            return None
        objective_id = self._trial.new_id()
        refusal = self._trial.do(
            CreateObjective(
                objective_id=objective_id,
                cycle_id=cycle_id,
                title=draft.title,
                description=draft.description,
                level=level,
                unit_id=unit.id if unit is not None and level in (Level.DEPARTMENT, Level.TEAM) else None,
                owner_id=owner.id,
                co_owner_ids=self._co_owners(draft, owner, reasons),
                visibility=Visibility(draft.visibility) if draft.visibility else Visibility.PUBLIC,
                driver=Driver(draft.driver) if draft.driver else Driver.KEY_RESULTS,
                draft=draft.draft,
            )
        )
        if refusal is not None:
            self._trial.say(replace(row, what="refused", reasons=(*reasons, refusal)))
            return None
        self._trial.say(replace(row, reasons=tuple(reasons), detail=owner.name))
        return _Placed(draft, objective_id, cycle_id, self._add_key_results(draft, objective_id))

    def _known(self, draft: ObjectiveDraft, cycle_id: Id) -> Objective | None:
        """The objective that says the same already: same cycle and title, and same owner where one is named."""
        known = objective_titled(self._trial.state, cycle_id, draft.title)
        if known is None or not draft.owner:
            return known
        owner = person_named(self._trial.state, draft.owner)
        return known if owner is not None and owner.id == known.owner_id else None

    def _home(self, draft: ObjectiveDraft) -> tuple[Unit | None, Level]:
        """The unit that is named, and the level; a level without its unit is a person's."""
        if draft.level == "company" or (draft.level is None and draft.unit is None and draft.owner is None):
            return None, Level.COMPANY
        kind = {"department": UnitKind.DEPARTMENT, "team": UnitKind.TEAM}.get(draft.level or "")
        unit = unit_named(self._trial.state, draft.unit, kind) if draft.unit else None
        if unit is None and draft.unit and kind is not None:
            unit = unit_named(self._trial.state, draft.unit)
        if unit is None:
            return None, Level(draft.level) if draft.level else Level.PERSON
        return unit, Level.DEPARTMENT if unit.kind is UnitKind.DEPARTMENT else Level.TEAM

    def _owner(self, draft: ObjectiveDraft, unit: Unit | None, reasons: list[Refused | Problem]) -> Person | None:
        """Who is named; where nobody is, the unit's lead or whoever imports. A name that fits nobody is asked about."""
        people = self._trial.state.people
        if draft.owner:
            return person_named(self._trial.state, draft.owner)
        chosen = unit.lead_id if unit is not None and unit.lead_id is not None else self._trial.actor.person_id
        owner = people.get(chosen) if chosen is not None else None
        if owner is not None:
            reasons.append(
                Problem(code="owner_assumed", severity="warning", field="owner", params={"name": owner.name})
            )
        return owner

    def _co_owners(self, draft: ObjectiveDraft, owner: Person, reasons: list[Refused | Problem]) -> tuple[Id, ...]:
        found: list[Id] = []
        for name in draft.co_owners:
            person = person_named(self._trial.state, name)
            if person is None:
                reasons.append(
                    Problem(code="co_owner_unknown", severity="warning", field="co_owners", params={"name": name})
                )
            elif person.id != owner.id:
                found.append(person.id)
        return tuple(dict.fromkeys(found))

    def _add_key_results(self, draft: ObjectiveDraft, objective_id: Id) -> dict[str, Id]:
        placed: dict[str, Id] = {}
        there = {
            folded(each.name): each
            for each in (
                self._trial.state.key_results[one] for one in self._trial.state.index.key_results.get(objective_id, ())
            )
        }
        for number, key_result in enumerate(draft.key_results, start=1):
            made = self._add_key_result(key_result, objective_id, there)
            if made is not None:
                for reference in {f"kr{number}", folded(key_result.key or ""), folded(key_result.name)} - {""}:
                    placed.setdefault(reference, made)
        return placed

    def _add_key_result(self, draft: KeyResultDraft, objective_id: Id, there: dict[str, KeyResult]) -> Id | None:
        row = Row(what="create", line=draft.line, where=draft.where, kind="key_result", title=draft.name, depth=1)
        reasons: list[Refused | Problem] = list(self._problems.get((draft.line, draft.where), []))
        known = there.get(folded(draft.name))
        if known is not None:
            self._trial.say(replace(row, what="same"))
            return known.id
        measure = measure_of(draft, self._trial.new_id)
        if measure is None:
            asked = (
                ()
                if any(isinstance(each, Problem) and each.severity == "refused" for each in reasons)
                else (NO_NUMBER,)
            )
            self._trial.say(replace(row, what="ask", reasons=(*reasons, *asked)))
            return None
        owner = person_named(self._trial.state, draft.owner) if draft.owner else None
        if draft.owner and owner is None:
            reasons.append(
                Problem(
                    code="key_result_owner_unknown", severity="warning", field="owner", params={"name": draft.owner}
                )
            )
        key_result_id = self._trial.new_id()
        commands: list[AnyCommand] = [
            AddKeyResult(
                key_result_id=key_result_id,
                objective_id=objective_id,
                name=draft.name,
                measure=measure,
                owner_id=owner.id if owner is not None else None,
                current=draft.current,
                commitment=Commitment(draft.commitment) if draft.commitment else Commitment.ASPIRATIONAL,
                **({} if draft.weight is None else {"weight": draft.weight}),
            )
        ]
        if draft.archived:
            commands.append(ArchiveKeyResult(key_result_id=key_result_id))
        refusal = self._trial.do(*commands)
        if refusal is not None:
            self._trial.say(replace(row, what="refused", reasons=(*reasons, refusal)))
            return None
        self._trial.say(replace(row, reasons=tuple(reasons)))
        return key_result_id

    def _link(self, placed: _Placed, support: SupportDraft) -> None:
        target = self._target(placed, support.target)
        row = Row(
            what="create", line=placed.draft.line, where=placed.draft.where, kind="link", title=support.target, depth=1
        )
        if target is None:
            problem = Problem(
                code="support_unknown", severity="refused", field="supports", params={"target": support.target}
            )
            self._trial.say(replace(row, what="ask", reasons=(problem,)))
            return
        parent_id, key_result_id = target
        refusal = self._trial.do(
            LinkObjective(
                link_id=self._trial.new_id(),
                child_id=placed.objective_id,
                parent_id=parent_id,
                key_result_id=key_result_id,
                primary=True if support.primary else None,
                contributes=support.contributes,
            )
        )
        if refusal is not None and refusal.code == "link.exists":
            self._trial.say(replace(row, what="same"))
        elif refusal is not None:
            self._trial.say(replace(row, what="refused", reasons=(refusal,)))
        else:
            self._trial.say(row)

    def _target(self, placed: _Placed, reference: str) -> tuple[Id, Id | None] | None:
        """ "O1", "O1/KR2", a title, or a title and a key result's name with a slash between."""
        whole = self._objective(placed.cycle_id, reference)
        if whole is not None:
            return whole[0], None
        head, slash, tail = reference.rpartition("/")
        found = self._objective(placed.cycle_id, head) if slash else None
        if found is None:
            return None
        key_result_id = found[1].get(folded(tail))
        return None if key_result_id is None else (found[0], key_result_id)

    def _objective(self, cycle_id: Id, reference: str) -> tuple[Id, dict[str, Id]] | None:
        wanted = folded(reference)
        for each in self._placed:
            if wanted in (folded(each.draft.key or ""), folded(each.draft.title)):
                return each.objective_id, each.key_results
        known = objective_titled(self._trial.state, cycle_id, reference)
        if known is None:
            return None
        key_results = (
            self._trial.state.key_results[each] for each in self._trial.state.index.key_results.get(known.id, ())
        )
        return known.id, {folded(each.name): each.id for each in key_results}


NO_NUMBER = Problem(code="no_number", severity="refused", field="name")
