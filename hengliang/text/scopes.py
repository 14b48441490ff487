"""What each stretch of a text speaks of: review or outlook, which year, which span of years.

What goes in: headings and the document's years. What comes out: ``Scope`` records that tile the text. A heading sets what
it names; what it does not name comes from the heading before it on its level, else from the one above.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from hengliang.text.part_headings import PART, parts_among
from hengliang.text.sections import OPENS_YEAR, UNNUMBERED, Heading
from hengliang.text.turns import cut_at_turns
from hengliang.text.years import glossary_span

if TYPE_CHECKING:
    from hengliang.text.years import Years

_DATED = frozenset(
    {
        "year",
        "years",
        "plan",
        "bare_year",
        "past_span",
        "next_span",
        "five_years",
        "half",
        "quarter",
        "quarters",
        "months",
        "month",
    }
)
#: From so many numbered headings on a text has a structure by numbers.
_STRUCTURED = 3
#: Down to this level a direction counts without a date; where lines without numbers part the text, only if it is plain.
_DECIDING = 3
_PLAIN = re.compile("预算|执行情况|回顾")
#: 2026年资金安排情况 looks ahead: what is told is how money is to be spent.
_ALLOTS = re.compile("预算|安排|草案|计划")
#: 过去一年和五年来的工作.
_ONE_YEAR = re.compile("一年|去年|今年|全年|当年")
#: 助力“十四五”规划顺利收官 is about one year's work; “十四五”规划完成情况 is not.
_NAMES_PLAN = re.compile("五”?规划(?!.{0,8}(?:回顾|执行|实施|完成))|收官|开局")
#: 图3 2016—2020年旅游收入及其增长速度.
_CAPTION = re.compile(
    "^[图表][ \\d一二三四五六七八九十]|增长速度|增速|^\\d{4}年?[-—_~至]+\\d{4}年(?!.*(?:工作|回顾|目标|任务|规划|计划|时期|期间|发展|建设|主要|成就))"
)
_FIVE_YEARS = re.compile(r"[过这]去?五年|五年来|近五年|本届政府")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a stretch of the text speaks of, as its headings tell.

    Attributes:
        start: first character in the normalised text.
        end: character after the last.
        heading: the innermost heading.
        level: its level; 0 before the first.
        outlook: whether it looks ahead.
        year: the year its undated statements are of, None where unknown.
        span: the plan period that 累计 and 五年来 point to, empty where there is none.
        period: a period shorter than a year that the heading sets (2025年上半年), empty else.
        entire: whether the heading names the span alone, and no year beside it.
    """

    start: int
    end: int
    heading: str
    level: int
    outlook: bool
    year: int | None
    span: str = ""
    period: str = ""
    entire: bool = False


def find_scopes(text: str, headings: list[Heading], years: Years, *, outlook_default: bool) -> list[Scope]:
    """The text cut into stretches by its headings.

    Args:
        text: normalised text.
        headings: its headings.
        years: the document's years.
        outlook_default: whether the document as a whole looks ahead (a plan).
    """
    root = Scope(0, len(text), "", 0, outlook=False, year=years.reported)
    if outlook_default and years.planned:
        root = replace(root, outlook=True, year=years.planned + 4, span=f"{years.planned}/{years.planned + 4}")
    cuts = _relevant(text, headings)
    scopes = [replace(root, end=cuts[0][0].start if cuts else len(text))]
    top = min((level for _, level in cuts), default=1)
    stack = [root]
    for index, (heading, level) in enumerate(cuts):
        sibling = None
        while len(stack) > 1 and stack[-1].level >= level:
            sibling = stack.pop() if stack[-1].level == level else (stack.pop() and None)
        end = cuts[index + 1][0].start if index + 1 < len(cuts) else len(text)
        decides = level <= top or (level <= _DECIDING and (top > PART or bool(_PLAIN.search(heading.text))))
        scope = _scope(heading, level, sibling or stack[-1], years, end, decides=decides)
        stack.append(scope)
        scopes.append(scope)
    return cut_at_turns(text, scopes)


