"""What a figure is compared with: 同比, 比上年实际完成数, 较预算调整时, 与法定时限相比.

What goes in: the words in front of a verb of growth or of a number. What comes out: where the comparison begins and its base
as printed. A clause that begins with a comparison has no subject of its own: that of the clause before it goes on.
"""

from __future__ import annotations

import re

from hengliang.codes.indicators import known

_USUAL = re.compile(
    r"(?:同比|环比|(?:比|较|与|相比)(?P<base>上年同期|上年末|上年底|上年|去年同期|去年底|去年末|去年|年初|前一年|上一年|上季度?|上月|[一二三四]季度|(?:“?[十一二三四五六七八九]{1,2}五”?(?:初|末|期末|时期|期间))|(?:\d{4}年(?:末|底|初|同期)?)|同期|全[省市国]平均(?:水平)?|全[省市国])[^，。；、]{0,4}?(?:相比|同期)?"
    r"|按?可比口径(?:计算)?|按(?:照)?可比价格?(?:计算)?|按(?:照)?不变价格?(?:计算)?|扣除价格因素|可比)$"
)
_YEAR_ONLY = re.compile(r"(?:比|较)(?P<base>\d{4})年?$")
#: Words of which 比 or 较 is but a part: 比重, 较好, 占比, 对比.
_COMPARES = "(?<![占同环对相无])比(?![重例值率亚特武赛较如分选价邻])|(?<!比)较(?![大为快好高低小强多少早长重轻优差])"
#: 比前五年增长, 较法定审批时限压缩: at the head of a clause anything may be the base.
_AT_HEAD = re.compile(
    rf"^[，、；：\s]*(?:但|且|并|又|也|均|都|分别|总量|总额)*(?:(?:{_COMPARES})(?P<base>[^，。；、：]{{2,18}}?)|[与和同](?P<with>[^，。；、：]{{1,18}}?))(?:的)?(?P<than>相比)?$"
)
#: What a base of comparison begins with, behind a subject in the same clause.
_BASE = "[上去前原]|各项|同行业|年初|期初|同期|全[省市国区县州]|[省国][定均]|市定|计划|目标|预算|决算|法定|规定|承诺|既定|调整|历史|常年|往年|“|\\d|[一二三四五六七八九十]+(?:年|月|季度)"
_BEHIND_SUBJECT = re.compile(rf"(?:{_COMPARES})(?P<base>(?:{_BASE})[^，。；、：]{{0,16}}?)(?:的|相比)?$")
#: A figure right behind such a base is that of the base: 比上年执行数5000万元增长2%.
_DATED = re.compile("[上去前末初“]|同期|预算|决算|计划|目标|执行|完成|调整|标准|时期|\\d{4}")
_TIMES = re.compile(
    "(?:上年|去年|前年|上一年|同期|全年|年初|\\d{4}年|实际|[一二三四]季度|[上下]半年|\\d{1,2}月份?|[末底初])+"
)
#: 在2015年的基础上翻一番.
_UPON = re.compile(r"在(?P<base>(?:\d{4}年|“?[十一二三四五六七八九]{1,2}五”?)[末底]?)的?基础上?(?:基本|再|又)?$")
#: The usual comparisons hold one of these.
_USUAL_HOLDS = re.compile("[比较与价础]")


def compared_with(text: str) -> tuple[int, str] | None:
    """The comparison that a text ends in: where it begins, and its base; None where it ends in none.

    Args:
        text: the words in front of a verb of growth, from the clause's beginning.

    Example:
        >>> compared_with("财政收入比上年实际完成数"), compared_with("较承诺时限"), compared_with("高技术产业占比")
        ((4, '上年实际完成数'), (0, '承诺时限'), None)
    """
    if not _USUAL_HOLDS.search(text):
        return None
    usual = _USUAL.search(text) or _YEAR_ONLY.search(text) or ("基础" in text and _UPON.search(text))
    if usual:
        return usual.start(), usual["base"] if "base" in usual.re.groupindex and usual["base"] else usual[0]
    return _other(text) if ("比" in text or "较" in text) else None


def base_in_front(text: str) -> tuple[int, str] | None:
    """The comparison whose base a number right behind it measures: 比上年执行数|5000万元.

    Args:
        text: the words in front of the number.
    """
    found = _other(text) if ("比" in text or "较" in text) else None
    return found if found and _DATED.search(found[1]) else None


def begins(text: str) -> bool:
    """Whether a clause begins with a comparison and so has no subject of its own: 比上年实际, 与去年相比."""
    return bool(_AT_HEAD.match(text)) and (text.endswith("相比") or "比" in text[:3] or "较" in text[:3])


def _other(text: str) -> tuple[int, str] | None:
    head = _AT_HEAD.search(text)
    if head and (head["base"] or head["than"]):
        base = head["base"] or head["with"]
        subject = _TIMES.sub("", base, count=1) if _TIMES.match(base) else ""
        return None if subject and known(subject) else (0, base)
    behind = _BEHIND_SUBJECT.search(text)
    return (behind.start(), behind["base"]) if behind else None
