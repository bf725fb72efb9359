"""Objectives of a document with their key results, then the links between them. Pure."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from msgspec.structs import replace

from shared.cadence.model import Cadence
from shared.check_ins.messages import PostCheckIn
from shared.cycles.model import CycleState
from shared.directory.model import Person, Unit, UnitKind
from shared.events import AnyCommand
from shared.exchange.cadences import read_cadence
from shared.exchange.drafts import KeyResultDraft, ObjectiveDraft, Problem, Sheet
from shared.exchange.links_plan import Placed, Places, plan_links
from shared.exchange.measures import measure_of
from shared.exchange.names import folded
from shared.exchange.trial import Row, Trial
from shared.key_results.messages import AddKeyResult, ArchiveKeyResult
from shared.key_results.model import Commitment, KeyResult
from shared.messages import Id, Refused
from shared.objectives.messages import CreateObjective
from shared.objectives.model import Driver, Level, Visibility

Reasons = list[Refused | Problem]
_LEVELS = {UnitKind.DEPARTMENT: Level.DEPARTMENT, UnitKind.TEAM: Level.TEAM}
_OF_KEY_RESULTS = frozenset(
    {
        "baseline", "cadence", "commitment", "confidence", "current", "high", "key_result", "kind", "kr_owner", "low", "milestones",
        "name", "note", "target", "tolerance", "unit", "weight",
    }
)  # fmt: skip
"""Fields of which a problem is about the key result."""
NO_NUMBER = Problem(code="no_number", severity="refused", field="name")


class ObjectivePlanner:
    def __init__(self, trial: Trial, sheet: Sheet, fallback: Id | None) -> None:
        self._trial = trial
        self._sheet = sheet
        self._fallback = fallback
        self._placed: list[Placed] = []
        self._problems: defaultdict[tuple[int, str], Reasons] = defaultdict(list)
        for problem in sheet.problems:
            self._problems[problem.line, problem.where].append(problem)
        self._shared = {
            (each.line, each.where)
            for objective in sheet.objectives
            for each in objective.key_results
            if (each.line, each.where) == (objective.line, objective.where)
        }
        """Places of an objective and of a key result: a row of a table, or all on one line."""
        self._before = frozenset(trial.state.objectives)
        self._taken: set[Id] = set()
        """Objectives for which a draft has spoken."""
        self.cycles: list[Id] = []
        """Those that objectives went to."""
        self._told = {folded(each.key_result) for each in sheet.check_ins if each.confidence is not None}
        """Key results of which a check-in of the document says how sure somebody is."""

    def run(self) -> None:
        """Afterwards `places` knows what the document calls them."""
        for draft in self._sheet.objectives:
            placed = self._place(draft)
            if placed is not None:
                self._placed.append(placed)
                self._taken.add(placed.objective_id)
                if placed.cycle_id not in self.cycles:
                    self.cycles.append(placed.cycle_id)
        self.places = Places(self._trial, self._placed)
        plan_links(self._trial, self._placed, self.places)

    def _place(self, draft: ObjectiveDraft) -> Placed | None:
        row = Row(what="create", line=draft.line, where=draft.where, kind="objective", title=draft.title)
        reasons = self._noted(draft)
        cycle = self._trial.names.cycle(draft.cycle) if draft.cycle else None
        cycle_id = cycle.id if cycle is not None else self._fallback if not draft.cycle else None
        if cycle_id is None:
            code = "cycle_unknown" if draft.cycle else "cycle_missing"
            self._left(row, "refused", reasons, _wanted(code, "cycle", name=draft.cycle or ""))
            return None
        known = self._known(draft, cycle_id)
        if known is not None:
            self._trial.say(replace(row, what="same", reasons=tuple(reasons), owner=self._owner_of(known)))
            return self._with_key_results(draft, known, cycle_id)
        unit, level = self._home(draft)
        if draft.unit and unit is None and level in (Level.DEPARTMENT, Level.TEAM, None):
            self._left(row, "ask", reasons, _wanted("unit_unknown", "unit", name=draft.unit))
            return None
        owner = self._owner(draft, unit, reasons)
        if owner is None:
            self._left(
                row,
                "ask",
                reasons,
                _wanted("owner_unknown" if draft.owner else "owner_missing", "owner", name=draft.owner or ""),
            )
            return None
        row = replace(row, owner=owner)
        objective_id = self._trial.new_id()
        refusal = self._trial.do(
            CreateObjective(
                objective_id=objective_id,
                cycle_id=cycle_id,
                title=draft.title,
                description=draft.description,
                level=level or Level.PERSON,
                unit_id=unit.id if unit is not None else None,
                owner_id=owner.id,
                co_owner_ids=self._co_owners(draft, owner, reasons),
                visibility=Visibility(draft.visibility) if draft.visibility else Visibility.PUBLIC,
                driver=Driver(draft.driver) if draft.driver else Driver.KEY_RESULTS,
                draft=draft.draft,
            )
        )
        if refusal is not None:
            self._left(row, "refused", reasons, refusal)
            return None
        self._trial.say(replace(row, reasons=tuple(reasons)))
        return self._with_key_results(draft, objective_id, cycle_id)

    def _noted(self, draft: ObjectiveDraft | KeyResultDraft) -> Reasons:
        """What the reader said about the draft's line; of a line that holds both, each has its own."""
        found = self._problems.get((draft.line, draft.where), ())
        if (draft.line, draft.where) not in self._shared:
            return list(found)
        wanted = isinstance(draft, KeyResultDraft)
        return [each for each in found if (each.field in _OF_KEY_RESULTS) is wanted]

    def _left(self, row: Row, what: str, reasons: Reasons, why: Refused | Problem) -> None:
        self._trial.say(replace(row, what=what, reasons=(*reasons, why)))

    def _owner_of(self, objective_id: Id) -> Person | None:
        return self._trial.state.people.get(self._trial.state.objectives[objective_id].owner_id)

    def _known(self, draft: ObjectiveDraft, cycle_id: Id) -> Id | None:
        """The objective that says the same already: same cycle and title, and same owner where one is named.

        Two drafts with keys of their own are two objectives, even under one title; without keys they are one.
        """
        owner = self._trial.names.person(draft.owner) if draft.owner else None
        if draft.owner and owner is None:
            return None
        found = [
            each.id
            for each in self._trial.names.objectives(cycle_id, draft.title)
            if owner is None or each.owner_id == owner.id
        ]
        free = [each for each in found if each in self._before and each not in self._taken]
        again = found if draft.key is None else []
        return next(iter(free or again), None)

    def _home(self, draft: ObjectiveDraft) -> tuple[Unit | None, Level | None]:
        """The unit that is named, and the level; None where nothing says it."""
        if draft.level == "company" or (draft.level is None and draft.unit is None and draft.owner is None):
            return None, Level.COMPANY
        if draft.level == "person":
            return None, Level.PERSON
        kind = UnitKind(draft.level) if draft.level else None
        names = self._trial.names
        unit = (names.unit(draft.unit, kind) or names.unit(draft.unit)) if draft.unit else None
        if unit is None:
            return None, Level(draft.level) if draft.level else None
        return unit, _LEVELS[unit.kind]

    def _owner(self, draft: ObjectiveDraft, unit: Unit | None, reasons: Reasons) -> Person | None:
        """Who is named; where nobody is, the unit's lead or whoever imports. A name that fits nobody is asked about."""
        people = self._trial.state.people
        if draft.owner:
            return self._trial.names.person(draft.owner)
        chosen = unit.lead_id if unit is not None and unit.lead_id is not None else self._trial.actor.person_id
        owner = people.get(chosen) if chosen is not None else None
        if owner is not None:
            reasons.append(_noticed("owner_assumed", "owner", owner.name))
        return owner

    def _co_owners(self, draft: ObjectiveDraft, owner: Person, reasons: Reasons) -> tuple[Id, ...]:
        found: list[Id] = []
        for name in draft.co_owners:
            person = self._trial.names.person(name)
            if person is None:
                reasons.append(_noticed("co_owner_unknown", "co_owners", name))
            elif person.id != owner.id:
                found.append(person.id)
        return tuple(dict.fromkeys(found))

    def _with_key_results(self, draft: ObjectiveDraft, objective_id: Id, cycle_id: Id) -> Placed:
        placed = Placed(draft, objective_id, cycle_id, {}, {})
        key_results = self._trial.state.key_results
        there: defaultdict[str, list[KeyResult]] = defaultdict(list)
        for each in (key_results[one] for one in self._trial.state.index.key_results.get(objective_id, ())):
            there[folded(each.name)].append(each)
        for number, key_result in enumerate(draft.key_results, start=1):
            keys = (f"{draft.key}/{key_result.key or f'KR{number}'}", key_result.name)
            told = not self._told.isdisjoint(map(folded, keys))
            made = self._add_key_result(key_result, objective_id, there, told)
            if made is not None:
                placed.by_key.setdefault(folded(key_result.key or f"KR{number}"), made)
                placed.by_name.setdefault(folded(key_result.name), made)
        return placed

    def _add_key_result(
        self, draft: KeyResultDraft, objective_id: Id, there: defaultdict[str, list[KeyResult]], told: bool
    ) -> Id | None:
        reasons = self._noted(draft)
        owner = self._trial.names.person(draft.owner) if draft.owner else None
        measure = measure_of(draft, self._trial.new_id)
        row = Row(
            what="create",
            line=draft.line,
            where=draft.where,
            kind="key_result",
            title=draft.name,
            depth=1,
            owner=owner or self._owner_of(objective_id),
            measure=measure,
        )
        # of several that are called so each is one, in their order
        known = there[folded(draft.name)].pop(0) if there[folded(draft.name)] else None
        if known is not None:
            known_owner = self._trial.state.people.get(known.owner_id)
            self._trial.say(replace(row, what="same", measure=known.measure, owner=known_owner))
            return known.id
        if measure is None:
            is_said = any(isinstance(each, Problem) and each.severity == "refused" for each in reasons)
            self._trial.say(replace(row, what="ask", reasons=tuple(reasons) if is_said else (*reasons, NO_NUMBER)))
            return None
        if draft.owner and owner is None:
            reasons.append(_noticed("key_result_owner_unknown", "owner", draft.owner))
        key_result_id = self._trial.new_id()
        refusal = self._trial.do(
            AddKeyResult(
                key_result_id=key_result_id,
                objective_id=objective_id,
                name=draft.name,
                measure=measure,
                owner_id=owner.id if owner is not None else None,
                current=draft.current,
                commitment=Commitment(draft.commitment) if draft.commitment else Commitment.ASPIRATIONAL,
                weight=Decimal(1) if draft.weight is None else draft.weight,
                cadence=read_cadence(draft.cadence or "") or Cadence(),
            ),
            *([] if told else self._said(draft, key_result_id, objective_id, reasons)),
            *([ArchiveKeyResult(key_result_id=key_result_id)] if draft.archived else []),
        )
        if refusal is not None:
            self._left(row, "refused", reasons, refusal)
            return None
        self._trial.say(replace(row, reasons=tuple(reasons)))
        return key_result_id

    def _said(self, draft: KeyResultDraft, key_result_id: Id, objective_id: Id, reasons: Reasons) -> list[AnyCommand]:
        """Confidence is said in a check-in, and in no cycle that has not begun."""
        if draft.confidence is None:
            return []
        state = self._trial.state
        if state.cycles[state.objectives[objective_id].cycle_id].state is CycleState.DRAFT:
            reasons.append(_noticed("confidence_left_out", "confidence", str(draft.confidence)))
            return []
        return [PostCheckIn(check_in_id=self._trial.new_id(), key_result_id=key_result_id, confidence=draft.confidence)]


def _wanted(code: str, field: str, **params: str) -> Problem:
    return Problem(code=code, severity="refused", field=field, params=dict(params))


def _noticed(code: str, field: str, name: str) -> Problem:
    return Problem(code=code, severity="warning", field=field, params={"name": name})
