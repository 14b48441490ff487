"""Growths of an industry or of a kind of firm that leave out what is measured: 规模以上工业增加值增长6%，其中采矿业增长3%.

What goes in: the phrase in front of a growth and what was told before it. What comes out: the phrase with what it leaves out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known

if TYPE_CHECKING:
    from hengliang.bind.context import Context

#: Who has a value added, an investment, a turnover.
_OWNER = re.compile("(?<![就创毕失开停作])(?:业|企业|经济)$")
#: What is told of one owner after another.
_MEASURED = re.compile(
    "(?:增加值|固定资产投资|投资|用电量|工业总产值|总产值|产值|主营业务收入|营业收入|利润总额|利润|零售额|销售额|进出口总额|进出口额|出口额|进口额|进出口|出口|进口)$"
)
_INDUSTRY = re.compile("第[一二三]产业")
_WEIGHT = re.compile("[轻重]工业")
#: 分三大门类看, 按经济类型分: the sentence goes on with the one before.
_VIEWED = ("分", "按", "从")
#: No owner's name is longer.
_LONGEST = 24


def of_sibling(phrase: str, name: str) -> str:
    """The name with another industry in place of its own: 第二产业 after 第一产业用电量; empty where it has none."""
    for kind in (_INDUSTRY, _WEIGHT):
        if kind.fullmatch(phrase) and kind.search(name) and len(name) > len(phrase):
            return kind.sub(phrase, name, count=1)
    return ""


def with_measured(phrase: str, context: Context) -> str:
    """A phrase with what is measured of it, where the growth before told that.

    Args:
        phrase: cleaned words in front of a growth.
        context: knows what was told in the sentence, and the clause before.
    """
    goes_on = bool(context.said) or context.before.startswith(_VIEWED)
    if not goes_on or not context.subject or not _OWNER.search(phrase) or len(phrase) > _LONGEST:
        return phrase
    sibling = of_sibling(phrase, context.subject)
    measured = _MEASURED.search(context.subject)
    if sibling or not measured or known(phrase) or phrase.startswith(load_grammar().content_verbs):
        return sibling or phrase
    return phrase + measured[0]
