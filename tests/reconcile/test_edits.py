"""Every slip of the codelist is found where it was made, and short numbers explain nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from frames import observation
from hypothesis import assume, given
from hypothesis import strategies as st

from hengliang.reconcile.edits import slip_between, smallest_edit, unit_slip
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.rules import edit_rules
from hengliang.reconcile.statement import Statement, statements


def statement(value: str, unit: str) -> Statement:
    return statements([observation("a.txt", 0, value + unit, value, unit)])[0]


def edit_of(wrong: Statement, right: Statement) -> str | None:
    edit = slip_between(wrong, right)
    return edit.kind if edit else None


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        (("736", "户"), ("7362", "户"), "dropped"),
        (("73622", "户"), ("7362", "户"), "inserted"),
        (("736", "户"), ("7736", "户"), "collapsed"),
        (("7632", "户"), ("7362", "户"), "swapped"),
        (("7862", "户"), ("7362", "户"), "look_alike"),
        (("7562", "户"), ("7962", "户"), "substituted"),
        (("24", "万人"), ("2.4", "万人"), "point"),
        (("27", "万元"), ("27", "亿元"), "scale"),
        (("3200", "斤"), ("3200", "公斤"), "unit"),
        (("-12.3", "%"), ("12.3", "%"), "sign"),
        (("5", "个"), ("9", "个"), None),
        (("1234", "户"), ("8765", "户"), None),
    ],
)
def test_a_slip_is_named(wrong: tuple[str, str], right: tuple[str, str], kind: str | None) -> None:
    assert edit_of(statement(*wrong), statement(*right)) == kind


def test_an_edit_says_what_happened_to_which_side() -> None:
    edit = slip_between(statement("736", "户"), statement("7362", "户"))
    assert edit is not None
    assert edit.describe() == "少了一位数字：736 → 7362"
    assert edit.describe(side_known=False) == "相差一位数字：736 与 7362"


@given(st.integers(min_value=1000, max_value=9_999_999), st.data())
def test_a_planted_slip_is_undone(number: int, data: st.DataObject) -> None:
    digits = str(number)
    place = data.draw(st.integers(min_value=1, max_value=len(digits) - 1))
    planted = digits[:place] + digits[place + 1 :]
    wrong, right = statement(planted, "户"), statement(digits, "户")
    edit = slip_between(wrong, right)
    assert edit is not None
    assert edit.before == planted
    assert edit.cost <= edit_rules().edit["dropped"].cost
    assert Decimal(edit.after) == number


@given(st.integers(min_value=100, max_value=99_999), st.integers(min_value=100, max_value=99_999))
def test_an_edit_always_makes_the_numbers_agree(one: int, other: int) -> None:
    assume(one != other)
    wrong, right = statement(str(one), "户"), statement(str(other), "户")
    edit = slip_between(wrong, right)
    if edit is not None and edit.after.lstrip("-").replace(".", "").isdigit():
        assert right.printed.contains(Decimal(edit.after))


def test_a_range_has_no_edit() -> None:
    row = observation("a.txt", 0, "3—5个", "300", "个", value_high="500", bound="range")
    assert smallest_edit(statements([row])[0], Interval.point(Decimal(30)).overlaps) is None


def test_units_taken_for_each_other_are_told_from_others() -> None:
    assert unit_slip(statement("120", "亩"), statement("120", "公顷")) is not None
    assert unit_slip(statement("120", "亩"), statement("120", "台")) is None
    assert unit_slip(statement("120", "亩"), statement("130", "公顷")) is None
