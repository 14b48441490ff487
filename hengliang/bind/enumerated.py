"""What a clause without numbers lists, for the values that the next one gives: 茶叶、水果等产品增势较好，出口额分别增长3%、5%.

What goes in: the words of the clause, and how many values there are. What comes out: as many names, or none.
"""

from __future__ import annotations

import re

from hengliang.bind.coordination import split
from hengliang.bind.counted import counted_noun
from hengliang.bind.nominal import clean

_MORE = re.compile("等(?:[一二三四五六七八九十两多]+[个项大家种类条])?")
#: What the things listed are, which each of them is called: 新能源、新材料等产业.
_KIND = re.compile("(?:特色|优势|主导|传统|重点|新兴)*(?P<kind>产业集群|产业链|产业|行业|企业)")
_LAST = re.compile("[、和与及](?!.*[、和与及])")
#: 电子信息产业链|发展较快: the verb may pass for a noun.
_KIND_THEN_VERB = re.compile("(?P<noun>.+?(?:产业集群|产业链|产业|行业|企业))(?:发展|增长|运行|保持|持续)+$")
_EACH = re.compile("均|都")


def enumerated(words: str, count: int) -> list[str]:
    """The things that a clause lists, where they are as many as wanted.

    Args:
        words: a clause without numbers.
        count: how many items are wanted.

    Example:
        >>> enumerated("新能源、新材料等产业发展较快", 2), enumerated("茶叶和水果产量均创新高", 2), enumerated("茶叶产量创新高", 2)
        (['新能源产业', '新材料产业'], ['茶叶产量', '水果产量'], [])
    """
    if not _LAST.search(words):
        return []
    more = _MORE.search(words)
    phrase = words[: more.start()] if more else _ending_in_noun(words)
    names = split(clean(phrase).text, count)
    kind = _KIND.match(words, more.end()) if more else _KIND.search(names[-1]) if names else None
    if names and kind and (more or names[-1].endswith(kind["kind"])):
        names = [name if name.endswith(kind["kind"]) else name + kind["kind"] for name in names]
    return names


def _ending_in_noun(words: str) -> str:
    """The clause up to the end of the last noun that it lists, where a verb follows."""
    words = _EACH.split(words)[0]
    last = _LAST.search(words)
    if not last:
        return words
    noun, _ = counted_noun(words[last.end() :])
    kind = _KIND_THEN_VERB.match(noun)
    noun = kind["noun"] if kind else noun
    return words[: last.end()] + (noun or words[last.end() :])
