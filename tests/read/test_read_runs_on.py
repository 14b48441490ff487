"""Tables that run on over pages: one table, heads told once, rows broken by the page, names on the page before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_samples import lines, make_pdf, table, together
from test_read_unruled import HEAD, cells_of, rows_at
from test_read_unruled import ROWS as BARE

from hengliang.extraction import extract_document
from hengliang.read.pdf import read_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportlab.pdfgen.canvas import Canvas

    from hengliang.records import Document

HEADS = ("项目", "2030年决算数", "2031年决算数")
FIRST = [HEADS, ("税收收入", "1234", "1300"), ("非税收入", "85", "86")]
SECOND = [("债务收入", "21", "22"), ("上年结余", "", "33")]


def read(*pages: Callable[[Canvas], None]) -> Document:
    return read_pdf(make_pdf(*pages), document_id="0" * 64, name="云岭县2031年预算报告.pdf")


def first(*rows: tuple[str, ...]) -> Callable[[Canvas], None]:
    return together(
        lines("云岭县财政工作说明，全文到此为止。", top=760),
        lines("表1 收入决算表", x=180, top=640),
        lines("单位：万元", x=360, top=612),
        table(rows or FIRST),
    )


@pytest.mark.parametrize(
    "above",
    [[], ["续表"], ["表1 收入决算表（续）"], ["表1 收入决算表", "单位：万元"], ["单位：万元"]],
    ids=["nothing", "continued", "name and continued", "name and unit", "unit"],
)
@pytest.mark.parametrize("again", [True, False])
def test_the_rest_on_the_next_page_belongs_to_the_table(above, again):
    rest = table([HEADS, *SECOND] if again else SECOND, top=700)
    document = read(first(), together(lines(*above, x=180, top=750), rest), lines("云岭县的其他说明，到此为止。"))
    (found,) = document.tables
    assert cells_of(document, found) == [list(row) for row in [*FIRST, *SECOND]]
    assert (found.page, found.caption.replace(" ", ""), found.unit_line) == (1, "表1收入决算表", "单位：万元")
    assert len(found.spans) == 2
    assert document.text[found.spans[1][0] : found.end].endswith("\t".join(SECOND[-1]))


def test_what_is_bound_on_the_second_page_has_the_heads_of_the_first():
    document = read(first(), table([HEADS, *SECOND], top=780))
    extraction = extract_document(document)
    found = extraction.observations.filter(extraction.observations["page"] == 2)
    told = found.select("quote", "indicator", "time_period", "unit").rows()
    assert told == [
        ("21", "债务收入", "2030", "万元"),
        ("22", "债务收入", "2031", "万元"),
        ("33", "上年结余", "2031", "万元"),
    ]
    numbers = extraction.numbers.filter(extraction.numbers["start"] >= document.pages[1].start)
    assert numbers.filter(numbers["outcome"] != "observation").select("text", "outcome").rows() == [
        ("2030", "ignored"),
        ("2031", "ignored"),
    ]


@pytest.mark.parametrize(
    "second",
    [
        together(lines("表2 支出决算表", x=180, top=750), table(SECOND, top=700)),
        together(lines("云岭县的收入如上，支出如下。", top=750), table(SECOND, top=700)),
        table(SECOND, top=780, widths=(120, 100, 130)),
        table([("科目", "上半年", "下半年"), *SECOND], top=780),
        table(SECOND, top=780, rules="columns"),
    ],
    ids=["own name", "text between", "other columns", "own heads", ""],
)
def test_another_table_stays_another(second, request):
    document = read(first(), second)
    assert len(document.tables) == (1 if request.node.callspec.id == "" else 2)


def test_text_behind_the_table_ends_it():
    note = lines("注：本表不含其他乡镇的收入。", top=480)
    assert len(read(together(first(), note), table(SECOND, top=780)).tables) == 2


def test_a_row_broken_by_the_page_is_one():
    widths = (100, 150, 100)
    head, row = ("项目", "说明", "金额"), ("公路", "乡村公路（含桥梁、", "12.5")
    document = read(
        table([head, row], top=120, widths=widths),
        table([("", "隧道）", ""), ("水利", "水库", "3.4")], top=780, widths=widths),
    )
    (found,) = document.tables
    assert cells_of(document, found) == [
        ["项目", "说明", "金额"],
        ["公路", "乡村公路（含桥梁、隧道）", "12.5"],
        ["水利", "水库", "3.4"],
    ]
    assert [len(cell.spans) for cell in found.cells if cell.row == 1] == [1, 2, 1]


def test_a_heading_row_at_the_top_of_a_page_is_a_row_of_its_own():
    document = read(first(), table([("二、基金", "", ""), *SECOND], top=780))
    (found,) = document.tables
    assert cells_of(document, found)[3:] == [["二、基金", "", ""], *[list(row) for row in SECOND]]


def test_columns_that_one_page_does_not_divide():
    whole = table([("收入", "说明与金额"), ("税收", "见下页")], widths=(150, 200))
    document = read(whole, table(FIRST, top=780))
    (found,) = document.tables
    assert {(c.row, c.column, c.column_span) for c in found.cells if c.row < 2} == {
        (0, 0, 1),
        (0, 1, 2),
        (1, 0, 1),
        (1, 1, 2),
    }
    assert cells_of(document, found)[-1] == list(FIRST[-1])


def test_a_table_without_lines_runs_on():
    more = [("用电量", "亿度", "3.1", "3.2"), ("货运量", "万吨", "88", "—"), ("客运量", "万人", "15", "16")]
    document = read(rows_at(BARE, top=300), rows_at(more, top=780))
    (found,) = document.tables
    assert cells_of(document, found) == [list(row) for row in [*BARE, *more]]
    assert cells_of(document, found)[0] == list(HEAD)


@pytest.mark.parametrize("name", [["表3 收入决算表", "单位：万元"], ["附表三", "云岭县财政收入情况表"]])
def test_the_name_may_stand_on_the_page_before(name):
    document = read(lines("云岭县财政工作说明，全文到此为止。", *name, top=140), table(FIRST, top=780))
    (found,) = document.tables
    assert found.caption.replace(" ", "") == "".join(name).removesuffix("单位：万元").replace(" ", "")
    assert found.unit_line == ("单位：万元" if name[-1].startswith("单位") else "")


def test_prose_on_the_page_before_names_nothing():
    document = read(lines("云岭县财政工作说明，全文到此为止。", "各项收入见后。", top=140), table(FIRST, top=780))
    assert document.tables[0].caption == ""


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 12), min_size=2, max_size=4), st.booleans())
def test_no_row_is_lost_or_doubled(sizes, again):
    pages, rows = [], [HEADS]
    for size in sizes:
        part = [(f"第{len(rows) + i}项", f"{len(rows) + i}1.5", f"{len(rows) + i}2.5") for i in range(size)]
        pages.append(table([HEADS, *part] if again or not pages else part, top=780))
        rows += part
    document = read(*pages)
    (found,) = document.tables
    assert cells_of(document, found) == [list(row) for row in rows]
    assert [document.text[i:j].count("\f") for i, j in found.spans] == [0] * len(sizes)
