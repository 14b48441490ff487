"""Walks the objects of a page, those inside form XObjects too, in the order in which the file draws them.

It must come before the text page is made, since it takes ``ActualText`` away. Out: where each text object stands in that order, and the paths and images with the matrix of the form they are in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hengliang.read import pdfium
from hengliang.read.frames import times

if TYPE_CHECKING:
    from ctypes import c_void_p

    from hengliang.read.pdfium import Matrix

#: More objects than this on a page are not looked at: an atlas sheet has 100,000, and a bomb has no end.
MOST_OBJECTS: Final = 400_000
#: Forms in forms: PDFium itself stops somewhere here.
_DEEPEST: Final = 30


@dataclass(slots=True)
class Drawn:
    """The objects of a page by their addresses.

    Attributes:
        texts: text objects, each with its place in the order of drawing.
        paths: paths, each with the matrix of its form (None on the page itself).
        images: images in the same way.
        objects: how many objects were seen.
    """

    texts: dict[int, int] = field(default_factory=dict)
    paths: list[tuple[int, Matrix | None]] = field(default_factory=list)
    images: list[tuple[int, Matrix | None]] = field(default_factory=list)
    forms: dict[int, Matrix | None] = field(default_factory=dict)
    objects: int = 0

    @property
    def too_many(self) -> bool:
        """Whether there are more objects than were looked at."""
        return self.objects > MOST_OBJECTS


def walk(page: c_void_p) -> Drawn:
    """Walks a page."""
    drawn = Drawn()
    _walk(drawn, [pdfium.object_at(page, i) for i in range(_bounded(pdfium.count_objects(page)))], None, 0)
    return drawn


def _bounded(count: int) -> int:
    return min(count, MOST_OBJECTS + 1)


def _walk(drawn: Drawn, objects: list[int], matrix: Matrix | None, depth: int) -> None:
    kind_of, count_marks, texts = pdfium.kind_of, pdfium.count_marks, drawn.texts
    for each in objects:
        drawn.objects += 1
        if drawn.too_many:
            return
        kind = kind_of(each)
        if kind == pdfium.TEXT:
            texts[each] = len(texts)
            if count_marks(each) > 0:
                _drop_actual_text(each)
            if matrix is not None:
                drawn.forms[each] = matrix
        elif kind == pdfium.PATH:
            drawn.paths.append((each, matrix))
        elif kind == pdfium.IMAGE:
            drawn.images.append((each, matrix))
        elif kind == pdfium.FORM and depth < _DEEPEST:
            inner = [pdfium.form_object_at(each, i) for i in range(_bounded(pdfium.count_form_objects(each)))]
            _walk(drawn, inner, times(pdfium.matrix_of(each), matrix), depth + 1)


def _drop_actual_text(text: int) -> None:
    """Takes the words away that a file gives in place of what is printed: PDFium would hand them on instead of it."""
    marks = [pdfium.mark_at(text, i) for i in range(pdfium.count_marks(text))]
    for mark in marks:
        if pdfium.mark_value_kind(mark, b"ActualText") > 0:
            pdfium.remove_mark(text, mark)
