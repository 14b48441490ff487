"""A picture of a page of a PDF, with what was read on it: a box around each number, one colour for each outcome.

In: a path and a page number. Out: a PNG. PDFium draws the page as a viewer does, turned and cropped; boxes come from
the reader in PDF user space and go through PDFium's own conversion, so that they lie where the glyphs lie. It opens
hostile files, so it is called through ``hengliang.each_file``.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from hengliang.extraction import extract_document
from hengliang.isolation import step
from hengliang.limits import limits
from hengliang.read import read
from hengliang.read.files import load
from hengliang.read.sniff import PDF, sniff
from hengliang.records import UnreadableError
from hengliang.report.wanted import Picture, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengliang.records import Document, Page

Box4: TypeAlias = tuple[float, float, float, float]
Colour: TypeAlias = tuple[int, int, int]

#: The colours of the outcomes, told apart by most eyes (Okabe and Ito), in the order of the legend.
COLOURS: Final[dict[str, Colour]] = {
    "observation": (0, 114, 178), "ignored": (230, 159, 0), "unexplained": (213, 0, 50), "table": (0, 158, 115),
}  # fmt: skip
#: How dense a box is filled, of 255.
_FILL: Final = 40
_TABLE_FILL: Final = 14
#: Pixels between a box and its glyphs.
_AIR: Final = 2
#: Boxes farther apart than this share of their size stand on two lines, or in two columns.
_APART: Final = 1.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the page, in PDF user space, and what became of it."""

    outcome: str
    boxes: tuple[Box4, ...]


def draw_page(wanted: Wanted) -> Picture:
    """Draw a page.

    Raises:
        UnreadableError: the file has no pages, or not this one, or cannot be read; without boxes it need only open.
    """
    data = load(wanted.path)
    kind = sniff(data)
    if kind != PDF:
        raise UnreadableError(f"只有 PDF 才有页面可画，这个文件是{kind.label}")
    pdf = _opened(data)
    try:
        if not 1 <= wanted.page <= len(pdf):
            raise UnreadableError(f"没有第 {wanted.page} 页：这个 PDF 共 {len(pdf)} 页")
        page, marks = _read_page(wanted) if wanted.boxes else (None, [])
        step(f"画第 {wanted.page} 页时", "seconds_per_page")
        image, scale = _drawn(pdf, wanted, marks)
    finally:
        pdf.close()
    out = io.BytesIO()
    (_with_legend(image, marks) if wanted.boxes else image).save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), scale, page.unread if page else "")


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        pdf = pypdfium2.PdfDocument(data)
        pdf.init_forms()
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableError("PDF 已加密，需要密码才能打开" if locked else "PDF 已损坏，无法打开") from error
    return pdf


def _read_page(wanted: Wanted) -> tuple[Page | None, list[Mark]]:
    document = read(wanted.path)
    page = next((page for page in document.pages if page.number == wanted.page), None)
    return page, list(marks_of(document, page)) if page else []


def marks_of(document: Document, page: Page) -> Iterator[Mark]:
    """The tables and numbers of a page, tables first, so that they lie below."""
    for start, end in (span for table in document.tables for span in table.spans):
        if page.start <= start < page.end:
            boxes = _boxes(page, start, end)
            yield Mark("table", (_around(boxes),) if boxes else ())
    rows = extract_document(document)
    columns = ("start", "end", "outcome")
    for start, end, outcome in rows.numbers.select(columns).iter_rows():
        if outcome != "observation" and page.start <= start < page.end:
            yield Mark(outcome, _lines(_boxes(page, start, end)))
    for start, end in rows.observations.select("start", "end").unique(maintain_order=True).iter_rows():
        if page.start <= start < page.end:
            yield Mark("observation", _lines(_boxes(page, start, end)))


def _boxes(page: Page, start: int, end: int) -> list[Box4]:
    return [box for box in page.boxes[max(0, start - page.start) : end - page.start] if box]


def _around(boxes: Sequence[Box4]) -> Box4:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _lines(boxes: Iterable[Box4]) -> tuple[Box4, ...]:
    """One box for each stretch: a quote that a line's end breaks gives two, not a rectangle over both lines."""
    runs: list[list[Box4]] = []
    for box in boxes:
        if runs and _beside(runs[-1][-1], box):
            runs[-1].append(box)
        else:
            runs.append([box])
    return tuple(map(_around, runs))


def _beside(a: Box4, b: Box4) -> bool:
    """Whether two glyphs follow each other on one line, whichever way it runs."""
    size = max(min(a[2] - a[0], a[3] - a[1]), min(b[2] - b[0], b[3] - b[1]), 1.0)
    apart = max(b[0] - a[2], a[0] - b[2], 0), max(b[1] - a[3], a[1] - b[3], 0)
    shared = min(a[2], b[2]) > max(a[0], b[0]), min(a[3], b[3]) > max(a[1], b[1])
    return any(shared) and max(apart) <= _APART * size


def _drawn(pdf: pypdfium2.PdfDocument, wanted: Wanted, marks: Sequence[Mark]) -> tuple[Image.Image, float]:
    try:
        page = pdf[wanted.page - 1]
        width, height = page.get_size()
        scale = _fitting(width, height, wanted.scale)
        bitmap = page.render(scale=scale)
        image = bitmap.to_pil().convert("RGB")
        place = bitmap.get_posconv(page)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(f"PDF 已损坏：第 {wanted.page} 页画不出来") from error
    overlay = Image.new("RGBA", image.size) if marks else None
    if overlay is not None:
        draw = ImageDraw.Draw(overlay)
        for mark in marks:
            for x0, y0, x1, y1 in mark.boxes:
                _rectangle(draw, mark.outcome, (*place.to_bitmap(x0, y0), *place.to_bitmap(x1, y1)), scale)
        image.paste(overlay, mask=overlay)
    return image, scale


def _fitting(width: float, height: float, scale: float) -> float:
    """The scale, or the largest that keeps within the limit of pixels."""
    return min(scale, math.sqrt(limits().pixels / max(width * height, 1.0)))


def _rectangle(draw: ImageDraw.ImageDraw, outcome: str, corners: Box4, scale: float) -> None:
    ax, ay, bx, by = corners
    around = (min(ax, bx) - _AIR, min(ay, by) - _AIR, max(ax, bx) + _AIR, max(ay, by) + _AIR)
    light = outcome == "table"
    draw.rectangle(
        around,
        fill=(*COLOURS[outcome], _TABLE_FILL if light else _FILL),
        outline=(*COLOURS[outcome], 110 if light else 255),
        width=1 if light else max(1, round(scale * 0.6)),
    )


def _with_legend(image: Image.Image, marks: Sequence[Mark]) -> Image.Image:
    """The picture with a strip below it: what each colour means and how many there are."""
    size = max(12, min(28, image.width // 45))
    font = ImageFont.load_default(size)
    whole = Image.new("RGB", (image.width, image.height + 2 * size), "white")
    whole.paste(image)
    draw = ImageDraw.Draw(whole)
    draw.line((0, image.height, image.width, image.height), fill=(160, 160, 160))
    x, y = size, image.height + size // 2
    for outcome, colour in COLOURS.items():
        count = sum(mark.outcome == outcome for mark in marks)
        draw.rectangle((x, y, x + size, y + size), outline=colour, width=2)
        label = f"{outcome} {count}"
        draw.text((x + 1.4 * size, y - size * 0.1), label, fill=(60, 60, 60), font=font)
        x += int(draw.textlength(label, font=font) + 3 * size)
    return whole
