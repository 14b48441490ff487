"""Whether a figure is of what happened or of what is aimed at, and its vintage and price basis.

What goes in: the sentence's words, the scope, the period. What comes out: status, vintage, price basis, with the words that
gave them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.grammar import load_grammar
from hengliang.codes.patterns import any_of
from hengliang.text.sections import OPENS_YEAR

if TYPE_CHECKING:
    from hengliang.bind.bound import Setting
    from hengliang.bind.context import Context
    from hengliang.text.scopes import Scope

_AIM = re.compile(
    r"预期目标|主要目标|目标[是为：]|奋斗目标|力争|确保|计划(?!生育|单列)|要达到|争取(?=.{0,20}(?:达到|以上|突破|完成|实现))|努力(?:实现|达到)|拟(?:安排|新增|投)|划(?<!规划)到|有望|将(?:达|实现|完成|突破|新增|建|投|增|超)|要(?<![必需重主]要)(?:完成|实现|新增|达|建|确保|力争)|预期(?!寿命|目标的)"
)
_AIM_DONE = re.compile(
    r"(?:完成|超额完成|实现|达到|超过|高于|提前|均超|圆满).{0,12}(?:目标|计划|任务|预期)|计划的\d|目标的\d|任务的\d|为(?:年初)?(?:预算|计划|目标)"
)
_DONE = re.compile(
    r"目前|现有|已(?:建|完|达|有|开|签|实|设|引|获|纳|形)|(?:我国|[我全][省市县区])[共现还仍]?有(?:近|约|超过?)?\d|截至|去年|已经|累计(?:已|完成了)|达到了|完成了|实现了|现已|签订了|举行了|召开了|启动了|当天|掀起"
)
_ALREADY = re.compile("已[经]?(?:累计)?(?:完成|建成|新增|投入|办理|开展|落实|实施|改造|整治|查处|发放|引进|签约)")
_TURNS_TO_AIMS = re.compile(
    "[。；]|[将要拟]|推动|推进|加快|继续|力争|确保|争取|启动|计划|剩余|其余|下一步|年底|年内|今年|实现"
)
#: 在去年上级任务（3.2亿元）的基础上增长: what is built upon is done, not what is told.
_UPON = re.compile("在[^，。；]{1,30}基础上")
_NEXT = re.compile("今年|明年|今后|未来|新的一年")
_YEARS = re.compile(r"(?:\d{4}/)?\d{4}")
#: So many months before its end a period is closing, and 预计 an estimate of what it brought.
_CLOSING = 3
#: In these months of a year nothing much is done yet.
_FIRST_MONTHS = 2
#: Said of nothing but what is aimed at, wherever it stands.
_AIMS = re.compile("力争|(?:预期|主要)目标(?:是|为|：)")
_BUDGETS = re.compile("预算|预计")
_AFTER = re.compile(r"投产后|建成后|达产后|达效后")


def bind_status(words: str, period: str, scope: Scope, setting: Setting) -> tuple[str, str]:
    """Actual or target, and on what grounds.

    Args:
        words: the sentence up to the number.
        period: the number's period.
        scope: where it stands.
        setting: the document: the year it reports on, the day it was given, whether it is a budget.
    """
    reported = setting.reported
    year = int(period[-4:]) if _YEARS.fullmatch(period) else int(period[:4]) if period else None
    ground = _ground_to_aim(words, period, scope, setting)
    if ground:
        return "target", ground
    if scope.outlook:
        near = not year or not reported or year <= reported + 1
        told = _UPON.sub("", words) if "基础上" in words else words
        done = (_DONE.search(told[-24:]) or _done_in_chain(told)) if near else None
        if done and not _AIM.search(words):
            return "actual", done[0]
        if year and reported and year <= reported:
            return "actual", f"period {period}"
        return "target", f"period {period}" if year and reported else f"heading: {scope.heading}"
    if year and reported and year > reported + 1:
        return "target", f"period {period}"
    ahead = not reported or not year or year > reported
    aim = _AIM.search(words) if ahead or _NEXT.search(words) else None
    if aim and (ahead or "目标" in aim[0]) and not _AIM_DONE.search(words):
        return "target", aim[0]
    return "actual", "heading: " + scope.heading if scope.heading else "document"


def done_in(when: str, words: str, scope: Scope, setting: Setting) -> str:
    """The period of what is done already though its section plans the coming year: that of the review.

    A paper's headings plan nothing, and a document given later may tell what its own year has brought.
    """
    early = int(setting.given[5:7] or 1) <= _FIRST_MONTHS and 1 < scope.level < OPENS_YEAR
    coming = setting.reported is not None and when == str(setting.reported + 1)
    return str(setting.reported) if early and coming and "安排" not in words else when


def _done_in_chain(words: str) -> re.Match[str] | None:
    """已完成32个路口改造、新增护栏45公里: what is done goes on until an aim is told."""
    found = list(_ALREADY.finditer(words)) if "已" in words else []
    return found[-1] if found and not _TURNS_TO_AIMS.search(words, found[-1].end()) else None


def _ground_to_aim(words: str, period: str, scope: Scope, setting: Setting) -> str:
    """What makes a figure a target whatever its section says, empty where nothing does."""
    if "后" in words[-30:] and _AFTER.search(words[-30:]):
        return "投产后"
    if "预计" in words and _is_to_come(period, setting.given):
        return "预计"
    if (
        ("力争" in words or "目标" in words)
        and _AIMS.search(words)
        and not _AIM_DONE.search(words)
        and not _DONE.search(words[-24:])
    ):
        return "力争"
    return f"period {period}" if setting.budget and _is_drafted(words, period, scope, setting.reported) else ""


def _is_drafted(words: str, period: str, scope: Scope, reported: int | None) -> bool:
    """Whether a budget speaks of the coming year: 2026年收入预计2.3亿元, under a heading that does not say so.

    What is told under a heading of that year is what a project is like, unless the words speak of the budget.
    """
    coming = reported is not None and _YEARS.fullmatch(period) is not None and period[-4:] == str(reported + 1)
    told = coming and (scope.year != int(period[-4:]) or _BUDGETS.search(words) is not None)
    return told and not _DONE.search(words[-24:])


def _is_to_come(period: str, given: str) -> bool:
    """Whether a period ends more than some months after the day the document was given: no estimate of its close."""
    if not given or not period.startswith(given[:4]):
        return False
    part = period[5:7]
    if part.startswith(("Q", "S")):
        last = int(part[1]) * (3 if part[0] == "Q" else 6)
    else:
        last = int(period[-2:]) if "-" in period and period[-2:].isdigit() and len(period) != len("2025-01-01") else 12
    return last > int(given[5:7]) + _CLOSING


@cache
def _vintage() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Any word for a vintage, which most clauses have none of, and one that stands for itself."""
    words = load_grammar().alternatives("vintages")
    return re.compile(words), re.compile(rf"(?<!预)(?:{words})(?!口径|公开|批复|报告|审查)")


