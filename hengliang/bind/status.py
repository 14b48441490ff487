"""Whether a figure is of what happened or of what is aimed at, and its vintage and price basis.

What goes in: the sentence's words, the scope, the period. What comes out: status, vintage, price basis, with the words that
gave them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.text.scopes import Scope

_AIM = re.compile(
    r"预期目标|主要目标|目标[是为：]|奋斗目标|力争|确保|计划(?!生育|单列)|要达到|争取(?=.{0,20}(?:达到|以上|突破|完成|实现))|努力(?:实现|达到)|拟(?:安排|新增|投)|(?<!规)划到|有望|将(?:达|实现|完成|突破|新增|建|投|增|超)|(?<![必需重主])要(?:完成|实现|新增|达|建|确保|力争)|预期(?!寿命|目标的)"
)
_AIM_DONE = re.compile(
    r"(?:完成|超额完成|实现|达到|超过|高于|提前|均超|圆满).{0,12}(?:目标|计划|任务|预期)|计划的\d|目标的\d|任务的\d|为(?:年初)?(?:预算|计划|目标)"
)
_DONE = re.compile(
    r"目前|现有|已(?:建|完|达|有|开|签|实)|截至|去年|已经|累计(?:已|完成了)|达到了|完成了|实现了|现已|签订了|举行了|召开了|启动了|当天|掀起"
)
_NEXT = re.compile("今年|明年|今后|未来|新的一年")
_YEARS = re.compile(r"(?:\d{4}/)?\d{4}")
_AFTER = re.compile(r"投产后|建成后|达产后|达效后")


def bind_status(words: str, period: str, scope: Scope, reported: int | None) -> tuple[str, str]:
    """Actual or target, and on what grounds.

    Args:
        words: the sentence up to the number.
        period: the number's period.
        scope: where it stands.
        reported: the year the document reports on.
    """
    year = int(period[-4:]) if _YEARS.fullmatch(period) else int(period[:4]) if period else None
    if _AFTER.search(words[-30:]):
        return "target", "投产后"
    if scope.outlook:
        done = _DONE.search(words[-24:]) if not year or not reported or year <= reported + 1 else None
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


@cache
def _vintage() -> re.Pattern[str]:
    return re.compile(rf"(?<!预)(?:{load_grammar().alternatives('vintages')})(?!口径|公开|批复|报告|审查)")


#: 按2020年价格计算: the prices of one year.
_BASE_PRICES = re.compile(r"按(?:照)?\d{4}年(?:的)?不?变?价")


@cache
def _prices() -> tuple[re.Pattern[str], re.Pattern[str]]:
    grammar = load_grammar()
    return re.compile(grammar.alternatives("real_prices")), re.compile(grammar.alternatives("nominal_prices"))


def vintage_of(words: str, context: Context) -> str:
    """预计, 快报, 初步核算 …: said in the clause, or earlier in the same sentence."""
    found = _vintage().findall(words)
    if found:
        context.vintage = found[-1]
    return context.vintage


def price_basis_of(words: str) -> str:
    """``comparable`` or ``current`` where the words say so, else empty."""
    real, nominal = _prices()
    if real.search(words) or ("价" in words and _BASE_PRICES.search(words)):
        return "comparable"
    return "current" if nominal.search(words) else ""
