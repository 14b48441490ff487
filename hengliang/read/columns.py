"""The order in which a page is read: columns of prose from left to right, what spans them in its place.

In: the lines of a page and its tables. Out: columns in reading order, each a list of lines and tables from top to
bottom. A gap is a gutter only where many rows of prose share it, so that a table without rules is never read
column by column. It does not join lines to paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeAlias, TypeVar

from hengliang.read.lines import Line, is_latin, make_line

if TYPE_CHECKING:
    from collections.abc import Sequence


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


@dataclass(frozen=True, eq=False)
class _Piece(Generic[T]):
    """A stretch of a row without wide gaps, or a table (row −1, size 0)."""

    item: Line | T
    row: int
    x0: float
    x1: float
    top: float
    size: float

    @cached_property
    def long(self) -> bool:
        """Whether it has enough characters to be prose."""
        return isinstance(self.item, Line) and len(self.item.glyphs) >= _PROSE

    @cached_property
    def prose(self) -> bool:
        """Whether it is Chinese prose."""
        if not isinstance(self.item, Line) or not self.long:
            return False
        latin = sum([is_latin(glyph.text[0]) for glyph in self.item.glyphs])
        return latin <= (1 - _CHINESE) * len(self.item.glyphs)


def reading_order(lines: Sequence[Line], tables: Sequence[T]) -> list[list[Line | T]]:
    """Sorts a page's lines and tables into columns in reading order."""
    pieces: list[_Piece[T]] = []
    for row, line in enumerate(lines):
        pieces += [_Piece(part, row, part.x0, part.x1, part.top, part.size) for part in _split(line)]
    pieces += [_Piece(table, -1, table.x0, table.x1, table.top, 0.0) for table in tables]
    return [_rejoin(column) for column in _cut(pieces)]


def _split(line: Line) -> list[Line]:
    """Cuts a row at its wide gaps, unless that leaves single characters: a heading in spaced letters."""
    cuts = [
        place
        for place, (left, right) in enumerate(pairwise(line.glyphs), 1)
        if right.x0 - left.x1 >= _GAP * left.size and right.x0 - left.x1 >= _GAP * right.size
    ]
    if not cuts:
        return [line]
    parts = [line.glyphs[begin:end] for begin, end in pairwise([0, *cuts, len(line.glyphs)])]
    return [line] if median(map(len, parts)) <= 2 else [make_line(part) for part in parts]


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
    lows, highs = sorted(low for low, _ in gaps), sorted(high for _, high in gaps)
    lefts, rights = sorted(piece.x0 for piece in pieces), sorted(piece.x1 for piece in pieces)
    best, support = None, 0
    for x in sorted({(low + high) / 2 for low, high in gaps}):
        rows = bisect_right(lows, x) - bisect_left(highs, x)
        crossing = bisect_left(lefts, x) - bisect_right(rights, x)
        if rows > support and rows >= max(_ROWS, _PER_CROSSING * crossing):
            best, support = x, rows
    return best


def _neighbours(pieces: Column[T]) -> list[tuple[_Piece[T], _Piece[T]]]:
    """Each piece of prose with the next one to its right; the rows of two columns need not be level."""
    long = [p for p in pieces if p.long]
    if not long or max(p.x0 for p in long) < min(p.x1 for p in long):
        return []
    prose = sorted((p for p in long if p.prose), key=lambda p: p.top)
    tops = [p.top for p in prose]
    pairs = []
    for left in prose:
        level = prose[bisect_right(tops, left.top - left.size) : bisect_left(tops, left.top + left.size)]
        right = min((p for p in level if p.x0 >= left.x1), key=lambda p: p.x0, default=None)
        if right is not None:
            pairs.append((left, right))
    return pairs


def _rejoin(pieces: Column[T]) -> list[Line | T]:
    """Puts the pieces of a row together again and sorts the column from top to bottom."""
    whole: list[Line | T] = [p.item for p in pieces if p.row < 0]
    rows: dict[int, list[Line]] = {}
    for piece in pieces:
        if piece.row >= 0 and isinstance(piece.item, Line):
            rows.setdefault(piece.row, []).append(piece.item)
    whole += [
        parts[0] if len(parts) == 1 else make_line(glyph for part in parts for glyph in part.glyphs)
        for parts in rows.values()
    ]
    return sorted(whole, key=lambda item: -item.top)
