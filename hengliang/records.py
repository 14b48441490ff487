"""The records that stages hand to each other, before there are tables.

``Document`` is what a reader gives; ``Section`` and ``Sentence`` are what segmenting gives; ``Mention`` is a number found
in a sentence; ``Observation`` is a mention bound to what it measures. All offsets count code points of ``Document.text``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

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
    """A table on a page, with the span of text it covers and the lines that name it and its unit."""

    page: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    caption: str = ""
    unit_line: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its span in the text, and a box per code point where the reader knows one.

    ``boxes[i]`` belongs to code point ``start + i``; it is None for characters that the reader added (line breaks).
    """

    number: int
    start: int
    end: int
    source: TextSource
    boxes: tuple[tuple[float, float, float, float] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read.

    Attributes:
        document_id: SHA-256 of the bytes, hexadecimal.
        name: the file's base name with extension.
        text: for a text file ``bytes.decode(encoding)`` and nothing else; for a PDF its pages joined by form feeds.
        encoding: the codec, empty for a PDF.
        reader: ``text`` or ``pdf``.
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


@dataclass(frozen=True, slots=True)
class Period:
    """What time a stretch of text speaks of, in the form of the column ``time_period``, and how that is known."""

    value: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the document under one heading.

    Attributes:
        start: first code point of the heading (or of the text, where none stands).
        end: code point after the section.
        heading: the heading as printed, without its number.
        level: depth, 1 for 一、, 2 for （一）, 3 for 1. and so on; 0 before the first heading.
        outlook: whether the section speaks of what is planned.
        period: the period its statements inherit, empty where unknown.
        span_period: the plan period (2016/2020) that 五年来 and 累计 point to, empty where there is none.
    """

    start: int
    end: int
    heading: str
    level: int
    outlook: bool
    period: str
    span_period: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is found first and everything hangs in: who reports, on when, what kind of document, which sections."""

    kind: str
    title: str
    ref_area: str
    ref_area_code: str
    year: int | None
    published: str
    publisher: str
    period: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Observation:
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
    bound: str = "exact"
    value_high: Decimal | None = None
    base_period: str = ""
    share_of: str = ""
    peer_group: str = ""
    vintage: str = ""
    price_basis: str = ""
    qualifier: str = ""
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberRecord:
    """What became of one number of the document."""

    start: int
    end: int
    text: str
    value: Decimal | None
    unit: str
    outcome: str
    reason: str = ""
    observations: tuple[int, ...] = ()
