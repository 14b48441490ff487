"""Numbers in brackets: whose words they go with.

What goes in: the text, where the clause begins, the number. What comes out: the words in front of it that count, and
whether they name another area. （85%以上） goes with the words before the bracket, （市本级4.01亿元） with the subject before
it and an area of its own, （不含特别国债34.4亿元） with what stands inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengliang.bind.nominal import clean

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention

_OWN_LEVEL = re.compile(
    r"^(?:其中)?(?:[：:，])?(?P<area>市本级|省本级|州本级|县本级|区本级|本级|市级|省级|州级|县级|区级|县区|县市区)"
)
_PART = re.compile(r"^(?:其中不含|不含|其中|含|包括|扣除|剔除)(?:[：:，])?")
#: What a figure in brackets leaves out of the one before it: （不含青河县增长5.2%）, （剔除一次性因素后实际增长0.4%）.
_LEFT_OUT = re.compile(
    r"(?:其中)?(?P<scope>(?:不含|剔除|扣除)(?!价|物价|后)[^，；（）\d]{1,14}?)后?[，]?(?P<verb>(?:同比|比上年|实际|同口径)*(?:增长|下降|上升|提高|降低|增加|减少))(?:\d|$)"
)
#: 城镇化率（城镇人口占常住人口比重）: words in brackets that explain a name, in front of its predicate.
_EXPLAINS = re.compile(
    r"(?<=[率量额值入出资重数])（(?!其中|[不仅]?含|包括|按|扣除|剔除|可比|预计)[^（）\d%]{4,40}）(?=$|[为达是增下比较同完实共约超突]|占(?!比))"
)
_STANDARD = re.compile(r"达到[^，]{2,20}标准$")


@dataclass(frozen=True, slots=True)
class Bracketed:
    """How a number in brackets is read.

    Attributes:
        left: the words in front of it that count.
        start: first character of the words that may name its area.
        later: whether a number stands before it in the bracket.
        named: whether words in the bracket say what it is of.
    """

    left: str
    start: int
    later: bool = False
    named: bool = True


def left_out(inner: str) -> re.Match[str] | None:
    """What the rate that a bracket begins with leaves out, with its verb; None where it leaves nothing out.

    Args:
        inner: the words in the bracket, up to a number or beyond.

    Example:
        >>> found = left_out("不含青河县增长")
        >>> found and (found["scope"], found["verb"]), left_out("不含农户")
        (('不含青河县', '增长'), None)
    """
    return _LEFT_OUT.match(inner) if inner.startswith(("不含", "剔除", "扣除", "其中不含")) else None


def in_bracket(text: str, clause_start: int, mention: Mention, left: str, left_start: int) -> Bracketed | None:
    """How to read a number that stands in brackets; None where it does not.

    Args:
        text: normalised text.
        clause_start: first character of its clause.
        mention: the number.
        left: the words in front of it, from the number before on.
        left_start: where these begin.
    """
    bracket = text.rfind("（", clause_start, mention.start)
    if bracket < 0 or "）" in text[bracket : mention.start]:
        return None
    inner = text[bracket + 1 : mention.outer[0]]
    later = left_start > bracket
    own = _OWN_LEVEL.match(inner)
    if own:
        return Bracketed(left if later else inner[own.end() :], bracket + 1, later)
    if later:
        return Bracketed(left, clause_start, later)
    without = left_out(inner)
    if without:
        return Bracketed(without["verb"], bracket + 1)
    part = _PART.match(inner)
    words = inner[part.end() :] if part else inner
    if len(clean(words).text) >= 2:
        return Bracketed(words, clause_start)
    return Bracketed(_STANDARD.sub("达到", left.partition("（")[0]), clause_start, named=False)


def unexplained(left: str) -> str:
    """The words in front of a number without a bracket that explains the name in front of it.

    Example:
        >>> unexplained("城镇化率（城镇人口占常住人口比重）为")
        '城镇化率为'
    """
    return _EXPLAINS.sub("", left) if "）" in left else left
