"""The smallest edit that makes numbers agree: a lost digit, a moved point, 斤 for 公斤.

What goes in: a printed number with its unit, and a test that says whether another number would agree. What comes
out: the cheapest ``Edit`` that passes, or None. Costs and tables are ``codelists/edits.toml``. An edit explains;
it corrects nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from hengliang.codes.units import parse_unit
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.rules import edit_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from hengliang.reconcile.statement import Statement

_DIGITS = "0123456789"
_SCALED = re.compile(r"^(万亿|千亿|百亿|千万|百万|十万|亿|万|千|百)?(.*)$")


@dataclass(frozen=True, slots=True)
class Edit:
    """One slip.

    Attributes:
        kind: a key of ``[edit]`` in the codelist.
        before: the number as printed.
        after: the number with the slip undone.
        cost: the smaller, the likelier.
    """

    kind: str
    before: str
    after: str
    cost: Decimal

    def describe(self, *, side_known: bool = True) -> str:
        """The edit in words: 少了一位数字：736 → 7362."""
        rule = edit_rules().edit[self.kind]
        return (
            f"{rule.text}：{self.before} → {self.after}"
            if side_known
            else f"{rule.between}：{self.before} 与 {self.after}"
        )


def smallest_edit(
    wrong: Statement, fits: Callable[[Interval], bool], kinds: Container[str] | None = None
) -> Edit | None:
    """The cheapest edit of a statement's number with which it fits.

    Args:
        wrong: the statement whose number may have slipped.
        fits: whether a number, with what rounding leaves open of it, would agree with the rest.
        kinds: the kinds of slip to try; all where None.
    """
    if wrong.value_high is not None:
        return None
    best: Edit | None = None
    for kind, value, unit, factor in _slips(wrong.value, wrong.unit):
        if kinds is not None and kind not in kinds:
            continue
        rule = edit_rules().edit[kind]
        if best is not None and (rule.cost, len(value)) >= (best.cost, len(best.after)):
            continue
        scale = wrong.scale.copy_abs() * factor
        exponent = int(Decimal(value).as_tuple().exponent)
        number = Interval.around(Decimal(value) * scale, scale.scaleb(exponent))
        if rule.cost <= edit_rules().highest_cost and fits(number):
            shown = (value, wrong.value) if unit == wrong.unit else (value + unit, wrong.value + wrong.unit)
            best = Edit(kind, shown[1], shown[0], rule.cost)
    return best


def slip_into(wrong: Statement, allowed: Interval) -> Edit | None:
    """The cheapest edit of a number with which it lies where a formula wants it, to no more places than are printed."""

    def fits(number: Interval) -> bool:
        """Whether the slipped number reaches what is allowed, without being told more exactly than it is printed."""
        lower, upper = number.lower, number.upper
        return lower is not None and upper is not None and upper - lower >= wrong.step and number.overlaps(allowed)

    return smallest_edit(wrong, fits)


def slip_between(wrong: Statement, right: Statement) -> Edit | None:
    """The cheapest edit that turns one printed number into the other.

    The edited number must be the other one, to the places that the coarser of the two prints: where 58.4 and 58.3 stand,
    no digit was lost from 58.35, and where 1.27 and 1.37 stand, none was added to 1.3. A number of few digits is hit by
    too many edits to explain anything, unless it is hit exactly.

    Args:
        wrong: the statement whose number may have slipped.
        right: the statement that it should agree with.
    """
    if right.value_high is not None:
        return None
    telling = len(right.value.strip("-0").replace(".", "")) >= edit_rules().fewest_digits

    def fits(number: Interval) -> bool:
        """Whether the slipped number agrees with the right one, without being told less exactly than both are."""
        lower, upper = number.lower, number.upper
        if lower is None or upper is None:
            return False
        middle, width = (lower + upper) / 2, upper - lower
        if middle == right.obs_value:
            return True
        same_places = width == wrong.step and number.contains(right.obs_value)
        return telling and (same_places or (wrong.step <= width <= right.step and right.printed.contains(middle)))

    return smallest_edit(wrong, fits)


@lru_cache(maxsize=4096)
def _slips(value: str, unit: str) -> tuple[tuple[str, str, str, Decimal], ...]:
    """All single slips of a printed number: kind, value, unit, and how many old units one new unit is."""
    sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    numbers = {(kind, sign + text) for kind, text in _digit_slips(digits)} | {
        ("point", sign + t) for t in _points(digits)
    }
    if digits.strip("0."):
        numbers.add(("sign", digits if sign else "-" + digits))
    slips = [(kind, text, unit, Decimal(1)) for kind, text in numbers]
    slips += [(kind, value, other, factor) for kind, other, factor in _units(unit)]
    return tuple(
        sorted(slips, key=lambda slip: (edit_rules().edit[slip[0]].cost, len(slip[1]), slip[1], slip[2], slip[0]))
    )


def _digit_slips(digits: str) -> Iterator[tuple[str, str]]:
    """Slips of one digit; the name says what happened to the original."""
    count = sum(character.isdigit() for character in digits)
    fewest = edit_rules().fewest_digits
    if count + 1 >= fewest:
        yield from ((kind, text) for kind, text in _insertions(digits) if _well_formed(text))
    if count >= fewest:
        for i, character in enumerate(digits):
            if not character.isdigit():
                continue
            yield from ((kind, text) for kind, text in _at(digits, i) if _well_formed(text))


def _insertions(digits: str) -> Iterator[tuple[str, str]]:
    for i in range(len(digits) + 1):
        for new in _DIGITS:
            doubled = (i > 0 and digits[i - 1] == new) or (i < len(digits) and digits[i] == new)
            yield ("collapsed" if doubled else "dropped"), digits[:i] + new + digits[i:]


def _at(digits: str, i: int) -> Iterator[tuple[str, str]]:
    yield "inserted", digits[:i] + digits[i + 1 :]
    j = i + 2 if digits[i + 1 : i + 2] == "." else i + 1
    if j < len(digits) and digits[i] != digits[j]:
        yield "swapped", digits[:i] + digits[j] + digits[i + 1 : j] + digits[i] + digits[j + 1 :]
    for new in _DIGITS.replace(digits[i], ""):
        alike = any({new, digits[i]} == set(pair) for pair in edit_rules().tables.look_alikes)
        yield ("look_alike" if alike else "substituted"), digits[:i] + new + digits[i + 1 :]


def _points(digits: str) -> Iterator[str]:
    """The same digits with the point elsewhere, or with none."""
    bare = digits.replace(".", "")
    if len(bare.strip("0")) < 2 and "." not in digits:
        return  # 5 and 0.5 say nothing
    candidates = [bare, *(f"{bare[:i]}.{bare[i:]}" for i in range(1, len(bare)))]
    yield from (text for text in candidates if text != digits and _well_formed(text))


def _well_formed(text: str) -> bool:
    return re.fullmatch(r"(0|[1-9]\d*)(\.\d+)?", text) is not None


def _units(unit: str) -> Iterator[tuple[str, str, Decimal]]:
    """The units taken for this one: kind, unit, and how many of this one it is."""
    old = parse_unit(unit)
    if old is None or old.multiplier == 0:
        return
    match = _SCALED.match(unit)
    scale, rest = (match[1] or "", match[2]) if match else ("", unit)
    others = [("scale", other + rest) for other in edit_rules().tables.scales if other != scale]
    for pair in edit_rules().tables.units:
        others += [("unit", scale + new) for name, new in (pair, pair[::-1]) if name == rest]
    for kind, other in others:
        new_unit = parse_unit(other)
        if new_unit is not None and (new_unit.unit.measure == old.unit.measure or kind == "unit"):
            yield kind, other, new_unit.multiplier / old.multiplier


def unit_slip(a: Statement, b: Statement) -> Edit | None:
    """The slip of two statements that print the same number with units which are taken for each other."""
    if Decimal(a.value) != Decimal(b.value) or a.value_high != b.value_high:
        return None
    found = [kind for kind, other, _ in _units(a.unit) if other == b.unit]
    return Edit(found[0], f"{a}", f"{b}", edit_rules().edit[found[0]].cost) if found else None