def _relevant(text: str, headings: list[Heading]) -> list[tuple[Heading, int]]:
    """The headings that structure the body, with their level there.

    Lines of the title block are none. Lines without a number rank above all numbers where the document has hardly any
    numbered structure (newspapers) or begins its numbers anew under them, else below.
    """
    address = re.search(r"各位(?:代表|委员)", text[:4000])
    first = address.start() if address else 0
    body = [heading for heading in headings if heading.start >= first]
    numbered = sum(heading.level <= 4 for heading in body)
    parts = parts_among(text, body, glossary_span(text)[0]) if numbered >= _STRUCTURED else set()
    kept = []
    for heading in body:
        telling = heading.outlook is not None or any(p.kind in _DATED for p in heading.periods)
        if heading.level == OPENS_YEAR and heading.text.endswith("年") and numbered >= _STRUCTURED:
            continue
        if heading.start in parts:
            kept.append((heading, PART))
        elif heading.level < UNNUMBERED:
            kept.append((heading, heading.level))
        elif (
            telling
            and numbered < _STRUCTURED
            and not any(p.kind in {"day", "dotted", "month_day"} for p in heading.periods)
        ):
            kept.append((heading, 1))
        elif (
            telling and any(p.kind in {"plan", "years"} for p in heading.periods) and not _CAPTION.search(heading.text)
        ):
            kept.append((heading, UNNUMBERED))
    return kept


def _scope(heading: Heading, level: int, inherited: Scope, years: Years, end: int, *, decides: bool) -> Scope:
    """The scope that a heading opens."""
    dated = [p for p in heading.periods if p.kind in _DATED and p.period]
    outlook, year, span, period = inherited.outlook, inherited.year, inherited.span, inherited.period
    entire = inherited.entire
    spans = [p.period for p in dated if re.fullmatch(r"\d{4}/\d{4}", p.period) and not p.relative]
    singles = [int(p.period[:4]) for p in dated if re.fullmatch(r"\d{4}", p.period) and not p.relative]
    ahead = bool(singles) and _ALLOTS.search(heading.text) is not None and min(singles) > (years.reported or 9999)
    decides = heading.outlook is not None and (decides or bool(dated))
    if decides and (heading.outlook or ahead) != outlook:
        outlook = bool(heading.outlook) or ahead
        year, span, period = (years.planned if outlook else years.reported), "", ""
    if (
        not spans
        and years.reported
        and (_FIVE_YEARS.search(heading.text) or any(p.kind == "next_span" for p in heading.periods))
    ):
        spans = [
            f"{years.reported + 1}/{years.reported + 5}"
            if outlook or "今后" in heading.text
            else f"{years.reported - 4}/{years.reported}"
        ]
    if not decides and dated and (spans or singles) and years.reported:
        outlook = max([*singles, *(int(s[:4]) for s in spans)]) > years.reported
    if spans:
        span = spans[-1]
        year, entire = (
            int(span[-4:]),
            not (singles or _ONE_YEAR.search(heading.text) or _NAMES_PLAN.search(heading.text)),
        )
        if singles and int(span[:4]) <= singles[-1] <= int(span[-4:]):
            year = singles[-1]
    elif singles:
        year, span, period = singles[-1], "", ""
    elif outlook and any(p.kind == "this_year" for p in heading.periods):
        year, span, period = years.planned, "", ""  # 今年工作重点 behind 今后五年的任务
    shorter = [p.period for p in dated if "-" in p.period]
    if shorter:
        period, year, span = shorter[-1], int(shorter[-1][:4]), ""
    return Scope(heading.start, end, heading.text, level, outlook, year, span, period, entire and bool(span))


_start = attrgetter("start")


def scope_at(scopes: list[Scope], position: int) -> Scope:
    """The scope in which a position stands."""
    return scopes[max(0, bisect_right(scopes, position, key=_start) - 1)] if len(scopes) > 1 else scopes[0]
