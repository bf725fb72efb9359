"""One draft from one record's fields, the same way for tables and for JSON.

Only what the fields say: nothing is looked up in other records.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from shared.exchange import vocabulary as words
from shared.exchange.drafts import (
    AcknowledgementDraft,
    CheckInDraft,
    CycleDraft,
    GradeDraft,
    KeyResultDraft,
    Kind,
    ObjectiveDraft,
    OutcomeDraft,
    PersonDraft,
)
from shared.exchange.fields import Fields
from shared.exchange.gathered import Gathered
from shared.exchange.lists import read_milestones, read_names, read_supports
from shared.exchange.numbers import Unread, read_number

UNSET = "?"
"""Written for a kind that is knowingly None: a blank kind is inferred from the numbers instead."""


def read_person(fields: Fields) -> PersonDraft | None:
    name = fields.text("name")
    if not name:
        fields.problem("name_missing", "name")
        return None
    return PersonDraft(
        line=fields.line,
        where=fields.where,
        name=name,
        latin_name=fields.optional("latin_name"),
        email=fields.optional("email"),
        department=fields.optional("department"),
        team=fields.optional("team"),
        title=fields.optional("title"),
        manager=fields.optional("manager"),
    )


def read_cycle(fields: Fields) -> CycleDraft | None:
    name = fields.text("cycle") or fields.text("name")
    if not name:
        fields.problem("name_missing", "cycle")
        return None
    cycle = CycleDraft(
        line=fields.line,
        where=fields.where,
        name=name,
        starts=fields.day("starts"),
        ends=fields.day("ends"),
        kind=fields.choice("cycle_kind", words.CYCLE_KINDS),
        state=fields.choice("state", words.CYCLE_STATES),
        closed=fields.moment("closed"),
    )
    if cycle.closed is None and fields.optional("closed") is not None:
        fields.problem("not_a_moment", "closed", text=fields.text("closed")[:80])
    if cycle.starts and cycle.ends and cycle.starts > cycle.ends:
        fields.problem("cycle_ends_before_it_starts", "ends")
    return cycle


def read_check_in(fields: Fields) -> CheckInDraft | None:
    key_result = fields.optional("key_result")
    if key_result is None:
        fields.problem("check_in_without_key_result", "key_result", "warning", who=fields.text("who")[:80])
        return None
    value, said = read_number(fields.text("value")), fields.optional("said")
    unit = None if isinstance(value, Unread) else value.unit
    if isinstance(value, Unread) and (written := fields.optional("value")) is not None:
        said = said or written
    at = fields.moment("date")
    return CheckInDraft(
        line=fields.line,
        where=fields.where,
        key=fields.optional("check_in_key"),
        who=fields.optional("who") or fields.optional("owner"),
        key_result=key_result,
        value=None if isinstance(value, Unread) else value.value,
        unit=fields.optional("unit") or unit,
        said=said,
        confidence=fields.confidence("confidence"),
        note=fields.said("note"),
        date=fields.day("date") if at is None else None,
        at=at,
        done=None if (done := fields.optional("done")) is None else read_names(done),
        blocker=fields.said("blocker"),
        next_step=fields.said("next_step"),
        word=fields.choice("word", words.OWN_WORDS),
        word_reason=fields.said("word_reason"),
        corrects=fields.optional("corrects"),
    )


def read_acknowledgement(fields: Fields) -> AcknowledgementDraft | None:
    check_in = fields.optional("check_in_key")
    if check_in is None:
        fields.problem("acknowledgement_without_check_in", "check_in_key")
        return None
    return AcknowledgementDraft(
        line=fields.line,
        where=fields.where,
        who=fields.optional("who"),
        check_in=check_in,
        comment=fields.said("note"),
    )


def read_grade(fields: Fields) -> GradeDraft | None:
    key_result, grade = fields.optional("key_result"), fields.decimal("grade")
    if key_result is None:
        fields.problem("name_missing", "key_result")
    elif grade is None:
        fields.problem("grade_missing", "grade")
    if key_result is None or grade is None:
        return None
    return GradeDraft(
        line=fields.line,
        where=fields.where,
        who=fields.optional("who"),
        key_result=key_result,
        grade=grade,
        reason=fields.said("reason"),
    )


def read_outcome(fields: Fields) -> OutcomeDraft | None:
    objective = fields.optional("objective")
    if objective is None:
        fields.problem("title_missing", "objective")
        return None
    return OutcomeDraft(
        line=fields.line,
        where=fields.where,
        objective=objective,
        carry=fields.choice("carry", words.CARRIES),
        reason=fields.said("reason"),
        carried_to=fields.optional("carried_to"),
        retrospective=fields.said("retrospective"),
    )


def read_objective(fields: Fields) -> ObjectiveDraft | None:
    """Without its key results. A department or team column says the level where no level column does."""
    title = fields.text("objective")
    if not title:
        fields.problem("title_missing", "objective")
        return None
    level = fields.choice("level", words.LEVELS)
    unit = fields.optional("org_unit")
    if unit is None:
        team, department = fields.optional("team"), fields.optional("department")
        if level is None:
            unit, level = (team, "team") if team else (department, "department" if department else None)
        elif level in ("team", "department"):
            # who calls every unit a department, or a team, has one column for both
            unit = (team or department) if level == "team" else (department or team)
    return ObjectiveDraft(
        line=fields.line,
        where=fields.where,
        key=fields.optional("objective_key"),
        title=title,
        description=fields.said("description"),
        level=level,
        unit=unit,
        joint_with=read_names(fields.text("joint_with")),
        owner=fields.optional("objective_owner"),
        co_owners=read_names(fields.text("co_owners")),
        cycle=fields.optional("cycle"),
        visibility=fields.choice("visibility", words.VISIBILITIES),
        draft=fields.flag("draft"),
        supports=read_supports(fields.text("supports")),
        driver=fields.choice("driver", words.DRIVERS),
    )


def read_key_result_record(fields: Fields) -> KeyResultDraft | None:
    name = fields.text("key_result")
    if not name:
        fields.problem("name_missing", "key_result")
        return None
    numbers = {field: fields.quantity(field) for field in ("baseline", "target", "low", "high", "tolerance", "current")}
    unit = fields.optional("unit")
    if unit is None:
        units = dict.fromkeys(quantity.unit for quantity in numbers.values() if quantity is not None and quantity.unit)
        if len(units) > 1:
            fields.problem("unit_mismatch", "unit", "warning", units=list(units))
        unit = next(iter(units), None)
    values: dict[str, Decimal | None] = {
        field: None if quantity is None else quantity.value for field, quantity in numbers.items()
    }
    milestones = read_milestones(fields.text("milestones"))
    asked = fields.text("kind") == UNSET
    kind = None if asked else fields.choice("kind", words.KINDS)
    draft = KeyResultDraft(
        line=fields.line,
        where=fields.where,
        key=fields.optional("kr_key"),
        name=name,
        kind=kind,
        **values,
        unit=unit,
        weight=fields.decimal("weight"),
        owner=fields.optional("kr_owner"),
        co_owners=read_names(fields.text("kr_co_owners")),
        commitment=fields.choice("commitment", words.COMMITMENTS),
        cadence=fields.cadence("cadence"),
        confidence=fields.confidence("confidence"),
        milestones=milestones,
        archived=fields.flag("archived"),
        note=fields.said("note"),
    )
    return judged(draft, fields, infer=not asked)


def judged(draft: KeyResultDraft, fields: Fields, *, infer: bool = True) -> KeyResultDraft:
    """The draft with the kind its numbers can only mean, and a problem for each thing its owner must still say."""
    kind: Kind | None = draft.kind
    if kind is None and infer:
        kind = _kind_of(draft)
        draft = replace(draft, kind=kind)
    if kind in ("increase", "decrease"):
        if draft.target is None:
            fields.problem("no_target", "target", name=draft.name[:80])
        elif draft.baseline is None:
            fields.problem("no_baseline", "baseline", name=draft.name[:80])
        elif draft.baseline == draft.target:
            fields.problem("baseline_equals_target", "target", name=draft.name[:80])
    elif kind == "maintain":
        if draft.low is None and draft.high is None:
            fields.problem("no_band", "low", name=draft.name[:80])
        elif draft.low is not None and draft.high is not None and draft.low > draft.high:
            fields.problem("band_reversed", "high", name=draft.name[:80])
    elif kind == "milestone" and not draft.milestones:
        fields.problem("no_milestones", "milestones", name=draft.name[:80])
    elif kind is None:
        numbers = (draft.baseline, draft.target, draft.low, draft.high)
        if draft.baseline is not None and draft.baseline == draft.target:
            code = "baseline_equals_target"
        elif all(number is None for number in numbers):
            code = "no_number"
        else:
            code = "no_baseline" if draft.target is not None and draft.baseline is None else "kind_unclear"
        fields.problem(code, "kind", name=draft.name[:80])
    return draft


def _kind_of(draft: KeyResultDraft) -> Kind | None:
    if draft.milestones:
        return "milestone"
    if draft.baseline is not None and draft.target is not None:
        if draft.baseline == draft.target:
            return None
        return "increase" if draft.target > draft.baseline else "decrease"
    if draft.target is None and draft.baseline is None and (draft.low is not None or draft.high is not None):
        return "maintain"
    return None


READERS: dict[str, tuple[str, Callable[[Fields], Any]]] = {
    "person": ("people", read_person),
    "cycle": ("cycles", read_cycle),
    "check_in": ("check_ins", read_check_in),
    "acknowledgement": ("acknowledgements", read_acknowledgement),
    "grade": ("grades", read_grade),
    "outcome": ("outcomes", read_outcome),
}
"""How each kind of record is read that stands alone, and where it is gathered."""


def read_alone(gathered: Gathered, kind: str, fields: Fields) -> None:
    many, reader = READERS[kind]
    draft = reader(fields)
    if draft is not None:
        getattr(gathered, many).append(draft)
