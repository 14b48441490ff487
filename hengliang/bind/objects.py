"""Amounts in front of what they are an amount of: 发放10亿元|企业贷款, 流转2万亩|撂荒地, 将3亿元|财政资金|下达基层.

What goes in: the phrase in front of an amount, and the words behind it. What comes out: the phrase with the noun that its verb
lacks, and how far that reaches; None where the phrase names a thing itself or no noun follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.counted import counted_noun
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known
from hengliang.text.words import tag

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention

#: What a verb may be said of: 对甲厂、乙厂等|210亩|低效用地.
_AND_OTHERS = re.compile("(?:^|[，、])(?:对|将|把|盘活|利用|收回|处置)?[^，；。]{2,}[^平均优良中高初同]等$")
#: No bare verb with its adverbs is longer.
_LONGEST_VERB = 6
#: A verb that takes the thing directly, before the amount: nothing of it is told behind.
_VERB_FLAGS = frozenset({"v", "vn", "vd", "d", "ad", "p"})
#: Nouns that say no more than the amount itself.
_NO_THINGS = frozenset(
    {"目标", "任务", "标准", "规模", "水平", "要求", "速度", "比例", "价格", "幅度", "额度", "大关", "以上", "以下"}
)
#: 80万吨|乙烯项目, 10万千瓦|风电场: so much can be made there.
_PLANT = re.compile(".*?(?:项目|工程|装置|机组|生产线|电站|电场|基地|工厂|厂)")
_CAPACITY = {"t": "产能", "kW": "装机容量"}
#: 将2亿元财政资金|撬动社会投资: the noun of a sum ends here.
_SUM = re.compile(".{0,20}?(?:资金|基金|国债|债券|贷款|经费|专款)")
#: Verbs that the dictionary of words lacks.
_VERBS = frozenset({"用好", "用活", "管好", "用足"})


def object_behind(text: str, mention: Mention, right: str) -> tuple[str, int] | None:
    """The name of an amount that stands between a bare verb and its object, and how many characters behind belong to it.

    Args:
        text: the cleaned phrase in front of the amount.
        mention: the amount.
        right: the words behind it, up to the next number.
    """
    money = mention.unit_class == "money"
    if mention.scaled is None or not (money or mention.unit_class == "extent") or "/" in mention.unit:
        return None
    if not right or (not "\u4e00" <= right[0] <= "\u9fff" and right[0] not in "“《"):
        return None
    if right[0] == "的" or not _is_bare(text):
        return None
    noun, used = counted_noun(right)
    if len(noun) < 2 or noun in _NO_THINGS or noun.endswith(tuple(_NO_THINGS)):
        return None
    capacity = capacity_of(noun, mention)
    if capacity:
        return capacity, used
    total = _SUM.match(noun) if money else None
    if tag(noun)[0].flag in ({"v", "p"} if total else {"v", "d", "p"}):
        return None
    if total:
        noun, used = total[0], used - len(noun) + len(total[0])
    return (text + noun if _says_what(text) and not known(noun) else noun), used


def capacity_of(noun: str, mention: Mention) -> str:
    """What a plant can make, where the amount in front of it says so; empty for other amounts and nouns."""
    what = _CAPACITY.get(mention.scaled.unit.measure, "") if mention.scaled else ""
    plant = _PLANT.match(noun) if what else None
    return plant[0] + what if plant else ""


def _says_what(text: str) -> bool:
    """Whether a verb, or two in a row, belong to the name: 新建, 提升改造."""
    verbs = load_grammar().content_verbs
    return text in verbs or (text[2:] in verbs and (text[:2] in verbs or text[:2] in load_grammar().scheme_verbs))


def _is_bare(text: str) -> bool:
    """Whether a phrase is a verb that lacks its object."""
    grammar = load_grammar()
    if not text or known(text) or text in grammar.relational or text.endswith(grammar.heads):
        return False
    if _says_what(text) or text in _VERBS or _AND_OTHERS.search(text):
        return True
    return len(text) <= _LONGEST_VERB and all(
        word.flag in _VERB_FLAGS or word.text in grammar.content_verbs for word in tag(text)
    )
