"""The order in which a page is read: columns of prose from left to right, what spans them in its place.

In: the lines of a page and its tables. Out: columns in reading order, each a list of lines and tables from top to
bottom. A gap is a gutter only where many rows of prose share it, so that a table without rules is never read
column by column. It does not join lines to paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeAlias, TypeVar

from hengliang.read.lines import Line, is_latin, make_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.glyphs import Glyph


class Placed(Protocol):
    """Anything with a place on the page."""

    @property
    def x0(self) -> float:
        """Left edge."""

    @property
    def x1(self) -> float:
        """Right edge."""

    @property
    def top(self) -> float:
        """Upper edge."""


T = TypeVar("T", bound=Placed)

#: A gap (em) in a row that may be part of a gutter.
_GAP: Final = 0.7
#: Prose on both sides of a gutter has at least so many characters in a row, …
_PROSE: Final = 6
#: … at least this share of them Chinese, …
_CHINESE: Final = 0.5
#: … and so many rows share the gutter, …
_ROWS: Final = 6
#: … several times as many as pieces of text run across it.
_PER_CROSSING: Final = 3


@dataclass(frozen=True, slots=True)
class _Piece(Generic[T]):
    """A stretch of a row without wide gaps, or a table (row −1)."""

    item: Line | T
    row: int
    x0: float
    x1: float
    top: float


def reading_order(lines: Sequence[Line], tables: Sequence[T]) -> list[list[Line | T]]:
    """Sorts a page's lines and tables into columns in reading order."""
    pieces: list[_Piece[T]] = []
    for row, line in enumerate(lines):
        pieces += [_Piece(part, row, part.x0, part.x1, part.top) for part in _split(line)]
    pieces += [_Piece(table, -1, table.x0, table.x1, table.top) for table in tables]
    return [_rejoin(column) for column in _cut(pieces)]


def _split(line: Line) -> list[Line]:
    """Cuts a row at its wide gaps, unless that leaves single characters: a heading in spaced letters."""
    parts: list[list[Glyph]] = [[line.glyphs[0]]]
    for left, right in pairwise(line.glyphs):
        if right.x0 - left.x1 >= _GAP * max(left.size, right.size):
            parts.append([])
        parts[-1].append(right)
    if len(parts) == 1 or median(len(part) for part in parts) <= 2:
        return [line]
    return [make_line(part) for part in parts]


Column: TypeAlias = "list[_Piece[T]]"


def _cut(pieces: Column[T]) -> list[Column[T]]:
    """Cuts a region at its best gutter, and what is left and right of it again; what spans it separates bands."""
    gutter = _best_gutter(pieces)
    if gutter is None:
        return [pieces] if pieces else []
    spanning = sorted((p for p in pieces if p.x0 < gutter < p.x1), key=lambda p: -p.top)
    rest = [p for p in pieces if not p.x0 < gutter < p.x1]
    columns: list[Column[T]] = []
    for band, separator in zip(_bands(rest, spanning), [*spanning, None], strict=True):
        columns += _cut([p for p in band if p.x1 <= gutter]) + _cut([p for p in band if p.x0 >= gutter])
        if separator is not None:
            columns.append([separator])
    return columns


def _bands(pieces: Column[T], spanning: Column[T]) -> list[Column[T]]:
    bands: list[Column[T]] = [[] for _ in range(len(spanning) + 1)]
    for piece in pieces:
        bands[sum(separator.top > piece.top for separator in spanning)].append(piece)
    return bands


def _best_gutter(pieces: Column[T]) -> float | None:
    """The x at which the most rows of prose have a gap, where enough do and few pieces run across it."""
    gaps = [(left.x1, right.x0) for left, right in _neighbours(pieces)]
    if len(gaps) < _ROWS:
        return None
    best, support = None, 0
    for x in sorted({(low + high) / 2 for low, high in gaps}):
        rows = sum(low <= x <= high for low, high in gaps)
        if rows > support and rows >= max(_ROWS, _PER_CROSSING * sum(p.x0 < x < p.x1 for p in pieces)):
            best, support = x, rows
    return best


def _neighbours(pieces: Column[T]) -> list[tuple[_Piece[T], _Piece[T]]]:
    """Each piece of prose with the next one to its right; the rows of two columns need not be level."""
    prose = sorted((p for p in pieces if _is_prose(p.item)), key=lambda p: p.x0)
    pairs = []
    for place, left in enumerate(prose):
        beside = (p for p in prose[place + 1 :] if p.x0 >= left.x1 and abs(p.top - left.top) < _size(left))
        right = next(beside, None)
        if right is not None:
            pairs.append((left, right))
    return pairs


def _size(piece: _Piece[T]) -> float:
    return piece.item.size if isinstance(piece.item, Line) else 0.0


def _is_prose(item: object) -> bool:
    if not isinstance(item, Line) or len(item.glyphs) < _PROSE:
        return False
    return sum(not is_latin(glyph.text[0]) for glyph in item.glyphs) >= _CHINESE * len(item.glyphs)


def _rejoin(pieces: Column[T]) -> list[Line | T]:
    """Puts the pieces of a row together again and sorts the column from top to bottom."""
    whole: list[Line | T] = [p.item for p in pieces if p.row < 0]
    rows = sorted((p for p in pieces if p.row >= 0), key=lambda p: p.row)
    for _, row in groupby(rows, key=lambda p: p.row):
        whole.append(make_line(glyph for p in row if isinstance(p.item, Line) for glyph in p.item.glyphs))
    return sorted(whole, key=lambda item: -item.top)
