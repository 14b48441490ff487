"""The period that a figure is compared with: 比2015年, 比一季度, 比前五年, 较“十三五”末.

What goes in: the base of a comparison as printed, and the period of what is compared with it. What comes out: a period, empty
where none is named or where it is only the year before.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hengliang.quantities.dates import find_periods, plan_period
from hengliang.quantities.numerals import chinese

_YEAR = re.compile(r"(?:19|20)\d{2}")
_PLAN = re.compile("(?P<name>十[一二三四五六]|[一二三四五六七八九十])五”?(?P<tail>期?末|初)?")
_YEAR_BEFORE = re.compile("上一?年|去年|前一年")
_YEARS = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: 五年前 is a year, 前五年 the years before the ones told of.
_AGO = re.compile(r"(?P<n>[二三四五六七八九十]|\d{1,2})年[之以]?前")
_RUN = re.compile(r"[前上]一?个?(?P<n>[二三四五]|[2-5])年")
_SPAN = re.compile(r"(\d{4})/(\d{4})")
#: Periods shorter than a year, which are of the year that is told of.
_SHORTER = frozenset({"month", "months", "run", "quarter", "quarters", "half"})


@lru_cache(maxsize=1 << 12)
def base_of(compared: str, when: str = "") -> str:
    """The period compared with, where it is named.

    Args:
        compared: the base as printed, empty where there is none.
        when: the period of what is compared with it, which tells of which year 一季度 is.

    Example:
        >>> base_of("一季度", "2020-S1"), base_of("前五年", "2016/2020"), base_of("“十二五”末"), base_of("上年", "2020")
        ('2020-Q1', '2011/2015', '2015', '')
    """
    if not compared:
        return ""
    year = _YEAR.search(compared)
    if year:
        return year[0]
    plan = _PLAN.search(compared) if "五" in compared and not _RUN.search(compared) else None
    if plan and plan.end() - plan.start() > 1 and not compared.startswith("年", plan.end()):
        first, last = plan_period(plan["name"] + "五").split("/")
        return f"{first}/{last}" if not plan["tail"] else last if "末" in plan["tail"] else first
    return _relative(compared, when) if when[:4].isdigit() else ""


def _relative(compared: str, when: str) -> str:
    """A base that counts from what is compared with it."""
    ago, run = _AGO.search(compared), _RUN.search(compared)
    span = _SPAN.fullmatch(when)
    last = int(span[2]) if span else int(when[:4])
    if ago:
        return str(last - _number(ago["n"]))
    if run:
        length = _number(run["n"])
        if span and int(span[2]) - int(span[1]) + 1 == length:
            last -= length
        elif span:
            return ""
        return f"{last - length + 1}/{last}" if span else ""
    return _shorter(compared, when, last)


def _shorter(compared: str, when: str, year: int) -> str:
    """A month, a quarter or a half of the year told of; of the year before where the words say so, or where it is still to come."""
    before = bool(_YEAR_BEFORE.search(compared))
    for expression in find_periods(compared, year - before):
        if expression.kind in _SHORTER and expression.relative:
            if not before and len(when) > len("2020") and "-" in when and expression.period[:7] > when[-7:]:
                return _YEARS.sub(lambda found: str(int(found[0]) - 1), expression.period)
            return expression.period
    return ""


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese(text) or 0)


def period_of_base(compared: str, base: str, when: str) -> str:
    """The period of a figure that is itself the base of a comparison: 比上年执行数5000万元增长.

    Args:
        compared: the base as printed.
        base: its period where it is named.
        when: the period of what is compared with it.
    """
    if base or not _YEAR_BEFORE.search(compared):
        return base or when
    return _YEARS.sub(lambda year: str(int(year[0]) - 1), when)
