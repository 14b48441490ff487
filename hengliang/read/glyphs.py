"""What stands on a PDF page: glyphs on their baselines, and ruled lines, turned so that the text reads left to right.

In: a pdfplumber page. Out: a ``PageContent``. It decides nothing about lines, columns and tables. Coordinates are
points with y upwards in the *frame*, the page turned by the direction its text runs in; each glyph also carries its
box in PDF user space, which is what leaves the reader.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTLine, LTRect
from pdfminer.utils import apply_matrix_pt

from hengliang.records import TextSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdfminer.layout import LTItem
    from pdfplumber.page import Page as PlumberPage

Box4: TypeAlias = tuple[float, float, float, float]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]

#: Stands for a character that the font does not map to Unicode: it is there, and nobody knows which it is.
UNKNOWN: Final = "\ufffd"
#: Where a glyph's box begins and ends around its baseline, in ems. The fonts' own figures are often wrong (in one
#: newspaper Latin and Chinese glyphs of one line had descents of 0.9 and 0.2 em), so that the box is the em square.
_DESCENT: Final = 0.12
_ASCENT: Final = 0.88
#: The same character again within this distance (em) is a bold or a shadow made by printing twice.
_OVERPRINT: Final = 0.12
#: A filled rectangle up to this thickness (points) is a drawn line.
_THIN: Final = 3.0
#: Turn of the frame for each direction of text: device coordinates to frame coordinates.
_TURNS: Final[dict[int, Matrix]] = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, -1, 1, 0, 0, 0),
    180: (-1, 0, 0, -1, 0, 0),
    270: (0, 1, -1, 0, 0, 0),
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character (or a ligature of several).

    Attributes:
        text: its code points.
        x0: left edge in the frame; ``x1``: right edge.
        x1: right edge in the frame.
        baseline: the line it stands on, in the frame.
        size: the em, in points.
        box: in PDF user space.
        after_space: whether the file prints a space before it.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    box: Box4
    after_space: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its em square, in the frame."""
        return (self.x0 + self.x1) / 2, self.baseline + self.size * (_ASCENT - _DESCENT) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: where it lies across its direction, and from where to where it runs, in the frame."""

    horizontal: bool
    at: float
    low: float
    high: float


def across(y: float, x0: float, x1: float) -> Rule:
    """A horizontal rule."""
    return Rule(horizontal=True, at=y, low=x0, high=x1)


def down(x: float, y0: float, y1: float) -> Rule:
    """A vertical rule."""
    return Rule(horizontal=False, at=x, low=y0, high=y1)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page.

    Attributes:
        glyphs: those that run in the page's main direction.
        aside: those that run otherwise (turned page numbers, watermarks), each direction on its own.
        rules: ruled lines in the frame of ``glyphs``.
        pictures: where pictures lie, in PDF user space.
        sides: where the page begins and ends from left to right, in the frame of ``glyphs``.
        number: the page's number, from 1.
        source: where the glyphs come from.
        unread: empty, or why (some of) what is printed on the page is not among the glyphs.
    """

    glyphs: list[Glyph]
    aside: list[list[Glyph]]
    rules: list[Rule]
    pictures: list[Box4]
    sides: tuple[float, float]
    number: int = 1
    source: TextSource = TextSource.TEXT_LAYER
    unread: str = ""


def page_content(page: PlumberPage) -> PageContent:
    """Collects what stands on a page.

    Raises:
        pdfplumber.utils.exceptions.PdfminerException: the page's content cannot be parsed.
    """
    items = list(_flatten(page.layout))
    chars = [(item, _direction(item)) for item in items if isinstance(item, LTChar)]
    to_user = _inverse(_page_matrix(page))
    counted = Counter(direction for char, direction in chars if direction >= 0 and not char.get_text().isspace())
    main = counted.most_common(1)[0][0] if counted else 0
    glyphs: dict[int, list[Glyph]] = {}
    after_space = False
    for char, direction in chars:
        if char.get_text().isspace():
            after_space = True
            continue
        glyphs.setdefault(direction, []).append(_glyph(char, direction, to_user, after_space=after_space))
        after_space = False
    return PageContent(
        glyphs=_printed_once(glyphs.pop(main, [])),
        aside=[_printed_once(others) for _, others in sorted(glyphs.items())],
        rules=[_turned(rule, max(main, 0)) for item in items for rule in _rules(item)],
        pictures=[_corners(to_user, item.bbox) for item in items if isinstance(item, LTImage)],
        sides=_corners(_TURNS[max(main, 0)], page.layout.bbox)[::2],
        number=page.page_number,
    )


