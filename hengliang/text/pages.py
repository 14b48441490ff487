"""Page furniture: what a printed page repeats at its edges, and no sentence says.

What goes in: a text whose pages end with form feeds. What comes out: where its page numbers on lines of their own and its
running heads begin. Marks that tell themselves, such as - 3 -, are in ``layout``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from hengliang.codes.page_marks import DIGITS, NO_HEAD

if TYPE_CHECKING:
    from hengliang.text.layout import Line


#: With fewer pages nothing is repeated often enough to tell.
_FEWEST = 5
#: So many of the first lines of a page may be its running head.
_HEAD = 3
#: On so many of the pages a running head stands, 书眉 with the number of the issue.
_MOST = 0.8
_NUMBER = re.compile(r"\d{1,4}")


def furniture(text: str, lines: list[Line]) -> frozenset[int]:
    r"""Offsets of the lines that are page numbers or running heads.

    Args:
        text: its pages end with form feeds.
        lines: its lines.

    Example:
        >>> from hengliang.text.layout import split_lines
        >>> text = "\f".join(f"公报\n收入{sign}\n{page}" for page, sign in enumerate("甲乙丙丁戊己庚"))
        >>> sorted(furniture(text, split_lines(text)))[:4]
        [0, 7, 9, 16]
    """
    ends = [match.start() for match in re.finditer("\f", text)]
    if len(ends) < _FEWEST:
        return frozenset()
    starts = [line.start for line in lines]
    cuts = [0, *(bisect_left(starts, end) for end in ends), len(lines)]
    pages = [lines[first:last] for first, last in pairwise(cuts)]
    return frozenset(_numbers(pages) | _heads(pages))


def _numbers(pages: list[list[Line]]) -> set[int]:
    """Last lines that are nothing but a number which counts the pages."""
    last = [(index, lines[-1]) for index, lines in enumerate(pages) if lines and _NUMBER.fullmatch(lines[-1].stripped)]
    counted = Counter(int(line.stripped) - index for index, line in last)
    shift, times = counted.most_common(1)[0] if counted else (0, 0)
    if times < max(_FEWEST, len(pages) // 2):
        return set()
    return {line.start for index, line in last if int(line.stripped) - index == shift}


def _heads(pages: list[list[Line]]) -> set[int]:
    """First lines that nearly all pages have in common, but for their digits."""
    alike: dict[str, list[int]] = {}
    for lines in pages:
        for line in lines[:_HEAD]:
            if any("\u4e00" <= char <= "\u9fff" for char in line.stripped) and not NO_HEAD.search(line.stripped):
                alike.setdefault(DIGITS.sub("#", line.stripped), []).append(line.start)
    return {start for starts in alike.values() if len(starts) >= _MOST * len(pages) for start in starts}
