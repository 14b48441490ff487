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


def test_a_subtotal_keeps_its_name_and_alone_names_nothing():
    found = bound(
        [["项目", "2025年完成数"], ["土地出让收入小计", "61"], ["小计", "17"], ["罚没收入", "5"]],
        "2025年全市收入表",
    )
    assert {quote: row["indicator"] for quote, row in found.items()} == {"61": "土地出让收入", "5": "罚没收入"}


def test_tiers_of_government_are_areas_in_a_budget():
    found = bound(
        [
            ["项目", "2025年执行数", "2025年执行数", "2025年执行数"],
            ["", "全市", "市级", "区县"],
            ["污水处理费收入", "165", "73", "92"],
        ],
        "2025年政府性基金收支总表",
    )
    assert {quote: (row["indicator"], row["ref_area"]) for quote, row in found.items()} == {
        "165": ("污水处理费收入", "青河市"),
        "73": ("污水处理费收入", "青河市本级"),
        "92": ("污水处理费收入", "青河市区县"),
    }


def test_the_tiers_as_rows_and_kinds_of_debt_as_columns():
    found = bound(
        [
            ["地区", "2025年地方政府债务限额", "2025年地方政府债务限额", "2025年地方政府债务限额"],
            ["", "小计", "一般债务", "专项债务"],
            ["市本级（含开发区）", "93", "41", "52"],
            ["县（市）区合计", "64", "29", "35"],
        ],
        "2025年全市政府债务限额情况表",
    )
    assert {quote: (row["indicator"], row["ref_area"], row["unit"]) for quote, row in found.items()} == {
        "93": ("地方政府债务限额", "青河市本级", "万元"),
        "41": ("一般债务限额", "青河市本级", "万元"),
        "52": ("专项债务限额", "青河市本级", "万元"),
        "64": ("地方政府债务限额", "青河市县市区", "万元"),
        "29": ("一般债务限额", "青河市县市区", "万元"),
        "35": ("专项债务限额", "青河市县市区", "万元"),
    }


def test_a_comparison_over_two_columns_is_of_the_first_amount_and_names_nothing():
    found = bound(
        [
            ["科目", "2025年快报数", "2024年决算数", "2025年快报数比2024年决算数", "2025年快报数比2024年决算数"],
            ["科目", "2025年快报数", "2024年决算数", "增减额", "增减%"],
            ["契税", "224", "210", "14", "6.7"],
        ]
    )
    rows = {quote: (row["indicator"], row["time_period"], row["measure"]) for quote, row in found.items()}
    assert rows == {
        "224": ("契税", "2025", "level"),
        "210": ("契税", "2024", "level"),
        "14": ("契税", "2025", "change"),
        "6.7": ("契税", "2025", "growth"),
    }


@pytest.mark.parametrize("head", ["比上年涨跌幅度", "比上年增长（%）", "比年初增长（%）", "比上年末增长%"])
def test_words_of_growth_are_no_part_of_the_name(head):
    found = bound([["指标", head], ["住户存款余额", "6.1"], ["境内存款余额", "-5.2"]], unit_line="")
    assert {quote: (row["indicator"], row["measure"]) for quote, row in found.items()} == {
        "6.1": ("住户存款余额", "growth"),
        "-5.2": ("境内存款余额", "growth"),
    }


def test_an_index_is_against_the_year_before():
    found = bound(
        [["指标", "以上年同期为100"], ["居民消费价格总指数", "99.5"], ["畜肉类", "89.6"]],
        "2025年居民消费价格指数",
        "",
    )
    assert {quote: (row["indicator"], row["base_period"], row["unit"]) for quote, row in found.items()} == {
        "99.5": ("居民消费价格指数", "2024", ""),
        "89.6": ("畜肉类居民消费价格指数", "2024", ""),
    }


def test_parts_take_the_head_of_their_whole():
    found = bound(
        [
            ["指标", "单位", "2025年"],
            ["粮食播种面积", "万亩", "29.9"],
            ["其中：小麦", "万亩", "21.9"],
            ["货物运输总量", "万吨", "635"],
            ["公路", "万吨", "498"],
            ["铁路", "万吨", "41"],
        ],
        unit_line="",
    )
    names = {quote: row["indicator"] for quote, row in found.items()}
    assert names == {
        "29.9": "粮食播种面积",
        "21.9": "小麦播种面积",
        "635": "货物运输总量",
        "498": "公路货物运输量",
        "41": "铁路货物运输量",
    }


def test_items_of_spending_after_its_total_in_a_table_of_both():
    found = bound(
        [["指标", "绝对数（亿元）"], ["一般公共预算支出", "93"], ["其中：一般公共服务", "26"], ["教育", "44"]],
        "2025年一般公共预算收支及其增长速度",
        "",
    )
    assert [row["indicator"] for row in found.values()] == ["一般公共预算支出", "一般公共服务支出", "教育支出"]


