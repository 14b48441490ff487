"""The words between a subject and its number."""

from __future__ import annotations

import pytest

from hengliang.bind.predicate import parse_predicate
from hengliang.quantities.dates import find_periods
from hengliang.quantities.mentions import find_mentions


def predicate(text):
    """Of the last number of a text."""
    mention = find_mentions(text, find_periods(text, 2020))[-1]
    outer = mention.outer_start if mention.outer_start >= 0 else mention.start
    return parse_predicate(text[:outer], mention)


@pytest.mark.parametrize(
    ("text", "measure", "subject"),
    [
        ("固定资产投资增长9.6%", "growth", "固定资产投资"),
        ("固定资产投资同比增长9.6%", "growth", "固定资产投资"),
        ("固定资产投资比上年增长9.6%", "growth", "固定资产投资"),
        ("固定资产投资年均增长9.6%", "average_growth", "固定资产投资"),
        ("固定资产投资增速为9.6%", "growth", "固定资产投资"),
        ("出口额增长1.2倍", "growth", "出口额"),
        ("城镇化率提高2.3个百分点", "points", "城镇化率"),
        pytest.param("税收占比提高2.3个百分点", "points", "税收占比"),
        ("存款余额比年初增加21.3亿元", "change", "存款余额"),
        ("固定资产投资是2015年的1.73倍", "multiple", "固定资产投资"),
        ("财政收入翻两番", "multiple", "财政收入"),
        ("民生支出占财政支出的78.6%", "share", "民生支出"),
        ("投资增速居全市第一", "rank", "投资增速"),
        ("净增高新技术企业16家", "change", "净增高新技术企业"),
        ("利润增加到12.6亿元", "level", "利润"),
        ("城镇化率提高到63.9%", "level", "城镇化率"),
        ("完成投资12.6亿元", "level", "完成投资"),
    ],
)
def test_measure_and_subject(text, measure, subject):
    found = predicate(text)
    assert (found.measure, found.subject) == (measure, subject)


@pytest.mark.parametrize(
    ("text", "falling"),
    [
        ("能耗下降3.2%", True),
        ("能耗上升3.2%", False),
        ("用地减少0.3万亩", True),
        ("增速回落1.2个百分点", True),
        ("减少申报材料50%", True),
        ("降幅达3.2%", True),
    ],
)
def test_falling(text, falling):
    assert predicate(text).falling is falling


def test_share_rank_and_comparison():
    assert predicate("新材料产值占规模工业产值比重达36.2%").whole == "规模工业产值"
    assert predicate("投资增速排名全省一类地区第一").peer == "全省一类地区"
    assert predicate("投资较2015年增长36.2%").compared == "2015年"
    assert predicate("投资是2015年的1.5倍").compared == "2015年"


def test_words_that_distribute():
    assert predicate("收入、支出分别增长3%").distributes
    assert predicate("收入、支出均增长3%").each
    assert not predicate("人均收入增长3%").each
