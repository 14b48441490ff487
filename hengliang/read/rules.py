"""Ruled lines and pictures: what paths and images of a page are to a reader of tables. All in PDF user space.

A line is a stroked segment, a thin filled rectangle, or a thin image; the four sides of a filled or stroked rectangle
are lines too. White ground is none: some office programs paint it under each line of text.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pypdfium2 import raw

from hengliang.read import pdfium
from hengliang.read.frames import moved, times
from hengliang.read.glyphs import Rule, across, down

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.read.glyphs import Box4
    from hengliang.read.pdfium import Matrix

#: A filled rectangle up to this thickness (points) is a drawn line, …
_THIN: Final = 3.0
#: … and an image up to this one, unless the next image begins where it ends: scans are stored in such strips.
_THIN_IMAGE: Final = 2.0
#: What is not longer than this (points) is a dot.
_DOT: Final = 1.0
#: Points that are off by no more than this make a straight line.
_STRAIGHT: Final = 1.0
#: A page with more paths is a drawing and no table; its lines would only cost time.
_MOST_PATHS: Final = 30_000
#: A path with more segments is a drawing.
_MOST_SEGMENTS: Final = 2_000
#: Segments of a rectangle at most: the move, three or four sides.
_RECTANGLE: Final = 5


def rules_of(paths: Sequence[tuple[int, Matrix | None]]) -> list[Rule]:
    """The ruled lines among the paths of a page."""
    if len(paths) > _MOST_PATHS:
        return []
    return [rule for path, matrix in paths for rule in _rules(path, matrix)]


def _rules(path: int, matrix: Matrix | None) -> Iterator[Rule]:
    filled, stroked = pdfium.drawn_how(path)
    if not (filled or stroked) or (filled and not stroked and pdfium.fill_of(path) == (255, 255, 255)):
        return
    segments = pdfium.count_segments(path)
    if stroked and segments <= _MOST_SEGMENTS:
        yield from _strokes(path, segments, matrix)
        return
    box = _clipped(path, moved(matrix, pdfium.bounds_of(path)))
    if box is None:
        return
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) <= _THIN:
        yield from _line(box)
    elif filled and segments <= _RECTANGLE:
        yield from (across(y, x0, x1) for y in (y0, y1))
        yield from (down(x, y0, y1) for x in (x0, x1))


def _line(box: Box4) -> Iterator[Rule]:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0 and x1 - x0 > _DOT:
        yield across((y0 + y1) / 2, x0, x1)
    elif y1 - y0 > _DOT:
        yield down((x0 + x1) / 2, y0, y1)


def _clipped(path: int, box: Box4) -> Box4 | None:
    """The part of a box that its clipping leaves: a line may be a large ground seen through a slit."""
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) <= _THIN:
        return box
    clip = pdfium.clip_of(path)
    for which in range(max(pdfium.count_clips(clip), 0) if clip else 0):
        count = pdfium.count_clip_segments(clip, which)
        if 0 < count <= _RECTANGLE + 1:
            points = [pdfium.point_of(pdfium.clip_segment_at(clip, which, i)) for i in range(count)]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            x0, y0, x1, y1 = max(x0, min(xs)), max(y0, min(ys)), min(x1, max(xs)), min(y1, max(ys))
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _strokes(path: int, segments: int, matrix: Matrix | None) -> Iterator[Rule]:
    """The straight, level segments of a stroked path."""
    whole = times(pdfium.matrix_of(path), matrix)
    for run in _runs(path, segments, whole):
        for (ax, ay), (bx, by) in pairwise(run):
            if abs(ay - by) <= _STRAIGHT < abs(ax - bx):
                yield across((ay + by) / 2, min(ax, bx), max(ax, bx))
            elif abs(ax - bx) <= _STRAIGHT < abs(ay - by):
                yield down((ax + bx) / 2, min(ay, by), max(ay, by))


def _runs(path: int, segments: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The points of each unbroken run of straight segments, in user space; curves break a run."""
    a, b, c, d, e, f = matrix
    run: list[tuple[float, float]] = []
    begin: tuple[float, float] | None = None
    for index in range(segments):
        segment = pdfium.segment_at(path, index)
        kind = pdfium.segment_kind(segment)
        x, y = pdfium.point_of(segment)
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind != raw.FPDF_SEGMENT_LINETO:
            yield run
            run = []
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        run.append(point)
        if begin is not None and pdfium.segment_closes(segment):
            run.append(begin)
    yield run


def pictures_of(images: Sequence[tuple[int, Matrix | None]]) -> tuple[list[Box4], list[Rule]]:
    """Where the pictures of a page lie, and the lines that are drawn as thin images."""
    boxes = [moved(matrix, pdfium.bounds_of(image)) for image, matrix in images]
    thin = [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) <= _THIN_IMAGE]
    strips = _strips(boxes) if thin else set()
    lines = [box for box in thin if box not in strips]
    left = set(lines)
    return [box for box in boxes if box not in left], [rule for box in lines for rule in _line(box)]


def _strips(boxes: Sequence[Box4]) -> set[Box4]:
    """Images that lie edge to edge, one above the other or side by side: parts of one picture."""
    strips: set[Box4] = set()
    for near, far in ((0, 1), (1, 0)):
        # Sorted by the two edges that they share, then by where they begin.
        ordered = sorted(boxes, key=lambda box: (round(box[near]), round(box[near + 2]), box[far]))
        for one, other in pairwise(ordered):
            shared = abs(one[near] - other[near]) <= 1 and abs(one[near + 2] - other[near + 2]) <= 1
            if shared and other[far] - one[far + 2] <= 0.5:
                strips |= {one, other}
    return strips
