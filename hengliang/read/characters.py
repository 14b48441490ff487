"""The characters of a page in the order in which the file draws them, each with its place.

In: a PDFium text page, and the order of the page's objects. Out: ``Char``s in user space. PDFium makes up spaces and
line breaks, sorts the objects of a line from left to right, and writes a hyphen at a line's end as U+0002; all this is
undone. It leaves out what is printed twice on one spot.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Final, NamedTuple

from hengliang.read import pdfium
from hengliang.read.codepoints import text_by_ink, text_of
from hengliang.read.frames import direction_of, turn_of, turned
from hengliang.read.glyphs import ASCENT, DESCENT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection
    from ctypes import c_void_p

    from hengliang.read.glyphs import Box4
    from hengliang.read.objects import Drawn
    from hengliang.read.pdfium import Matrix

#: A page with more characters is not read: the densest newspaper page has 15,000.
MOST_CHARS: Final = 200_000
#: PDFium's mark for a hyphen at the end of a line.
_HYPHEN: Final = 2
#: Information separators, which Python counts among the spaces.
_NOT_SPACES: Final = frozenset(range(0x1C, 0x20))
#: A glyph that begins so far (em) before its origin hangs from it: vertical writing.
_HANGS: Final = 0.25
#: A glyph's box begins at its origin, within this (em), unless the font does not say how wide its glyphs are.
_AT_ORIGIN: Final = 0.02
#: A point is no wider and no higher than this (em); a comma may be higher.
_POINT: Final = 0.25
_COMMA_HEIGHT: Final = 0.42
#: A comma reaches further below the baseline (em) than a point, or is this much higher than it is wide.
_BELOW: Final = -0.07
_TALL: Final = 1.45
#: Full-width fonts set the point up to this (em) above the baseline.
_ABOVE: Final = 0.3


@dataclass(slots=True)
class Run:
    """What the characters of a text object share.

    Attributes:
        place: in the order of drawing.
        direction: of the text, in degrees.
        size: the em, in points.
        origin: where it begins, in user space.
        low: lower edge of the em square in user space, where it stands upright; ``high``: upper edge.
        high: upper edge of the em square in user space.
        hidden: drawn without ink.
        hangs: vertical writing.
        inked: boxes are those of the ink, since the font does not tell the widths.
    """

    place: int
    direction: int
    size: float
    origin: tuple[float, float]
    low: float = 0.0
    high: float = 0.0
    hidden: bool = False
    hangs: bool = False
    inked: bool = False


class Char(NamedTuple):
    """A character; ``box`` as wide as its advance, in user space. A space has the text ``" "``.

    ``point`` is what its ink looks like where its text is unknown: ``.``, ``,`` or nothing.
    """

    run: Run
    text: str
    box: Box4
    point: str = ""


_NO_RUN: Final = Run(-1, 0, 1.0, (0.0, 0.0))
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)


def characters(text_page: c_void_p, drawn: Drawn) -> tuple[list[Char], Collection[int]]:
    """Collects the characters of a page, in the order of drawing.

    Returns:
        The characters, and the text objects that they come from.
    """
    chars: list[Char] = []
    runs: dict[int, Run] = {}
    add, char_of = chars.append, tuple.__new__  # the call of a named tuple takes twice as long
    object_at, unicode_at, is_unmapped = pdfium.text_object_at, pdfium.unicode_at, pdfium.is_unmapped
    box_into, box, plain = pdfium.loose_box_into, array("f", [0.0] * 4), _PLAIN
    box_address = pdfium.addresses_of(box)[0]
    last, run, place, ordered = None, _NO_RUN, _NOWHERE, True
    for index in range(min(pdfium.count_chars(text_page), MOST_CHARS + 1)):
        address = object_at(text_page, index)
        if address is None:
            continue  # a space or a line break that PDFium made up
        box_into(text_page, index, box_address)
        x0, y1, x1, y0 = box
        before, place = place, (x0, y0, x1, y1)
        if address != last:
            last, drawn_last = address, run.place
            run = runs.get(address) or _NO_RUN
            if run is _NO_RUN:
                run = runs[address] = _run(text_page, index, address, drawn, place)
            ordered = ordered and drawn_last <= run.place
        text = plain[unicode_at(text_page, index)]
        unmapped = is_unmapped(text_page, index)
        if text == " " and not (unmapped and _has_ink(text_page, index)):
            add(char_of(Char, (run, text, _NOWHERE, "")))
        elif unmapped or text is None:
            _add_odd(chars, run, text_page, index, place)
        elif before == place and chars and chars[-1].run is run:
            chars[-1] = _ligature(chars[-1], text)
        else:
            add(char_of(Char, (run, text, _advance(text_page, index, run) if run.inked else place, "")))
    return (chars if ordered else in_order(chars)), runs.keys()


def _add_odd(chars: list[Char], run: Run, text_page: c_void_p, index: int, place: Box4) -> None:
    """Adds a character that takes a second look, unless it has no text of its own."""
    text = UNKNOWN if pdfium.is_unmapped(text_page, index) else _odd(text_page, index)
    last = chars[-1] if chars else None
    if last is not None and text and last.run is run and last.box == place:
        chars[-1] = _ligature(last, text)
    elif text:
        point = _point(text_page, index, run) if text == UNKNOWN else ""
        chars.append(Char(run, text, _advance(text_page, index, run) if run.inked else place, point))


def _ligature(char: Char, text: str) -> Char:
    """A glyph of several characters; without a meaning it is one U+FFFD."""
    return char if char.text == UNKNOWN == text else char._replace(text=char.text + text)


class _Plain(dict[int, str | None]):
    """The text of a code point where nothing else has to be looked at; None where it has."""

    def __missing__(self, code: int) -> str | None:
        if 0xD800 <= code <= 0xDFFF or code == _HYPHEN or code in _NOT_SPACES:
            text = None
        else:
            text = " " if chr(code).isspace() else text_of(code)
        if text == UNKNOWN:
            text = None
        self[code] = text
        return text


_PLAIN: Final = _Plain()


def _odd(text_page: c_void_p, index: int) -> str:
    """The text of a character that takes a second look; empty where it has none of its own."""
    code = pdfium.unicode_at(text_page, index)
    if code == _HYPHEN:
        return "-" if pdfium.is_hyphen(text_page, index) else UNKNOWN
    if 0xD800 <= code <= 0xDBFF:
        low = pdfium.unicode_at(text_page, index + 1)
        return text_of(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) or "" if 0xDC00 <= low <= 0xDFFF else UNKNOWN
    if 0xDC00 <= code <= 0xDFFF:
        high = pdfium.unicode_at(text_page, index - 1) if index else 0
        return "" if 0xD800 <= high <= 0xDBFF else UNKNOWN
    return text_of(code) or text_by_ink(code, inked=_has_ink(text_page, index))


def _has_ink(text_page: c_void_p, index: int) -> bool:
    x0, y0, x1, y1 = pdfium.ink_of(text_page, index)
    return x1 > x0 and y1 > y0


def run_of(text_object: int, matrix: Matrix, drawn: Drawn) -> Run:
    """What the characters of a text object share.

    Args:
        text_object: its address.
        matrix: its text matrix with those of the forms that it stands in; it puts the first character.
        drawn: the objects of the page.
    """
    a, b, c, d, x, y = matrix
    points = pdfium.font_size_of(text_object)
    direction = direction_of(a, b) if points >= 0 else direction_of(-a, -b)
    size = abs(points) * hypot(c, d) or 1.0
    low, high = round((y - DESCENT * size) * 100) / 100, round((y + ASCENT * size) * 100) / 100
    place = drawn.texts.get(text_object, len(drawn.texts))
    return Run(place, direction, size, (x, y), low, high, pdfium.render_mode(text_object) in pdfium.INVISIBLE)


def _run(text_page: c_void_p, index: int, address: int, drawn: Drawn, box: Box4) -> Run:
    """What the characters of a text object share, from the first one and its box."""
    matrix = pdfium.matrix_at(text_page, index)
    run = run_of(address, matrix, drawn)
    if run.direction == 0 and abs(box[0] - matrix[4]) <= _AT_ORIGIN * run.size:
        return run
    x, y = pdfium.origin_of(text_page, index)
    x0, y0, x1, y1 = box
    begin = turned((x0 - x, y0 - y, x1 - x, y1 - y), *turn_of(run.direction))[0]
    if begin < -_HANGS * run.size and run.direction == 0:
        run.hangs, run.direction = True, 270
    elif abs(begin) > _AT_ORIGIN * run.size:
        run.inked = True
    return run


def _advance(text_page: c_void_p, index: int, run: Run) -> Box4:
    """The box as wide as the advance, guessed from the ink: as much room after it as before it."""
    x, y = pdfium.origin_of(text_page, index)
    x0, y0, x1, y1 = pdfium.ink_of(text_page, index)
    match run.direction:
        case 0:
            return min(x, x0), y0, x1 + max(x0 - x, 0), y1
        case 180:
            return x0 - max(x - x1, 0), y0, max(x, x1), y1
        case 90:
            return x0, min(y, y0), x1, y1 + max(y0 - y, 0)
        case 270:
            return x0, y0 - max(y - y1, 0), x1, max(y, y1)
        case _:
            return x0, y0, x1, y1


def _point(text_page: c_void_p, index: int, run: Run) -> str:
    """``.`` or ``,`` where the ink of a character without a meaning is one, on its baseline; else empty."""
    x, y = pdfium.origin_of(text_page, index)
    x0, y0, x1, y1 = pdfium.ink_of(text_page, index)
    left, low, right, high = turned((x0 - x, y0 - y, x1 - x, y1 - y), *turn_of(run.direction))
    width, height, low = (right - left) / run.size, (high - low) / run.size, low / run.size
    if not (0 < width <= _POINT and 0 < height <= _COMMA_HEIGHT and low <= _ABOVE):
        return ""
    if low < _BELOW or height > _TALL * width:
        return ","
    return "." if height <= _POINT else ""


def in_order(chars: list[Char]) -> list[Char]:
    """In the order of drawing."""
    return sorted(chars, key=lambda char: char.run.place)
