"""Units: the codelist, and printed units taken apart."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from hengliang.codes import units
from hengliang.codes.units import CLASSES, SCALES, load_traps, load_units, parse_unit, unit_pattern


@pytest.mark.parametrize(
    ("printed", "scale", "measure", "multiplier"),
    [
        ("亿元", "亿", "CNY", "100000000"),
        ("万元", "万", "CNY", "10000"),
        ("元", "", "CNY", "1"),
        ("亿美元", "亿", "USD", "100000000"),
        ("万亿元", "万亿", "CNY", "1000000000000"),
        ("%", "", "percent", "1"),
        ("‰", "", "percent", "0.1"),
        ("成", "", "percent", "10"),
        ("个百分点", "", "percentage_points", "1"),
        ("倍", "", "times", "1"),
        ("万平方米", "万", "m2", "10000"),
        ("㎡", "", "m2", "1"),
        ("公顷", "", "m2", "10000"),
        ("平方公里", "", "m2", "1000000"),
        ("公里", "", "m", "1000"),
        ("亿斤", "亿", "t", "50000"),
        ("公斤", "", "t", "0.001"),
        ("千瓦", "", "kW", "1"),
        ("万千瓦", "万", "kW", "10000"),
        ("亿千瓦时", "亿", "kWh", "100000000"),
        ("千米", "", "m", "1000"),
        ("万人次", "万", "person_times", "10000"),
        ("亿", "亿", "number", "100000000"),
        ("", "", "number", "1"),
        ("吨标准煤/万元", "", "tce_per_CNY", "0.0001"),
        ("元/平方米", "", "CNY_per_m2", "1"),
        ("公斤 / 亩", "", "t_per_mu", "0.001"),
        ("ug/m3", "", "ug_m3", "1"),
    ],
)
def test_parse_unit(printed, scale, measure, multiplier):
    found = parse_unit(printed)
    assert found is not None
    assert (found.scale, found.unit.measure, found.multiplier) == (scale, measure, Decimal(multiplier))


@pytest.mark.parametrize("printed", ["之", "亿亿元", "投资", "元/之", "万之"])
def test_what_is_no_unit(printed):
    assert parse_unit(printed) is None


def test_every_unit_and_scale_round_trips():
    for name, unit in load_units().items():
        parsed = parse_unit(name)
        assert (parsed.multiplier, parsed.unit.measure, parsed.unit.kind) == (unit.factor, unit.measure, unit.kind)
        assert unit.kind in CLASSES
        assert unit.factor > 0
    for scale, factor in SCALES.items():
        assert parse_unit(scale + "元").multiplier == factor


def test_the_pattern_takes_the_longest_name():
    pattern = re.compile(unit_pattern())
    assert [pattern.match(text)[0] for text in ("平方公里", "个百分点", "人次", "元/平方米", "吨标准煤/万元")] == [
        "平方公里", "个百分点", "人次", "元/平方米", "吨标准煤/万元",
    ]  # fmt: skip


def test_units_of_one_measure_are_of_one_class():
    classes: dict[str, set[str]] = {}
    for unit in load_units().values():
        classes.setdefault(unit.measure, set()).add(unit.kind)
    assert {measure: kinds for measure, kinds in classes.items() if len(kinds) > 1} == {}


def test_traps_are_of_single_characters():
    assert load_traps()["户"] >= "外"
    assert set(load_traps()) <= set(load_units())


@pytest.fixture
def codelist(tmp_path, monkeypatch):
    """A folder of codelists of its own, in place of the package's."""
    monkeypatch.setattr(units, "files", lambda _: tmp_path)
    return tmp_path / "units.toml"


GOOD = '[[unit]]\nmeasure = "CNY"\nclass = "money"\nnames = ["元"]\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + GOOD, "元 is given twice"),
        (GOOD + 'colour = "red"\n', "colour"),
        (GOOD.replace("money", "coins"), "coins"),
    ],
)
def test_a_wrong_codelist_is_an_error(codelist, text, complaint):
    codelist.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        load_units.__wrapped__()


def test_traps_for_unknown_units_are_an_error(codelist):
    codelist.write_text(GOOD + '[traps]\n"之" = "间"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="之"):
        load_traps.__wrapped__()


def test_a_right_codelist_loads(codelist):
    codelist.write_text(GOOD, encoding="utf-8")
    assert set(load_units.__wrapped__()) == {"元"}
