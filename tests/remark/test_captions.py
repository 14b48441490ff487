"""Captions whose table got lost, on texts made up here."""

import pytest

from hengliang.records import Cell, Document, Page, Table, TextSource
from hengliang.remark.captions import lost_tables
from hengliang.text.normalise import normalise

PROSE = "云溪县坚持稳中求进，各项工作有序展开，群众的获得感不断增强。\n"
HEADING = "第二节 发展环境\n"


def lost(text, tables=(), reader="text"):
    document = Document(
        "0" * 64, "a.txt", text, "utf-8", reader, (Page(1, 0, len(text), TextSource.FILE),), tuple(tables)
    )
    normalised = normalise(text)
    return [normalised.text[found.start : found.end] for found in lost_tables(document, normalised)]


@pytest.mark.parametrize(
    ("caption", "behind"),
    [
        ("专栏 2 “ 十三五 ” 主要指标完成情况对比表", HEADING + PROSE),
        ("专栏3：云溪县水利重点工程", HEADING + PROSE),
        ("表1 2020年云溪县主要农产品产量", PROSE),
        ("附表2：2020年云溪县人口情况表", PROSE),
        ("表三 2020年云溪县财政收支", "二、财政\n" + PROSE),
        ("表：云溪县财政收入情况", PROSE),
        ("表4 2020年云溪县规模工业产品产量", "及其增长速度\n图片\n" + PROSE),
    ],
)
def test_a_caption_before_a_heading_or_running_text_has_lost_its_table(caption, behind):
    assert lost(PROSE + caption + "\n" + behind) == [normalise(caption).text]


@pytest.mark.parametrize(
    "text",
    [
        "表1 2020年云溪县主要农产品产量\n产品\n产量（万吨）\n粮食\n27.9\n" + PROSE,
        "表1 2020年云溪县主要农产品产量\n粮食 27.9 3.1\n" + PROSE,
        "专栏1 云溪县水利重点工程\n" + PROSE,
        "专栏1 云溪县水利重点工程\n1.云溪水库。新建大坝，加固堤防，改善灌溉条件。\n",
        "表1 2020年云溪县财政收入情况表\n表2 2020年云溪县财政支出情况表\n表3 2020年云溪县债务余额情况表\n",
        "表1 2020年云溪县财政收入情况表······26\n" + PROSE,
        "具体见附表2 云溪县人口情况\n" + PROSE,
        "（详见专栏3 主要指标）\n" + PROSE,
        "表1 2020年云溪县主要农产品产量\n注：产量为初步统计，以年报为准，分项合计可能不等于总计。\n",
        "表1 2020年云溪县财政收入情况\n项目\n预算数\n一、税收收入\n27.9\n二、非税收入\n3.1\n" + PROSE,
        "表1 2020年云溪县财政收入情况\n一、税收收入\n27.9\n" + PROSE,
        "表现突出的单位有云溪镇情况\n" + PROSE,
        "表1 2020年云溪县主要农产品产量\n",
    ],
)
def test_these_have_lost_none(text):
    assert lost(PROSE + text) == []


def test_a_table_that_was_found_stands_behind_its_caption():
    caption = "表1 2020年云溪县主要农产品产量\n"
    text = PROSE + caption + "\n粮食\n\n" + PROSE
    start = len(PROSE + caption)
    table = Table(1, start, start + 4, (Cell(0, 0, ((start + 1, start + 3),)),))
    assert lost(text, [table]) == []


def test_in_a_pdf_a_table_may_stand_on_the_next_page():
    caption = "表1 2020年云溪县主要农产品产量\n"
    text = PROSE + caption + PROSE * 4 + "\f粮食\n"
    start = text.index("\f") + 1
    table = Table(2, start, start + 2, (Cell(0, 0, ((start, start + 2),)),))
    assert lost(text, [table], "pdf") == []
    assert lost(text, [table]) == [normalise(caption).text.strip()]
