"""Which lines make one paragraph: where the margins are, and whether a line was broken only because one came.

In: lines in reading order, of one column, of two columns that follow each other, or of two pages. Out: a judgement about
neighbours. It knows typesetting only; what a sentence says is the business of ``hengliang.text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hengliang.read.lines import is_latin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.lines import Line

#: Lines of fewer characters do not tell where the margins are.
_LONG_LINE: Final = 10
#: So many lines tell an edge for sure.
_MANY: Final = 5
#: How far (em) a line may end before the right margin and still be broken by it, …
_RAGGED: Final = 2.0
#: … begin after the left margin and be no new paragraph, …
_INDENT: Final = 0.8
#: … differ in size (em) from the next one, and how far apart the baselines of one paragraph are at most.
_OTHER_SIZE: Final = 0.12
_LEADING: Final = 2.4
#: How a heading or a list item begins; after the end of a sentence it opens a paragraph even without an indent.
_OPENING: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十\d]{1,3}[章节条]|\d{1,2}[.．、](?!\d)|表\s?\d|[—-]\s?\d+\s?[—-]$"
)
_SENTENCE_END: Final = tuple("。！？；：!?;:")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a column begin and end; ``left`` is None where no two lines share it, ``sure`` where many tell."""

    left: float | None
    right: float
    sure: bool = False


def margins(lines: Sequence[Line], sides: tuple[float, float], share: float = 0.0) -> Margins:
    """Where the long lines begin and end: the outermost edges that two of them share, or more.

    Where no two lines end alike, the right margin is taken to be as wide as the left one.

    Args:
        lines: of one column, or of the same column on several pages.
        sides: where the page begins and ends.
        share: what part of the long lines has to share an edge.
    """
    long = [line for line in lines if len(line.glyphs) >= _LONG_LINE]
    if not long:
        return Margins(None, sides[1])
    needed = max(2, int(share * len(long)))
    tolerance = long[0].size / 2
    left = _shared(sorted(line.x0 for line in long), tolerance, needed)
    right = _shared(sorted(-line.x1 for line in long), tolerance, needed)
    width = (min(line.x0 for line in long) if left is None else left) - sides[0]
    sure = min(
        sum(line.x0 - left <= tolerance for line in long) if left is not None else 0,
        sum(-line.x1 - right <= tolerance for line in long) if right is not None else 0,
    )
    return Margins(left, sides[1] - width if right is None else -right, sure=sure >= _MANY)


def _shared(edges: Sequence[float], tolerance: float, needed: int) -> float | None:
    """The first of the sorted edges that so many share."""
    alike = zip(edges, edges[needed - 1 :], strict=False)
    return next((first for first, last in alike if last - first <= tolerance), None)


def runs_on(line: Line, right: float, following: Line, left: float) -> bool:
    """Whether a line was broken by the margin and its paragraph goes on in the one that follows, wherever that stands.

    Args:
        line: what may be broken off.
        right: the right margin of its column.
        following: the next line in reading order.
        left: the left margin of that one's column.
    """
    em = line.size
    if abs(following.size - em) > _OTHER_SIZE * em or len(line.glyphs) < _LONG_LINE:
        return False
    if right - line.x1 > _RAGGED * em + _unbroken(following) or abs(following.x0 - left) > _INDENT * em:
        return False
    text, after = line.text, following.text
    if "\t" in text or "\t" in after:
        return False
    opening = _OPENING.match(after)
    return not (opening and (text.endswith(_SENTENCE_END) or _OPENING.match(text)))


def _unbroken(line: Line) -> float:
    """How wide (points) the number or the Latin word is that a line begins with: it would not have been broken."""
    end = next((place for place, glyph in enumerate(line.glyphs) if not is_latin(glyph.text[0])), len(line.glyphs))
    return line.glyphs[end - 1].x1 - line.x0 if end else 0.0


def near(line: Line, below: Line) -> bool:
    """Whether two lines of one column stand as near to each other as those of a paragraph."""
    return line.baseline - below.baseline <= _LEADING * line.size


def joint(line: Line, following: Line) -> str:
    """A space between two Latin words; nothing within Chinese, and nothing within a number."""
    last, first = line.text[-1], following.text[0]
    return " " if last.isascii() and last.isalpha() and first.isascii() and first.isalpha() else ""