#: 按2020年价格计算: the prices of one year.
_BASE_PRICES = re.compile(r"按(?:照)?\d{4}年(?:的)?不?变?价")


@cache
def _prices() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words for prices of either kind, and those for real ones."""
    grammar = load_grammar()
    either = any_of([*grammar.real_prices, *grammar.nominal_prices])
    return re.compile(either), re.compile(grammar.alternatives("real_prices"))


def vintage_of(words: str, context: Context) -> str:
    """预计, 快报, 初步核算 …: said in the clause, or earlier in the same sentence."""
    word, vintage = _vintage()
    found = vintage.findall(words) if word.search(words) else None
    if found:
        context.vintage = found[-1]
    return context.vintage


_INSERTED = re.compile(
    "(?:若|如|在)?(?:不?考虑|扣除|剔除|按照?)[^，]{1,14}(?:因素|影响|口径|价|价格|计算|测算)(?:后|计算|测算|的情况下)?"
)
_INSERTED_FIRST = frozenset("若如在不考扣剔按")


def inserted(words: str) -> bool:
    """Whether a clause only says how a rate is reckoned, between its subject and its verb.

    Example:
        >>> inserted("考虑物价上涨因素"), inserted("按可比价格计算"), inserted("按照要求")
        (True, True, False)
    """
    return words[:1] in _INSERTED_FIRST and bool(_INSERTED.fullmatch(words))


def price_basis_of(words: str) -> str:
    """``comparable`` or ``current`` where the words say so, else empty."""
    either, real = _prices()
    if "价" in words and _BASE_PRICES.search(words):
        return "comparable"
    if not either.search(words):
        return ""
    return "comparable" if real.search(words) else "current"
