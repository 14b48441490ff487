"""The years of a document: the one it reports on, the one it plans for, and when it was given.

What goes in: title, kind, headings and the normalised text. What comes out: ``Years`` with the words that gave them. Titles
and headings decide; the body votes only where they are silent, with years at the head of a clause, never with bases of
comparison (比2006年增长).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from hengliang.quantities.dates import plan_period

if TYPE_CHECKING:
    from hengliang.text.sections import Heading

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})年?(?!\d)")
_DATE = re.compile(r"((?:19|20)\d{2})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?")
_PLAN = re.compile(
    r"(?:第(?P<nth>[一二三四五六七八九十]{1,3})个五年|(?P<short>十六|十五|十四|十三|十二|十一|十|九|八|七|六)五)"
)
_SUBJECT = r"(?:[^\d，。；：]{0,16}?)"
_REVIEW = re.compile(
    rf"((?:19|20)\d{{2}})年?度?{_SUBJECT}(?:回顾|预算执行|执行情况|决算|完成情况|国民经济|工作情况|经济运行|经济形势|成绩|成效)|(?:回首|回眸|回望|盘点)((?:19|20)\d{{2}})"
)
_AHEAD = re.compile(
    rf"((?:19|20)\d{{2}})年?度?{_SUBJECT}(?:安排|任务(?!.{0, 6}(?:完成|执行|实现))|预算（?草案|打算|展望(?!20)|预期目标|总体要求|总体思路|重点工作|主要目标|工作建议|工作(?:提出|的建议|思路))|展望((?:19|20)\d{{2}})"
)
_CLAUSE_YEAR = re.compile(r"(?:^|[。；\n“：])(?:截至|预计)?((?:19|20)\d{2})年(?:末|底|度)?(?=[，全我预市县区省，实完])")
#: The day of a paper or a broadcast, as its title has it: 晚间新闻（20230118）.
_ISSUE = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
#: In the first two months news tell of the year before, later of the year itself.
_LAST_MONTH_OF_YEARLY_NEWS = 2
#: A report given in the first eight months speaks of the year before, a later one of the year that is closing.
_LAST_MONTH_OF_REVIEW = 8
#: The review comes first: only this share of a text votes on the year it reports.
_REVIEW_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a document.

    Attributes:
        reported: the year that undated statements of the review are of.
        planned: the year that undated targets are of.
        given: the date of the document, ISO, empty where unknown.
        evidence: the words that gave each.
    """

    reported: int | None
    planned: int | None
    given: str = ""
    evidence: dict[str, str] = field(default_factory=dict)


def find_years(title: str, kind: str, text: str, headings: list[Heading]) -> Years:
    """The years of a document.

    Args:
        title: its title.
        kind: its kind.
        text: normalised text.
        headings: its headings.
    """
    evidence: dict[str, str] = {}
    preface = preface_of(text)
    given = _given(preface, evidence)
    plan = _PLAN.search(title)
    if kind == "plan" and plan:
        first = int(plan_period((plan["nth"] or plan["short"]) + "五")[:4])
        return Years(first - 1, first, given, {**evidence, "reported": plan[0]})
    broadcast = issue_of(title, kind)
    if broadcast:
        year, month = int(broadcast[1]), int(broadcast[2])
        looks_back = month <= _LAST_MONTH_OF_YEARLY_NEWS
        evidence.update(reported=broadcast[0], given=broadcast[0])
        return Years(year - looks_back, year, f"{year}-{month:02d}-{int(broadcast[3]):02d}", evidence)
    heads = "。".join([title, *(h.text for h in headings)])
    ahead = _vote(_AHEAD, heads, evidence, "planned") or _vote(_AHEAD, text[:2000], evidence, "planned")
    reported = _vote(_REVIEW, heads, evidence, "reported") or _from_title(title, kind, evidence)
    if reported is None and ahead is not None:
        reported, evidence["reported"] = ahead - 1, f"{ahead} planned"
    if reported is None and given and kind in {"work_report", "budget_report"}:
        reported = int(given[:4]) - (1 if int(given[5:7]) <= _LAST_MONTH_OF_REVIEW else 0)
        evidence["reported"] = given
    if reported is None:
        opening = text[: max(4000, int(_REVIEW_SHARE * len(text)))]
        reported = _vote(_CLAUSE_YEAR, opening, evidence, "reported") or _vote(_YEAR, opening, evidence, "reported")
    planned = (
        ahead if ahead is not None and (reported is None or ahead > reported) else (reported + 1 if reported else None)
    )
    return Years(reported, planned, given, evidence)


