"""What a document says of itself: title, kind, years, area, and what each stretch of it speaks of."""

from __future__ import annotations

import itertools

import pytest

from hengliang.extraction import find_frame
from hengliang.text.normalise import normalise
from hengliang.text.scopes import Scope, scope_at
from hengliang.text.years import glossary_span, preface_of

WORK_REPORT = (
    "临江区2021年政府工作报告\n——2021年1月8日在临江区第五届人民代表大会第六次会议上\n区长 甲某\n各位代表：\n"
    "现在，我代表区人民政府向大会报告工作。\n一、2020年工作回顾\n地区生产总值增长4.1%。\n"
    "（一）项目建设\n完成投资36亿元。\n二、2021年工作安排\n地区生产总值增长8%。\n"
)
TERM_REPORT = (
    "政府工作报告\n——2017年1月10日在临江区第五届人民代表大会第一次会议上\n各位代表：\n一、过去五年工作回顾\n"
    "地区生产总值年均增长9.0%。\n二、今后五年奋斗目标\n年均增长8%。\n三、2017年重点工作\n增长8%。\n"
)
PLAN = "临江区“十四五”规划纲要\n第一章 发展基础\n地区生产总值320亿元。\n第二章 主要目标\n达到450亿元。\n"
COMMUNIQUE = (
    "衡江市2020年国民经济和社会发展统计公报\n衡江市统计局\n2021年3月18日\n一、综合\n全市地区生产总值1862亿元。\n"
)
BUDGET = "关于衡阳市2020年预算执行情况与2021年预算草案的报告\n一、2020年预算执行情况\n收入62亿元。\n二、2021年预算草案\n收入66亿元。\n"


def frame(text):
    return find_frame(normalise(text).text)


def scope_of(text, phrase) -> Scope:
    normal = normalise(text).text
    return scope_at(find_frame(normal).scopes, normal.index(phrase))


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        (WORK_REPORT, "work_report", "临江区2021年政府工作报告"),
        (TERM_REPORT, "work_report", "政府工作报告"),
        (PLAN, "plan", "临江区“十四五”规划纲要"),
        (COMMUNIQUE, "communique", "衡江市2020年国民经济和社会发展统计公报"),
        (BUDGET, "budget_report", "关于衡阳市2020年预算执行情况与2021年预算草案的报告"),
        ("临江日报：两会摘要\n本报记者 乙某\n去年，全区经济平稳增长。\n", "newspaper", "临江日报：两会摘要"),
        ("会议纪要\n讨论了若干事项。\n", "other", "会议纪要"),
    ],
)
def test_kind_and_title(text, kind, title):
    found = frame(text)
    assert (found.kind, found.title) == (kind, title)


@pytest.mark.parametrize(
    ("text", "reported", "planned", "given"),
    [
        (WORK_REPORT, 2020, 2021, "2021-01-08"),
        (TERM_REPORT, 2016, 2017, "2017-01-10"),
        (PLAN, 2020, 2021, ""),
        (COMMUNIQUE, 2020, 2021, "2021-03-18"),
        (BUDGET, 2020, 2021, ""),
        ("政府工作报告\n2021年11月5日\n各位代表：\n经济平稳增长。\n", 2021, 2022, "2021-11-05"),
        ("会议纪要\n讨论了若干事项。\n", None, None, ""),
    ],
)
def test_years(text, reported, planned, given):
    years = frame(text).years
    assert (years.reported, years.planned, years.given) == (reported, planned, given)


def test_years_of_a_plan_by_its_official_title():
    years = frame("临江区国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要\n第一章 发展基础\n").years
    assert (years.reported, years.planned) == (2020, 2021)


@pytest.mark.parametrize(
    ("text", "phrase", "outlook", "year", "span"),
    [
        (WORK_REPORT, "4.1%", False, 2020, ""),
        (WORK_REPORT, "36亿元", False, 2020, ""),
        (WORK_REPORT, "8%", True, 2021, ""),
        (TERM_REPORT, "9.0%", False, 2016, "2012/2016"),
        (TERM_REPORT, "年均增长8%", True, 2021, "2017/2021"),
        (TERM_REPORT, "2017年重点工作", True, 2017, ""),
        (PLAN, "320亿元", False, 2020, ""),
        (BUDGET, "62亿元", False, 2020, ""),
        (BUDGET, "66亿元", True, 2021, ""),
        (COMMUNIQUE, "1862亿元", False, 2020, ""),
    ],
)
def test_scope(text, phrase, outlook, year, span):
    scope = scope_of(text, phrase)
    assert (scope.outlook, scope.year, scope.span) == (outlook, year, span)


def test_scopes_tile_the_text():
    for text in (WORK_REPORT, TERM_REPORT, PLAN, COMMUNIQUE, BUDGET):
        normal = normalise(text).text
        scopes = find_frame(normal).scopes
        assert scopes[0].start == 0
        assert scopes[-1].end == len(normal)
        assert all(a.end == b.start for a, b in itertools.pairwise(scopes))


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (WORK_REPORT, "临江区", ""),
        (COMMUNIQUE, "衡江市", ""),
        (BUDGET, "衡阳市", "430400"),
        ("衡阳市石鼓区2021年政府工作报告\n各位代表：\n经济增长。\n", "石鼓区", "430407"),
        ("政府工作报告\n各位代表：\n我代表雁峰区人民政府报告工作。\n", "雁峰区", "430406"),
        ("国务院政府工作报告\n各位代表：\n我代表国务院报告工作。\n", "全国", ""),
        ("2021年政府工作报告\n各位代表：\n经济增长。\n", "", ""),
        ("鼓楼区2021年政府工作报告\n各位代表：\n经济增长。\n", "鼓楼区", ""),
    ],
)
def test_territory(text, name, code):
    territory = frame(text).territory
    assert (territory.name, territory.code) == (name, code)


def test_a_name_that_several_areas_bear_gets_no_code_but_with_its_city():
    assert frame("南京市鼓楼区2021年政府工作报告\n各位代表：\n经济增长。\n").territory.code == "320106"


def test_glossary_and_preface():
    body = "第一段。\n" * 40
    text = body + "名词解释\n1.四上企业：指规模以上企业。\n"
    assert glossary_span(text) == (len(body), len(text))
    assert glossary_span("名词解释\n" + body)[0] == len("名词解释\n" + body)


@pytest.mark.parametrize("heading", ["附件", "附件2：", "预算绩效管理情况说明"])
def test_an_annex_behind_the_glossary_is_no_part_of_it(heading):
    body = "全市生产总值增长5%。\n" * 20
    text = body + "名词解释\n1.“三保”：保基本民生、保工资、保运转。\n"
    assert glossary_span(text + heading + "\n发放补贴3亿元。\n") == (len(body), len(text))
    assert preface_of("题目\n日期\n各位代表：\n正文") == "题目\n日期\n"
