"""PDFium's functions that are called for every character and object of a page, bound so that a call is cheap.

pypdfium2's own bindings make a pointer object for each result and let go of the interpreter lock for each call, which
takes twice as long. Pages are ``c_void_p`` here, other handles plain addresses; None is a null pointer. PDFium is not safe for threads: hold
``LOCK`` from the opening of a document to its closing.
"""

from __future__ import annotations

import ctypes
import threading
from array import array
from ctypes import PYFUNCTYPE, c_int, c_uint, c_ulong, c_void_p
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Callable

LOCK: Final = threading.RLock()

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]

TEXT: Final = raw.FPDF_PAGEOBJ_TEXT
PATH: Final = raw.FPDF_PAGEOBJ_PATH
IMAGE: Final = raw.FPDF_PAGEOBJ_IMAGE
FORM: Final = raw.FPDF_PAGEOBJ_FORM
#: Text render modes without ink: neither filled nor stroked, and clipping only.
INVISIBLE: Final = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})


def _bound(name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
    """A function of the library by its name; it keeps the interpreter lock, so that it must be a short one."""
    address = ctypes.cast(getattr(raw, name), c_void_p).value
    return PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]  # the stubs want a callable, an address it is


def _on_page(name: str, result: type) -> Callable[..., Any]:
    """A function of the library that is asked about each character or object of a page.

    Its arguments are not looked at, which takes half the time of a call: a ``c_void_p`` for the page, an ``int`` for the
    character or object, and a ``c_void_p`` for each place to write into.
    """
    return _bound(name, result)


def addresses_of(values: array[float] | array[int]) -> list[c_void_p]:
    """The address of each item of an array, for a function to write into; the array must keep its length."""
    begin, count = values.buffer_info()
    return [c_void_p(begin + i * values.itemsize) for i in range(count)]


count_chars = _on_page("FPDFText_CountChars", c_int)
unicode_at = _on_page("FPDFText_GetUnicode", c_uint)
text_object_at = _on_page("FPDFText_GetTextObject", c_void_p)
is_generated = _on_page("FPDFText_IsGenerated", c_int)
is_hyphen = _on_page("FPDFText_IsHyphen", c_int)
is_unmapped = _on_page("FPDFText_HasUnicodeMapError", c_int)
loose_box_into = _on_page("FPDFText_GetLooseCharBox", c_int)
render_mode = _bound("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
font_of = _bound("FPDFTextObj_GetFont", c_void_p, c_void_p)
is_embedded = _bound("FPDFFont_GetIsEmbedded", c_int, c_void_p)
count_objects = _on_page("FPDFPage_CountObjects", c_int)
object_at = _on_page("FPDFPage_GetObject", c_void_p)
count_form_objects = _bound("FPDFFormObj_CountObjects", c_int, c_void_p)
form_object_at = _bound("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
kind_of = _bound("FPDFPageObj_GetType", c_int, c_void_p)
count_segments = _bound("FPDFPath_CountSegments", c_int, c_void_p)
segment_at = _bound("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
segment_kind = _bound("FPDFPathSegment_GetType", c_int, c_void_p)
segment_closes = _bound("FPDFPathSegment_GetClose", c_int, c_void_p)
clip_of = _bound("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
count_clips = _bound("FPDFClipPath_CountPaths", c_int, c_void_p)
count_clip_segments = _bound("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
clip_segment_at = _bound("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)
count_marks = _bound("FPDFPageObj_CountMarks", c_int, c_void_p)
mark_at = _bound("FPDFPageObj_GetMark", c_void_p, c_void_p, c_ulong)
remove_mark = _bound("FPDFPageObj_RemoveMark", c_int, c_void_p, c_void_p)
mark_value_kind = _bound("FPDFPageObjMark_GetParamValueType", c_int, c_void_p, ctypes.c_char_p)

_origin = _on_page("FPDFText_GetCharOrigin", c_int)
_char_box = _on_page("FPDFText_GetCharBox", c_int)
_char_matrix = _on_page("FPDFText_GetMatrix", c_int)
_object_matrix = _bound("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
_font_size = _bound("FPDFTextObj_GetFontSize", c_int, c_void_p, c_void_p)
_bounds = _bound("FPDFPageObj_GetBounds", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_fill_colour = _bound("FPDFPageObj_GetFillColor", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_draw_mode = _bound("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
_point = _bound("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)

# Results are written into these; LOCK keeps them for one reader at a time.
# Arrays, since those of ctypes take three times as long to read.
_doubles: Final = array("d", [0.0] * 4)
_floats: Final = array("f", [0.0] * 6)
_uints: Final = array("I", [0] * 4)
_ints: Final = array("i", [0] * 2)
_D: Final = addresses_of(_doubles)
_F: Final = addresses_of(_floats)
_U: Final = addresses_of(_uints)
_I: Final = addresses_of(_ints)


def handle_of(pointer: object) -> c_void_p:
    """The address that a handle of pypdfium2 (``page.raw``) stands for."""
    return ctypes.cast(pointer, c_void_p)  # type: ignore[arg-type]  # pypdfium2's handles are ctypes pointers


def origin_of(page: c_void_p, index: int) -> tuple[float, float]:
    """Where a character's glyph is put, in user space."""
    _origin(page, index, _D[0], _D[1])
    x, y, _, _ = _doubles
    return x, y


def ink_of(page: c_void_p, index: int) -> Box:
    """The box around a character's outline, in user space: x0, y0, x1, y1."""
    _char_box(page, index, _D[0], _D[2], _D[1], _D[3])
    x0, y0, x1, y1 = _doubles
    return x0, y0, x1, y1


def matrix_at(page: c_void_p, index: int) -> Matrix:
    """A character's text matrix, with those of the forms that it stands in."""
    _char_matrix(page, index, _F[0])
    a, b, c, d, e, f = _floats
    return a, b, c, d, e, f


def matrix_of(page_object: int) -> Matrix:
    """An object's own matrix."""
    _object_matrix(page_object, _F[0])
    a, b, c, d, e, f = _floats
    return a, b, c, d, e, f


def font_size_of(text_object: int) -> float:
    """The font size as the file sets it, before any matrix."""
    _font_size(text_object, _F[0])
    return _floats[0]


def bounds_of(page_object: int) -> Box:
    """The box around an object, its strokes included, in the space of the page or the form that holds it."""
    _bounds(page_object, _F[0], _F[1], _F[2], _F[3])
    x0, y0, x1, y1, _, _ = _floats
    return x0, y0, x1, y1


def fill_of(page_object: int) -> tuple[int, int, int] | None:
    """The colour that an object is filled with, 0 to 255; None for a pattern."""
    if not _fill_colour(page_object, _U[0], _U[1], _U[2], _U[3]):
        return None
    return _uints[0], _uints[1], _uints[2]


def drawn_how(path: int) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    _draw_mode(path, _I[0], _I[1])
    return _ints[0] != raw.FPDF_FILLMODE_NONE, bool(_ints[1])


def point_of(segment: int) -> tuple[float, float]:
    """Where a segment of a path ends, in the path's own space."""
    _point(segment, _F[0], _F[1])
    return _floats[0], _floats[1]