def issue_of(title: str, kind: str) -> re.Match[str] | None:
    """The day of one issue of a paper or a broadcast, year, month and day; its items are no sections of one text."""
    return _ISSUE.search(title) if kind == "newspaper" else None


def preface_of(text: str) -> str:
    """What stands before the address (各位代表) or before the first long paragraph."""
    address = re.search(r"各位(?:代表|委员)|主任、各位", text[:4000])
    if address:
        return text[: address.start()]
    position = 0
    for paragraph in text.split("\n"):
        if len(paragraph) > 60 and "。" in paragraph:
            return text[:position]
        position += len(paragraph) + 1
    return text[:500]


def _given(preface: str, evidence: dict[str, str]) -> str:
    """The date on which the document was given; a meeting's date before one of a web page."""
    dates = [(match, line) for line in preface.split("\n") for match in _DATE.finditer(line) if "。" not in line]
    valid = [(m, line) for m, line in dates if 1 <= int(m[2]) <= 12 and 1 <= int(m[3]) <= 31]
    ranked = sorted(
        valid,
        key=lambda item: (not re.search("会议|代表大会", item[1]), bool(re.search("发[布文]|时间|更新|来源", item[1]))),
    )
    if not ranked:
        return ""
    match = ranked[0][0]
    evidence["given"] = match[0]
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"


def _vote(pattern: re.Pattern[str], text: str, evidence: dict[str, str], key: str) -> int | None:
    """The year that a pattern names most often, the later one where two tie."""
    found = [(int(next(group for group in match.groups() if group)), match[0]) for match in pattern.finditer(text)]
    if not found:
        return None
    counts = Counter(year for year, _ in found)
    year = max(counts, key=lambda candidate: (counts[candidate], candidate))
    evidence[key] = next(phrase for found_year, phrase in found if found_year == year).strip()
    return year


def _from_title(title: str, kind: str, evidence: dict[str, str]) -> int | None:
    match = _YEAR.search(title)
    if not match or kind == "newspaper":
        return None
    evidence["reported"] = match[0]
    return int(match[1]) - (1 if kind == "work_report" else 0)


_GLOSSARY = re.compile(
    r"(?m)^[※【（]*(?:附件?\d?[：:]?)?(?:[一二三四五六七八九十]{1,2}、)?(?:《[^》\n]{2,20}》)?(?:[\u4e00-\u9fff\d]{0,12}?(?:名词|术语|缩略语)(?:解释|注释|说明|释义)(?:和说明)?|注释：?)[※】）]*$"
)
#: An annex behind the glossary is no part of it.
_ANNEX = re.compile(
    r"(?m)^附[件表录][一二三四五六\d]{0,2}[：:]?$|^[\u4e00-\u9fff]{2,28}(?:情况|收入|支出|安排)(?:的)?说明$"
)


@lru_cache(maxsize=1)
def glossary_span(text: str) -> tuple[int, int]:
    """Where the glossary (名词解释) at the end of a report begins and ends; empty at the text's end where there is none."""
    starts = [match.start() for match in _GLOSSARY.finditer(text)] if "释" in text or "名词" in text else []
    if not starts or starts[-1] <= 0.5 * len(text):
        return len(text), len(text)
    annex = _ANNEX.search(text, text.find("\n", starts[-1]))
    return starts[-1], annex.start() if annex else len(text)
