"""Lists that name more things, or fewer, than the number beside them says.

What goes in: a normalised text. What comes out: ``Noticed`` lists. 等 behind a list leaves things out, so that only more
names than announced are noticed there. A word that joins (和, 与, 及) may stand inside a name: it is counted both ways.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.remarks import load_remark_words
from hengliang.quantities.numerals import chinese
from hengliang.remark.noticed import Noticed, masked

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMERALS = "一二两三四五六七八九十百千万亿"
_NUMBER = rf"(?:(?<![\d.第—～~])[0-9]{{1,2}}(?!\d)|(?<![第{_NUMERALS}])[二两三四五六七八九十]{{1,3}}(?![{_NUMERALS}]))"
_STOP = re.compile("[，。；：！？\n]")
_JOINTS = re.compile("、|以及|和|与|及")
_JOINT = re.compile("和|与|及")
#: A name is no longer; what is longer is a clause.
_LONGEST = 24
#: So far in front of its count a list may begin, and so far behind it end.
_FARTHEST = 260
_LONGEST_COUNT = 16
#: A list in brackets or behind a colon, without a clause or a figure in it.
_ENCLOSED = re.compile(
    rf"(?:（|(?P<colon>：))[^，。；：（）\n\d、]{{1,{_LONGEST}}}+、[^，。；：（）\n\d]{{1,{_FARTHEST}}}+(?(colon)(?=[。\n])|(?=）))"
)


@cache
def _open() -> re.Pattern[str]:
    """A count behind 等."""
    return re.compile(rf"等(?:共|在内的)?(?P<number>{_NUMBER})(?P<what>{_thing()})")


@cache
def _whole() -> re.Pattern[str]:
    """A list that is said to be complete, and its count behind it."""
    return re.compile(
        rf"{load_remark_words().any_of('complete')}(?P<list>[^，。；：\n\d、]{{1,{_LONGEST}}}、[^，。；：\n\d]{{1,{_FARTHEST}}}?)"
        rf"(?P<number>{_NUMBER})(?P<what>{_thing()})"
    )


@cache
def _before() -> re.Pattern[str]:
    """A count right in front of its list."""
    return re.compile(
        rf"(?P<number>{_NUMBER})(?P<what>{_classifier()}[\u4e00-\u9fff“”]{{0,8}}?)(?P<tells>{load_remark_words().any_of('complete')})?$"
    )


@cache
def _counted_before() -> re.Pattern[str]:
    """A count within a list, up to the next name: 等5个事项及."""
    return re.compile(rf"[\d{_NUMERALS}]余?{_classifier()}[^、及和与]*[、及和与]*")


@cache
def _counts_itself() -> re.Pattern[str]:
    return re.compile(rf"[\d{_NUMERALS}]{_classifier()}|等|[一二三四五六七八九十]是")


def _classifier() -> str:
    return load_remark_words().any_of("counted")


def _thing() -> str:
    """A classifier and the beginning of the noun: 个镇, 家企业."""
    return rf"(?:个[省市州县区镇乡村]|{_classifier()}[\u4e00-\u9fff]{{0,2}})"


def miscounted_lists(text: str) -> Iterator[Noticed]:
    """The lists of a normalised text whose names are not as many as the text says.

    Example:
        >>> [(n.announced, n.counted) for n in miscounted_lists("云溪、白沙、青石等2个镇通了公路。")]
        [('2个镇', '3')]
    """
    for match in _open().finditer(text):
        yield from _behind_open(text, match)
    for match in _whole().finditer(text):
        names = masked(match["list"]).split("、")
        if _plain(names) and not any(name.startswith(load_remark_words().actions) for name in names):
            yield from _differing(match.start("list"), match.end(), match, names, fewer=True)
    for match in _ENCLOSED.finditer(text):
        yield from _behind_count(text, match)


def _behind_open(text: str, match: re.Match[str]) -> Iterator[Noticed]:
    """The list in front of 等, from the last stop, count or verb on."""
    left = masked(text[max(0, match.start() - _FARTHEST) : match.start()])
    begin = max((stop.end() for stop in _STOP.finditer(left)), default=0)
    begin = max([begin, *(found.end() for found in _counted_before().finditer(left, begin))])
    names = left[begin:].split("、")
    acts = [index for index, name in enumerate(names) if name.startswith(load_remark_words().actions)]
    first = acts[-1] if acts else 0
    begin += sum(len(name) + 1 for name in names[:first])
    if _plain(names[first:]):
        yield from _differing(match.start() - len(left) + begin, match.end(), match, names[first:], fewer=False)


def _behind_count(text: str, match: re.Match[str]) -> Iterator[Noticed]:
    """A list in brackets or behind a colon, with its count right in front; only 即 and its like make one complete."""
    count = _before().search(text[max(0, match.start() - _LONGEST_COUNT) : match.start()])
    if count is None:
        return
    inside, words = match[0][1:], load_remark_words()
    names = masked(inside.removesuffix("等")).split("、")
    told = next((word for word in words.complete if names[0].startswith(word)), "")
    if not names[0].startswith(words.partial) and _plain([names[0].removeprefix(told), *names[1:]]):
        fewer = not inside.endswith("等") and bool(told or count["tells"] or match["colon"])
        start = match.start() - len(count[0])
        yield from _differing(start, match.end(), count, names, fewer=fewer)


def _plain(names: list[str]) -> bool:
    """Whether a list is one of names, and nothing in it is counted itself."""
    return len(names) > 1 and all(
        0 < len(name) <= _LONGEST and not re.search(r"\d", name) and not _counts_itself().search(name) for name in names
    )


def _differing(start: int, end: int, count: re.Match[str], names: list[str], *, fewer: bool) -> Iterator[Noticed]:
    """The list where its names are more than its count, or (if ``fewer``) fewer, however they are told apart."""
    digits = count["number"]
    number = int(digits) if digits.isdecimal() else int(chinese(digits) or 0)
    least = len(names) - sum(bool(_JOINT.search(name)) for name in names[1:])
    most = sum(len([part for part in _JOINTS.split(name) if part]) for name in names)
    quoted = any("x" in name for name in names)
    if number > 1 and (least > number or (fewer and not quoted and most < number)):
        yield Noticed("list_count", start, end, digits + count["what"], str(len(names)))