def test_a_fund_stands_before_what_it_takes_in():
    found = bound(
        [
            ["项目", "合计", "职工基本医疗保险基金"],
            ["一、本年收入", "84", "27"],
            ["1.利息收入", "6", "3"],
        ],
        "2025年市级社会保险基金预算收支总表",
    )
    assert {quote: (row["indicator"], row["ref_area"]) for quote, row in found.items()} == {
        "84": ("社会保险基金收入", "青河市本级"),
        "27": ("职工基本医疗保险基金收入", "青河市本级"),
        "6": ("利息收入", "青河市本级"),
        "3": ("职工基本医疗保险基金利息收入", "青河市本级"),
    }


def test_a_share_of_the_total_is_in_percent():
    found = bound([["项目", "2025年执行数", "占结余合计%"], ["职工基本医疗保险基金结余", "53479", "76.45"]])
    share = found["76.45"]
    assert (share["indicator"], share["measure"], share["unit"]) == ("职工基本医疗保险基金结余", "share", "%")


def test_sentences_in_a_cell_are_read_as_sentences():
    found = bound(
        [
            ["区划", "项目名称", "总投资", "项目概况"],
            [
                "市本级",
                "河堤加固工程",
                "15379",
                "新建道路3条，铺设管线3955米。改造换热站12座，新建停车场两处并配套绿化。",
            ],
        ]
    )
    assert (found["15379"]["indicator"], found["15379"]["ref_area"]) == ("河堤加固工程总投资", "青河市本级")
    assert (found["12座"]["indicator"], found["12座"]["unit"]) == ("改造换热站数", "座")


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


@pytest.mark.parametrize(
    ("caption", "area"),
    [
        ("表3 2025年南岭管理区一般公共预算支出表", "南岭管理区"),
        ("表3 2025年全区一般公共预算支出表", "青河市"),
        ("2025年市级一般公共预算支出表", "青河市本级"),
    ],
)
def test_a_caption_says_whose_budget_it_is(caption, area):
    found = bound([["项目", "2025年执行数"], ["教育支出", "61"]], caption)
    assert found["61"]["ref_area"] == area


def test_the_amount_of_the_year_before_is_of_that_year():
    found = bound(
        [
            ["地区", "一般公共预算收入", "一般公共预算收入", "一般公共预算收入"],
            ["地区", "快报数", "上年决算数", "同比增减%"],
            ["市本级", "192", "193", "-0.5"],
        ],
        "全市2025年分地区一般公共预算收入执行情况表",
    )
    assert {quote: (row["indicator"], row["time_period"]) for quote, row in found.items()} == {
        "192": ("一般公共预算收入", "2025"),
        "193": ("一般公共预算收入", "2024"),
        "-0.5": ("一般公共预算收入", "2025"),
    }


def test_kinds_of_transfers_under_their_common_head():
    found = bound(
        [
            ["级次", "一般性转移支付", "一般性转移支付", "税收返还"],
            ["级次", "均衡性转移支付", "固定数额", "增值税"],
            ["全市", "71", "52", "33"],
        ],
        "2025年市对各区县转移支付及税收返还情况表",
    )
    assert [row["indicator"] for row in found.values()] == [
        "均衡性转移支付",
        "固定数额一般性转移支付",
        "增值税税收返还",
    ]


def test_an_index_under_a_head_of_that_name():
    found = bound(
        [["以上年同期为100", "以上年同期为100"], ["类别", "指数"], ["禽肉类", "95.4"], ["粮食", "97.3"]],
        "2025年居民消费价格指数",
        "",
    )
    assert [row["indicator"] for row in found.values()] == ["禽肉类居民消费价格指数", "粮食类居民消费价格指数"]


def test_what_first_looks_like_a_preposition_or_a_half_year():
    found = bound([["科目", "2024年初预算数", "2025年预算数"], ["对个人和家庭的补助", "61", "64"]])
    assert {quote: (row["indicator"], row["time_period"]) for quote, row in found.items()} == {
        "61": ("对个人和家庭的补助", "2024"),
        "64": ("对个人和家庭的补助", "2025"),
    }


def test_funds_below_the_balance_of_all_have_balances():
    found = bound(
        [
            ["项目", "2025年执行数"],
            ["一、社会保险基金本年收支结余合计", "69"],
            ["（一）职工基本医疗保险基金", "53"],
            ["（二）居民基本医疗保险基金", "16"],
            ["二、社会保险基金年末滚存结余合计", "433"],
            ["（一）职工基本医疗保险基金", "387"],
        ],
        "2025年市本级社会保险基金预算结余情况表",
    )
    names = {quote: row["indicator"] for quote, row in found.items()}
    assert (names["53"], names["16"], names["387"]) == (
        "职工基本医疗保险基金收支结余",
        "居民基本医疗保险基金收支结余",
        "职工基本医疗保险基金滚存结余",
    )
