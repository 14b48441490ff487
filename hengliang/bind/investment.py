"""What was invested in, told behind the money: 投资5亿元的|桥南轻纺城, 总投资45亿元的8个|项目, 投资3亿元的甲村等6个村的|整治项目.

What goes in: the words in front of the amount and behind it. What comes out: its subject, or None where they name nothing.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.bind.bound import Around, Subject
from hengliang.bind.counted import counted_noun
from hengliang.codes.grammar import load_grammar
from hengliang.codes.units import unit_pattern

#: 总投资, 一期投资, 完成投资.
_PART = re.compile("(?P<part>(?:完成|计划|新增)?总?投资额?)$")
#: 投资8000万元的县城公园、投资3亿元的水厂: the next amount has a thing of its own.
_NEXT = re.compile("(?:[、，和及与]|以及)?(?:[一二三]期|计划|新增)*总?投资(?:约|近|超|达)?[0-9]")
_ENDS = re.compile("[，。；：]")
#: 甲桥、乙路等5个项目: what they are is said behind.
_AND_SO_ON = re.compile(r"等(?:一?批|多个)?(?P<count>[0-9一二三四五六七八九十]+[个项家座条大处])?(?:重大|重点|大)*")
_PROGRESS = re.compile("(?:建设)?(?:步伐|进度|力度)$")
_CHINESE = "[一二两三四五六七八九十]"
#: 重点项目|21个, 甲项目|7月底建成: how many there are, or when, may be told behind.
_SO_MANY = re.compile("(?<=..)[0-9]+[个项家座月]")
#: No thing is named in more characters, and no place where it is.
_LONGEST = 40
_LONGEST_PLACE = 12


@cache
def _in_number() -> re.Pattern[str]:
    """What is counted or measured in front of the thing: 8个, 17.2万平米, 三座."""
    return re.compile(rf"(?:[0-9][0-9.]*[多余]?[万亿]?|{_CHINESE}+){unit_pattern()}(?:以上|左右)?的?")


@cache
def _going() -> re.Pattern[str]:
    """Where the clause says how it went with the thing."""
    return re.compile("(?<=..)" + load_grammar().alternatives("progress"))


def invested_behind(text: str, around: Around) -> Subject | None:
    """An amount of investment, named by the thing behind 的.

    Args:
        text: the phrase in front of the amount.
        around: the words behind it; they begin with 的.
    """
    part = _PART.search(text)
    if not part:
        return None
    thing = _thing(around.rest[1:])
    if len(thing) <= 1:
        return None
    used = min(1 + len(thing), len(around.right)) if around.right[1:].startswith(thing[:2]) else 1
    return Subject((thing + part["part"],), full=True, used=used, how="的" + thing)


def _thing(words: str) -> str:
    """The thing invested in, from what stands behind 的."""
    following = _NEXT.search(words)
    words = _ENDS.split(words[: following.start()] if following else words)[0]
    counted = _in_number().match(words)
    words = words[counted.end() :] if counted else words
    more = _AND_SO_ON.search(words)
    if more and more.start() > 1:
        return _one_of_many(words, more)
    ends = _going().search(words) or _SO_MANY.search(words)
    thing = _PROGRESS.sub("", words[: ends.start()] if ends else words).lstrip("、 ").rstrip("、和 ")
    thing = thing if thing.count("（") == thing.count("）") else thing.partition("（")[0]
    return thing if len(thing) <= _LONGEST else counted_noun(words)[0]


def _one_of_many(words: str, more: re.Match[str]) -> str:
    """The kind of things of which some are named, where they are counted; else those named."""
    if not more["count"]:
        return words[: more.start()]
    behind = words[more.end() :]
    place = behind.find("的", 1, _LONGEST_PLACE)  # 甲村等6个乡镇41个村的土地整治项目
    return (counted_noun(behind[place + 1 :])[0] if place > 0 else "") or counted_noun(behind)[0]
