"""Periods as the checks reckon with them: whole years, and the same period a year before.

What goes in: ``time_period``. What comes out: years and periods. Nothing is known here about statistics.
"""

from __future__ import annotations

import re

_YEAR = re.compile(r"\d{4}")
_YEAR_END = re.compile(r"(\d{4})-12-31")


def years(period: str) -> tuple[int, int] | None:
    """First and last year of a period in whole years.

    >>> years("2016/2020"), years("2020"), years("2020-S1")
    ((2016, 2020), (2020, 2020), None)
    """
    parts = period.split("/")
    return (int(parts[0]), int(parts[-1])) if all(len(part) == 4 and part.isdigit() for part in parts) else None


def year(period: str) -> int | None:
    """The year, where the period is one."""
    span = years(period)
    return span[1] if span and span[0] == span[1] else None


def last_year(period: str) -> int | None:
    """The last of whole years."""
    span = years(period)
    return span[1] if span else None


def year_of_end(period: str) -> int | None:
    """The year that a stock is of: 2020 for 2020 and for 2020-12-31."""
    match = _YEAR_END.fullmatch(period)
    return int(match[1]) if match else year(period)


def before(period: str) -> str:
    """The same period a year before; empty for several whole years, of which none is.

    >>> before("2020-S1"), before("2020-01/2020-09"), before("2016/2020")
    ('2019-S1', '2019-01/2019-09', '')
    """
    span = years(period)
    if span and span[0] != span[1]:
        return ""
    return _YEAR.sub(lambda match: str(int(match[0]) - 1), period)
