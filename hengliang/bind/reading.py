"""Small readings of the words around a number that the walk needs: does it count, what base.

What goes in: words and mentions. What comes out: yes or no, a period.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.quantities.dates import plan_period

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention
    from hengliang.text.sentences import Clause

_PLAN = re.compile("(十[一二三四五]|[一二三四五六七八九])五”?(?!期?末|年?前|初)")
_YEAR_BEFORE = re.compile("上一?年|去年|前一年")
_YEARS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def same_kind(first: Mention, second: Mention) -> bool:
    """Whether two numbers can stand in one list of values."""
    return first.scaled is None or second.scaled is None or first.scaled.unit.kind == second.scaled.unit.kind


def counts(mention: Mention, clause: Clause, text: str) -> bool:
    """Whether a Chinese numeral counts something real: 等四个省重点项目, 翻一番, 第二位; not 五大工程, 三个转变."""
    if mention.kind in {"rank", "doubling", "fraction", "zero"} or mention.unit_class in {
        "ratio",
        "multiple",
        "money",
        "points",
        "household",
    }:
        return True
    if mention.unit_class in {"time", "other", "none"}:
        return False
    if mention.bound == "gt":
        return True
    before = text[clause.start : mention.start]
    if mention.scaled and mention.scaled.scale:
        return True
    return bool(
        re.search(
            r"等$|(?:完成|新增|新建|建成|组建|创建|获批|引进|竣工|投产|改造|承诺年度|实施|拥有|现有|共有|获得|获)(?:了)?[\u4e00-\u9fff、]{0,12}$",
            before,
        )
    ) and bool(re.match(r"[\u4e00-\u9fff（“]{2,}", text[mention.end : mention.end + 6]))


def base_of(compared: str) -> str:
    """The period compared with, where it is named by its year."""
    if not compared:
        return ""
    match = re.search(r"((?:19|20)\d{2})年?", compared)
    if match:
        return match[1]
    plan = re.search(r"“?(十[一二三四五]|[一二三四五六七八九])五”?(?:期?末|初)", compared)
    if plan:
        first, last = plan_period(plan[1] + "五").split("/")
        return last if "末" in plan[0] else first
    return ""


def period_of_base(compared: str, base: str, when: str) -> str:
    """The period of a figure that is itself the base of a comparison: 比上年执行数5000万元增长.

    Args:
        compared: the base as printed.
        base: its period where its year is printed.
        when: the period of what is compared with it.
    """
    if base:
        return base
    span = _PLAN.search(compared)
    if span:
        return plan_period(span[1] + "五")
    if not _YEAR_BEFORE.search(compared):
        return when
    return _YEARS.sub(lambda year: str(int(year[0]) - 1), when)
