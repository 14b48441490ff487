"""Looks at a page before it is written: whether its text layer is what a reader of the page sees.

In: a ``PageContent`` and the page it is from. Out: a ``Verdict`` with the reason in a sentence for a person. A page with
good text stays text, whatever pictures stand beside it. It recognises nothing itself.
"""

from __future__ import annotations

import re
import unicodedata
from ctypes import c_float
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

from pypdfium2 import raw

from hengliang.codes.frequent_hanzi import frequent_hanzi
from hengliang.read.glyphs import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdfium2 import PdfObject, PdfPage

    from hengliang.read.glyphs import Box4, PageContent

#: Fewer characters than this on a page full of picture are a page number or a stamp.
_HARDLY_ANY: Final = 40
#: From this share of the page on, pictures are the page.
_FULL: Final = 0.5
#: A picture over this share of the page hides what was drawn before it.
_COVERING: Final = 0.85
#: From this share of characters that no text has on, the text layer is of no use. Decimal points alone that are
#: private characters come to 0.06.
_NONSENSE: Final = 0.15
#: Where hardly a hanzi is, less nonsense tells: a page of `NOPQR67ST` with its figures in another font had 0.2.
_NONSENSE_WITHOUT_HANZI: Final = 0.1
#: A share of hanzi that is next to none.
_NO_HANZI: Final = 0.03
#: From so many hanzi on it counts which they are, and fewer frequent ones than this share are no Chinese.
_ENOUGH_HANZI: Final = 80
_FREQUENT: Final = 0.2
#: What no report has much of: signs of programs; the upper half of Latin-1, which is what hanzi become under a wrong
#: table, but for what reports use of it (· × ÷ ° ± ² ³ §); private characters, and those without a meaning.
_NONSENSE_CHARS: Final = re.compile(
    r"[!\"#$&'*+;<=>?@\[\\\]^_`{|}~]"
    r"|(?![·×÷°±²³§])[\x80-\xff]"
    f"|[{UNKNOWN}\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_HANZI: Final = re.compile(r"[\u4e00-\u9fff]")
_DIGITS: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[^\W\d_]")
#: Curved and slanting strokes of drawn characters, of which a hanzi has some 40: a line of them, and a page; a page
#: with a title in text may have a map or a coat of arms as well.
_LINE_OF_STROKES: Final = 600
_PAGE_OF_STROKES: Final = 8000
#: Pictures on a page of which hanzi may be made.
_MANY_PICTURES: Final = 20
#: Steps of the grid on which pictures are laid to see how much of the page they cover.
_STEPS: Final = 40
#: Segments of paths that are looked at.
_LOOKED_AT: Final = 100_000


class PageKind(StrEnum):
    """What a page's text layer is worth."""

    TEXT = "text"
    SCANNED = "scanned"
    GARBLED = "garbled"
    DIGITS_ONLY = "digits_only"
    HIDDEN_LAYER = "hidden_layer"
    OUTLINED = "outlined"
    EMPTY = "empty"


_REASONS: Final = {
    PageKind.TEXT: "",
    PageKind.SCANNED: "扫描页，没有文字层",
    PageKind.GARBLED: "字体没有正确的字符对照表，文字层读出来是乱码",
    PageKind.DIGITS_ONLY: "只有数字是文字，汉字是图片或图形",
    PageKind.HIDDEN_LAYER: "扫描页，文字层看不见，未必与画面一致",
    PageKind.OUTLINED: "文字画成了图形，没有文字层",
    PageKind.EMPTY: "",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, and why its text layer cannot be used: empty where it can, or where the page is blank."""

    kind: PageKind
    reason: str

    @property
    def is_readable(self) -> bool:
        """Whether the text layer says what the page shows."""
        return self.kind in (PageKind.TEXT, PageKind.EMPTY)


def triage(content: PageContent, page: PdfPage) -> Verdict:
    """Judges a page.

    Args:
        content: what its text layer and its drawings give.
        page: the same page, open.
    """
    kind = _kind(content, page)
    return Verdict(kind, _REASONS[kind])


def _kind(content: PageContent, page: PdfPage) -> PageKind:
    text = "".join(glyph.text for glyphs in (content.glyphs, *content.aside) for glyph in glyphs)
    covered = _covered(content.pictures, page.get_bbox())
    if covered >= _FULL and len(text) < _HARDLY_ANY:
        return PageKind.HIDDEN_LAYER if len(content.hidden) >= _HARDLY_ANY / 2 else PageKind.SCANNED
    if is_garbled(text):
        return PageKind.GARBLED
    if covered >= _COVERING and _is_painted_over(page):
        return PageKind.HIDDEN_LAYER
    figures = _has_only_figures(text)
    if len(text) >= _HARDLY_ANY and not figures:
        return PageKind.TEXT
    if _is_drawn(page, _LINE_OF_STROKES if figures or not text else _PAGE_OF_STROKES):
        return PageKind.DIGITS_ONLY if figures else PageKind.OUTLINED
    if figures and (covered >= _FULL or len(content.pictures) >= _MANY_PICTURES):
        return PageKind.DIGITS_ONLY
    return PageKind.TEXT if text else PageKind.EMPTY


def is_garbled(text: str) -> bool:
    """Whether these characters, without spaces, can be no text: too many that no report has, or hanzi at random.

    Example:
        >>> is_garbled("全年地区生产总值增长5.2%"), is_garbled("È«Äê²ÆÕþÊÕÈë5.2%")
        (False, True)
    """
    if not text:
        return False
    hanzi = _HANZI.findall(unicodedata.normalize("NFKC", text))
    most = _NONSENSE_WITHOUT_HANZI if len(hanzi) < _NO_HANZI * len(text) else _NONSENSE
    if len(_NONSENSE_CHARS.findall(text)) >= most * len(text):
        return True
    known = frequent_hanzi()
    return len(hanzi) >= _ENOUGH_HANZI and sum(char in known for char in hanzi) < _FREQUENT * len(hanzi)


def _has_only_figures(text: str) -> bool:
    """Whether hardly a hanzi is among the characters, and most of the rest are digits."""
    hanzi, digits = len(_HANZI.findall(text)), len(_DIGITS.findall(text))
    letters = len(_LETTERS.findall(text)) - hanzi
    return bool(text) and hanzi < _NO_HANZI * len(text) and digits > letters


def _covered(pictures: Iterable[Box4], sheet: Box4) -> float:
    """The share of the page that pictures cover."""
    left, bottom, right, top = sheet
    width, height = (right - left) / _STEPS or 1, (top - bottom) / _STEPS or 1
    cells: set[tuple[int, int]] = set()
    for x0, y0, x1, y1 in pictures:
        columns = range(max(round((x0 - left) / width), 0), min(round((x1 - left) / width), _STEPS))
        rows = range(max(round((y0 - bottom) / height), 0), min(round((y1 - bottom) / height), _STEPS))
        cells.update((column, row) for column in columns for row in rows)
    return len(cells) / _STEPS**2


def _is_painted_over(page: PdfPage) -> bool:
    """Whether an opaque picture the size of the page comes after all its text: the text is there to be searched only."""
    left, bottom, right, top = page.get_bbox()
    least = _COVERING * (right - left) * (top - bottom)
    over = False
    for item in page.get_objects(max_depth=1):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            over = False
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE and not raw.FPDFPageObj_HasTransparency(item):
            x0, y0, x1, y1 = item.get_bounds()
            over = over or (x1 - x0) * (y1 - y0) >= least
    return over


def _is_drawn(page: PdfPage, many: int) -> bool:
    """Whether the page has at least so many curved and slanting strokes, as drawn characters have."""
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    strokes = (slants for slants in islice(_segments(paths), _LOOKED_AT) if slants)
    return sum(1 for _ in islice(strokes, many)) == many


def _segments(paths: Iterator[PdfObject]) -> Iterator[bool]:
    """For each segment of some paths whether it is curved or slanting."""
    x, y = c_float(), c_float()
    for path in paths:
        before = (0.0, 0.0)
        for place in range(raw.FPDFPath_CountSegments(path)):
            segment = raw.FPDFPath_GetPathSegment(path, place)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            here, kind = (x.value, y.value), raw.FPDFPathSegment_GetType(segment)
            slants = abs(here[0] - before[0]) > 0.01 and abs(here[1] - before[1]) > 0.01
            yield kind == raw.FPDF_SEGMENT_BEZIERTO or (kind == raw.FPDF_SEGMENT_LINETO and slants)
            before = here
