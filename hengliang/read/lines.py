"""Glyphs to lines: those on one baseline, from left to right, with a space only where the print has one.

Top edges do not make a line: Chinese and Latin fonts have different tops on one baseline, and a number would be torn
from its unit. It knows nothing of columns and tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.glyphs import Box4, Glyph

#: How far (em of the smaller glyph) two baselines may lie apart in one line.
_SAME_LINE: Final = 0.3
#: A raised or lowered figure is smaller than its line by this factor, its baseline lies at most so far (em of the line)
#: below and above that of the line, and it touches what it belongs to: the gap is at most this.
_SCRIPT_SIZE: Final = 0.8
_SCRIPT_LOW: Final = -0.35
_SCRIPT_HIGH: Final = 0.65
_SCRIPT_REACH: Final = 0.3
#: A gap (em) between two Latin words or numbers that is a space: without a space character in the file, and with one.
_WORD_GAP: Final = 0.3
_SPACE_GAP: Final = 0.12
#: A gap that sets a figure apart from what stands before it, as in a table without rules: a tab.
_TAB_GAP: Final = 2.0
#: Fewer gaps between hanzi do not make a line letter-spaced.
_SPREAD_LETTERS: Final = 3

_LEFT, _BASELINE, _SIZE = attrgetter("x0"), attrgetter("baseline"), attrgetter("size")


@dataclass(frozen=True, eq=False)
class Line:
    """Glyphs on one baseline, from left to right; at least one. A line equals itself only."""

    glyphs: tuple[Glyph, ...]
    baseline: float
    size: float

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.glyphs[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max([glyph.x1 for glyph in self.glyphs])

    @property
    def top(self) -> float:
        """Upper edge of the em square."""
        return self.baseline + 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of the em square."""
        return self.baseline - 0.12 * self.size

    @cached_property
    def spelling(self) -> list[tuple[str, Box4 | None]]:
        """Its code points with their boxes, see ``spell``."""
        return spell(self.glyphs)

    @cached_property
    def text(self) -> str:
        """Its characters, with the spaces that the print has."""
        return "".join([char for char, _ in self.spelling])


def make_line(glyphs: Iterable[Glyph]) -> Line:
    """Sorts the glyphs of one line from left to right."""
    ordered = tuple(sorted(glyphs, key=_LEFT))
    return Line(ordered, _middle(list(map(_BASELINE, ordered))), _middle(list(map(_SIZE, ordered))))


def _middle(values: list[float]) -> float:
    """The median; mostly all are the same."""
    return values[0] if values.count(values[0]) == len(values) else median(values)


def group_lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Groups glyphs by their baselines, from the top of the page to its bottom."""
    levels: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        levels.setdefault(glyph.baseline, []).append(glyph)
    groups: list[list[Glyph]] = []
    for _, level in sorted(levels.items(), reverse=True):
        if groups and _on_one_line(groups[-1][0], level[0]):
            groups[-1] += level
        else:
            groups.append(level)
    return _with_scripts([make_line(group) for group in groups])


def _on_one_line(above: Glyph, glyph: Glyph) -> bool:
    return above.baseline - glyph.baseline <= _SAME_LINE * min(above.size, glyph.size)


def _with_scripts(lines: list[Line]) -> list[Line]:
    """Puts raised and lowered figures (km², CO₂) into the line that they belong to."""
    merged: list[Line] = []
    carried: Line | None = None
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        current, carried = (make_line((*carried.glyphs, *line.glyphs)) if carried else line), None
        if below and _is_script(current, below):
            carried = current
        elif merged and _is_script(current, merged[-1]):
            merged[-1] = make_line((*merged[-1].glyphs, *current.glyphs))
        else:
            merged.append(current)
    return merged


def _is_script(script: Line, line: Line) -> bool:
    """Whether each run of small glyphs touches a glyph of the line, not far above or below its baseline.

    It may come first, where the word that it belongs to ended the line above.
    """
    if script.size > _SCRIPT_SIZE * line.size:
        return False
    if not _SCRIPT_LOW * line.size <= script.baseline - line.baseline <= _SCRIPT_HIGH * line.size:
        return False
    reach = _SCRIPT_REACH * line.size
    runs: list[list[Glyph]] = [[script.glyphs[0]]]
    for left, right in pairwise(script.glyphs):
        if right.x0 - left.x1 > reach:
            runs.append([])
        runs[-1].append(right)
    return all(
        any(abs(run[0].x0 - glyph.x1) <= reach or abs(glyph.x0 - run[-1].x1) <= reach for glyph in line.glyphs)
        for run in runs
    )


def spell(glyphs: Sequence[Glyph]) -> list[tuple[str, Box4 | None]]:
    """The code points of a line with their boxes; None for a space that was added."""
    spelling: list[tuple[str, Box4 | None]] = []
    spread = _letter_space(glyphs)
    before: Glyph | None = None
    for glyph in glyphs:
        text, box = glyph.text, glyph.box
        if before is not None and (glyph.x0 - before.x1 > _SPACE_GAP * before.size):
            spelling += [(char, None) for char in _between(before, glyph, spread)]
        if len(text) == 1:
            spelling.append((text, box))
        else:
            spelling += [(char, box) for char in text]
        before = glyph
    return spelling


def spelled(*glyphs: Glyph) -> str:
    """The characters of neighbouring glyphs, with the spaces that the print has."""
    return "".join([char for char, _ in spell(glyphs)])


def _letter_space(glyphs: Sequence[Glyph]) -> float:
    """By how much (points) a line is letter-spaced, as in 2 0 3 1 年 预 算: its hanzi tell, which have no gaps otherwise."""
    if len(glyphs) <= _SPREAD_LETTERS or glyphs[1].x0 - glyphs[0].x1 < _SPACE_GAP * glyphs[0].size:
        return 0.0
    gaps = sorted(
        right.x0 - left.x1 for left, right in pairwise(glyphs) if not is_latin(left.text) and not is_latin(right.text)
    )
    if len(gaps) < _SPREAD_LETTERS or gaps[len(gaps) // 2] - gaps[0] > _WORD_GAP * glyphs[0].size:
        return 0.0
    return gaps[0] if gaps[0] >= _SPACE_GAP * glyphs[0].size else 0.0


def _between(left: Glyph, right: Glyph, spread: float) -> str:
    em = max(right.size, left.size)
    gap = right.x0 - left.x1 - spread
    if gap < _SPACE_GAP * em:
        return ""
    before, after = is_latin(left.text[-1]), is_latin(right.text[0])
    if gap >= _TAB_GAP * em and (before or after):
        return "\t"
    word_gap = 2 * _WORD_GAP if spread else _SPACE_GAP if right.after_space else _WORD_GAP
    return " " if before and after and gap >= word_gap * em else ""


def is_latin(char: str) -> bool:
    """Whether it belongs to a Latin word or a number: ASCII and the letters of European scripts."""
    return char.isascii() or (char < "\u2000" and char.isalnum())
