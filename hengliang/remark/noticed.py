"""What a rule noticed, in positions of the normalised text; and the small things that the rules share.

What goes in: nothing. What comes out: ``Noticed`` records, and texts without what stands in brackets.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_INSIDE = re.compile(r"（[^（）\n]*）|“[^“”\n]*”|《[^《》\n]*》")


class Noticed(NamedTuple):
    """Something noticed.

    Attributes:
        kind: of the finding that it becomes.
        start: first character of the quote.
        end: character after its last.
        announced: what the text says there is: 5家企业.
        counted: what there is: 6.
    """

    kind: str
    start: int
    end: int
    announced: str
    counted: str


def masked(text: str) -> str:
    """The text with a letter in place of each character in brackets and quotation marks, these included.

    Example:
        >>> masked("甲（A、B）、“乙、丙”")
        '甲xxxxx、xxxxx'
    """
    return _INSIDE.sub(lambda match: "x" * len(match[0]), text)
