"""Exact intervals: what a printed number leaves open, and how that goes through + − × ÷ and powers.

What goes in: Decimals. What comes out: intervals that contain every true value that the inputs allow. Ends are
exact; where a quotient, a root or a very long product does not end, the lower end is rounded down and the upper
end up, so an interval only ever grows. There are no floats and no tolerances here, and nothing is known about
statistics.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Inexact, localcontext

_DOWN = Context(prec=60, rounding=ROUND_FLOOR)
_UP = Context(prec=60, rounding=ROUND_CEILING)
_INF = Decimal("Infinity")
_ZERO = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class _End:
    """An end of an interval, infinite where open-ended."""

    value: Decimal
    closed: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two ends; by default half-open, [lower, upper).

    Attributes:
        lower: lower end, None where there is none.
        upper: upper end, None where there is none.
        lower_closed: whether the lower end itself belongs to it.
        upper_closed: whether the upper end itself belongs to it.

    Raises:
        ValueError: where no number lies between the ends.
    """

    lower: Decimal | None
    upper: Decimal | None
    lower_closed: bool = True
    upper_closed: bool = False

    def __post_init__(self) -> None:
        if self.lower is None or self.upper is None:
            return
        if self.lower > self.upper or (self.lower == self.upper and not (self.lower_closed and self.upper_closed)):
            raise ValueError(f"no number lies in {self}")

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        """The one number itself."""
        return cls(value, value, upper_closed=True)

    @classmethod
    def around(cls, value: Decimal, unit: Decimal) -> Interval:
        """What rounding to ``unit`` leaves open: 27.9 with the unit 0.1 is [27.85, 27.95)."""
        half = _UP.divide(unit, Decimal(2))
        return cls(_DOWN.subtract(value, half), _UP.add(value, half))

    def contains(self, value: Decimal) -> bool:
        """Whether the number lies in it."""
        above = self.lower is None or value > self.lower or (self.lower_closed and value == self.lower)
        below = self.upper is None or value < self.upper or (self.upper_closed and value == self.upper)
        return above and below

    def intersect(self, other: Interval) -> Interval | None:
        """The numbers in both, None where there is none."""
        low = max(self._low(), other._low(), key=lambda end: (end.value, not end.closed))
        high = min(self._high(), other._high(), key=lambda end: (end.value, end.closed))
        if low.value > high.value or (low.value == high.value and not (low.closed and high.closed)):
            return None
        return _interval(low, high)

    def overlaps(self, other: Interval) -> bool:
        """Whether a number lies in both."""
        return _reaches(self, other) and _reaches(other, self)

    def __add__(self, other: Interval) -> Interval:
        low, high = (self._low(), other._low()), (self._high(), other._high())
        return _interval(
            _End(_DOWN.add(low[0].value, low[1].value), low[0].closed and low[1].closed),
            _End(_UP.add(high[0].value, high[1].value), high[0].closed and high[1].closed),
        )

    def __neg__(self) -> Interval:
        high, low = self._high(), self._low()
        return _interval(_End(high.value.copy_negate(), high.closed), _End(low.value.copy_negate(), low.closed))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        pairs = [(a, b) for a in (self._low(), self._high()) for b in (other._low(), other._high())]
        return _hull([_product(a, b, _DOWN) for a, b in pairs], [_product(a, b, _UP) for a, b in pairs])

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient; everything, where the divisor may be nought."""
        if other._low().value <= 0 <= other._high().value:
            return Interval(None, None)
        return self * _interval(_inverse(other._high(), _DOWN), _inverse(other._low(), _UP))

    def __pow__(self, exponent: int) -> Interval:
        """The interval of x ** exponent.

        Args:
            exponent: a whole number from 1.

        Raises:
            ValueError: for another exponent.
        """
        if exponent < 1:
            raise ValueError("the exponent of an interval is a whole number from 1")
        low, high = self._low(), self._high()
        ends = [_End(_power(end.value, exponent, _DOWN), end.closed) for end in (low, high)]
        tops = [_End(_power(end.value, exponent, _UP), end.closed) for end in (low, high)]
        if exponent % 2 == 0 and low.value < 0 < high.value:
            ends.append(_End(_ZERO, closed=True))
        return _hull(ends, tops)

    def root(self, degree: int) -> Interval:
        """The interval of the ``degree``-th root.

        Raises:
            ValueError: where numbers below nought lie in it.
        """
        low, high = self._low(), self._high()
        if low.value < 0:
            raise ValueError("a root needs numbers from nought on")
        return _interval(
            _End(_root(low.value, degree, _DOWN), closed=True), _End(_root(high.value, degree, _UP), closed=True)
        )

    def scaled(self, factor: Decimal) -> Interval:
        """Every number times ``factor``."""
        return self * Interval.point(factor)

    def __str__(self) -> str:
        left = "(−∞" if self.lower is None else f"{'[' if self.lower_closed else '('}{plain(self.lower)}"
        right = "+∞)" if self.upper is None else f"{plain(self.upper)}{']' if self.upper_closed else ')'}"
        return f"{left}, {right}"

    def _low(self) -> _End:
        return _End(-_INF, closed=False) if self.lower is None else _End(self.lower, self.lower_closed)

    def _high(self) -> _End:
        return _End(_INF, closed=False) if self.upper is None else _End(self.upper, self.upper_closed)


def plain(value: Decimal, places: int | None = None) -> str:
    """A number without exponent and without idle zeros; rounded to ``places`` digits after the point where given."""
    with localcontext(_UP):
        if places is not None:
            value = value.quantize(_ONE.scaleb(-places), rounding="ROUND_HALF_EVEN")
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _reaches(one: Interval, other: Interval) -> bool:
    """Whether the lower end of one lies below the upper end of the other, or on it where both are closed."""
    if one.lower is None or other.upper is None or one.lower < other.upper:
        return True
    return one.lower == other.upper and one.lower_closed and other.upper_closed


def _interval(low: _End, high: _End) -> Interval:
    lower = None if low.value.is_infinite() else low.value
    upper = None if high.value.is_infinite() else high.value
    return Interval(lower, upper, low.closed or lower is None, high.closed and upper is not None)


def _hull(lows: list[_End], highs: list[_End]) -> Interval:
    low = min(lows, key=lambda end: (end.value, not end.closed))
    high = max(highs, key=lambda end: (end.value, end.closed))
    return _interval(low, high)


def _product(a: _End, b: _End, context: Context) -> _End:
    if a.value == 0 or b.value == 0:  # nought times anything, however large, is nought
        return _End(_ZERO, closed=True)
    return _End(context.multiply(a.value, b.value), a.closed and b.closed)


def _inverse(end: _End, context: Context) -> _End:
    if end.value.is_infinite():
        return _End(_ZERO, closed=False)
    own = context.copy()
    own.clear_flags()
    value = own.divide(_ONE, end.value)
    return _End(value, end.closed or bool(own.flags[Inexact]))


def _power(base: Decimal, exponent: int, context: Context) -> Decimal:
    """``base ** exponent``, its rounding error towards the context's side."""
    negative = base < 0 and exponent % 2 == 1
    rounding = (_UP if context is _DOWN else _DOWN) if negative else context
    result = magnitude = base.copy_abs()
    for _ in range(exponent - 1):
        result = rounding.multiply(result, magnitude)
    return result.copy_negate() if negative else result


def _root(value: Decimal, degree: int, context: Context) -> Decimal:
    if value.is_infinite() or value == 0:
        return value
    guess = context.power(value, context.divide(_ONE, Decimal(degree)))
    if context is _DOWN:
        while _power(guess, degree, _UP) > value:
            guess = guess.next_minus(context)
    else:
        while _power(guess, degree, _DOWN) < value:
            guess = guess.next_plus(context)
    return guess
