"""Numbers in no unit that measure something all the same: 恩格尔系数为0.29, 城乡收入比值缩小0.02.

What goes in: a number without unit, the words in front of it, the subject before. What comes out: whether it is a quantity.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.grammar import load_grammar
from hengliang.codes.units import parse_unit

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention

_PREDICATE = (
    "(?:[由从](?:上年|去年|上年末|\\d{4}年)?的?|为|是|达到?|高达|约|"
    "(?:分别|已|均)?(?:缩小|下降|降低|降|提高|提升|上升|扩大|增加|控制|保持|稳定|改善|优化|减少|回升)(?:到|至|为|在))*"
)
_MOVED = re.compile("(?:缩小|下降|降低|提高|提升|上升|扩大|增加|减少)(?:了)?$")
_TURNED = re.compile("(?:缩小|下降|降低|降|提高|提升|上升|扩大|增加|改善|优化|减少|回升)(?:到|至|为)$")

#: A letter or a digit right behind: 3.0版 may follow, 3D not.
_GOES_ON = re.compile("[0-9A-Za-z]")


@cache
def _named() -> re.Pattern[str]:
    return re.compile(f"{load_grammar().alternatives('unitless')}(?:（[^（）]{{1,12}}）)?{_PREDICATE}$")


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("unitless") + "$")


def measures(words: str, subject: str) -> bool:
    """Whether a bare number behind these words measures something.

    Args:
        words: the clause up to the number.
        subject: what the number before was of.

    Example:
        >>> measures("城乡居民收入比值为", ""), measures("比上年缩小", "城乡居民收入比值"), measures("第三产业结构升级", "")
        (True, True, False)
    """
    if _named().search(words):
        return True
    return bool(_subject().search(subject)) and bool(_MOVED.search(words) or _TURNED.search(words))


def in_no_unit(text: str, clause_start: int, mention: Mention, subject: str) -> Mention:
    """A bare number as a quantity in no unit, where it measures something; any other mention as it is.

    Args:
        text: normalised text.
        clause_start: first character of the number's clause.
        mention: the number.
        subject: what the number before was of.
    """
    bare = mention.kind == "quantity" and mention.scaled is None and not mention.chinese and mention.value_high is None
    if not bare or _GOES_ON.match(text, mention.end):
        return mention
    known = measures(text[clause_start : mention.outer[0]], subject)
    return mention._replace(scaled=parse_unit("")) if known else mention
