"""The records that stages hand to each other, before there are tables.

``Document`` is what a reader gives; ``Observation`` is a number bound to what it measures, ``NumberRecord`` what became of
any number. All offsets count code points of ``Document.text``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class UnreadableError(Exception):
    """A file cannot be read; the message is a sentence for a person and becomes the quarantine's reason."""


class TextSource(StrEnum):
    """Where the characters of a page came from."""

    FILE = "file"
    TEXT_LAYER = "text_layer"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF user space (points, origin bottom left)."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell: where it is in the grid, and the stretches of the document's text that stand in it."""

    row: int
    column: int
    spans: tuple[tuple[int, int], ...]
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table, with the span of text it covers and the lines that name it and its unit.

    Attributes:
        page: the first it stands on.
        start: where it begins in the text; ``end``: where it ends.
        end: on the last page it stands on.
        cells: heads that are printed again on a later page stand in none.
        caption: its name.
        unit_line: 单位：万元.
        parts: of a table that runs on over pages, the span on each; between them stands what is no part of it.
    """

    page: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    caption: str = ""
    unit_line: str = ""
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The stretches of text it covers."""
        return self.parts or ((self.start, self.end),)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its span in the text, and a box per code point where the reader knows one.

    ``boxes[i]`` belongs to code point ``start + i``; it is None for characters that the reader added (line breaks).
    ``unread`` is empty, or the sentence that says why (some of) what is printed on the page is not in the text;
    ``doubtful`` is empty, or the sentence that says why the order of its text may be wrong.
    """

    number: int
    start: int
    end: int
    source: TextSource
    boxes: tuple[tuple[float, float, float, float] | None, ...] = ()
    unread: str = ""
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read.

    Attributes:
        document_id: SHA-256 of the bytes, hexadecimal.
        name: the file's base name with extension.
        text: for a text file ``bytes.decode(encoding)`` and nothing else; for a PDF its pages joined by form feeds, after a
            line break unless a paragraph goes on over the end of the page; for a web page and a DOCX file its paragraphs
            and the rows of its tables as lines, written by the reader: an offset into it is none into the source.
        encoding: the codec, empty for PDF and DOCX.
        reader: ``text``, ``pdf``, ``html`` or ``docx``.
        pages: at least one.
        tables: those the reader could see as tables; their text is in ``text`` as well.
        path: where it was read from.
    """

    document_id: str
    name: str
    text: str
    encoding: str
    reader: str
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    path: Path = field(default_factory=Path)


class Observation(NamedTuple):
    """A quantity bound to what it measures: one row of the table ``observations`` before normalising."""

    start: int
    end: int
    quote: str
    sentence: str
    value: Decimal
    unit: str
    indicator: str
    ref_area: str
    time_period: str
    measure: str
    status: str
    evidence: dict[str, str]
    bound: str = "exact"
    value_high: Decimal | None = None
    base_period: str = ""
    share_of: str = ""
    peer_group: str = ""
    vintage: str = ""
    price_basis: str = ""
    qualifier: str = ""


class Remark(NamedTuple):
    """Something noticed in the structure of the document: one row of the table ``remarks``."""

    kind: str
    start: int
    end: int
    quote: str
    announced: str
    counted: str
    sentence: str


class NumberRecord(NamedTuple):
    """What became of one number of the document."""

    start: int
    end: int
    text: str
    value: Decimal | None
    unit: str
    outcome: str
    reason: str = ""
    observations: tuple[int, ...] = ()
