"""Lists: A、B和C, with what they share written out.

What goes in: a phrase that lists several subjects. What comes out: each subject in full. 城镇、农村居民人均可支配收入 is two
indicators; 中央和省预算内资金 is one, and no list of indicators.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known

#: 国、省专精特新企业: what the short words stand for.
_BOTH = ("城镇", "农村")
#: No item of a list of things that share a figure is longer.
_LONGEST_ITEM = 14
#: Two nouns in one word.
_FUSED = {"产销量": ("产量", "销量"), "存贷款余额": ("存款余额", "贷款余额")}
_LEVELS = {"国": "国家级", "省": "省级", "市": "市级", "县": "县级"}


@cache
def _modifiers() -> re.Pattern[str]:
    return re.compile("^" + load_grammar().alternatives("modifiers"))


@cache
def _heads() -> re.Pattern[str]:
    return re.compile("(?P<head>[^、]{0,6}" + load_grammar().alternatives("heads") + ")$")


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
        parts = [part for part in re.split("|".join(["以及", *separators]), phrase) if part]
        if len(parts) == count and count > 1:
            return expand(parts)
    fused = next((word for word in _FUSED if word in phrase), "") if count == len(_BOTH) else ""
    if fused:
        return [phrase.replace(fused, part) for part in _FUSED[fused]]
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
    for separators in ("、和及与", "、和及", "、"):
        parts = [part for part in re.split("|".join(["以及", *separators]), phrase) if part]
        if len(parts) > 1:
            full = expand(parts) if shared else parts
            if all(complete(part) for part in full):
                return full
            if shared and separators == "、和及与" and all(_nominal(part) for part in parts):
                return full
    return [phrase]


def _nominal(part: str) -> bool:
    """Whether an item of a list is short enough, and no verb, to be a thing of its own."""
    return 2 <= len(part) <= _LONGEST_ITEM and not part.startswith(load_grammar().content_verbs)


def complete(name: str) -> bool:
    """Whether a phrase ends like an indicator's name."""
    return bool(known(name)) or (len(name) >= 2 and bool(_heads().search(name)))


def expand(parts: list[str]) -> list[str]:
    """Give each item what it shares with the last one.

    Example:
        >>> expand(["国", "省专精特新企业"])
        ['国家级专精特新企业', '省级专精特新企业']
    """
    last = _level_in_full(parts[-1], parts)
    tail = _shared_tail(parts, last)
    lead = _shared_lead(parts)
    full = []
    for index, part in enumerate(parts):
        name = _LEVELS.get(part, part) if index < len(parts) - 1 else _level_in_full(part, parts)
        if index < len(parts) - 1 and tail and not _stands_alone(part, last):
            name = overlapped(name, tail)
        if index and lead and not name.startswith(lead):
            name = lead + name
        full.append(name)
    return full


def _level_in_full(last: str, parts: list[str]) -> str:
    """省专精特新企业 in a list with 国 is 省级专精特新企业."""
    if parts[0] in _LEVELS and last[:1] in _LEVELS and last[1:2] != "级":
        return _LEVELS[last[:1]] + last[1:]
    return last


def _stands_alone(part: str, last: str) -> bool:
    if known(part):
        return True
    if part in _LEVELS or _modifiers().fullmatch(part):
        return False
    return (
        complete(part)
        and not (last.endswith("率") and not part.endswith("率") and len(part) > 2)
        and not part.endswith(("居民", "企业"))
    )


def _shared_tail(parts: list[str], last: str) -> str:
    """What of the last item the others lack: behind its modifier, behind the word they end in, or its head."""
    first = parts[0]
    modifier = _modifiers().match(last)
    if modifier and (first in _LEVELS or _modifiers().fullmatch(first) or len(first) <= len(modifier[0]) + 1):
        return last[modifier.end() :]
    for size in range(min(4, len(first)), 1, -1):
        at = last.find(first[-size:])
        if at > 0 or (at == 0 and len(first) > size):
            return last[at + size :]
    if first.endswith("产业") and "产业" in last:
        return last[last.index("产业") + 2 :]
    for word in load_grammar().shared_tails:
        ending = "率" if word.endswith("率") else word
        if last.endswith(word) and not any(part.endswith(ending) for part in parts[:-1]):
            return word
    return ""


def overlapped(part: str, tail: str) -> str:
    """A part and the tail it lacks, without what the end of the one and the beginning of the other share."""
    for size in range(min(len(part), len(tail), 6), 0, -1):
        if part.endswith(tail[:size]):
            return part + tail[size:]
    return part + tail


def _shared_lead(parts: list[str]) -> str:
    """第 of 第一、二、三产业."""
    if parts[0].startswith("第") and all(re.match("[一二三四五]", part) for part in parts[1:]):
        return "第"
    return ""
