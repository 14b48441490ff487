"""Ruled lines in the picture of a page, so that a scanned table has cells; and the picture without them.

In: pixels of a page whose lines of text are level. Out: stretches of rows and columns of pixels. A line that stays in the
picture would be read as a digit where it touches one (`|12` as `112`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.read.raster import Pixels

#: In points. A line is at least so long, …
_LEAST: Final = 12.0
#: … and one that no other line ends is longer than the longest dash (—— of two ems).
_ALONE: Final = 60.0
#: It is no thicker than this, and may fall by this share of its length.
_THICK: Final = 3.5
_FALL: Final = 0.008
#: Breaks in a line that was printed or scanned poorly.
_BREAK: Final = 1.2
#: How near lines that meet come.
_MEET: Final = 4.0
#: A pixel is ink where it is darker than its surroundings by this.
_DARKER: Final = 14


class Stroke(NamedTuple):
    """A ruled line in pixels."""

    horizontal: bool
    at: float
    low: float
    high: float

    @property
    def length(self) -> float:
        """From end to end."""
        return self.high - self.low


def ruled_lines(pixels: Pixels, scale: float) -> tuple[list[Stroke], Pixels]:
    """Finds the ruled lines of a page.

    Args:
        pixels: of the page, upright.
        scale: pixels to the point.

    Returns:
        The lines, and the pixels without them.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    around = 2 * round(8 * scale) + 1
    ink: Any = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, _DARKER)
    found = [stroke for lying in (True, False) for stroke in _strokes(ink, scale, lying=lying)]
    kept = [(stroke, mask) for stroke, mask in found if _is_rule(stroke, [s for s, _ in found], scale)]
    clean = pixels.copy()
    paper = int(np.median(grey))
    for _, (rows, columns, mask) in kept:
        grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
        clean[rows, columns][grown > 0] = paper
    return [stroke for stroke, _ in kept], clean


_Place = tuple[slice, slice, "Pixels"]


def _strokes(ink: Pixels, scale: float, *, lying: bool) -> Iterator[tuple[Stroke, _Place]]:
    """Straight stretches of ink in one direction, each with its place and its pixels."""
    least, gap = round(_LEAST * scale), max(round(_BREAK * scale), 1)
    shape = (1, -1) if lying else (-1, 1)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(gap + 1, np.uint8).reshape(shape))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(least, np.uint8).reshape(shape))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label][:4])
        length, thick = (width, height) if lying else (height, width)
        if thick > _THICK * scale + _FALL * length:
            continue
        at, low = (y + height / 2, x) if lying else (x + width / 2, y)
        rows, columns = _with_margin(y, height, ink.shape[0]), _with_margin(x, width, ink.shape[1])
        mask = (labels[rows, columns] == label).astype(np.uint8)
        yield Stroke(lying, at, low, low + length), (rows, columns, mask)


def _with_margin(start: int, length: int, most: int) -> slice:
    return slice(max(start - 1, 0), min(start + length + 1, most))


def _is_rule(stroke: Stroke, strokes: Sequence[Stroke], scale: float) -> bool:
    """Whether a stroke is no part of a character: long for one, or other long lines stand at both its ends."""
    if stroke.length >= _ALONE * scale:
        return True
    near = _MEET * scale
    return all(
        any(
            other.horizontal != stroke.horizontal
            and other.length >= 2 * _LEAST * scale
            and abs(other.at - end) <= near
            and other.low - near <= stroke.at <= other.high + near
            for other in strokes
        )
        for end in (stroke.low, stroke.high)
    )
