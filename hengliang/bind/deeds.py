"""Two verbs that share what was done: 改造和新建2.3万所卫生院.

What goes in: the words in front of a number. What comes out: the verbs as printed. It does not name what they were done to.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.codes.grammar import load_grammar

_BETWEEN = "和及、"


@cache
def _pair() -> re.Pattern[str]:
    verbs = load_grammar().alternatives("shared_verbs")
    return re.compile(f"{verbs}(?:和|及|、){verbs}")


def joined_verbs(text: str) -> str:
    """The pair of verbs that a phrase begins with, empty where it begins with none.

    Example:
        >>> joined_verbs("改造和新建"), joined_verbs("新建")
        ('改造和新建', '')
    """
    if not any(mark in text for mark in _BETWEEN):
        return ""
    pair = _pair().match(text)
    return pair[0] if pair else ""
