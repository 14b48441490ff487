"""Heads that a part leaves to its whole: 货物运输总量8420万吨，其中铁路1210万吨; 居民消费价格上涨1.2%，其中居住类上涨0.5%.

What goes in: the name of a part, the name of what it is a part of. What comes out: the part with the head, or as it is. Which
heads parts leave out is knowledge (``part_ends``); a part that has a head of its own or is done to something keeps it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.bind.shared import complete, overlapped
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known
from hengliang.text.words import tag

if TYPE_CHECKING:
    from hengliang.bind.context import Context

#: Words in front of the parts of what a growth was told of: 其中, 分类别看, 八大类商品及服务中.
_TELLS_PARTS = re.compile("(?:分|按|从).{1,8}(?:看|分)|.{0,8}类.{0,8}中")
#: A part that is newly so, or goes elsewhere, is no kind of the whole.
_OTHERWISE = re.compile("新(?!能源|型)|净|本|当|上|同(?!城)|共|出口|进口|外|年|月|各")
#: No kind's name is longer.
_LONGEST = 12
_NOUNS = "nbjlzgi"
#: 夏粮总产: words that measure something though they end no full name.
_MEASURED = ("总产", "单产", "亩产", "外资")
#: 其中教育40亿元 of a budget's expenditure, but 其中上级补助5亿元 is none: only what the codelist knows.
_IF_KNOWN = frozenset({"支出"})
#: How parts must end that leave out a head: 其中给付保险金5亿元 is no part of the premiums, 增加铁路新线 none of the roads.
_FITTING: dict[str, tuple[str, ...]] = {"保费收入": ("险",), "赔付支出": ("险", "赔付"), "通车里程": ("公路", "高速")}


@cache
def _heads() -> tuple[tuple[str, str], ...]:
    """Ends of names, the longest first, and what a part of these has of them."""
    pairs = (entry.partition("=") for entry in load_grammar().part_ends)
    return tuple(sorted(((end, head or end) for end, _, head in pairs), key=lambda pair: len(pair[0]), reverse=True))


def head_of(whole: str) -> str:
    """What the parts of a whole leave to it, empty where they leave nothing.

    Example:
        >>> head_of("货物运输总量"), head_of("民用车辆保有量"), head_of("一般公共预算支出")
        ('货物运输量', '保有量', '支出')
    """
    return next((head for end, head in _heads() if whole.endswith(end)), "")


def tells_parts(words: str, context: Context) -> None:
    """Note the whole of which the growths that follow are, where a clause begins to tell its parts."""
    if words[:2] == "其中" or (_TELLS_PARTS.fullmatch(words) and head_of(context.subject)):
        context.parent = context.subject


def with_head(part: str, whole: str) -> str:
    """A part's name with the head that it leaves to its whole.

    Args:
        part: cleaned words in front of a number.
        whole: what is told by parts, empty where nothing is.

    Example:
        >>> with_head("铁路", "货物运输总量"), with_head("机关团体存款", "金融机构存款余额"), with_head("出口", "粮食产量")
        ('铁路货物运输量', '机关团体存款余额', '出口')
    """
    if not whole or not 2 <= len(part) <= _LONGEST or "、" in part:
        return part
    head = head_of(whole)
    if not head or part == head or known(part) or _OTHERWISE.match(part) or part.endswith(_MEASURED):
        return part
    if not part.endswith(_FITTING.get(head, ("",))):
        return part
    name = overlapped(part, head)
    if head in _IF_KNOWN:
        return name if known(name) else part
    if known(name) and not complete(part):
        return name
    if complete(part) and name == part + head:
        return part
    return name if _kind(part) else part


def _kind(part: str) -> bool:
    """Whether a part is a noun, and no deed."""
    if part.startswith(load_grammar().content_verbs):
        return False
    flag = tag(part)[-1].flag
    return flag[0] in _NOUNS or flag == "vn" or part.endswith(("类", "险", "车", "业", "用"))
