"""Period expressions: years, months, quarters, plan periods, 去年 and 五年来.

What goes in: a normalised text and the year it reports on. What comes out: ``PeriodExpression`` records with the period
they name. It does not decide which number a period belongs to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hengliang.quantities.numerals import chinese
from hengliang.text.windows import windows_around

if TYPE_CHECKING:
    from collections.abc import Iterator

_YEAR = r"[12一二](?:(?<=1)9\d{2}|(?<=2)0\d{2}|(?<=[一二])[〇○零一二三四五六七八九]{3})"
_PLANS = "|".join(
    f"{head}五"
    for head in (
        "十六",
        "十五",
        "十四",
        "十三",
        "十二",
        "十一",
        "十",
        "九",
        "八",
        "七",
        "六",
        "五",
        "四",
        "三",
        "二",
        "一",
    )
)
_QUOTE = '[“‘"]?'
_UNQUOTE = '[”’"]?'

#: Kind, what every match holds (looked for first, the pattern is tried around it alone; empty where there is nothing), pattern.
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("years", "", rf"(?P<a>{_YEAR})年?(?:[-—~]{{1,2}}|至|到)(?P<b>{_YEAR})(?:年度?|(?![\d.%万亿]))"),
    ("day", "月", rf"(?P<y>{_YEAR})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})(?:[日号]?(?:[-—~]{{1,2}}|至|到)(?P<e>\d{{1,2}}))?[日号]"),
    ("months", "月", rf"(?:(?P<y>{_YEAR})年)?(?P<m>1[0-2]|[1-9])月?(?:[-—~]{{1,2}}|至|到)(?P<n>1[0-2]|[1-9])月份?"),
    ("month", "月", rf"(?:(?P<y>{_YEAR})年)?(?<![\d.])(?P<m>1[0-2]|0?[1-9])月(?:份|底|末|初)?(?!\d{{1,2}}(?:(?:[-—~]{{1,2}}|至|到)\d{{1,2}})?[日号])"),
    ("month_day", "月", r"(?<![\d.])(?P<m>1[0-2]|[1-9])月(?P<d>\d{1,2})(?:[日号]?(?:[-—~]{1,2}|至|到)(?P<e>\d{1,2}))?[日号]"),
    ("run", "月", rf"(?:(?P<y>{_YEAR})年)?前(?P<n>1[01]|[2-9]|十一?|[二两三四五六七八九])个月"),
    ("quarters", "季度", rf"(?:(?P<y>{_YEAR})年)?前(?P<q>[二三])个?季度"),
    ("quarter", "季度", rf"(?:(?P<y>{_YEAR})年)?(?:第?(?P<q>[一二三四])季度)"),
    ("half", "半年", rf"(?:(?P<y>{_YEAR})年)?(?P<h>[上下])半年"),
    ("dotted", "", r"(?P<y>2(?<![\d.].)0\d{2})[./-](?P<m>1[0-2]|0?[1-9])(?:[./-](?P<d>3[01]|[12]\d|0?[1-9]))?(?![\d.%万亿千百元个家户人吨公亩倍件])"),
    ("year", "年", rf"(?P<y>{_YEAR})年(?:度|底|末|初|年底|年末|以来|起)?"),
    ("bare_year", "", r"(?P<y>[12](?<![\d.].)(?:(?<=1)9|(?<=2)0)\d{2})(?=财政年度|新年|[）、，]|$)"),
    ("plan", "五", rf"{_QUOTE}(?P<p>{_PLANS}){_UNQUOTE}(?P<tail>末|期末|初|期间|时期|以来|规划|收官|开局)?"),
    ("last_year", "去年", r"去年"),
    ("before_last", "前年", r"前年"),
    ("this_year", "今年", r"今年"),
    ("previous_year", "上年", r"上年末?"),
    ("previous_year", "一年", r"上一年|前一年"),
    ("report_year", "年", r"本年度?|当年|全年|年末|年底|年内|一年来"),
    ("next_year", "明年", r"明年"),
    ("next_year", "来年", r"来年"),
    ("past_span", "年", r"[过近这前最](?:(?<=过)去|(?<=[近这])|(?<=前)(?<!学前)|(?<=最)近)(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:来|间|里|中)?"),
    ("past_span", "年来", r"(?P<n>[三四五])年来"),
    ("past_span", "本届政府", r"本届政府(?:任期)?"),
    ("next_span", "年", r"(?:今后|未来|接下来)(?P<n>[一二两三四五六七八九十]|\d{1,2})年"),
    ("five_years", "年", r"(?P<n>[五5])(?<![\d第].)年(?=累计|下降|共|城镇|内|新增|完成|增长)"),
    ("five_years", "年", r"(?P<n>[三四34])(?<![\d第续每].)年(?=累计|增长|下降)"),
)  # fmt: skip
_PERIOD = tuple((kind, anchor, re.compile(pattern)) for kind, anchor, pattern in _PATTERNS)
#: What every period expression has one of.
_MAY_DATE = re.compile("[年月季五届]|(?:19|20)[0-9]{2}")
#: No expression with an anchor, with what it looks at on both sides, reaches further from it.
_REACH = 32


class PeriodExpression(NamedTuple):
    """A period named in the text.

    Attributes:
        start: first character in the normalised text.
        end: character after the last.
        kind: which pattern it is.
        period: ISO form, relative ones resolved; empty where that needs a year nobody knows.
        relative: whether it was resolved through the document's year.
    """

    start: int
    end: int
    kind: str
    period: str
    relative: bool


def plan_period(name: str) -> str:
    """The years of a five-year plan: 十三五 is 2016/2020.

    The first began in 1953; from the third (1966) on each takes up where the one before ends.
    """
    number = int(chinese(name.removesuffix("五")) or 0)
    start = {1: 1953, 2: 1958}.get(number, 1966 + 5 * (number - 3))
    return f"{start}/{start + 4}"


def _year(text: str | None, default: int | None) -> str:
    if not text:
        return str(default) if default else ""
    value = int(text) if text.isdigit() else int(chinese(text.replace("○", "〇")) or 0)
    return str(value)


def _dated(kind: str, match: re.Match[str], year: int | None) -> str:
    """The period of an expression with a calendar date in it."""
    group = match.groupdict()
    name = _year(group.get("y"), year)
    if not name:
        return ""
    month = int(group.get("m") or 0)
    if kind in {"day", "month_day"} or (kind == "dotted" and group.get("d")):
        first = f"{name}-{month:02d}-{int(group['d']):02d}"
        return f"{first}/{name}-{month:02d}-{int(group['e']):02d}" if group.get("e") else first
    if kind in {"month", "dotted"}:
        return f"{name}-{month:02d}"
    if kind in {"months", "run"}:
        last = group["n"]
        return f"{name}-{month or 1:02d}/{name}-{int(last if last.isdigit() else chinese(last) or 0):02d}"
    if kind == "quarter":
        return f"{name}-Q{int(chinese(group['q']) or 0)}"
    if kind == "quarters":
        return f"{name}-01/{name}-{3 * int(chinese(group['q']) or 0):02d}"
    if kind == "half":
        return f"{name}-S{1 if group['h'] == '上' else 2}"
    if match[0].endswith(("以来", "起")) and year and int(name) < year:
        return f"{name}/{year}"
    return name


_FROM_NOW = {"last_year": -1, "before_last": -2, "this_year": 0, "next_year": 1}
_FROM_REPORTED = {"previous_year": -1, "report_year": 0}
_SPANS = frozenset({"past_span", "next_span", "five_years"})


def _relative(kind: str, match: re.Match[str], year: int | None, now: int | None) -> str:
    """The period of an expression that counts from the year reported on, or from the one it was written in."""
    if kind in _FROM_NOW:
        return str(now + _FROM_NOW[kind]) if now else ""
    if year is None:
        return ""
    if kind in _FROM_REPORTED:
        return str(year + _FROM_REPORTED[kind])
    group = match.groupdict()
    count_text = group.get("n") or "五"
    count = int(count_text) if count_text.isdigit() else int(chinese(count_text) or 0)
    if count < 2:
        return str(year)
    return f"{year + 1}/{year + count}" if kind == "next_span" else f"{year - count + 1}/{year}"


def _period(kind: str, match: re.Match[str], year: int | None, now: int | None) -> tuple[str, bool]:
    if kind == "years":
        return f"{_year(match['a'], None)}/{_year(match['b'], None)}", False
    if kind == "plan":
        first, last = plan_period(match["p"]).split("/")
        tail = match["tail"] or ""
        return (last if tail in {"末", "期末"} else first if tail == "初" else f"{first}/{last}"), False
    if kind in _FROM_NOW or kind in _FROM_REPORTED or kind in _SPANS:
        return _relative(kind, match, year, now), True
    return _dated(kind, match, year), "y" in match.groupdict() and not match.groupdict()["y"]


def _candidates(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The matches of all patterns, pattern by pattern, overlapping ones as well."""
    windows = {"": [(0, len(text))]}
    for kind, anchor, pattern in _PERIOD:
        if anchor not in windows:
            windows[anchor] = windows_around(text, anchor, _REACH)
        for start, end in windows[anchor]:
            for match in pattern.finditer(text, start, end):
                yield kind, match


def find_periods(text: str, year: int | None = None, now: int | None = None) -> list[PeriodExpression]:
    """All period expressions of a normalised text, in order, without overlaps (the first pattern that fits wins).

    Args:
        text: normalised text.
        year: the year that the text reports on, for 全年 and 上年.
        now: the year it was written in, for 今年 and 去年; the year after ``year`` where not given.

    Example:
        >>> [e.period for e in find_periods("“十三五”末，2020年1-9月，去年，上年", 2020)]
        ['2020', '2020-01/2020-09', '2020', '2019']
    """
    if not _MAY_DATE.search(text):
        return []
    now = now or (year + 1 if year else None)
    taken = bytearray(len(text))
    found = []
    for kind, match in _candidates(text):
        if taken.find(1, match.start(), match.end()) >= 0:
            continue
        if kind == "plan" and not (text[match.start()] in '“‘"' or match["tail"]):
            continue
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        period, relative = _period(kind, match, year, now)
        found.append(PeriodExpression(match.start(), match.end(), kind, period, relative))
    return sorted(found, key=lambda expression: expression.start)
