"""What a text on the whole country tells of the rest of the world, or of one province: its figures are not the country's.

What goes in: the words of a clause, the context. What comes out: the word that names a place abroad, or the province. Where
the place abroad lies is not told: the area is left empty rather than wrong.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.area_list import load_areas
from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.bind.context import Context

#: The name stands at the head of its clause, behind a date or 据 at most.
_REACH = 16
_NO_PROVINCE = re.compile("时间|合作组织|世博|奥运|冬奥|亚运|大学|师范|证券|交易所|精神|会议|等|、|和|至|到|与|籍")
_HOME = re.compile("我国|中国|全国|国内|我们|央行")


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(rf"(?<![对与和同向自从口赴访、]){load_grammar().alternatives('foreign')}(?![、籍游])")


@cache
def _provinces() -> dict[str, str]:
    """Provinces by the names people say: 广西, 重庆."""
    return {area.short: area.name for area in load_areas() if area.level == "province" and area.current}


def _province(words: str, begin: int) -> tuple[str, str]:
    """The province that a clause begins with under its short name, and that name; empty where it begins with none."""
    provinces = _provinces()
    for size in (2, 3):
        short = words[begin : begin + size]
        if short in provinces and not _NO_PROVINCE.match(words, begin + size):
            return provinces[short], short
    return "", ""


def _abroad(words: str, context: Context) -> str:
    """The word by which a clause, or one before it in its paragraph, tells of the world abroad; empty where none does.

    Args:
        words: the clause up to its number.
        context: changed in place: what is told of the world goes on until the country is named.
    """
    if _HOME.search(words):
        context.abroad = ""
    else:
        found = _foreign().search(words[:_REACH])
        context.abroad = found[0] if found else context.abroad
    return context.abroad


def elsewhere(words: str, begin: int, context: Context, *, quiet: bool) -> tuple[str, str] | None:
    """The area of a clause that does not speak of the country, and the word that says so; None where it does.

    Args:
        words: the clause up to its number.
        begin: where its head ends: dates, 其中.
        context: changed in place: the world goes on to the paragraph's end, a province to the full stop.
        quiet: whether the clause holds no number; a province named there is no subject of figures.
    """
    foreign = _abroad(words, context)
    if foreign:
        return "", foreign
    name, word = ("", "") if quiet else _province(words, begin)
    if not name or words.startswith(name, begin):
        return None
    context.area, context.area_kind = name, "quiet"
    return name, word
