"""Turning a page by the direction that its text runs in: user space to the frame, and back."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hengliang.read.glyphs import Box4
    from hengliang.read.pdfium import Matrix

#: Text that runs off one of the four directions by more than this (degrees) is slanting, such as a watermark.
_LEVEL: Final = 10
#: Cosine and sine of the four directions, exactly.
_TURNS: Final = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


def direction_of(a: float, b: float) -> int:
    """The direction of an advance (a, b): degrees anticlockwise, one of the four where it is near one."""
    if not b and a:
        return 0 if a > 0 else 180
    angle = degrees(atan2(b, a)) % 360
    nearest = round(angle / 90) * 90
    return (nearest if abs(angle - nearest) <= _LEVEL else round(angle)) % 360


def is_level(direction: int) -> bool:
    """Whether it is one of the four directions."""
    return direction in _TURNS


def turn_of(direction: int) -> tuple[float, float]:
    """Cosine and sine of a direction: a point (x, y) is at (x cos + y sin, y cos − x sin) in the frame."""
    return _TURNS.get(direction) or (cos(radians(direction)), sin(radians(direction)))


def turned(box: Box4, cosine: float, sine: float) -> Box4:
    """The box in the frame; with ``-sine`` the way back. A slanting box becomes the upright one around it."""
    if cosine == 1:
        return box
    ax, ay, bx, by = box
    corners = [(x * cosine + y * sine, y * cosine - x * sine) for x in (ax, bx) for y in (ay, by)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def moved(matrix: Matrix | None, box: Box4) -> Box4:
    """The box around a box that a matrix moved."""
    if matrix is None:
        return box
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def times(first: Matrix, then: Matrix | None) -> Matrix:
    """The matrix that does one after the other."""
    if then is None:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
