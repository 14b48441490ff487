"""Period expressions that hang on another one, on their section or on the day of the document.

What goes in: a normalised text with its period expressions, scopes and years. What comes out: the expressions, with the
periods that these give: 去年|四季度, 上半年 in a plan, 自2019年10月试点启动以来, 今天（1月18日）.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.text.scopes import scope_at

if TYPE_CHECKING:
    from hengliang.quantities.dates import PeriodExpression
    from hengliang.text.scopes import Scope
    from hengliang.text.years import Years

#: What is of a year that its words do not name.
_PARTS = frozenset({"month", "months", "run", "quarter", "quarters", "half", "month_day"})
_NAMES_YEAR = frozenset({"last_year", "before_last", "this_year", "next_year"})
_SINCE = "以来"
#: What may stand between a date and 以来: 2019年10月|改革试点启动|以来.
_HAPPENED = re.compile("(?:中旬|上旬|下旬|[底末初])?[\u4e00-\u9fffA-Za-z“”]{0,22}?以来")
_TODAY = re.compile("[今昨明]天（$")
_YEARS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def anchored(
    text: str, expressions: list[PeriodExpression], scopes: list[Scope], years: Years
) -> list[PeriodExpression]:
    """The period expressions of a document with the years and spans that their surroundings give.

    Args:
        text: normalised text.
        expressions: its period expressions, in order.
        scopes: what its stretches speak of.
        years: its years.
    """
    since = _SINCE in text
    found: list[PeriodExpression] = []
    for expression in expressions:
        own = expression
        if own.relative and own.kind in _PARTS and own.period:
            own = _with_year(text, own, found[-1] if found else None, scopes, years)
        if since and own.kind in {"year", "month"} and _HAPPENED.match(text, own.end):
            own = _since(own, years)
        found.append(own)
    return found


def _with_year(
    text: str, own: PeriodExpression, before: PeriodExpression | None, scopes: list[Scope], years: Years
) -> PeriodExpression:
    """A part of a year, of the year named right before it, of the section that looks ahead, or of the day it was said on."""
    year = ""
    if before is not None and before.kind in _NAMES_YEAR and before.end == own.start:
        year = before.period
    elif own.kind == "month_day":
        today = years.given and _TODAY.search(text, max(0, own.start - 3), own.start)
        year = years.given[:4] if today else ""
    elif years.planned:
        scope = scope_at(scopes, own.start)
        year = str(years.planned if scope.span else scope.year) if scope.outlook and scope.year else ""
    return own._replace(period=_YEARS.sub(year, own.period)) if len(year) == len("2020") else own


def _since(own: PeriodExpression, years: Years) -> PeriodExpression:
    """From then to the last year or month that the document can tell of."""
    if own.kind == "year":
        last = str(years.reported or "")
    else:
        last = years.given[:7] or (f"{years.reported}-12" if years.reported else "")
    return own._replace(period=f"{own.period}/{last}") if last > own.period and "/" not in own.period else own
