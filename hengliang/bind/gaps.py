"""Distances in points to something else: 高于全国2.8个百分点, 比省定目标低0.5个百分点.

What goes in: the words in front of a number of points. What comes out: what stands before them, what the distance is from,
and whether it lies below. A distance to an earlier period is a change over time, and is told as one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_GAP = re.compile(r"(?P<verb>高于|低于|快于|慢于|高出|领先|落后|超出|超过)(?P<base>[^，。；]{1,16}?)(?:分别|约|近)*$")
_COMPARED = re.compile(
    r"(?<![占同环之对])[比较](?![重例率])(?P<base>[^，。；比较]{1,18}?)(?:分别)?(?<![提走升降加放减])(?P<verb>高出?|低|快|慢)(?:分别)?(?:了)?(?:约|近)?$"
)
_BELOW = ("低", "慢", "落后")
#: An earlier period: 高于上年1.3个百分点.
_PERIOD = re.compile(
    r"(?:上|去|前|同|全|当|[一二三四]|\d{4})(?:年|期|月|季)|年初|年末|\d{4}年|年均|时期|期间|期末|五”?(?:初|末)"
)


class Gap(NamedTuple):
    """A distance: the words before it, the base as printed, what it is from (empty for a period), whether it lies below."""

    before: str
    base: str
    against: str
    below: bool
    words: str


def gap_in(left: str) -> Gap | None:
    """The distance that the words in front of a number of points tell, None where they tell none.

    Args:
        left: text up to the number.

    Example:
        >>> gap = gap_in("规模以上工业增加值增速比全国平均高")
        >>> gap.before, gap.against, gap_in("增速高于上年").against, gap_in("提高")
        ('规模以上工业增加值增速', '比全国平均', '', None)
    """
    found = _GAP.search(left) or _COMPARED.search(left)
    if not found:
        return None
    base = found["base"].strip("的了")
    against = "" if _PERIOD.search(base) else "比" + base
    return Gap(left[: found.start()], base, against, found["verb"].startswith(_BELOW), found[0])
