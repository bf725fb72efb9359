"""What makes a measure sound, and which values it takes. Pure."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from shared.key_results.model import Kind, Measure, Milestone
from shared.messages import Refused
from shared.numbers import check_number, check_weight
from shared.texts import check_line

MOST_MILESTONES = 50


def check_measure(measure: Measure) -> Measure:
    """The measure in its canonical form, without what its kind does not use; refused naming the field at fault."""
    unit = check_line(measure.unit, "measure.unit", blank=True)
    if len(unit) > 40:
        raise Refused("too_long", field="measure.unit", most=40)
    match measure.kind:
        case Kind.INCREASE | Kind.DECREASE:
            baseline = _wanted(measure.baseline, "measure.baseline")
            target = _wanted(measure.target, "measure.target")
            if baseline == target:
                raise Refused("measure.same", field="measure.target", value=target)
            if (target > baseline) is not (measure.kind is Kind.INCREASE):
                raise Refused(f"measure.not_{measure.kind.value}", field="measure.target")
            return Measure(kind=measure.kind, baseline=baseline, target=target, unit=unit)
        case Kind.MAINTAIN:
            return _band(measure, unit)
        case Kind.MILESTONE:
            return Measure(kind=Kind.MILESTONE, milestones=_milestones(measure.milestones))
        case Kind.BINARY:
            return Measure(kind=Kind.BINARY)


def _band(measure: Measure, unit: str) -> Measure:
    low = None if measure.low is None else check_number(measure.low, "measure.low")
    high = None if measure.high is None else check_number(measure.high, "measure.high")
    if low is None and high is None:
        raise Refused("measure.band_open", field="measure.low")
    if low is not None and high is not None and low > high:
        raise Refused("measure.band_upside_down", field="measure.high")
    tolerance = None if measure.tolerance is None else check_number(measure.tolerance, "measure.tolerance")
    if tolerance is not None and tolerance < 0:
        raise Refused("number.range", field="measure.tolerance", low=0, high="∞")
    baseline = None if measure.baseline is None else check_number(measure.baseline, "measure.baseline")
    return Measure(kind=Kind.MAINTAIN, baseline=baseline, low=low, high=high, tolerance=tolerance or None, unit=unit)


def _wanted(value: Decimal | None, field: str) -> Decimal:
    if value is None:
        raise Refused("number.wanted", field=field)
    return check_number(value, field)


def _milestones(milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    if not milestones:
        raise Refused("measure.no_milestones", field="measure.milestones")
    if len(milestones) > MOST_MILESTONES:
        raise Refused("measure.too_many_milestones", field="measure.milestones", most=MOST_MILESTONES)
    if len({each.id for each in milestones}) < len(milestones):
        raise Refused("taken", field="measure.milestones")
    return tuple(
        replace(
            each,
            name=check_line(each.name, f"measure.milestones.{place}.name"),
            weight=check_weight(each.weight, f"measure.milestones.{place}.weight"),
        )
        for place, each in enumerate(milestones)
    )


def check_value(measure: Measure, value: Decimal, field: str = "value") -> Decimal:
    """A value that such a key result can have."""
    value = check_number(value, field)
    if measure.kind is Kind.MILESTONE:
        raise Refused("value.milestones", field=field)
    if measure.kind is Kind.BINARY and value not in (0, 1):
        raise Refused("number.range", field=field, low=0, high=1)
    return value
