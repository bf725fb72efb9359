"""Decimals in and out are exact; what cannot be kept exactly is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messages import Refused
from shared.numbers import WHOLE, check_number, check_weight, mean, ratio, scaled, unscaled

kept = st.integers(-9_000_000_000_000_000_000, 9_000_000_000_000_000_000)
weighted = st.lists(st.tuples(st.integers(0, 1_000_000).map(unscaled), st.integers(0, WHOLE)), min_size=1, max_size=8)


@given(kept)
def test_a_number_survives_being_kept(millionths: int) -> None:
    assert scaled(unscaled(millionths)) == millionths
    assert check_number(unscaled(millionths), "value") == unscaled(millionths)


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [
        ("5.000000", "5"),
        ("1E+3", "1000"),
        ("-0", "0"),
        ("-0.50", "-0.5"),
        ("0.000001", "0.000001"),
        ("9e12", "9000000000000"),
    ],
)
def test_a_number_is_kept_in_its_shortest_form(given_as: str, kept_as: str) -> None:
    assert str(check_number(Decimal(given_as), "value")) == kept_as


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("NaN", "number.finite"),
        ("sNaN", "number.finite"),
        ("Infinity", "number.finite"),
        ("-Infinity", "number.finite"),
        ("9000000000000.000001", "number.limit"),
        ("-1e999999", "number.limit"),
        ("0.0000001", "number.places"),
        ("0.1" + "0" * 40 + "1", "number.places"),
        ("1e-999999", "number.places"),
    ],
)
def test_a_number_that_cannot_be_kept_is_refused_naming_its_field(value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_number(Decimal(value), "target")
    assert (refused.value.code, refused.value.field) == (code, "target")


@pytest.mark.parametrize("value", ["-0.000001", "1000.000001"])
def test_a_weight_beyond_its_range_is_refused(value: str) -> None:
    with pytest.raises(Refused) as refused:
        check_weight(Decimal(value))
    assert (refused.value.code, refused.value.field) == ("weight.range", "weight")


@pytest.mark.parametrize("value", ["0", "1000"])
def test_a_weight_may_be_at_either_end_of_its_range(value: str) -> None:
    assert check_weight(Decimal(value)) == Decimal(value)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1, 3, 333_333), (2, 3, 666_667), (1, 2_000_000, 1), (-1, 2, -500_000), (-1, -2, 500_000)],
)
def test_a_ratio_is_rounded_half_up_whatever_the_signs(part: int, whole: int, share: int) -> None:
    assert ratio(part, whole) == share


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert mean([(Decimal("0.1"), WHOLE), (Decimal("0.2"), WHOLE), (Decimal("0.3"), 0)]) == WHOLE // 2


def test_the_mean_of_nothing_is_no_value() -> None:
    assert mean([]) is None


def test_weights_that_are_all_zero_are_equal() -> None:
    assert mean([(Decimal(0), WHOLE), (Decimal(0), 0)]) == WHOLE // 2


def test_a_weight_of_zero_beside_others_does_not_count() -> None:
    assert mean([(Decimal(0), WHOLE), (Decimal(3), 0)]) == 0


@given(weighted)
def test_a_mean_does_not_depend_on_the_order(parts: list[tuple[Decimal, int]]) -> None:
    assert mean(sorted(parts)) == mean(parts) == mean(parts[::-1])


@given(weighted, st.integers(1, 1000))
def test_a_mean_does_not_depend_on_the_scale_of_the_weights(parts: list[tuple[Decimal, int]], factor: int) -> None:
    assert mean([(weight * factor, progress) for weight, progress in parts]) == mean(parts)


@given(weighted)
def test_a_mean_lies_between_the_least_and_the_most(parts: list[tuple[Decimal, int]]) -> None:
    found = mean(parts)
    assert found is not None
    assert min(progress for _, progress in parts) <= found <= max(progress for _, progress in parts)
