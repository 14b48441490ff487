"""Shares of what stands behind them: 92%的建制村通了油路, 三分之二的乡镇, 全国30%的产量.

What goes in: the predicate of a percentage or a fraction, and the words behind it. What comes out: a predicate that makes a
share of it, and its subject, or None where the words behind say something else (8%的目标, 50%的税率).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.bind.bound import Around, Subject
from hengliang.bind.counted import counted_noun
from hengliang.bind.nominal import clean
from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

#: What the part counted did is told in no more characters.
_LONGEST_DEED = 18
_ADVERBS = re.compile("^(?:均|都|全部|已经|已|将|能够|能|可以|可|要|应|基本|全面|初步|顺利|成功|实现了?(?=.{3}))+")
_DEED_ENDS = re.compile("[，。；、：（]|\\d")
#: 全国40%的手机: the whole is that of a greater area.
_OF_ALL = re.compile("(?P<area>全国|全球|全世界|世界|全省|全区|全市|全县)(?:总量|同类)?的?$")
#: 覆盖60%的县: what covers is named, and the whole is behind.
_COVERS = re.compile("(?:覆盖|涵盖|惠及|扩大到|扩展到|延伸到|普及到)(?:了)?$")


#: 3%的比例压减经费: a percentage is told of by such a word, whatever follows.
_SIZE_FIRST = re.compile("的(?:比例|幅度|速度|税率|利率|标准|目标|增速|增幅)")


#: 比重为16.2%的粮油、食品类商品零售额|350亿元.
_LIST_ENDS = re.compile("[0-9，。；]")


@cache
def _no_whole() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("no_wholes") + "$")


@cache
def _part_verb() -> re.Pattern[str]:
    return re.compile("(?<=[\u4e00-\u9fff）”])" + load_grammar().alternatives("part_verbs"))


def _noun_of(right: str) -> tuple[str, int]:
    """The noun behind the number, which ends where a verb says what the part did: 财政支出|用于民生."""
    noun, used = counted_noun(right)
    begin = used - len(noun)
    verb = _part_verb().search(noun)
    if verb and verb.start() > 0:
        return noun[: verb.start()], begin + verb.start()
    return (noun[:-1], used - 1) if right[used : used + 1] == "了" and len(noun) > 2 else (noun, used)


def share_told(
    predicate: Predicate, mention: Mention, around: Around, said: str, areas: tuple[str, ...]
) -> tuple[Predicate, Subject] | None:
    """A percentage or fraction as a share of what it was spent from, or of the noun behind it."""
    return share_spent(predicate, mention, around, said, areas) or share_behind(predicate, mention, around, areas)


def share_behind(
    predicate: Predicate, mention: Mention, around: Around, areas: tuple[str, ...]
) -> tuple[Predicate, Subject] | None:
    """A percentage or fraction as the share of the noun behind it.

    Args:
        predicate: what the words in front of it make of it.
        mention: the number.
        around: the words behind it.
        areas: names of areas to take off the front.
    """
    if mention.kind not in {"quantity", "fraction"} or mention.unit_class not in {"ratio", "other"}:
        return None
    if not around.right.startswith("的") and not (mention.outer[1] > mention.end and mention.unit_class == "ratio"):
        return None
    if predicate.measure not in {"level", "share"} or (mention.unit_class == "other" and mention.kind != "fraction"):
        return None
    if _SIZE_FIRST.match(around.right):
        return None
    noun, used = _noun_of(around.right)
    if not noun or _no_whole().search(noun) or (len(noun) < 2 and noun not in load_grammar().generic_nouns):
        return None
    if predicate.measure == "share":
        return _attribute(predicate, around, noun)
    return _part(predicate, around, noun, used, areas)


#: 80%以上用于民生: what a part of the sum in front of it went to.
_WENT_TO = re.compile(
    "(?:均|都|全部|主要|将|要)?(?:用于|用在|投向|投入到?|流向|来自|集中在|分布在)(?=[\u4e00-\u9fff“])"
)


def share_spent(
    predicate: Predicate, mention: Mention, around: Around, said: str, areas: tuple[str, ...]
) -> tuple[Predicate, Subject] | None:
    """A percentage of a sum that went somewhere: 财政支出的80%用于民生; 转移支付增长5%，九成投向基层.

    Args:
        predicate: what the words in front of the number make of it.
        mention: the number.
        around: the words behind it.
        said: the last thing bound, which a clause without a subject speaks of.
        areas: names of areas to take off the front.
    """
    if predicate.measure != "level" or mention.unit_class != "ratio" or not _WENT_TO.match(around.right):
        return None
    whole = clean(predicate.subject, areas).text or said
    deed = _deed(around.clause or around.right)
    if len(whole) < 2 or not deed or whole.endswith(("率", "占比", "比重", "比例")):
        return None
    made = predicate._replace(measure="share", whole=whole)
    return made, Subject((f"{deed}的{whole}",), full=False, used=0, how=deed, passing=True)


def _attribute(predicate: Predicate, around: Around, noun: str) -> tuple[Predicate, Subject] | None:
    """占全市零售额16.2%的粮油类零售额: the noun behind is the part."""
    if predicate.subject.strip("，、；") or not around.right.startswith("的") or len(noun) < 2:
        return None
    listed = _LIST_ENDS.split(around.rest[1:])[0]
    name = noun if around.clause else clean(listed if "、" in listed else around.right[1:]).text
    return predicate, Subject((name,), full=True, used=0, how="的" + noun)


def _part(
    predicate: Predicate, around: Around, noun: str, used: int, areas: tuple[str, ...]
) -> tuple[Predicate, Subject] | None:
    attributive = around.right.startswith("的")
    whole = _OF_ALL.search(predicate.subject)
    before = predicate.subject[: whole.start()] if whole else predicate.subject
    covers = _COVERS.search(before)
    text = clean(before[: covers.start()] if covers else before, areas).text
    if not text or before.endswith(("、", "和")):
        deed = _deed(around.clause[used:])
        if not deed and not attributive:
            return None
        name = f"{deed}的{noun}" if deed else noun
        return predicate._replace(measure="share", whole=noun), Subject((name,), full=True, used=used, how="的" + noun)
    if not attributive or not (covers or whole):
        return None
    made = predicate._replace(measure="share", whole=(whole["area"] if whole and not covers else "") + noun)
    return made, Subject((text if covers else noun,), full=True, used=used, how=predicate.subject)


def _deed(words: str) -> str:
    """What the part did: 通了油路, 用于民生."""
    deed = _ADVERBS.sub("", _DEED_ENDS.split(words)[0])
    deed = re.sub("(?<=[\u4e00-\u9fff])了(?=.)|[“”]", "", deed)
    return deed if 2 <= len(deed) <= _LONGEST_DEED else ""
