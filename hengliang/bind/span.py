"""What a figure told of a span of years is of: all of it (新建学校16所) or its last year (城镇化率达到61%).

What goes in: the words around a number, its name, the span. What comes out: a year or the span, and the year before the
span for what something started from. It does not find the span.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.text.scopes import Scope

WHOLE = re.compile(r"^\d{4}/\d{4}$")
#: So many years has a plan.
PLAN = 5
_REACHES = re.compile(
    r"(?:提高|提升|增加|增长|上升|扩大|发展|跃升|攀升|下降|降低|减少|[升增降减])(?:到|至|为)(?:[\d.,]+[^，。；]{0,6}[和、])*$"
)
#: A level told of by a verb of reaching; 为320户 alone tells for whom.
_REACHED = re.compile("(?<=..)(?:达到?了?|突破|稳定在|(?<!因)为)$")
#: 新增装机容量12万千瓦、达到40万千瓦.
_REACHED_TOO = re.compile("[、和及与以]{1,2}(?:总[数量]?|已|共)?(?:达到?|突破)$")
_SUMS = re.compile(
    "累计|新增|净增|共计|总计|合计|共(?!同|享|建|产|有|青|和|计划)|每年|五年(?!规划)|年来|期间|时期|年均(?!可支配|收入|工资)|逐均(?!可支配|收入|工资)|平均(?!可支配|收入|工资)|连续"
)
_KEPT = re.compile("(?:保持|维持)在?$|每年|始终|持续|连续")
#: What stands in front of the verb: 全市新建, 先后实施.
_FRONT = re.compile("^[，、]?(?:(?:全|我)[省市县区州国]|先后|共|又|还|并|已|成功|组织|统筹|支持|大力)*")
_JOINED = ("、", "和", "及", "以及", "与")
#: 港口吞吐量7.5亿吨，比2007年增加: compared with one year it is of one year.
_COMPARED = re.compile("[，、（]?(?:同?比|较|是|为|相当于)“?(?:\\d{4}年|十.五”?末|五年前)")
#: 达到93亿元，较“十三五”时期增加: compared with several years it is of several.
_OVER_YEARS = re.compile("[，、（]?(?:同?比|较|是)(?:“?十.五”?(?!期?末|初)|前五年|上一?个?五年)")
#: 1268名贫困人口全部脱贫.
_DONE_BEHIND = re.compile("[^，。；、]{0,10}(?:脱贫|摘帽|出列|迁入|搬迁|竣工|建成投产)")


class Figure(NamedTuple):
    """A number with what tells of its period.

    Attributes:
        measure: its measure.
        words: the clause up to the number.
        left: the part of it behind the number before, without dates.
        behind: the text behind the number.
        name: what is measured.
        starting: whether it is what something went up or down from.
    """

    measure: str
    words: str
    left: str = ""
    behind: str = ""
    name: str = ""
    starting: bool = False


@cache
def _deed() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("summed_verbs"))


@cache
def _yearly_amount() -> re.Pattern[str]:
    return re.compile(f"(?:{load_grammar().alternatives('yearly_amounts')})(?:（[^）]*）)?$")


def summed(figure: Figure) -> bool:
    """Whether a number sums up what was done over the years."""
    joined = figure.left.startswith(_JOINED)
    if joined and _REACHED_TOO.match(figure.left):
        return False
    near = figure.words if joined else figure.left or figure.words
    if _SUMS.search(near) or _OVER_YEARS.match(figure.behind):
        return True
    if _yearly_amount().search(figure.name):
        return False
    return bool(_deed().match(near, _end_of_front(near))) or bool(_DONE_BEHIND.match(figure.behind))


def _end_of_front(near: str) -> int:
    front = _FRONT.match(near)
    return front.end() if front else 0


def at_end(figure: Figure, *, own: bool, over_years: bool = False) -> bool:
    """Whether a number is of the last year of a span.

    Args:
        figure: the number.
        own: whether its own clause names the span.
        over_years: whether it is compared with several years: a multiple is then of several, too.
    """
    if figure.measure not in {"level", "share"}:
        return figure.measure == "rank" or (figure.measure == "multiple" and not over_years)
    if _REACHES.search(figure.words):
        return True
    if summed(figure) or _KEPT.search(figure.words):
        return False
    if figure.measure == "share" or _REACHED.search(figure.left or figure.words) or _COMPARED.match(figure.behind):
        return True
    return not own and bool(_yearly_amount().search(figure.name) or figure.name.startswith("人均"))


def part_of(span: str, figure: Figure, base: str, *, own: bool, outlook: bool) -> str:
    """The span, or its last year.

    Args:
        span: the years, ``2016/2020``.
        figure: the number.
        base: the year compared with, empty where none is named.
        own: whether its own clause names the span.
        outlook: whether it stands where aims are told: a level is then of the end.
    """
    if figure.measure == "growth":
        return span[-4:] if base == year_before(span) and "累计" not in figure.words else span
    if at_end(figure, own=own, over_years=bool(WHOLE.match(base))):
        return span[-4:]
    return span[-4:] if outlook and not own and figure.measure == "level" and not summed(figure) else span


def told_by_heading(figure: Figure, scope: Scope) -> bool:
    """Whether a number without a date sums up the years that its heading tells of: 过去五年工作回顾 over 新建学校16所."""
    if not (scope.span and scope.entire) or _REACHES.search(figure.words):
        return False
    if figure.measure == "growth":
        return "累计" in figure.left
    return figure.measure == "level" and summed(figure) and not _COMPARED.match(figure.behind)


def in_hand(scope: Scope, context: Context) -> str:
    """The span that a sentence is told of, empty where it is a single year."""
    carried = context.period or context.sentence_period
    if carried:
        return carried if WHOLE.match(carried) else ""
    return scope.span if scope.entire else ""


def years_in(span: str) -> int:
    """How many years a span has, 0 for what is none."""
    return int(span[-4:]) - int(span[:4]) + 1 if WHOLE.match(span) else 0


def year_before(span: str) -> str:
    """The year before a span, of which what something started from is; empty where there is no span."""
    return str(int(span[:4]) - 1) if WHOLE.match(span) else ""
