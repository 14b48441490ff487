"""Pages on which all labels of a table come first, and then all its figures.

What goes in: the text as read, with form feeds between its pages. What comes out: ``Table`` records with exact spans. Labels
and figures are paired one by one where there are as many of each on every page of a table, and sums prove the pairs: what an
office spends is the sum of its items, of which 行政运行 is the first; taxes add up to 税收收入.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from hengliang.codes.headers import load_headers, unit_line_in
from hengliang.text.heads import find_heads
from hengliang.text.proof import Figure, figure
from hengliang.text.sheet_tables import Order, Page, Row, plain, table_of
from hengliang.text.sheets import (
    LINE,
    PAGE_NUMBER,
    TABLE_NUMBER,
    Piece,
    Sheet,
    alone_on_line,
    cells_of,
    piece_of,
    sheet_above,
    takes_head,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.records import Table

_LEAST_PAIRS = 10
_LEAST_SHARE = 0.9
_LONGEST_LABEL = 40
_MOST_LINES = 120


@dataclass(slots=True)
class _Columns:
    """A page's labels and its figures, as many of each."""

    sheet: Sheet
    labels: list[Piece]
    figures: list[Piece]


def find_column_tables(text: str) -> tuple[Table, ...]:
    """The tables whose pages give labels first and figures then, and prove it.

    Args:
        text: as read.
    """
    if "\f" not in text:
        return ()
    return tuple(table for series in _series(text) for table in _tables(text, series))


def _series(text: str) -> Iterator[list[_Columns]]:
    """Pages of one table that follow each other; a page with the caption again, or with the corner alone, goes on."""
    series: list[_Columns] = []
    start = 0
    while start < len(text):
        end = text.find("\f", start)
        end = len(text) if end < 0 else end
        page = _columns(text, start, end, series[-1].sheet if series else None)
        if series and (page is None or page.sheet.caption != series[-1].sheet.caption):
            yield series
            series = []
        if page:
            series.append(page)
        start = end + 1
    if series:
        yield series


def _columns(text: str, start: int, end: int, before: Sheet | None) -> _Columns | None:
    """A page's labels and figures; None where they are mixed, or not as many."""
    unit = unit_line_in(text[start:end])
    if unit is None and before is None:
        return None
    sheet = _sheet(text, start, end) if unit else Sheet(start, before.caption, before.unit_line) if before else None
    if sheet is None:
        return None
    begin = start + unit.end() if unit else start
    labels: list[Piece] = []
    figures: list[Piece] = []
    for piece in _lines(text, begin, end):
        if PAGE_NUMBER.fullmatch(piece.text):
            sheet.corners.append(piece)
            continue
        if takes_head(sheet, piece):
            continue
        cells = cells_of(text, piece)
        if not cells and (figures or len(piece.text) > _LONGEST_LABEL):
            return None
        if cells and (len(cells) > 1 or cells[0].end < piece.end):
            return None
        (figures if cells else labels).append(piece)
    if len(labels) == len(figures) + 1 and labels[-1].text in load_headers().totals:
        sheet.corners.append(labels.pop())
    cornered = any(not PAGE_NUMBER.fullmatch(corner.text) for corner in sheet.corners)
    paired = len(labels) == len(figures) and (unit or cornered)
    return _Columns(sheet, labels, figures) if paired and figures else None


def _sheet(text: str, start: int, end: int) -> Sheet | None:
    """The sheet of a page's unit, if it stands alone on a line."""
    match = unit_line_in(text[start:end])
    whole = load_headers().unit_line.search(text, start + match.start(), end) if match else None
    return sheet_above(text, whole) if whole and alone_on_line(text, whole) else None


def _lines(text: str, start: int, end: int) -> Iterator[Piece]:
    """The lines of a page but its table's number."""
    lines = (piece_of(line) for line in LINE.finditer(text, start, end) if line[0].strip())
    return islice((piece for piece in lines if not TABLE_NUMBER.match(piece.text)), _MOST_LINES)


def _proved(series: list[_Columns]) -> list[_Columns]:
    """The pages on which no sum fails, if sums come out in nearly all places that can tell, on every second page at least."""
    told = [list(_sums(page)) for page in series]
    held, all_told = sum(map(sum, told)), sum(map(len, told))
    pairs = sum(len(page.labels) for page in series)
    if pairs < _LEAST_PAIRS or not held or 2 * held < len(series) or held < _LEAST_SHARE * all_told:
        return []
    return [page for page, sums in zip(series, told, strict=True) if all(sums)]


def _sums(page: _Columns) -> Iterator[bool]:
    """For each place where labels say what a sum is, whether it is; a sum that may go on over the page tells nothing."""
    names = [plain(piece.text) for piece in page.labels]
    values = [figure(piece.text) for piece in page.figures]
    first = load_headers().first_item
    for number, name in enumerate(names):
        total = values[number - 1] if number else None
        if name in first and total:
            told = _adds_up(total, values[number:])
            if told is not None:
                yield told
    if "税收收入" in names and "非税收入" in names:
        begin, end = names.index("税收收入"), names.index("非税收入")
        total = values[begin]
        if total:
            yield begin < end and bool(_adds_up(total, values[begin + 1 : end]))


def _adds_up(total: Figure, items: list[Figure | None]) -> bool | None:
    """Whether the first few of the items make a total; None where all together are too few."""
    sums = list(accumulate(item.value if item else 0.0 for item in items))
    for number, so_far in enumerate(sums, 1):
        if abs(so_far - total.value) <= total.half * (number + 1):
            return True
    return None if not sums or max(sums) < total.value else False


def _tables(text: str, series: list[_Columns]) -> Iterator[Table]:
    """The pages as tables; a label must mean one thing in all of them."""
    labels: Counter[str] = Counter(plain(piece.text) for page in series for piece in page.labels)
    for columns in _proved(series):
        ways = find_heads(text, columns.sheet.head) if columns.sheet.head else [[]]
        if not ways or len(ways[0]) > 1:
            continue
        pairs = zip(columns.labels, columns.figures, strict=True)
        rows = [Row((label,), (amount,), between=True) for label, amount in pairs]
        page = Page(columns.sheet, ways[0], [], rows, [], 0, 0)
        table = table_of(page, Order(ways[0], []), labels)
        if table:
            yield table
