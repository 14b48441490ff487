"""The schema, and that what the extraction makes follows it to the letter."""

from __future__ import annotations

import re

import polars as pl
import pytest

from hengliang.extraction import extract_document
from hengliang.records import Document, Page, TextSource
from hengliang.schema import NUMERIC, RELEASED, TABLES, TIME_PERIOD_PATTERN, empty, polars_schema

TEXTS = {
    "empty": "",
    "without_numbers": "各位代表：\n经济平稳发展。\n",
    "report": (
        "石鼓区2021年政府工作报告\n各位代表：\n一、2020年工作回顾\n地区生产总值320.5亿元，增长4.1%，居全市第一。\n"
        "1-9月，单位GDP能耗下降3%左右，税收占财政收入的82.0%。“十三五”期间，固定资产投资年均增长9%以上。创建示范村3-5个。\n"
        "二、2021年工作安排\n城镇、农村居民人均可支配收入分别增长7%、8%。预计失业率控制在4%以内。12345热线升级。\n"
    ),
}
MADE = {
    name: extract_document(
        Document("a" * 64, f"{name}.txt", text, "utf-8", "text", (Page(1, 0, len(text), TextSource.FILE),))
    )
    for name, text in TEXTS.items()
}
FRAMES = ("documents", "observations", "numbers")


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_frame_has_the_schema(table):
    assert empty(table).schema == polars_schema(table)
    assert empty(table).is_empty()


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_described_once(table):
    names = [column.name for column in TABLES[table]]
    assert len(set(names)) == len(names)
    assert all(column.description for column in TABLES[table])
    for column in TABLES[table]:
        assert column.pattern is None or re.compile(column.pattern)


def test_an_unknown_table_is_an_error():
    with pytest.raises(KeyError):
        polars_schema("tables")


def test_one_name_has_one_type():
    types: dict[str, set[object]] = {}
    for columns in TABLES.values():
        for column in columns:
            types.setdefault(column.name, set()).add(column.dtype)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_released_tables_exist():
    assert set(RELEASED) <= set(TABLES)


@pytest.mark.parametrize("table", FRAMES)
@pytest.mark.parametrize("name", TEXTS)
def test_what_is_made_has_the_schema(name, table):
    frame = getattr(MADE[name], table)
    assert frame.schema == polars_schema(table)


@pytest.mark.parametrize("table", FRAMES)
def test_what_is_made_keeps_the_constraints(table):
    frame = pl.concat(getattr(made, table) for made in MADE.values())
    assert frame.height >= 3
    for column in TABLES[table]:
        values = frame[column.name]
        assert not column.required or values.null_count() == 0, column.name
        present = values.drop_nulls().to_list()
        assert column.allowed is None or set(present) <= set(column.allowed), column.name
        assert column.pattern is None or all(re.search(column.pattern, value) for value in present), column.name
    keys = [column.name for column in TABLES[table] if column.key]
    if table == "observations":
        assert frame.select(keys).is_unique().all()


def test_values_are_exact_decimals():
    frame = MADE["report"].observations
    assert frame.schema["obs_value"] == NUMERIC
    assert str(frame["obs_value"][0]) == "32050000000.0000000000"


@pytest.mark.parametrize(
    ("period", "right"),
    [
        ("", True), ("2020", True), ("2020-S1", True), ("2020-Q4", True), ("2021-03", True), ("2020-12-31", True), ("2016/2020", True),
        ("2020-01/2020-09", True), ("2020-S3", False), ("2020-Q5", False), ("20", False), ("2020年", False), ("2016/2020/2021", False), ("2016/", False),
    ],
)  # fmt: skip
def test_time_periods(period, right):
    assert bool(re.search(TIME_PERIOD_PATTERN, period)) is right
