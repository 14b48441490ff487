"""Tables printed as text: invented ones that must be read, and doubtful ones that must not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.extraction import extract_document
from hengliang.records import Document, Page, Table, TextSource
from hengliang.text.tables import find_tables, with_text_tables

BY_LINE = """青河市2025年预算执行情况和2026年预算草案的报告
2026 年全市一般公共预算收入草案表
表7 单位：万元
项 目 2025 年执行数 2026年预算数 比上年增减%
一般公共预算收入合计 4750 4845 2.0%
一、税收收入 3300 3399 3.0%
增值税 1,263 1,340 6.1%
契税 224 210 -6.3%
资源税
以上数据为草案，以批复为准。
"""
BY_CELL = """表2 主要工业产品产量

产品名称

单位

产量

比上年增长（%）

水泥

万吨

120.5

-3.1

发电量

亿千瓦时

33.0

4.2

白酒

千升

870

12.6

全年建筑业总产值88亿元，比上年增长5.0%。
"""
WRAPPED = """2025年全市一般公共预算支出执行情况表
表2 单位：万元
科目
编码 功能科目 2024年
决算数
2025年变
动预算数
2025 年
完成数
为变动
预算的%
较上年
增减%
201 一般公共服务支出 1417 1728 1684 97.5% 18.8%
205 教育支出 6100 6300 6237 99.0% 2.2%
213 农林水支出 2010 2200 2090 95.0% 4.0%
- 41 -
"""


def grid(text: str, table: Table) -> dict[tuple[int, int], str]:
    return {(c.row, c.column): "".join(text[start:end] for start, end in c.spans) for c in table.cells}


def document(text: str) -> Document:
    return Document("0" * 64, "t.txt", text, "utf-8", "text", (Page(1, 0, len(text), TextSource.FILE),))


def test_rows_of_one_line():
    (table,) = find_tables(BY_LINE)
    cells = grid(BY_LINE, table)
    assert (table.caption, table.unit_line) == ("2026 年全市一般公共预算收入草案表", "表7 单位：万元")
    assert [cells[0, column] for column in range(4)] == ["项 目", "2025 年执行数", "2026年预算数", "比上年增减%"]
    assert [cells[3, column] for column in range(4)] == ["增值税", "1,263", "1,340", "6.1%"]
    assert BY_LINE[table.start : table.end].endswith("-6.3%")


def test_one_cell_a_line():
    (table,) = find_tables(BY_CELL)
    cells = grid(BY_CELL, table)
    assert [cells[1, column] for column in range(4)] == ["水泥", "万吨", "120.5", "-3.1"]
    assert [cells[3, column] for column in range(4)] == ["白酒", "千升", "870", "12.6"]


def test_wrapped_headers_and_codes():
    (table,) = find_tables(WRAPPED)
    cells = grid(WRAPPED, table)
    headers = ["2024年决算数", "2025年变动预算数", "2025 年完成数", "为变动预算的%", "较上年增减%"]
    assert [cells[0, column] for column in range(1, 6)] == headers
    assert cells[2, 0] == "205 教育支出"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a header that is not understood", BY_LINE.replace("比上年增减%", "备用栏")),
        ("two rows only", BY_LINE.replace("增值税 1,263 1,340 6.1%\n契税 224 210 -6.3%\n", "")),
        ("a figure too many", BY_CELL.replace("12.6", "12.6\n\n7.7")),
        ("a label displaced", BY_CELL.replace("白酒\n\n", "")),
        ("no year of a budget", re.sub(r"20\d\d ?年", "", BY_LINE)),
        ("no unit", BY_LINE.replace("单位：万元", "")),
        ("two tables side by side", BY_CELL.replace("产品名称\n", "产品名称\n\n产量\n\n产品名称\n")),
        ("rows that hang on the caption", BY_CELL.replace("主要工业产品产量", "各种运输方式完成情况")),
        ("prose", "项目 总投资12亿元，完成投资3.5亿元，占年度计划的29%。\n" * 5),
        ("nothing", ""),
    ],
)
def test_doubtful_is_no_table(what, text):
    assert find_tables(text) == (), what


def test_rows_that_do_not_stand_alone_give_no_cells():
    text = BY_LINE.replace("契税 224 210 -6.3%", "契税 224 210 -6.3%\n合计 3000 3100 3.3%\n房产税 40")
    (table,) = find_tables(text)
    rows = {row: sum(cell.row == row for cell in table.cells) for row in range(1, 8)}
    assert [rows[row] for row in range(1, 8)] == [4, 4, 4, 4, 1, 1, 0]


def test_the_same_label_twice_says_nothing():
    (table,) = find_tables(BY_LINE.replace("契税 224", "增值税 224").replace("资源税", "房产税 40 44 10.0%"))
    cells = grid(BY_LINE, table)
    assert (3, 1) not in cells
    assert (4, 1) not in cells


def test_only_texts_are_searched():
    assert with_text_tables(document(BY_CELL)).tables
    pdf = Document("0" * 64, "t.pdf", BY_CELL, "", "pdf", (Page(1, 0, len(BY_CELL), TextSource.TEXT_LAYER),))
    assert with_text_tables(pdf) is pdf


def test_every_number_of_a_table_is_told():
    extraction = extract_document(document(BY_LINE))
    table = find_tables(BY_LINE)[0]
    inside = [
        row
        for row in extraction.numbers.iter_rows(named=True)
        if table.start <= row["start"] and row["end"] <= table.end
    ]
    assert sum(row["outcome"] == "observation" for row in inside) == 12
    assert {row["outcome"] for row in inside} == {"observation", "ignored"}


def pieces() -> st.SearchStrategy[str]:
    words = [
        "项目",
        "产品名称",
        "单位",
        "产量",
        "2025年执行数",
        "增减%",
        "增值税",
        "水泥",
        "万吨",
        "12.5",
        "-3",
        "4%",
        "—",
    ]
    breaks = ["\n", "\r\n", " ", "\t", "\f", "\u2028", "\x85", "\n\n", "，", "。", "单位：万元\n"]
    return st.lists(st.sampled_from(words + breaks) | st.text(max_size=3), max_size=80).map("".join)


def check(text: str) -> None:
    end = 0
    for table in find_tables(text):
        assert end <= table.start < table.end <= len(text)
        end = table.end
        for cell in table.cells:
            for start, stop in cell.spans:
                assert table.start <= start < stop <= table.end
                assert len(text[start:stop].splitlines()) == 1


@given(st.text() | pieces())
@settings(max_examples=300, deadline=None)
def test_any_text_is_searched(text):
    check(text)


@given(st.lists(pieces(), min_size=1, max_size=3), st.sampled_from([BY_LINE, BY_CELL, WRAPPED]))
@settings(max_examples=200, deadline=None)
def test_tables_among_anything(around, table):
    check(around[0] + "\n" + table + around[-1])


@given(
    st.sampled_from([BY_LINE, BY_CELL, WRAPPED]),
    st.integers(0, 400),
    st.sampled_from(["", "\u2028", "9", "\x1d", "项目"]),
)
@settings(max_examples=200, deadline=None)
def test_damaged_tables(table, at, damage):
    check(table[:at] + damage + table[at + 1 :])


@pytest.mark.parametrize(
    "text", ["项目\n" * 30_000, "项目\n甲\n1\n" * 15_000, "目\n" * 50_000, "项目 " * 30_000, "1 " * 50_000]
)
def test_nothing_is_quadratic(text):
    start = time.perf_counter()
    find_tables(text)
    assert time.perf_counter() - start < 2
