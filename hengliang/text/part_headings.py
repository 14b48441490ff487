"""Lines without a number that part a whole report: 2024年工作回顾, 2025年工作任务, with 一、二、三、 anew under each.

What goes in: the headings of a body, and where its glossary begins. What comes out: the ones that rank above all numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.text.sections import UNNUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.text.sections import Heading

#: The level of a part.
PART = 0
_FIRST = re.compile("第?[（一1]+[）、.章节篇部编]*(?![二三四五六七八九十0-9])")
#: A list mark gives no rank.
_DEEPEST = 5
#: What a part is of. The title of a document (…工作报告), a line of contents and a column's head (2023年决算数) part nothing.
_OF_PART = re.compile("工作|任务|重点|目标|安排|回顾|总结|成就|成效|展望|打算|思路|要求|建议|草案|情况")
_NO_PART = re.compile("报告|公报|规划$|纲要$|^《|表|单位")
#: The time of a part stands at its beginning: 对今后五年工作的建议.
_LATEST = 4
_TIMES = frozenset({"year", "years", "plan", "past_span", "next_span", "five_years", "this_year", "last_year"})


def parts_among(text: str, headings: list[Heading], stop: int) -> set[int]:
    """Where the headings begin that part a report and rank above its numbers.

    Such a line tells of a review or an outlook, and when; the next number of the highest rank is a first one (一、), or there
    is none. A line between 二、 and 三、 parts nothing. One alone is none unless it looks ahead.

    Args:
        text: normalised text.
        headings: the headings of its body, in order.
        stop: where the glossary begins.
    """
    numbered = [heading for heading in headings if heading.level <= _DEEPEST and heading.start < stop]
    top = min((heading.level for heading in numbered), default=UNNUMBERED)
    found = list(_restarting(text, headings, [heading for heading in numbered if heading.level == top], stop))
    return (
        {heading.start for heading in found} if len(found) > 1 or any(heading.outlook for heading in found) else set()
    )


def _restarting(text: str, headings: list[Heading], highest: list[Heading], stop: int) -> Iterator[Heading]:
    """The telling lines that stand where the numbers of the highest rank begin anew, or behind the last of them."""
    coming = iter([*highest, None])
    following = next(coming)
    for heading in headings:
        while following is not None and following.start < heading.start:
            following = next(coming)
        if heading.start < stop and _tells(heading) and (following is None or _is_first(text, following)):
            yield heading


def _tells(heading: Heading) -> bool:
    """Whether a line says on its own what it is of and when, and does not speak of one year after another, as a title does."""
    if heading.level != UNNUMBERED or not _OF_PART.search(heading.text) or _NO_PART.search(heading.text):
        return False
    times = [period for period in heading.periods if period.kind in _TIMES]
    years = {period.period for period in times if period.kind == "year"}
    return bool(times) and times[0].start <= _LATEST and len(years) <= 1


def _is_first(text: str, heading: Heading) -> bool:
    return bool(_FIRST.match(text[heading.start : heading.start + 4]))
