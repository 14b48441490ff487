"""Names of places that are part of another name, and no area of what follows: 临江机场即将通航, 临江甲厂、青河乙厂等9个项目.

What goes in: the words behind a place's name at the head of a clause. What comes out: whether the place only belongs to the
name of something else. A place that is the subject itself holds on: 临江县入选全国试点，获补助2亿元.
"""

from __future__ import annotations

import re

from hengliang.codes.areas import name_at
from hengliang.codes.grammar import load_grammar
from hengliang.text.words import tag

_REACH = 8
_LONGEST_NAME = 16
#: How a word begins a noun phrase: nouns, names, numerals, pronouns, 最后; 经济 and the like are the area's own.
_OF_NOUNS = ("n", "m", "r", "f", "q", "b")
_OWN_MATTER = ("经济", "工业", "农业", "财政", "民生", "城乡", "人民", "各项", "全")
#: 东河新区龙头作用更加突出: what the place has is told of, not the place.
_ITS_WORTH = re.compile(
    "(?:作用|地位|优势|功能|能级|效应|形象|影响力|活力)[^，。]{0,4}(?:突出|彰显|凸显|显现|增强|提升|巩固|完善|释放|显著|明显)$"
)
_PLACES = re.compile("[、和及与]")


def attributive(rest: str) -> bool:
    """Whether a clause without numbers goes on behind a place's name with the noun that the place belongs to.

    Args:
        rest: the words behind the name.

    Example:
        >>> [attributive(rest) for rest in ("机场即将通航", "最后一个乡通电", "入选全国试点", "成功申报项目", "")]
        [True, True, False, False, False]
    """
    if not rest or rest.startswith((*_OWN_MATTER, *load_grammar().main_verbs)):
        return False
    return rest[0] == "、" or _ITS_WORTH.search(rest) is not None or tag(rest[:_REACH])[0].flag.startswith(_OF_NOUNS)


def among_others(rest: str) -> bool:
    """Whether a place belongs to the first item of a list whose next item begins with another place.

    Args:
        rest: the words behind the name, up to a number.

    Example:
        >>> among_others("纺织厂、保定电池厂等"), among_others("中学、小学等")
        (True, False)
    """
    head, sign, later = rest.partition("、")
    return bool(sign and head) and any(name_at(item[:_LONGEST_NAME]) for item in _PLACES.split(later) if item)
