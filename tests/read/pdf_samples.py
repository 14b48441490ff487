"""PDFs made for the tests. The CID font STSong-Light needs no font file; all sentences are invented."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

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
    *texts: str, x: float = 72, top: float = 760, size: float = 12, leading: float = 20
) -> Callable[[Canvas], None]:
    """Lines one below the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(SONG, size)
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
) -> Callable[[Canvas], None]:
    """A ruled table; ``rules="columns"`` leaves out the lines between the rows below the head."""
    left, height = 72.0, 24.0

    def draw(canvas: Canvas) -> None:
        canvas.setFont(SONG, 12)
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
