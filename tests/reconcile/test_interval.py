"""Intervals contain every true value, and nothing is lost to rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengliang.reconcile.interval import Interval, plain

numbers = st.decimals(min_value=-10_000, max_value=10_000, places=3, allow_nan=False, allow_infinity=False)
steps = st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(100)])


@st.composite
def measured(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    """An interval around a printed number, and a true value that may have been printed so."""
    printed, step = draw(numbers), draw(steps)
    inside = draw(st.integers(min_value=-500, max_value=499))
    return Interval.around(printed, step), printed + step * inside / 1000


def holds(interval: Interval, value: Fraction) -> bool:
    """Whether an exact fraction lies in the closure of an interval."""
    above = interval.lower is None or value >= Fraction(interval.lower)
    return above and (interval.upper is None or value <= Fraction(interval.upper))


@given(measured(), measured())
def test_sums_differences_and_products_contain_the_true_value(
    one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]
) -> None:
    (a, x), (b, y) = one, other
    assert holds(a + b, Fraction(x) + Fraction(y))
    assert holds(a - b, Fraction(x) - Fraction(y))
    assert holds(a * b, Fraction(x) * Fraction(y))


@given(measured(), measured())
def test_a_quotient_contains_the_true_value(one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]) -> None:
    (a, x), (b, y) = one, other
    if y:
        assert holds(a / b, Fraction(x) / Fraction(y))


@given(measured(), st.integers(min_value=1, max_value=9))
def test_a_power_contains_the_true_value(one: tuple[Interval, Decimal], exponent: int) -> None:
    interval, value = one
    assert holds(interval**exponent, Fraction(value) ** exponent)


@given(st.decimals(min_value=0, max_value=10_000, places=3), st.integers(min_value=2, max_value=7))
def test_a_root_encloses_the_true_root(value: Decimal, degree: int) -> None:
    root = Interval.point(value).root(degree)
    assert root.lower is not None
    assert root.upper is not None
    assert Fraction(root.lower) ** degree <= Fraction(value) <= Fraction(root.upper) ** degree


@given(measured(), measured())
def test_two_intervals_overlap_exactly_if_they_have_an_intersection(
    one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]
) -> None:
    (a, x), (b, _) = one, other
    common = a.intersect(b)
    assert a.overlaps(b) == (common is not None) == b.overlaps(a)
    assert (common is not None and common.contains(x)) == (a.contains(x) and b.contains(x))


def test_rounding_leaves_a_half_open_interval() -> None:
    interval = Interval.around(Decimal("27.9"), Decimal("0.1"))
    assert interval.contains(Decimal("27.85"))
    assert not interval.contains(Decimal("27.95"))
    assert str(interval) == "[27.85, 27.95)"


def test_neighbouring_half_open_intervals_do_not_meet() -> None:
    assert not Interval(Decimal(1), Decimal(2)).overlaps(Interval(Decimal(2), Decimal(3)))
    assert Interval(Decimal(1), Decimal(2), upper_closed=True).overlaps(Interval(Decimal(2), Decimal(3)))


def test_open_ends_stay_open() -> None:
    at_least = Interval(Decimal(80), None)
    assert (at_least + Interval.point(Decimal(1))).upper is None
    assert (-at_least).lower is None
    assert (at_least**2).lower == 6400
    assert (at_least * Interval.point(Decimal(0))).contains(Decimal(0))
    assert str(at_least) == "[80, +∞)"


def test_a_divisor_that_may_be_nought_leaves_everything_open() -> None:
    assert Interval.point(Decimal(1)) / Interval(Decimal(-1), Decimal(1)) == Interval(None, None)


def test_a_quotient_without_end_is_rounded_outwards() -> None:
    third = Interval.point(Decimal(1)) / Interval.point(Decimal(3))
    assert third.lower is not None
    assert third.upper is not None
    assert Fraction(third.lower) < Fraction(1, 3) < Fraction(third.upper)


def test_long_numbers_are_not_cut() -> None:
    long = Decimal("12345678901234567890123456789.123456789")
    assert Interval.point(long) ** 1 == Interval.point(long)


def test_an_interval_without_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        Interval(Decimal(2), Decimal(1))
    with pytest.raises(ValueError, match="exponent"):
        Interval.point(Decimal(1)) ** 0
    with pytest.raises(ValueError, match="root"):
        Interval.point(Decimal(-1)).root(2)


@pytest.mark.parametrize(
    ("value", "places", "text"), [("2790000000.0000", None, "2790000000"), ("1.4557", 3, "1.456"), ("-0.0", None, "0")]
)
def test_plain_numbers(value: str, places: int | None, text: str) -> None:
    assert plain(Decimal(value), places) == text
