"""Characters that PDFium leaves out: those in a font that is neither in the file nor on this machine.

PDFium skips a text object without a width, and a character without an outline adds none; so a single one vanishes, and a
line that runs upwards. It also skips a line that repeats the one above, since without heights the two seem to overlap. Government offices do not always embed 宋体, and some programs draw each character on its own:
whole pages would be lost, on one machine and not on another. pdfminer needs no outline; it is asked for the text and the width, and only on such pages.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Final

from pdfminer.layout import LTChar, LTFigure
from pdfminer.utils import apply_matrix_pt

from hengliang.read import pdfium
from hengliang.read.characters import Char, run_of
from hengliang.read.codepoints import text_of
from hengliang.read.frames import times, turn_of, turned
from hengliang.read.glyphs import ASCENT, DESCENT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pdfminer.layout import LTItem
    from pdfplumber.page import Page as PlumberPage

    from hengliang.read.characters import Run
    from hengliang.read.objects import Drawn
    from hengliang.read.pdfium import Matrix

#: Origins are the same within this (points).
_SAME: Final = 0.5

#: Up to this width (points) PDFium takes an object for an empty one.
_NO_WIDTH: Final = 0.011


def unseen(drawn: Drawn, seen: Collection[int]) -> list[int]:
    """The text objects that may hold a character which PDFium left out."""
    fonts: dict[int, int] = {}
    lost: list[int] = []
    for text in drawn.texts:
        if text in seen:
            continue
        font = pdfium.font_of(text)
        if font not in fonts:
            fonts[font] = pdfium.is_embedded(font)
        x0, y0, x1, y1 = pdfium.bounds_of(text)
        if fonts[font] == 0 and min(x1 - x0, y1 - y0) < _NO_WIDTH:
            lost.append(text)
    return lost


def recovered(page: PlumberPage, lost: Collection[int], drawn: Drawn) -> list[Char]:
    """The characters of the text objects ``lost``, as far as pdfminer knows them; a space has the text ``" "``."""
    begins = _Begins(page, drawn)
    wanted = set(lost)
    chars: list[Char] = []
    text, run, origin = 0, None, (0.0, 0.0)
    for char in _chars(page.layout):
        begun = begins.take(char.matrix[4:])
        if begun:
            text, origin = begun, char.matrix[4:]
            matrix = begins.matrices[text]
            run = run_of(text, matrix, drawn) if text in wanted else None
        if run is not None:
            chars.append(_char(run, char, hypot(char.matrix[4] - origin[0], char.matrix[5] - origin[1])))
    return chars


class _Begins:
    """Where text objects begin, to be found by the place of pdfminer's characters."""

    def __init__(self, page: PlumberPage, drawn: Drawn) -> None:
        to_device = _page_matrix(page)
        self.matrices = {text: times(pdfium.matrix_of(text), drawn.forms.get(text)) for text in drawn.texts}
        self._places: dict[tuple[int, int], list[int]] = {}
        for text, matrix in self.matrices.items():
            x, y = apply_matrix_pt(to_device, matrix[4:])
            self._places.setdefault((int(x // _SAME), int(y // _SAME)), []).append(text)

    def take(self, origin: tuple[float, float]) -> int:
        """The first object not yet taken that begins there; 0 where none does."""
        column, row = int(origin[0] // _SAME), int(origin[1] // _SAME)
        for place in ((column + c, row + r) for c in (0, -1, 1) for r in (0, -1, 1)):
            if self._places.get(place):
                return self._places[place].pop(0)
        return 0


def _char(run: Run, char: LTChar, offset: float) -> Char:
    """A character, ``offset`` points after the origin of its run."""
    if char.get_text().isspace():
        return Char(run, " ", (0.0, 0.0, 0.0, 0.0))
    cosine, sine = turn_of(run.direction)
    width = char.adv * hypot(*char.matrix[:2])
    (x, y), size = run.origin, run.size
    left, baseline = x * cosine + y * sine + offset, y * cosine - x * sine
    em_square = (left, baseline - DESCENT * size, left + width, baseline + ASCENT * size)
    return Char(run, _text(char.get_text()), turned(em_square, cosine, -sine))


def _text(text: str) -> str:
    if text.startswith("(cid:") or not text:
        return UNKNOWN
    return "".join(text_of(ord(char)) or "" for char in text) or UNKNOWN


def _chars(item: LTItem) -> Iterator[LTChar]:
    for child in item:  # type: ignore[attr-defined]  # pages and figures are iterable, pdfminer types only some of them
        if isinstance(child, LTFigure):
            yield from _chars(child)
        elif isinstance(child, LTChar):
            yield child


def _page_matrix(page: PlumberPage) -> Matrix:
    """User space to device space, as pdfminer's ``PDFPageInterpreter.process_page`` has it."""
    x0, y0, x1, y1 = page.page_obj.mediabox
    matrices: dict[int, Matrix] = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    return matrices.get(page.page_obj.rotate, (1, 0, 0, 1, -x0, -y0))
