"""Heads that two counted things share: 1410个|县级|和250个|省级疾病预防控制中心.

What goes in: the noun behind a number and the words behind it. What comes out: the noun in full, with the head of the next.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.bind.counted import counted_noun
from hengliang.codes.units import unit_pattern

_LEVEL = re.compile(
    "(?:国家|省|市|州|县|区|乡|镇|村|科|处|厅|[省市州县区]、?[市州县区])(?:（[^（）]{1,3}）)?级(?:以上)?"
)
#: So many levels may stand in a row: 3个国家级、12个省级、40个市级重点实验室.
_MOST = 3


@cache
def _next() -> re.Pattern[str]:
    return re.compile(rf"(?:[、，和及与]|以及)\d[\d.]*[多余]?[万亿]?{unit_pattern()}")


def with_head(noun: str, rest: str) -> str:
    """The noun with the head that only a later one of its row has, where it is but a level; else the noun itself.

    Args:
        noun: behind the number.
        rest: the clause behind the noun.

    Example:
        >>> with_head("县级", "和20名科级干部")
        '县级干部'
    """
    if not _LEVEL.fullmatch(noun):
        return noun
    for _ in range(_MOST):
        following = _next().match(rest)
        if not following:
            return noun
        later, used = counted_noun(rest[following.end() :])
        level = _LEVEL.match(later)
        if not level:
            return noun
        if level.end() < len(later):
            return noun + later[level.end() :]
        rest = rest[following.end() + used :]
    return noun
