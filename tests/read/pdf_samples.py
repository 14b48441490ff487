"""PDFs made for the tests. The CID font STSong-Light needs no font file; all sentences are invented."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def make_pdf(*pages: Callable[[Canvas], None], **options: object) -> bytes:
    """One PDF of A4 pages, each drawn by a function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(
    *texts: str, x: float = 72, top: float = 760, size: float = 12, leading: float = 20, font: str = SONG
) -> Callable[[Canvas], None]:
    """Lines one below the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for i, text in enumerate(texts):
            canvas.drawString(x, top - i * leading, text)

    return draw


def table(
    rows: Sequence[Sequence[str]],
    *,
    top: float = 600,
    widths: Sequence[float] = (150, 100, 100),
    rules: str = "all",
    sides: bool = True,
    font: str = SONG,
) -> Callable[[Canvas], None]:
    """A ruled table; ``rules="columns"`` leaves out the lines between the rows below the head."""
    left, height = 72.0, 24.0

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 12)
        edges = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
        for r, row in enumerate(rows):
            for x, text in zip(edges, row, strict=False):
                canvas.drawString(x + 4, top - (r + 1) * height + 8, text)
        for r in range(len(rows) + 1):
            if rules == "all" or r in (0, 1, len(rows)):
                canvas.line(edges[0], top - r * height, edges[-1], top - r * height)
        for x in edges if sides else edges[1:-1]:
            canvas.line(x, top, x, top - len(rows) * height)

    return draw


def together(*draws: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    """Several things on one page."""

    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


def picture_of(data: bytes, *, page: int = 0, dpi: int = 100) -> ImageReader:
    """A page as a picture, for a page of another PDF."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        return ImageReader(document[page].render(scale=dpi / 72).to_pil().convert("L"))


def scan(data: bytes, *, turn: int = 0, slant: float = 0, dpi: int = 150) -> bytes:
    """A PDF whose only page is a picture of the first page of another.

    Args:
        data: the other PDF.
        turn: by how many quarters the paper lay turned anticlockwise on the glass.
        slant: and by how many degrees more.
        dpi: of the scanner.
    """
    with closing(pypdfium2.PdfDocument(data)) as document:
        paper = document[0].render(scale=dpi / 72).to_pil().convert("L")
    image = paper.rotate(90 * turn, expand=True).rotate(slant, fillcolor=255, resample=Image.Resampling.BICUBIC)
    width, height = image.width * 72 / dpi, image.height * 72 / dpi
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    canvas.drawImage(ImageReader(image), 0, 0, width, height)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def drawn_characters(count: int) -> Callable[[Canvas], None]:
    """So many shapes of 40 curves each, as characters that a program has turned into paths."""

    def draw(canvas: Canvas) -> None:
        for n in range(count):
            x, y = 72 + n % 20 * 20, 700 - n // 20 * 24
            path = canvas.beginPath()
            path.moveTo(x, y)
            for step in range(40):
                path.curveTo(x + step % 5, y + 3, x + 4, y + step % 7, x + step % 11, y + step % 13)
            canvas.drawPath(path, fill=1, stroke=0)

    return draw
