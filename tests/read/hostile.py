"""Files that want to crash, hang or flood a reader, made here from nothing."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING

from pdf_samples import lines, make_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = "青岚区2020年政府工作报告"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_MEGABYTE = 2**20


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream with its dictionary."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def page(content: bytes = b"4 0 R", resources: bytes = b"/Font << /F1 5 0 R >>", box: str = "0 0 595 842") -> bytes:
    """The page of ``ONE_PAGE``."""
    words = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %s /Resources << %s >> >>"
    return words % (box.encode(), content, resources)


def squeezed(megabytes: int, times: int = 1) -> bytes:
    """So many zeros, packed so many times."""
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(bytes(_MEGABYTE)) for _ in range(megabytes)) + packing.flush()
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def form(content: bytes, calls: Sequence[int]) -> bytes:
    """A form that may draw other objects, ``/X`` with their numbers."""
    named = b" ".join(b"/X%d %d 0 R" % (number, number) for number in calls)
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << %s >> >>" % named)


def nested_forms(depth: int, width: int) -> bytes:
    """Each form draws the next one ``width`` times: ``width`` to the power of ``depth`` drawings."""
    first = 6
    forms = [form(b"/X%d Do\n" % (first + i + 1) * width, [first + i + 1]) for i in range(depth)]
    draw = page(resources=b"/XObject << /X%d %d 0 R >>" % (first, first))
    last = form(b"0 0 m 9 9 l S", [])
    return raw_pdf(CATALOGUE, ONE_PAGE, draw, stream(b"/X%d Do" % first), FONT, *forms, last)


def hostile_files() -> dict[str, bytes]:
    """Name to bytes; not one of them is a report."""
    report = make_pdf(lines(WORDS, "财政收入8.0亿元"))
    noise = random.Random(7).randbytes(20_000)  # noqa: S311 (no secret)
    operators = zlib.compress(b"0 0 m 9 9 l 9 0 l h S q 1 0 0 1 0 0 cm Q\n" * 400_000)
    shown = b"BT /F1 9 Tf 9 9 Td (8) Tj ET\n"
    return {
        "empty.pdf": b"",
        "truncated.pdf": report[: len(report) // 2],
        "page.pdf": b"<html><body><p>404</p></body></html>",
        "encrypted.pdf": make_pdf(lines(WORDS), encrypt="secret"),
        "huge-page.pdf": raw_pdf(CATALOGUE, ONE_PAGE, page(box="0 0 99999999 99999999"), stream(b"q Q"), FONT),
        "operators.pdf": raw_pdf(CATALOGUE, ONE_PAGE, page(), stream(operators, b"/Filter /FlateDecode"), FONT),
        "flate-bomb.pdf": raw_pdf(
            CATALOGUE, ONE_PAGE, page(), stream(squeezed(200), b"/Filter /FlateDecode"), FONT
        ),
        "flate-bomb-twice.pdf": raw_pdf(
            CATALOGUE, ONE_PAGE, page(), stream(squeezed(200, 2), b"/Filter [/FlateDecode /FlateDecode]"), FONT
        ),
        "circular-tree.pdf": raw_pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
        "circular-parents.pdf": raw_pdf(
            CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
        ),
        "garbage.pdf": b"%PDF-1.7\n" + noise + b"\n%%EOF\n",
        "many-pages.pdf": raw_pdf(
            CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 100000 >>", page(), stream(shown), FONT
        ),
        "one-page-often.pdf": raw_pdf(
            CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % (b"3 0 R " * 100_000), page(), stream(shown),
            FONT,
        ),
        "noise.pdf": noise,
        "deep-array.pdf": raw_pdf(CATALOGUE, ONE_PAGE, page(), stream(b"q Q"), b"[" * 200_000 + b"]" * 200_000),
        "deep-kids.pdf": raw_pdf(CATALOGUE, b"<< /Type /Pages /Kids %s /Count 1 >>" % (b"[" * 100_000)),
        "deep-content.pdf": raw_pdf(CATALOGUE, ONE_PAGE, page(), stream(b"[" * 500_000 + b"<<" * 500_000), FONT),
        "deep-states.pdf": raw_pdf(CATALOGUE, ONE_PAGE, page(), stream(b"q " * 1_000_000), FONT),
        "forms.pdf": nested_forms(12, 12),
        "form-in-itself.pdf": raw_pdf(
            CATALOGUE, ONE_PAGE, page(resources=b"/XObject << /X6 6 0 R >>"), stream(b"/X6 Do"), FONT,
            form(b"/X6 Do /X6 Do", [6]),
        ),
    }  # fmt: skip
