"""Collects what stands on a page of a PDF: glyphs, ruled lines and pictures.

In: a PDFium page. Out: a ``PageContent``. It decides nothing about lines, columns and tables. Only here and in the
modules that it calls is the parser known.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING, Final

from hengliang.read import pdfium
from hengliang.read.characters import MOST_CHARS, Char, characters, in_order
from hengliang.read.frames import is_level, turn_of, turned
from hengliang.read.glyphs import ASCENT, DESCENT, Glyph, PageContent, Rule, across, down
from hengliang.read.objects import walk
from hengliang.read.rules import pictures_of, rules_of
from hengliang.read.unseen import recovered, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pdfplumber.page import Page as PlumberPage
    from pypdfium2 import PdfPage

    from hengliang.read.objects import Drawn

#: The same character again within this distance (em) is a bold or a shadow made by printing twice.
_OVERPRINT: Final = 0.12
#: A cell (points) of the net that such pairs are caught in.
_CELL: Final = 32.0
#: Figures this near (em) to a point are the number that it belongs to.
_NEXT_TO: Final = 0.5


def page_content(page: PdfPage, source: PlumberPage) -> PageContent:
    """Collects what stands on a page.

    Args:
        page: the page as PDFium has it, open.
        source: the same page as pdfplumber has it, which is interpreted only where PDFium leaves something out.
    """
    drawn = walk(pdfium.handle_of(page.raw))
    chars = [] if drawn.too_many else _chars(page, source, drawn)
    too_many = drawn.too_many or len(chars) > MOST_CHARS
    if too_many:
        chars = []
    hidden = [char for char in chars if char.run.hidden]
    glyphs = _glyphs([char for char in chars if not char.run.hidden] if hidden else chars)
    main = max(filter(is_level, glyphs), key=lambda direction: len(glyphs[direction]), default=0)
    cosine, sine = turn_of(main)
    pictures, thin = pictures_of(drawn.images)
    return PageContent(
        glyphs=printed_once(glyphs.pop(main, [])),
        aside=[printed_once(others) for _, others in sorted(glyphs.items())],
        rules=[_turned(rule, cosine, sine) for rule in [*rules_of(drawn.paths), *thin]],
        pictures=pictures,
        sides=turned(page.get_mediabox(), cosine, sine)[::2],
        number=source.page_number,
        unread="内容多得反常，没有读" if too_many else "",
        hidden=[glyph for group in _glyphs(hidden).values() for glyph in group],
    )


def _chars(page: PdfPage, source: PlumberPage, drawn: Drawn) -> list[Char]:
    """The characters in the order of drawing."""
    with closing(page.get_textpage()) as text_page:
        chars, seen = characters(pdfium.handle_of(text_page.raw), drawn)
    if len(seen) < len(drawn.texts) and (lost := unseen(drawn, seen)):
        return in_order([*chars, *recovered(source, lost, drawn)])
    return chars


def _glyphs(chars: Sequence[Char]) -> dict[int, list[Glyph]]:
    """The glyphs of each direction, in its frame."""
    groups: dict[int, list[Glyph]] = defaultdict(list)
    level, glyph_of = groups[0], tuple.__new__  # the call of a named tuple takes twice as long
    after_space = False
    for char in _with_points(chars):
        run, text, box, _ = char
        if text == " ":
            after_space = True
            continue
        if run.direction == 0:  # nearly all
            x0, _, x1, _ = box
            em_square = (round(x0 * 100) / 100, run.low, round(x1 * 100) / 100, run.high)
            level.append(glyph_of(Glyph, (text, x0, x1, run.origin[1], run.size, em_square, after_space)))
        else:
            groups[run.direction].append(_glyph_aside(char, after_space=after_space))
        after_space = False
    return {direction: group for direction, group in groups.items() if group}


def _glyph_aside(char: Char, *, after_space: bool) -> Glyph:
    """The glyph of a character that does not run from left to right."""
    run, text, box, _ = char
    size, direction = run.size, run.direction
    x0, y0, _, y1 = box
    x, y = run.origin
    below, above = DESCENT * size, ASCENT * size
    if run.hangs:
        return Glyph(text, -y1, -y0, x0 + below, size, _rounded(box), after_space)
    if direction == 90:
        em_square = (x - above, y0, x + below, y1)
        return Glyph(text, y0, y1, -x, size, _rounded(em_square), after_space)
    cosine, sine = turn_of(direction)
    left, _, right, _ = turned(box, cosine, sine)
    baseline = y * cosine - x * sine
    if not is_level(direction):
        # The upright box around a slanting character is too wide by half.
        left, right = (left + right - size) / 2, (left + right + size) / 2
        return Glyph(text, left, right, baseline, size, _rounded(box), after_space)
    em_square = turned((left, baseline - below, right, baseline + above), cosine, -sine)
    return Glyph(text, left, right, baseline, size, _rounded(em_square), after_space)


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)


def _with_points(chars: Sequence[Char]) -> Iterable[Char]:
    """Writes the points of numbers whose font keeps their meaning to itself: ink like a point, behind a digit.

    Some typesetting programs print the decimal point with a private-use code, and that of a list number (1. 收入) as well.
    A comma is one between two digits only.
    """
    if not any(char.point for char in chars):
        return chars
    printed = [char for char in chars if char.text != " "]
    texts = {
        id(char): char.point
        for before, char, after in zip(printed, printed[1:], printed[2:], strict=False)
        if char.point and _is_beside(before, char) and (char.point == "." or _is_beside(after, char))
    }
    return [char._replace(text=texts.get(id(char), char.text)) for char in chars]


def _is_beside(digit: Char, point: Char) -> bool:
    if not digit.text[-1].isdecimal() or digit.run.direction != point.run.direction:
        return False
    reach = _NEXT_TO * point.run.size
    a, b = digit.box, point.box
    return all(a[i] - b[i + 2] <= reach and b[i] - a[i + 2] <= reach for i in (0, 1))


def printed_once(glyphs: list[Glyph]) -> list[Glyph]:
    """Drops the second print of a bold that is made by printing twice, and the third."""
    kept: list[Glyph] = []
    net: dict[tuple[str, int, int], list[Glyph]] = {}
    baseline, em, reach, low, high = 0.0, 0.0, 0.0, 0, 0
    for glyph in glyphs:
        text, x, _, y, size, _, _ = glyph
        if y != baseline or size != em:  # most stand on one line with the one before
            baseline, em, reach = y, size, _OVERPRINT * size
            low, high = int((y - reach) / _CELL), int((y + reach) / _CELL)
        left, right = int((x - reach) / _CELL), int((x + reach) / _CELL)
        inside = left == right and low == high
        there = net.get((text, left, low) if inside else (text, int(x / _CELL), int(y / _CELL)))
        if there and any(abs(o.x0 - x) <= reach and abs(o.baseline - y) <= reach for o in there):
            continue
        kept.append(glyph)
        if not inside:
            for cell in ((text, c, r) for c in range(left, right + 1) for r in range(low, high + 1)):
                net.setdefault(cell, []).append(glyph)
        elif there is None:
            net[text, left, low] = [glyph]
        else:
            there.append(glyph)
    return kept


def _turned(rule: Rule, cosine: float, sine: float) -> Rule:
    ends = (rule.low, rule.at, rule.high, rule.at) if rule.horizontal else (rule.at, rule.low, rule.at, rule.high)
    x0, y0, x1, y1 = turned(ends, cosine, sine)
    return across(y0, x0, x1) if abs(y1 - y0) < abs(x1 - x0) else down(x0, y0, y1)
