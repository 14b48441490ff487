"""Regular expressions for the words of a codelist.

What goes in: words. What comes out: one expression for the longest of them that stands at a place. A flat alternation tries
every word in turn, which for hundreds of words takes longer than all else that is done at that place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A regular expression (no groups) for the longest of the words, branching character by character.

    Args:
        words: at least one; empty ones are left out.

    Example:
        >>> any_of(["亿", "亿元", "万元"])
        '(?:亿(?:元)?|万(?:元))'
    """
    return "(?:" + "|".join(_branches(words)) + ")"


def _branches(words: Iterable[str]) -> list[str]:
    """An alternative for each first character: alternatives that begin with letters let a search leap to one of them."""
    rests: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if word:
            rests[word[0]].add(word[1:])
    return [re.escape(first) + _rest(found) for first, found in rests.items()]


def _rest(rests: set[str]) -> str:
    """What may follow a first character; optional where a word ends there."""
    if not any(rests):
        return ""
    return any_of(sorted(rests)) + "?" * ("" in rests)
