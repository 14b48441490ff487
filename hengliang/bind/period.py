"""The period that a number is of.

What goes in: the period expressions of a sentence, the clause, the scope, the context. What comes out: the period and the
words that gave it. Bases of comparison (比2015年增长, 是2015年的1.5倍) are none of these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.quantities.dates import PeriodExpression
    from hengliang.text.scopes import Scope
    from hengliang.text.sentences import Clause

_BASE_BEFORE = re.compile(r"(?:比|较|与|相比|相当于|是|为|由|从|自|于|超过|高于|低于)$")
_BASE_AFTER = re.compile(r"^(?:的|增|提|下|减|净|上升|翻|扩|同期|相比|高|低|多|少|基础|相比)")
_COMPARES = re.compile("(?:(?<![占同环对之])比|(?<!比)较|[占之]比较)$")
#: 在2015年的基础上翻一番, 在2015年基础上.
_UPON = ("的基础上", "基础上")
_TIMES = re.compile(r"的[\d.]+倍")
_SAME_SCOPE = re.compile(r"[，]?同口径|[，]?按")
_PRICES_OF = re.compile("不变价|可比价|价格")
_TITLE = re.compile(r"《[^《》]*》")
_FROM = re.compile(r"(?:由|从|自)“?$")
#: No such word, with its quotation mark and a line's end, is longer.
_LONGEST_FROM = 3
_TURNS = re.compile(
    r"(?:调整|优化|提高|提升|增加|增长|下降|降低|减少|扩大|拓展|精简|发展|上升|压减|压缩|缩短|缩小|变|转|[升降增减])(?:到|至|为)"
)
#: 由上年居第五位上升为第三位: what is left stands before the turn.
_TURNS_FROM = re.compile(rf"[^，。；]{{1,16}}?{_TURNS.pattern}")
_PLAN_TAILS = frozenset({"末", "期末", "初", "期间", "时期", "以来"})
_DAYS = re.compile(r"^(\d{4})-\d{2}-\d{2}$")
_YEARLY = re.compile(r"年均|年平均|平均每年|每年")
_FLOW = re.compile(r"累计|共(?!同|享|建|产|有|青|和|计划)|五年(?!规划)|年来|期间|时期")
_REACHES = re.compile(
    r"(?:提高|提升|增加|增长|上升|扩大|发展|下降|降低|减少)(?:到|至|为)(?:[\d.,]+[^，。；]{0,6}[和、])*$"
)
#: What stands at the end of a span: 存款余额达到, 城镇化率. What is summed up over it is reached as well: 累计达到.
_STANDS = re.compile("(?:达到|稳定在|保持在)$|(?:率|余额|保有量|总数|人口)(?:达到?|为|超过?|突破|近)?$")
_SUMMED = re.compile("累计|新增|[共总合]计|共|完成|投入|投资|支出|引进|实现|争取|减|发放|均")
_WHOLE_SPAN = re.compile(r"^\d{4}/\d{4}$")
_STARTED_FROM = re.compile(r"[由从](?:原来的|原有的|原|最初的|过去的)?$")


def is_base(text: str, expression: PeriodExpression) -> bool:
    """Whether a period expression names what is compared with, not when the number is of."""
    if expression.kind == "previous_year":
        leaves = _FROM.search(text, max(0, expression.start - 2), expression.start)
        return not (leaves and (text.startswith("的", expression.end) or _TURNS_FROM.match(text, expression.end)))
    if text.startswith(_UPON, expression.end):
        return True
    if _PRICES_OF.match(text, expression.end):
        return True
    before = text[max(0, expression.start - 5) : expression.start].rstrip("“").removesuffix("去年").removesuffix("上年")
    after = text[expression.end : expression.end + 3].lstrip("”末底")
    if _TIMES.match(text[expression.end : expression.end + 8]):
        return True
    if not _BASE_BEFORE.search(before):
        return False
    if _COMPARES.search(before):
        return True
    if before.endswith(("由", "从", "自")):
        return False
    if before.endswith(("是", "为", "相当于")):
        return after.startswith("的")
    return bool(_BASE_AFTER.match(after)) or bool(_SAME_SCOPE.match(after)) or expression.end >= len(text)


def telling(text: str, expressions: list[PeriodExpression], start: int, end: int) -> list[PeriodExpression]:
    """The period expressions of a clause that say when something was: no titles, no names of plans, no bases.

    Args:
        text: normalised text.
        expressions: those of the sentence.
        start: the clause's first character.
        end: character after it.
    """
    if not expressions:
        return []
    begin, stop = max(0, start - 80), min(len(text), end + 40)
    titles = [match.span() for match in _TITLE.finditer(text, begin, stop)] if "《" in text[begin:stop] else []
    return [
        e for e in expressions
        if start <= e.start < end and e.period and not is_base(text, e) and not any(a <= e.start < b for a, b in titles) and not _names_plan(text, e)
    ]  # fmt: skip


def _names_plan(text: str, expression: PeriodExpression) -> bool:
    """Whether “十四五” is part of a name (“十四五”规划, “十四五”项目) rather than a time."""
    if expression.kind != "plan":
        return False
    phrase = text[expression.start : expression.end]
    return not any(phrase.endswith(tail) for tail in _PLAN_TAILS) and text[expression.end : expression.end + 1] not in {
        "，",
        "全",
        "我",
    }


def update(text: str, clause: Clause, expressions: list[PeriodExpression], context: Context, *, head: bool) -> None:
    """Let a clause's own periods set what follows.

    Args:
        text: normalised text.
        clause: the clause.
        expressions: period expressions within it.
        context: changed in place.
        head: whether the clause begins its sentence.
    """
    if clause.separator == "；":
        context.period = ""
    own = telling(text, expressions, clause.start, clause.end)
    if (
        head
        and own
        and own[0].start - clause.start <= 6
        and own[0].kind != "report_year"
        and not _FROM.search(text[max(0, own[0].start - _LONGEST_FROM) : own[0].start])
    ):
        context.sentence_period = _DAYS.sub(r"\1", own[0].period)


def before(text: str, expressions: list[PeriodExpression], start: int, position: int) -> PeriodExpression | None:
    """The last period expression of the clause that stands before ``position`` and is no base.

    由“十三五”末的1.2:10.8:88.0调整到1.1:10.4:88.5: what 由 dates ends at 调整到.
    """
    found = telling(text, expressions, start, position) if expressions else []
    while found:
        last = found.pop()
        if last.kind == "report_year" and found and found[-1].end == last.start:
            continue  # 2019年全年
        if not (_FROM.search(text[max(0, last.start - 2) : last.start]) and _TURNS.search(text, last.end, position)):
            return last
    return None


def turns_before(text: str, position: int) -> bool:
    """Whether 增加到, 调整为 stands right before a position: what follows is the value reached."""
    return any(match.end() == position for match in _TURNS.finditer(text, max(0, position - 5), position))


def turns_at(text: str) -> bool:
    """Whether a text begins with 增加到, 发展到: what stands before it is the value that was left."""
    return bool(_TURNS.match(text))


def dates_start(text: str, own: PeriodExpression | None) -> bool:
    """Whether a period expression dates what something started from: 由2015年的3.3:21.1:75.6."""
    return own is not None and bool(_FROM.search(text[max(0, own.start - 2) : own.start]))


def starting_value(text: str, start: int, mention_start: int, mention_end: int) -> bool:
    """Whether a number is what something went up or down from, with no period of its own: 从23.89%提高到."""
    turns = _TURNS.match(text, mention_end)
    return turns is not None and bool(_STARTED_FROM.search(text[start:mention_start]))


def resolve(
    measure: str,
    words: str,
    own: PeriodExpression | None,
    scope: Scope,
    context: Context,
    base: str,
    *,
    starts: bool = False,
) -> tuple[str, str]:
    """The period of a number and how it is known.

    Args:
        measure: its measure; a yearly average takes an interval.
        words: the clause up to the number, for 累计 and 年均.
        own: the expression in its own clause, if any.
        scope: where it stands.
        context: what goes on from earlier clauses.
        base: period compared with, for the first year of an average.
        starts: whether it dates a value that something started from: it does not go on.
    """
    if own is not None and own.kind in {"five_years", "past_span"} and scope.outlook and scope.span:
        own = own._replace(period=scope.span)
    if own is not None and own.kind == "report_year":
        own = own._replace(period=year_in_hand(scope, context) or own.period)
    if own is not None and not starts:
        context.period = own.period
    period, how = (own.period, "clause") if own else _carried(scope, context)
    if measure == "average_growth":
        return _interval(period, scope, context, base), f"{how}: yearly average"
    if _WHOLE_SPAN.match(period):
        reached = _REACHES.search(words) or (_STANDS.search(words) and not _SUMMED.search(words))
        if (measure == "level" and reached) or (measure == "growth" and base == str(int(period[:4]) - 1)):
            return period[-4:], how
        if measure in {"multiple", "rank"} or (measure == "level" and not own and not _FLOW.search(words)):
            return (period[-4:] if measure != "level" or scope.outlook else period), how
        return period, how
    if (
        _FLOW.search(words)
        and scope.span
        and not own
        and measure == "level"
        and re.search("五年|年来|期间|时期", words)
    ):
        return scope.span, "scope: accumulated"
    return period, how


def year_in_hand(scope: Scope, context: Context) -> str:
    """The year that 全年 and 年末 are of: that of what the sentence has told so far, else that of the section.

    全市基金收入8亿元，年末结余9亿元: both are of one year. Empty where it is unknown.
    """
    told = (context.period or context.sentence_period) if context.said else ""
    if told[:4].isdigit():
        return told[-4:] if _WHOLE_SPAN.match(told) else told[:4]
    return str(scope.year) if scope.year else ""


def _carried(scope: Scope, context: Context) -> tuple[str, str]:
    if context.period:
        return context.period, "sentence"
    if context.sentence_period:
        return context.sentence_period, "paragraph"
    if scope.period:
        return scope.period, f"heading: {scope.heading}"
    return (str(scope.year), f"heading: {scope.heading}") if scope.year else ("", "")


def _interval(period: str, scope: Scope, context: Context, base: str) -> str:
    """The years over which a yearly average runs."""
    if _WHOLE_SPAN.match(period):
        return period
    if _WHOLE_SPAN.match(context.sentence_period):
        return context.sentence_period
    end = int(period[:4]) if period else scope.year
    if base[:4].isdigit() and end:
        return f"{int(base[:4]) + 1}/{end}"
    if scope.span and end and int(scope.span[:4]) <= end <= int(scope.span[-4:]) + 1:
        return scope.span
    return f"{end - 4}/{end}" if end else ""


def yearly(words: str) -> bool:
    """Whether words speak of a yearly average."""
    return bool(_YEARLY.search(words))
