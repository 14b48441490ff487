"""Lists: A、B和C, with what they share written out.

What goes in: a phrase that lists several subjects. What comes out: each subject in full. 城镇、农村居民人均可支配收入 is two
indicators; 中央和省预算内资金 is one, and no list of indicators.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.bind.shared import complete, expand, of_same
from hengliang.codes.grammar import load_grammar

_BOTH = ("城镇", "农村")
#: No item of a list of things that share a figure is longer.
_LONGEST_ITEM = 14
#: Two nouns in one word.
_FUSED = {"产销量": ("产量", "销量"), "存贷款余额": ("存款余额", "贷款余额")}

#: The second measure of the things in a list.
_TWICE = re.compile("(?P<items>[^和及与]+(?:面积|产量|销量))(?:和|及)(?P<second>产量|产值|销量|单产|销售额)")
_ANY_SEPARATOR = re.compile("[、和及与]")


@cache
def _separator(signs: str) -> re.Pattern[str]:
    return re.compile("|".join(["以及", *signs]))


def _cut(phrase: str, signs: str) -> list[str]:
    """What stands between the signs and 以及."""
    return [part for part in _separator(signs).split(phrase) if part]


def split(phrase: str, count: int) -> list[str]:
    """The phrase as a list of exactly ``count`` items, empty where it cannot be read so.

    Args:
        phrase: cleaned text.
        count: how many items are wanted.

    Example:
        >>> split("城镇、农村居民人均可支配收入", 2)
        ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    """
    for separators in ("、", "、和", "、和及", "、和及与", "和", "及", "与"):
        parts = _cut(phrase, separators)
        if len(parts) == count and count > 1:
            return expand(parts)
    fused = _in_two(phrase) if count == len(_BOTH) else []
    if fused:
        return fused
    if count == len(_BOTH) and phrase.startswith("城乡"):
        return [side + phrase.removeprefix("城乡") for side in _BOTH]
    for word, halves in load_grammar().twins.items() if count == len(_BOTH) else ():
        if word in phrase:
            return [phrase.replace(word, half) for half in halves]
    return []


def items(phrase: str, *, shared: bool = False) -> list[str]:
    """The items of a phrase that is a list of indicators, the phrase itself where it is none.

    Args:
        phrase: cleaned text.
        shared: whether words (均, 都) say that it is a list, so that its items may share a head.
    """
    if shared and phrase.startswith("城乡居民"):
        return [side + phrase.removeprefix("城乡") for side in _BOTH]
    if shared:
        phrase = phrase.removesuffix("等")
        fused = _in_two(phrase) or _twice_measured(phrase)
        if fused:
            return fused
    for separators in ("、和及与", "、和及", "、") if _ANY_SEPARATOR.search(phrase) else ():
        parts = _cut(phrase, separators)
        if len(parts) > 1:
            full = expand(parts) if shared else parts
            if all(complete(part) for part in full):
                return full
            if shared and separators == "、和及与" and all(_nominal(part) for part in parts):
                return full
    return [phrase]


def _twice_measured(phrase: str) -> list[str]:
    """Each item of a list with both of its measures: 橡胶、咖啡种植面积和产量; empty where it is none."""
    found = _TWICE.fullmatch(phrase) if "、" in phrase else None
    names = expand(found["items"].split("、")) if found else []
    second = [of_same(name, found["second"]) for name in names] if found else []
    return [*names, *second] if found and found["second"] not in second else []


def _in_two(phrase: str) -> list[str]:
    """The two names of a phrase that has two nouns in one word: 产销量; empty where it has none."""
    word = next((word for word in _FUSED if phrase.endswith(word)), "")
    return [phrase.replace(word, part) for part in _FUSED[word]] if word else []


def _nominal(part: str) -> bool:
    """Whether an item of a list is short enough, and no verb, to be a thing of its own."""
    return 2 <= len(part) <= _LONGEST_ITEM and not part.startswith(load_grammar().content_verbs)
