"""Cells of tables bound by their row, their column, the caption and the unit line."""

from __future__ import annotations

import pytest

from hengliang.extraction import extract_document
from hengliang.records import Cell, Document, Page, Table, TextSource

HEAD = "青河市2025年预算执行情况和2026年预算草案的报告\n"


def bound(rows: list[list[str]], caption: str = "", unit_line: str = "单位：万元") -> dict[str, dict[str, object]]:
    """The observations of a table on the page of a PDF, by quote."""
    text = HEAD
    cells = []
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            if words:
                cells.append(Cell(number, column, ((len(text), len(text) + len(words)),)))
            text += words + "\t"
        text += "\n"
    table = Table(1, len(HEAD), len(text), tuple(cells), caption, unit_line)
    page = Page(1, 0, len(text), TextSource.TEXT_LAYER)
    frame = extract_document(Document("0" * 64, "t.pdf", text, "", "pdf", (page,), (table,))).observations
    return {row["quote"]: row for row in frame.iter_rows(named=True)}


def test_two_tables_side_by_side_have_their_own_labels():
    found = bound(
        [
            ["项目", "2026年预算数", "项目", "2026年预算数"],
            ["上级补助收入", "391", "补助下级支出", "152"],
            ["调入资金", "723", "调出资金", "47"],
            ["", "", "债务还本支出", "56"],
        ]
    )
    names = {quote: row["indicator"] for quote, row in found.items()}
    assert names == {
        "391": "上级补助收入",
        "152": "补助下级支出",
        "723": "调入资金",
        "47": "调出资金",
        "56": "债务还本支出",
    }


def test_a_rate_takes_period_and_name_of_the_amount_before_it():
    found = bound(
        [
            ["产品名称", "2024年产量", "2025年产量", "比上年增长%"],
            ["水泥", "12.1", "13.5", "11.6"],
            ["发电量", "3.1", "3.3", "6.5"],
        ],
        unit_line="单位：万吨",
    )
    rate = found["11.6"]
    assert (rate["indicator"], rate["time_period"], rate["measure"], rate["unit"]) == (
        "水泥产量",
        "2025",
        "growth",
        "%",
    )
    assert found["12.1"]["time_period"] == "2024"
    assert found["6.5"]["indicator"] == "发电量"


def test_the_rate_of_a_budget_is_a_target():
    found = bound(
        [
            ["项目", "2025年执行数", "2026年预算数", "增减%"],
            ["契税", "224", "210", "-6.3"],
            ["车船税", "40", "44", "10.0"],
        ]
    )
    assert {quote: (row["time_period"], row["status"]) for quote, row in found.items()} == {
        "224": ("2025", "actual"), "210": ("2026", "target"), "-6.3": ("2026", "target"),
        "40": ("2025", "actual"), "44": ("2026", "target"), "10.0": ("2026", "target"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("十、其他支出", "其他支出"),
        ("均衡性转移支付", "均衡性转移支付"),
        ("国有资源（资产）有偿使用收入", "国有资源（资产）有偿使用收入"),
        ("1.1.粮食总收入（万元）", "粮食总收入"),
        ("其中：契税", "契税"),
        ("205 教育支出", "教育支出"),
        ("一般公共预算收入合计", "一般公共预算收入"),
    ],
)
def test_labels(label, name):
    found = bound([["项目", "2025年完成数"], [label, "61"], ["罚没收入", "5"]])
    assert (found["61"]["indicator"], found["61"]["time_period"], found["61"]["status"]) == (name, "2025", "actual")


@pytest.mark.parametrize(
    "heads",
    [
        [
            ["科目", "2031年快报数", "2030年决算数", "2031年快报数比2030年决算数", "2031年快报数比2030年决算数"],
            ["科目", "2031年快报数", "2030年决算数", "增减额", "增减%"],
        ],
        [["科目", "二〇三一年执行数", "二〇三〇年决算数", "", "二〇三一年执行数比二〇三〇年决算数增减%"]],
    ],
    ids=["over two columns", "in one head"],
)
def test_a_change_has_the_period_of_the_newer_amount_and_no_name_of_what_it_is_against(heads):
    found = bound([*heads, ["公共安全", "726", "761", "-35", "-4.6"]], caption="一般公共预算支出执行情况表")
    rate = found["-4.6"]
    assert (rate["indicator"], rate["time_period"], rate["measure"]) == (found["726"]["indicator"], "2031", "growth")
    if len(heads) > 1:
        change = found["-35"]
        assert (change["indicator"], change["time_period"], change["measure"]) == (rate["indicator"], "2031", "change")


def test_money_of_a_budget_is_no_plan():
    found = bound([["科目", "合计", "一般公共预算财政拨款"], ["教育支出", "", "29.4"]], caption="2025年支出决算表")
    assert found["29.4"]["status"] == "actual"
