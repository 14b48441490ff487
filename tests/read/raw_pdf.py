"""PDFs written by hand, with a font whose glyphs are boxes: what each means, how wide it is and where its ink lies."""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """A glyph: the text it is mapped to (None: unmapped), its width, and its ink (x0, y0, x1, y1), in thousandths."""

    text: str | None
    width: int = 1000
    ink: tuple[int, int, int, int] = (50, -80, 950, 820)


#: Ink of a point and a comma on the baseline, of a point in a full-width font, and none.
POINT = (70, -10, 180, 100)
COMMA = (70, -150, 190, 100)
WIDE_POINT = (430, 140, 560, 280)
NO_INK = (0, 0, 0, 0)


def raw_pdf(
    content: bytes,
    shapes: list[Shape] | None = None,
    *,
    resources: bytes = b"",
    more: tuple[bytes, ...] = (),
    page: bytes = b"",
) -> bytes:
    """A page of 595 by 842 points; the n-th shape has the code n (from 1) of font ``/F``; ``more`` begins at object 10."""
    shapes = shapes or [Shape("x")]
    codes = range(1, len(shapes) + 1)
    names = b" ".join(b"/g%d" % code for code in codes)
    procedures = b" ".join(b"/g%d %d 0 R" % (code, 9 + len(more) + code) for code in codes)
    widths = b" ".join(b"%d" % shape.width for shape in shapes)
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 -200 1000 900]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar %d"
        b"/Widths[%s]/Encoding<</Type/Encoding/Differences[1 %s]>>/CharProcs<<%s>>/ToUnicode 7 0 R/Resources<<>>>>"
        % (len(shapes), widths, names, procedures)
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>%s>>"
        % (resources, page),
        stream(content),
        font,
        b"null",
        stream(_to_unicode(shapes)),
        b"null",
        b"null",
        *more,
        *(stream(_procedure(shape)) for shape in shapes),
    ]
    return _file(objects)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def show(*codes: int, x: float = 72, y: float = 700, size: float = 10) -> bytes:
    """Shows glyphs by their codes."""
    return b"BT /F %g Tf %g %g Td <%s> Tj ET\n" % (size, x, y, bytes(codes).hex().encode())


def _procedure(shape: Shape) -> bytes:
    x0, y0, x1, y1 = shape.ink
    return b"%d 0 %d %d %d %d d1 %d %d %d %d re f" % (shape.width, *shape.ink, x0, y0, x1 - x0, y1 - y0)


def _to_unicode(shapes: list[Shape]) -> bytes:
    lines = b"".join(
        b"<%02X> <%s>\n" % (code, shape.text.encode("utf-16-be", "surrogatepass").hex().encode())
        for code, shape in enumerate(shapes, 1)
        if shape.text is not None
    )
    mapped = lines.count(b"\n")
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end"
        % (mapped, lines)
    )


def _file(objects: list[bytes]) -> bytes:
    data = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        len(data),
    )
