"""A statement: one observation as the checks see it, with the intervals that its printed number leaves open.

What goes in: rows of ``observations``. What comes out: ``Statement`` records and how two of them stand to each
other. Nothing is decided here about whether they speak of the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hengliang.reconcile.interval import Interval, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EXACT = Context(prec=60)
#: The columns of ``observations`` that a check may rest on, in the order of ``Statement``'s fields.
COLUMNS = (
    "observation_id", "document_id", "document", "indicator", "indicator_code", "ref_area", "ref_area_code", "time_period",
    "measure", "base_period", "share_of", "peer_group", "status", "vintage", "price_basis", "bound", "qualifier", "value",
    "value_high", "unit", "obs_value", "obs_lower", "obs_upper", "unit_measure", "start", "end", "quote", "sentence",
)  # fmt: skip


class Agreement(IntEnum):
    """How two statements of one fact stand to each other."""

    DISAGREE = 0
    #: Only if one of them was cut off instead of rounded, or its trailing zeros are no digits that count.
    LOOSE = 1
    AGREE = 2


@dataclass(frozen=True)
class Statement:
    """One observation; the fields are those of the table ``observations``."""

    observation_id: str
    document_id: str
    document: str
    indicator: str
    indicator_code: str
    ref_area: str
    ref_area_code: str
    time_period: str
    measure: str
    base_period: str
    share_of: str
    peer_group: str
    status: str
    vintage: str
    price_basis: str
    bound: str
    qualifier: str
    value: str
    value_high: str | None
    unit: str
    obs_value: Decimal
    obs_lower: Decimal | None
    obs_upper: Decimal | None
    unit_measure: str
    start: int
    end: int
    quote: str
    sentence: str

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Where it stands; sorts statements the same way whatever order they came in."""
        return self.document_id, self.start, self.end, self.observation_id

    @cached_property
    def scale(self) -> Decimal:
        """Base units in one printed unit, 1 where a printed nought hides it."""
        number = Decimal(self.value)
        return _EXACT.divide(self.obs_value, number) if number and self.obs_value else Decimal(1)

    @cached_property
    def step(self) -> Decimal:
        """The unit of the last printed place, in the base unit: 0.1亿元 is 10000000 for 27.9亿元."""
        exponent = Decimal(self.value).as_tuple().exponent
        return self.scale.copy_abs().scaleb(int(exponent))

    @cached_property
    def stated(self) -> Interval:
        """What precision and bound together leave open."""
        negative = self.obs_value < 0
        lower, upper = self.obs_lower, self.obs_upper
        below = self.bound != "gt" and not (self.bound == "lt" and negative)
        above = self.bound in {"ge", "le", "range", "approx"} or (self.bound == "lt" and negative)
        if lower is not None and upper is not None and lower >= upper:
            return Interval.point(lower)
        return Interval(lower, upper, lower_closed=below, upper_closed=above)

    @cached_property
    def printed(self) -> Interval:
        """What rounding alone leaves open, whatever 以上 or 左右 say."""
        return self.stated if self.bound == "range" else Interval.around(self.obs_value, self.step)

    @cached_property
    def filled(self) -> Interval | None:
        """What is left open if the trailing zeros only fill the places: 200亿 may be anything that rounds to 2 hundred.

        None where there are none. Numbers below 100 keep every digit, and so do percentages.
        """
        zeros = _zeros(self.value)
        if not zeros or len(self.value.lstrip("-")) < 3 or self.unit_measure == "percent":
            return None
        return Interval.around(self.obs_value, self.step.scaleb(zeros))

    @cached_property
    def loose(self) -> Interval:
        """``filled``, or what is left open if the number was cut off and not rounded: 27.9 may be 27.98."""
        low, high = self.printed.lower, self.printed.upper
        if self.filled is not None or low is None or high is None:
            return self.filled or self.printed
        reach = self.obs_value + (self.step if self.obs_value >= 0 else -self.step)
        return Interval(min(low, reach), max(high, reach))

    def __str__(self) -> str:
        return self.value + self.unit if self.value_high is None else f"{self.value}—{self.value_high}{self.unit}"


def weigh(a: Statement, b: Statement, *, word_for_word: bool = False) -> Agreement:
    """How two statements of one fact stand to each other.

    Under the same bound word the printed limits are compared (24万人以上 and 2.4万人以上 disagree), under different ones what
    both leave open (8.5% agrees with 8.5%以上).

    Args:
        a: one statement.
        b: the other, in the same base unit.
        word_for_word: whether they stand in copies of one sentence, so that the bound words cannot differ.
    """
    if agree(a, b, word_for_word=word_for_word):
        return Agreement.AGREE
    if {"range", "approx"} & {a.bound, b.bound}:
        return Agreement.DISAGREE
    return Agreement.LOOSE if _loosely(a, b) else Agreement.DISAGREE


def agree(a: Statement, b: Statement, *, word_for_word: bool = False) -> bool:
    """Whether ``weigh`` gives ``Agreement.AGREE``, without looking further where it does not."""
    if "range" not in {a.bound, b.bound} and (a.bound == b.bound or word_for_word):
        return a.printed.overlaps(b.printed)
    return a.stated.overlaps(b.stated)


def _loosely(a: Statement, b: Statement) -> bool:
    """Whether the less precise number may be the other, cut off or rounded to fewer digits."""
    coarse, fine = (a, b) if _grain(a) >= _grain(b) else (b, a)
    return _grain(coarse) > _grain(fine) and coarse.loose.overlaps(fine.printed)


def _grain(statement: Statement) -> Decimal:
    return statement.step if statement.filled is None else statement.step.scaleb(_zeros(statement.value))


def _zeros(value: str) -> int:
    return 0 if "." in value else len(value) - len(value.rstrip("0"))


def statements(rows: Iterable[Mapping[str, Any]]) -> list[Statement]:
    """Rows of ``observations`` as statements, in the order of their places."""
    made = [Statement(**{name: row[name] for name in COLUMNS}) for row in rows]
    return sorted(made, key=lambda statement: statement.place)


def figure(value: Decimal, unit: str = "") -> str:
    """A computed number for a formula: four significant digits behind the point at most."""
    return plain(value, 4) + unit
