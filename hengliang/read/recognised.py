"""Recognised lines to glyphs: how large each character is, where it begins and ends, and which digits are certain.

In: ``ScannedLine``s in pixels. Out: ``Glyph``s in points of the upright page, as from a text layer: one baseline for a
line, one size for lines of one size, gaps only where the print has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

from hengliang.codes.frequent_hanzi import is_hanzi
from hengliang.read.glyphs import Glyph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.raster import Raster

#: The middle of a line above its baseline, in ems.
_MIDDLE: Final = 0.38
#: An em as share of the height of the box that is found around a line, where no page tells better.
_EM_OF_HEIGHT: Final = 0.7
#: An em is at least this share.
_LEAST_OF_HEIGHT: Final = 0.5
#: A digit's width in ems.
_DIGIT: Final = 0.5
#: Lines within this share of a size have it.
_ONE_SIZE: Final = 0.15
#: Two characters without a space between them touch up to this gap (em).
_TOUCH: Final = 0.8
#: The least that a space between two characters is wide (em).
_SPACE: Final = 0.16
#: Half the width of a character, in ems.
_HALF_WIDE: Final = 0.5
_HALF_NARROW: Final = 0.25
_HALF_POINT: Final = 0.14
#: Something like a number, with no letter beside it but those that look like digits, …
_FIGURE: Final = re.compile(r"(?<![A-Za-z])[\dOolI|](?:[\dOolI|]|[.．·・](?=[\dOolI|]))+(?![A-Za-z])")
#: … what these are, and what a decimal point is taken for.
_LOOKS_LIKE: Final = {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"}
_POINTS: Final = frozenset("．·・")


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line as recognised.

    Attributes:
        chars: its characters, spaces among them.
        centres: where the middle of each is, a column of pixels.
        box: around the line, in pixels: left, top, right, bottom.
        confidence: 0 to 1.
    """

    chars: tuple[str, ...]
    centres: tuple[float, ...]
    box: tuple[int, int, int, int]
    confidence: float

    @property
    def height(self) -> int:
        """Of its box."""
        return self.box[3] - self.box[1]


def glyphs_of(lines: Sequence[ScannedLine], raster: Raster) -> list[Glyph]:
    """The glyphs of some lines.

    Args:
        lines: with at least one character that is no space.
        raster: the picture that they were read in.
    """
    glyphs: list[Glyph] = []
    for line, em in zip(lines, line_sizes(lines), strict=True):
        glyphs += _line_glyphs(line, em, raster)
    return glyphs


def _line_glyphs(line: ScannedLine, em: float, raster: Raster) -> list[Glyph]:
    middle = (line.box[1] + line.box[3]) / 2
    bottom, size = middle + _MIDDLE * em, em / raster.scale
    baseline = (raster.height - bottom) / raster.scale
    glyphs: list[Glyph] = []
    for char, (x0, x1), spaced in _placed(line, em):
        box = raster.user_box(x0, middle - em / 2, x1, middle + em / 2)
        glyphs.append(Glyph(char, x0 / raster.scale, x1 / raster.scale, baseline, size, box, spaced))
    return glyphs


def _placed(line: ScannedLine, em: float) -> list[tuple[str, tuple[float, float], bool]]:
    """Each character but the spaces, with its left and right edge, and whether a space stands before it."""
    chars = mended("".join(line.chars))
    shown = [i for i, char in enumerate(chars) if not char.isspace()]
    halves = {i: _half_width(chars[i]) * em for i in shown}
    left = {i: line.centres[i] - halves[i] for i in shown}
    right = {i: line.centres[i] + halves[i] for i in shown}
    for i, j in pairwise(shown):
        gap, least = left[j] - right[i], 0.0 if j == i + 1 else _SPACE * em
        if gap < least or (j == i + 1 and gap < _TOUCH * em):
            share = halves[i] / (halves[i] + halves[j])
            between = line.centres[i] + share * (line.centres[j] - line.centres[i])
            right[i], left[j] = between - least / 2, between + least / 2
    return [(chars[i], (left[i], max(right[i], left[i] + 1)), i > 0 and chars[i - 1].isspace()) for i in shown]


def _half_width(char: str) -> float:
    if not char.isascii():
        return _HALF_WIDE
    return _HALF_POINT if char in ".,:;'|!" else _HALF_NARROW


def line_sizes(lines: Sequence[ScannedLine]) -> list[float]:
    """The em of each line, in pixels; lines of nearly one size get one."""
    pitches = [_pitch(line) for line in lines]
    shares = [pitch / line.height for pitch, line in zip(pitches, lines, strict=True) if pitch]
    share = median(shares) if shares else _EM_OF_HEIGHT
    sizes = [pitch or share * line.height for pitch, line in zip(pitches, lines, strict=True)]
    return _levelled(sizes, [len(line.chars) for line in lines])


def _pitch(line: ScannedLine) -> float:
    """The em as the distances between neighbouring hanzi, or digits, tell it; 0 where they do not."""
    neighbours = list(pairwise(zip(line.chars, line.centres, strict=True)))
    wide = [b - a for (left, a), (right, b) in neighbours if is_hanzi(left) and is_hanzi(right)]
    digits = [b - a for (left, a), (right, b) in neighbours if left.isdecimal() and right.isdecimal()]
    if len(wide) >= 3:
        return _within(median(wide), line)
    if len(digits) >= 3:
        # Places are those of the network's columns, so coarse that the four digits of 3557 were 7, 20 and 7 pixels apart.
        return _within(fmean(digits) / _DIGIT, line)
    return 0.0


def _within(em: float, line: ScannedLine) -> float:
    """No em is larger than the box around its line, or much smaller."""
    return min(max(em, _LEAST_OF_HEIGHT * line.height), float(line.height))


def _levelled(sizes: Sequence[float], weights: Sequence[int]) -> list[float]:
    """Sizes with those near a frequent one made equal to it."""
    levelled = list(sizes)
    rest = sorted(range(len(sizes)), key=lambda i: sizes[i])
    while rest:
        total, middle = sum(weights[i] for i in rest), rest[-1]
        for i in rest:
            total -= 2 * weights[i]
            if total <= 0:
                middle = i
                break
        near = [i for i in rest if abs(sizes[i] - sizes[middle]) <= _ONE_SIZE * sizes[middle]]
        for i in near:
            levelled[i] = sizes[middle]
        rest = [i for i in rest if i not in near]
    return levelled


def mended(text: str) -> str:
    """A line with the letters that can only be digits, or a decimal point, made so; it stays as long.

    Example:
        >>> mended("增长1O.5％，共2·3万元，5O%，容积5l，GDP，CO2，O2O")
        '增长10.5％，共2.3万元，50%，容积5l，GDP，CO2，O2O'
    """
    return _FIGURE.sub(lambda found: _mended_figure(found.group()), text)


def _mended_figure(figure: str) -> str:
    """A number with one letter in it: an O that does not begin it, an l within it; either of them before a point."""
    if sum(char in _LOOKS_LIKE for char in figure) > 1 or not any(map(str.isdecimal, figure)):
        return figure
    figure = "".join("." if char in _POINTS else char for char in figure)
    place = next((i for i, char in enumerate(figure) if char in _LOOKS_LIKE), None)
    if place is None:
        return figure
    char, after = figure[place], figure[place + 1 : place + 2]
    certain = after == "." if place == 0 else (char in "Oo" or bool(after))
    return figure[:place] + _LOOKS_LIKE[char] + figure[place + 1 :] if certain else figure
