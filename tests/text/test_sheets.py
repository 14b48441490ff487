"""Pages of tables one cell a line: what proves their order, and what does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.extraction import extract_document
from hengliang.records import Document, Page, TextSource
from hengliang.text.heads import Head, find_heads
from hengliang.text.proof import Proof, figure
from hengliang.text.sheet_tables import find_sheet_tables
from hengliang.text.sheets import Piece, find_sheets
from hengliang.text.table_labels import alone, spending

PAGE = """2025年全市一般公共预算收入执行情况表
单位：万元
2025年执行数
项
目
2024年
决算数
2025年
预算数
金额
占预算%
增长%
增值税
2811
2900
2987
103.00
6.26
契税
640
655
612
93.44
-4.38
3917
3952
4038
102.18
3.09
印花税
120
128
131
102.34
9.17
资源税
— 20 —
"""


def cells(text: str) -> dict[tuple[int, int], str]:
    tables = find_sheet_tables(text)
    return {(c.row, c.column): "".join(text[s:e] for s, e in c.spans) for t in tables for c in t.cells}


def pieces(words: str) -> tuple[str, list[Piece]]:
    text = words.replace("|", "\n")
    found, at = [], 0
    for line in words.split("|"):
        found.append(Piece(at, at + len(line), line))
        at += len(line) + 1
    return text, found


def test_header_in_the_figures_order():
    found = cells(PAGE)
    assert [found[0, column] for column in range(1, 6)] == [
        "2024年决算数",
        "2025年预算数",
        "2025年执行数",
        "占预算%",
        "增长%",
    ]
    assert [found[1, column] for column in range(6)] == ["增值税", "2811", "2900", "2987", "103.00", "6.26"]
    assert "3917" not in {text for (_, column), text in found.items() if column}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an empty row may have taken figures", PAGE.replace("印花税", "车船税\n印花税")),
        ("no year", PAGE.replace("2025年全市", "全市")),
        ("an unknown zone", PAGE.replace("全市", "市北山片区")),
        ("no unit", PAGE.replace("单位：万元", "单位：略")),
        ("growth that does not come out", PAGE.replace("6.26", "7.26").replace("9.17", "1.97").replace("3.09", "5.5")),
        ("words and figures on one line", PAGE.replace("契税\n640", "640 契税")),
        ("the header goes on behind figures", PAGE.replace("印花税\n", "占预算%\n印花税\n")),
        ("two rows only", PAGE.replace("印花税\n120", "120")),
        ("the same label twice", PAGE.replace("契税", "增值税")),
        ("nothing", ""),
    ],
)
def test_doubtful_is_no_table(what, text):
    assert find_sheet_tables(text) == (), what


def test_a_row_that_breaks_the_arithmetic_is_left_out():
    more = "房产税\n433\n470\n481\n102.34\n11.09\n车船税\n500\n400\n450\n112.50\n-10.00\n资源税\n"
    text = PAGE.replace("640\n", "650\n").replace("资源税\n", more)
    assert {text for (_, column), text in cells(text).items() if column == 1} == {
        "2024年决算数",
        "2811",
        "120",
        "433",
        "500",
    }


def test_a_page_ends_with_its_number():
    text = f"甲\n40\n\f{PAGE.replace('— 20 —', '41')}\f乙\n42\n"
    (sheet,) = find_sheets(text)
    assert "41" not in {piece.text for _, figures in sheet.runs for piece in figures}


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("预算数|执行数|占预算的%", [["预算数", "执行数", "占预算的%"]]),
        (
            "2025年|完成数|为预算数的%",
            [["2025年完成数为预算数的%"], ["2025年完成数", "为预算数的%"]],
        ),
        (
            "2025年预算数|年初预算数 调整后预算数|2025年|快报数",
            [["年初预算数", "调整后预算数", "2025年快报数"]],
        ),
        ("2024年|决算数|增长%|2024年|决算数|增长%", [["2024年决算数", "增长%"]]),
        ("预算数|甲", []),
        ("预算数|预算数|执行数", []),
    ],
)
def test_headers(words, ways):
    assert [[head.text for head in heads] for heads in find_heads(*pieces(words))] == ways


def heads(*kinds: str) -> list[Head]:
    words = {
        "P": Head("level", "2024年决算数", (), 2024),
        "B": Head("level", "2025年预算数", (), 2025, planned=True),
        "E": Head("level", "2025年执行数", (), 2025),
        "C": Head("completion", "占预算%", (), planned=True),
        "G": Head("growth", "增长%", ()),
        "D": Head("change", "增减额", ()),
    }
    return [words[kind] for kind in kinds]


@given(
    st.lists(st.tuples(*[st.integers(1_000, 99_999)] * 3), min_size=6, max_size=12, unique=True),
    st.permutations("PBECGD"),
    st.permutations("PBECGD"),
)
@settings(max_examples=60, deadline=None)
def test_the_order_found_is_the_true_one_or_none(amounts, true, told):
    rows = []
    for previous, budget, done in amounts:
        cell = {
            "P": f"{previous}",
            "B": f"{budget}",
            "E": f"{done}",
            "C": f"{100 * done / budget:.1f}",
            "G": f"{100 * done / previous - 100:.1f}",
            "D": f"{done - previous}",
        }
        rows.append([figure(cell[kind]) for kind in true])
    found = Proof(rows).order(heads(*told))
    assert found is None or [head.text for head in found[0]] == [head.text for head in heads(*true)]


def test_two_plans_that_are_one_prove_nothing():
    plans = [Head("level", "年初预算数", (), 2025, planned=True), Head("level", "2025年预算数", (), 2025, planned=True)]
    columns = [*heads("C", "E"), *plans]
    rows = [[figure(cell) for cell in row] for row in (["90", "90", "81", "90.0"], ["75", "75", "60", "80.0"]) * 3]
    assert Proof(rows).order(columns) is None


@pytest.mark.parametrize(
    ("label", "caption", "says"),
    [
        ("人大会议", "2025年全市一般公共预算支出表", True),
        ("教育支出", "2025年全市一般公共预算支出表", False),
        ("行政运行", "2025年全市一般公共预算支出表", False),
        ("卫生健康", "2026年市级一般公共预算返还性支出和转移支付表", False),
        ("人大会议", "2025年全市一般公共预算收入表", False),
    ],
)
def test_items_of_spending(label, caption, says):
    assert spending(label, caption) is says
    assert not alone("合计", caption)


@given(st.text(max_size=60) | st.lists(st.sampled_from(PAGE.split("\n")), max_size=60).map("\n".join))
@settings(max_examples=200, deadline=None)
def test_any_text_is_searched(text):
    for table in find_sheet_tables(text):
        for cell in table.cells:
            for start, end in cell.spans:
                assert table.start <= start < end <= table.end


@pytest.mark.parametrize("text", ["单位：万元\n" * 20_000, PAGE * 300, "单 " * 50_000, "1\n" * 50_000])
def test_nothing_is_quadratic(text):
    start = time.process_time()
    find_sheet_tables(text)
    assert time.process_time() - start < 3


def test_every_number_of_a_page_is_told():
    text = "青河市2025年预算执行情况的报告\n" + PAGE.replace("项\n目", "2025年执行数\n比2024年决算数\n项\n目")
    page = Page(1, 0, len(text), TextSource.FILE)
    extraction = extract_document(Document("0" * 64, "t.txt", text, "utf-8", "text", (page,)))
    assert {row["outcome"] for row in extraction.numbers.iter_rows(named=True)} == {"observation", "ignored"}
