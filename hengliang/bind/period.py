"""The period that a number is of.

What goes in: the period expressions of a sentence, the clause, the scope, the context. What comes out: the period and the
words that gave it. Bases of comparison (比2015年增长, 是2015年的1.5倍) are none of these.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hengliang.bind import span

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.span import Figure
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
_BASIS = re.compile("[^，。；]{1,24}基础上")
_PRICES_OF = re.compile("不变价|可比价|价格")
_TITLE = re.compile(r"《[^《》]*》")
_FROM = re.compile(r"(?:由|从|自)“?$")
#: 争取“十五五”时期继续安排, 下达2025年资金: the period is of what is worked for, not of what the next sentences tell.
_OF_OBJECT = re.compile(
    "(?:争取|落实|下达|举办|承办|筹办|开展|获得?|偿还|圆满完成|确定|谋划|迎接|支持|助力|服务|保障|对接)“?$"
)
#: No such word, with its quotation mark and a line's end, is longer.
_LONGEST_FROM = 3
_TURNS = re.compile(
    r"(?:调整|优化|提高|提升|增加|增长|下降|降低|减少|扩大|扩容|拓展|精简|整合|发展|上升|跃升|攀升|压减|压缩|缩短|缩小|变|转|[升降增减])(?:到|至|为)"
)
#: 由上年居第五位上升为第三位: what is left stands before the turn.
_TURNS_FROM = re.compile(rf"[^，。；]{{1,16}}?{_TURNS.pattern}")
_PLAN_TAILS = frozenset({"末", "期末", "初", "期间", "时期", "以来"})
#: What dates one thing that happens; the day in a bracket is that of the news.
_EVENTS = frozenset({"month", "month_day"})
_SPANS = frozenset({"past_span", "five_years"})
#: So many characters in front of a date name who did it.
_SUBJECT = 2
_FROM_THEN = re.compile("以来|起|前")
#: 征集2021年民生项目: the year is of what is worked at, not of the work.
_ATTRIBUTES = frozenset({"year", "plan", "years", "bare_year"})
_WORKED_AT = re.compile("(?:征集|制定|编制|谋划|起草|拟定|研提|筛选|储备)(?:了|好|并报送)?$")
_LISTED = re.compile("[、和]“?(?:\\d{4}|十.五)")
_DAYS = re.compile(r"^(\d{4})-\d{2}-\d{2}$")
_YEARLY = re.compile(r"年均|年平均|平均每年|每年")
_FLOW = re.compile("五年(?!规划)|年来|期间|时期")
#: 从原来的23%提高到, 由每人每月520元提高到, 由全市第九位跃升至.
_STARTED_FROM = re.compile(r"(?:由|从(?!事))[^，。；、\d由从到至为初]{0,7}$")


@lru_cache(maxsize=1 << 8)
def is_base(text: str, expression: PeriodExpression) -> bool:
    """Whether a period expression names what is compared with, not when the number is of."""
    if expression.kind == "previous_year":
        leaves = _FROM.search(text, max(0, expression.start - 2), expression.start)
        return not (leaves and (text.startswith("的", expression.end) or _TURNS_FROM.match(text, expression.end)))
    if text.startswith(_UPON, expression.end) or _upon_what(text, expression):
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


def _upon_what(text: str, expression: PeriodExpression) -> bool:
    """在去年上级任务（3.2亿元）的基础上增长: the year is that of the basis."""
    here = text.startswith("在", expression.start - 1)
    return here and _BASIS.match(text, expression.end) is not None


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
    told = [
        e for e in expressions
        if start <= e.start < end and e.period and not (titles and any(a <= e.start < b for a, b in titles)) and not _names_plan(text, e)
        and not is_base(text, e)
    ]  # fmt: skip
    return _of_the_work(text, told) if told else told


def _of_the_work(text: str, told: list[PeriodExpression]) -> list[PeriodExpression]:
    """Those that are no attribute of what is worked at, with all that are listed with it, and no year of a list of years."""
    kept, worked_at = [], -1
    for e in told:
        listed = worked_at >= 0 and text[worked_at : e.start].strip("“”") in {"、", "和", "及", ""}
        if listed or (e.kind in _ATTRIBUTES and _WORKED_AT.search(text, max(0, e.start - 6), e.start)):
            worked_at = e.end
        elif e.kind != "bare_year" or not _LISTED.match(text, e.end):
            kept.append(e)
    return kept


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
        if _of_one_sentence(text, clause, own[0]):
            context.period = own[0].period
        else:
            context.sentence_period = _DAYS.sub(r"\1", own[0].period)


def _of_one_sentence(text: str, clause: Clause, own: PeriodExpression) -> bool:
    """Whether a period at the head of a sentence says nothing of the next: 近两年新建学校, 争取“十五五”时期继续安排."""
    start, short = clause.start, own.kind == "past_span" and span.years_in(own.period) < span.PLAN
    if short and own.end < clause.end and text.startswith(("近", "最近"), own.start):
        return True
    return start < own.start and _OF_OBJECT.search(text[start : own.start]) is not None


def note(text: str, clause: Clause, own: PeriodExpression, scope: Scope, context: Context) -> None:
    """Let the period of a clause without numbers go on.

    文化中心6月底投入运营: the month is of what happened there, its year of what follows.
    """
    spoken = year_in_hand(scope, context) if own.kind == "report_year" else own.period
    event = (
        own.kind in _EVENTS
        and own.end < clause.end
        and text[own.end - 1] in "底初末月日"
        and text[own.start - 1] != "（"
    )
    if event and own.start - clause.start >= _SUBJECT and not _FROM_THEN.search(text, own.end, clause.end):
        spoken = own.period[:4]
    context.period = spoken or own.period


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
    figure: Figure,
    own: PeriodExpression | None,
    scope: Scope,
    context: Context,
    base: str,
    *,
    starts: bool = False,
) -> tuple[str, str]:
    """The period of a number and how it is known.

    Args:
        figure: the number; a yearly average takes an interval.
        own: the expression in its own clause, if any.
        scope: where it stands.
        context: what goes on from earlier clauses.
        base: period compared with, for the first year of an average.
        starts: whether it dates a value that something started from: it does not go on.
    """
    if own is None and figure.starting:
        return context.started or span.year_before(span.in_hand(scope, context)), "starting value"
    own = _noted(figure, own, scope, context, starts=starts) if own is not None else None
    period, how = (own.period, "clause") if own else _carried(scope, context)
    if figure.measure == "average_growth":
        return _interval(period, scope, context, base), f"{how}: yearly average"
    if span.WHOLE.match(period):
        return span.part_of(period, figure, base, own=own is not None, outlook=scope.outlook), how
    if figure.measure == "growth" and "累计" in figure.left and context.started and period.isdigit():
        return f"{int(context.started) + 1}/{period}", how
    if own is not None:
        return period, how
    summed = how.startswith("heading") and span.told_by_heading(figure, scope)
    if summed or (scope.span and figure.measure == "level" and _FLOW.search(figure.words)):
        return scope.span, "scope: accumulated"
    return period, how


def _noted(figure: Figure, own: PeriodExpression, scope: Scope, context: Context, *, starts: bool) -> PeriodExpression:
    """The expression of a number's clause as its section means it; it goes on unless it dates this number alone."""
    if starts:
        context.started = own.period if own.period.isdigit() else ""
    years = span.years_in(own.period)
    if own.kind in _SPANS and years == span.PLAN and scope.outlook and scope.span:
        own = own._replace(period=scope.span)
    if own.kind == "report_year":
        own = own._replace(period=year_in_hand(scope, context) or own.period)
    # 近3年提升2个百分点，高于全市平均: the years are of that change alone
    alone = own.kind in _SPANS and years < span.PLAN and figure.measure != "level" and context.said
    if not starts and not alone:
        context.period = own.period
    return own


def year_in_hand(scope: Scope, context: Context) -> str:
    """The year that 全年 and 年末 are of: that of what the sentence has told so far, else that of the section.

    全市基金收入8亿元，年末结余9亿元: both are of one year. Empty where it is unknown.
    """
    told = (context.period or context.sentence_period) if context.said else ""
    if told[:4].isdigit():
        return told[-4:] if span.WHOLE.match(told) else told[:4]
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
    if span.WHOLE.match(period):
        return period
    if span.WHOLE.match(context.sentence_period):
        return context.sentence_period
    end = int(period[:4]) if period else scope.year
    if scope.outlook and not scope.span and end and end == scope.year:
        return f"{end}/{end + 4}"
    if base[:4].isdigit() and end:
        return f"{int(base[:4]) + 1}/{end}"
    if scope.span and end and int(scope.span[:4]) <= end <= int(scope.span[-4:]) + 1:
        return scope.span
    return f"{end - 4}/{end}" if end else ""


def yearly(words: str) -> bool:
    """Whether words speak of a yearly average."""
    return bool(_YEARLY.search(words))
