"""分别 that hands out fewer values than there are subjects, or more.

What goes in: a normalised text. What comes out: ``Noticed`` clauses. Subjects are counted in the clause of 分别 alone: both
with the words that join inside names and without them, and only what no way of counting explains is noticed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.remarks import load_remark_words
from hengliang.remark.noticed import Noticed, masked

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOINTS = re.compile("、|以及|和|与|及")
_STOP = re.compile("[，。；：！？\n]")
_VALUE = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: With fewer subjects more values may stand for what was said before.
_SURE = 3
_FARTHEST = 200


@cache
def _handed() -> re.Pattern[str]:
    """分别, a verb, and all up to the end of the clause."""
    verbs = load_remark_words().any_of("verbs")
    compared = r"(?:同比|年均|实际|[比较][^，。；：\n\d]{0,8}(?:\d{4}年)?)"
    return re.compile(rf"分别{compared}?{verbs}?(?:了|约|近)?(?P<values>-?\d[^，。；：\n]*)")


def uneven_distributions(text: str) -> Iterator[Noticed]:
    """The clauses of a normalised text in which 分别 hands out another number of values than there are subjects.

    Example:
        >>> [(n.announced, n.counted) for n in uneven_distributions("粮食、油料、棉花产量分别增长7%、8%。")]
        [('3个对象', '2')]
    """
    for match in _handed().finditer(text):
        left = masked(text[max(0, match.start() - _FARTHEST) : match.start()])
        begin = max((stop.end() for stop in _STOP.finditer(left)), default=0)
        fewest, most = _subjects(left[begin:])
        values = masked(match["values"])
        few = len([piece for piece in _JOINTS.split(values) if _VALUE.search(piece)])
        many = len(_VALUE.findall(values))
        if _goes_on(text, match.end()) or not (many < fewest or (few > most >= _SURE)):
            continue
        yield Noticed("distribution", match.start() - len(left) + begin, match.end(), f"{fewest}个对象", str(few))


def _subjects(words: str) -> tuple[int, int]:
    """The fewest and the most subjects that a clause may have.

    Words that join may stand inside a name: without another mark between them they make two subjects at most for certain.
    """
    listed = [part for part in words.split("、") if part]
    joined = [part for part in _JOINTS.split(words) if part]
    if len(listed) == 1 and len(joined) == 1 and any(pair in words for pair in load_remark_words().pairs):
        return 2, 2
    return (min(2, len(joined)) if len(listed) == 1 else len(listed)), len(joined)


def _goes_on(text: str, end: int) -> bool:
    """Whether the next clause gives more values: 分别增长7%，8%."""
    return bool(re.match(r"[，：]-?\d|[，；](?:和|及|与)", text[end : end + 6]))