def _flatten(item: LTItem) -> Iterator[LTItem]:
    for child in item:  # type: ignore[attr-defined]  # pages and figures are iterable, pdfminer types only some of them
        if isinstance(child, LTFigure):
            yield from _flatten(child)
        else:
            yield child


def _direction(char: LTChar) -> int:
    """0, 90, 180 or 270 degrees anticlockwise; −1 for slanting text, such as a watermark."""
    a, b = char.matrix[0], char.matrix[1]
    angle = math.degrees(math.atan2(b, a)) % 360
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) < 10 else -1


def _page_matrix(page: PlumberPage) -> Matrix:
    """User space to device space, as pdfminer's ``PDFPageInterpreter.process_page`` has it."""
    x0, y0, x1, y1 = page.page_obj.mediabox
    matrices: dict[int, Matrix] = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    return matrices.get(page.page_obj.rotate, (1, 0, 0, 1, -x0, -y0))


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse of a matrix that turns and shifts and does not stretch."""
    a, b, c, d, e, f = matrix
    return a, c, b, d, -(a * e + b * f), -(c * e + d * f)


def _glyph(char: LTChar, direction: int, to_user: Matrix, *, after_space: bool) -> Glyph:
    turn = _TURNS.get(direction, _TURNS[0])
    x0, y0, x1, y1 = _corners(turn, char.bbox)
    size = (y1 - y0) or 1.0
    baseline = apply_matrix_pt(turn, char.matrix[4:6])[1] if direction >= 0 else y0 + _DESCENT * size
    em_square = _corners(_inverse(turn), (x0, baseline - _DESCENT * size, x1, baseline + _ASCENT * size))
    a, b, c, d = (round(edge, 2) for edge in _corners(to_user, em_square))
    return Glyph(_code_points(char.get_text()), x0, x1, baseline, size, (a, b, c, d), after_space)


def _corners(matrix: Matrix, box: Box4) -> Box4:
    (ax, ay), (bx, by) = apply_matrix_pt(matrix, box[:2]), apply_matrix_pt(matrix, box[2:])
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _code_points(text: str) -> str:
    """The characters of a glyph; what has no meaning as text becomes U+FFFD and does not vanish."""
    if text.startswith("(cid:") or not text:
        return UNKNOWN
    return "".join(
        UNKNOWN if char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff" else char for char in text.strip()
    )


def _printed_once(glyphs: list[Glyph]) -> list[Glyph]:
    """Drops the second print of a bold that is made by printing twice."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        reach = _OVERPRINT * glyph.size
        column, row = int(glyph.x0 // 4), int(glyph.baseline // 4)
        near = (
            other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in seen.get((glyph.text, column + x, row + y), ())
        )
        if any(abs(o.x0 - glyph.x0) <= reach and abs(o.baseline - glyph.baseline) <= reach for o in near):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _rules(item: LTItem) -> Iterator[Rule]:
    """The ruled lines of a drawn thing, in device space."""
    if isinstance(item, LTRect):
        yield from _rectangle(item)
    elif isinstance(item, LTLine | LTCurve) and item.stroke:
        for (ax, ay), (bx, by) in zip(item.pts, item.pts[1:], strict=False):
            if abs(ay - by) <= 1 < abs(ax - bx):
                yield across((ay + by) / 2, min(ax, bx), max(ax, bx))
            elif abs(ax - bx) <= 1 < abs(ay - by):
                yield down((ax + bx) / 2, min(ay, by), max(ay, by))


def _rectangle(item: LTRect) -> Iterator[Rule]:
    x0, y0, x1, y1 = item.bbox
    if not item.stroke and _is_white(item.non_stroking_color):
        return  # the white ground that some office programs paint under each line of text
    if min(x1 - x0, y1 - y0) <= _THIN:
        if x1 - x0 >= y1 - y0:
            yield across((y0 + y1) / 2, x0, x1)
        else:
            yield down((x0 + x1) / 2, y0, y1)
        return
    yield from (across(y, x0, x1) for y in (y0, y1))
    yield from (down(x, y0, y1) for x in (x0, x1))


def _is_white(colour: object) -> bool:
    parts = colour if isinstance(colour, list | tuple) else (colour,)
    if len(parts) == 4:
        return all(part == 0 for part in parts)  # CMYK: no ink
    return all(part == 1 for part in parts)


def _turned(rule: Rule, direction: int) -> Rule:
    ends = (rule.low, rule.at, rule.high, rule.at) if rule.horizontal else (rule.at, rule.low, rule.at, rule.high)
    x0, y0, x1, y1 = _corners(_TURNS[direction], ends)
    return across(y0, x0, x1) if y0 == y1 else down(x0, y0, y1)
