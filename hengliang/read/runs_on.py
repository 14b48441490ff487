"""Tables that run on over pages become one: rows go on, heads printed again are told, a row broken by the page is joined.

In: the written pages. Out: the tables of the document. A table goes on at the top of the next page where nothing else stands
between, the columns are the same, and the second has no name of its own. What is printed again (name, unit, heads) stays in
the text and stands in no cell. It also looks for the name of a table on the page before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from hengliang.codes.headers import load_headers, unit_line_in
from hengliang.codes.page_marks import PAGE_NUMBER
from hengliang.read.hidden import FIGURE
from hengliang.read.ruling import SNAP
from hengliang.read.tabular import is_title, names_above, title_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.grids import Grid, GridCell
    from hengliang.read.layout import WrittenPage
    from hengliang.records import Cell, Table

#: Pages that are bound have their tables a little to the left or the right (points).
_SHIFT: Final = 60.0
#: A line of a cell that ends so near (em) to its right edge was broken by it.
_FULL: Final = 1.5
_PAGE_NUMBER: Final = re.compile(rf"{PAGE_NUMBER}|\d{{1,4}}$")
_AGAIN: Final = re.compile(r"[（(]?(?:续表|续上表|接上表|续)[一二三四五六七八九十\d]*[）)]?")
_WHITE: Final = re.compile(r"\s+")
_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
_OPEN_BRACKET: Final = re.compile(r"[（(][^）)]*$")
_GOES_ON: Final = re.compile(r"[、，,和与及（(]$")
_ENDS: Final = re.compile(r"[。；;！？]$")


@dataclass(slots=True)
class _Running:
    """A table that may go on: its rows so far, where its last page ends, and what stood above it."""

    table: Table
    grid: Grid
    above: str
    edges: tuple[float, ...]
    rows: int
    cells: list[Cell]
    parts: list[tuple[int, int]]
    last_row: list[GridCell] = field(default_factory=list)

    def finished(self) -> Table:
        """The table with all its pages."""
        parts = tuple(self.parts) if len(self.parts) > 1 else ()
        return replace(self.table, end=self.parts[-1][1], cells=tuple(self.cells), parts=parts)


def tables_of(pages: Sequence[WrittenPage]) -> tuple[Table, ...]:
    """The tables of a document, in order; those that run on over several pages are one each."""
    found: list[_Running] = []
    running: _Running | None = None
    before: WrittenPage | None = None
    for page in pages:
        for place, (table, grid) in enumerate(zip(page.tables, page.grids, strict=True)):
            above = _between(page, page.tables[place - 1].end if place else page.start, table.start)
            if place == 0 and running is not None and _goes_on(running, table, grid, above):
                _extend(running, table, grid)
            else:
                named = _named(table, above, before) if place == 0 else table
                running = _begun(named, grid, above)
                found.append(running)
        if (page.tables and _between(page, page.tables[-1].end, page.end)) or (
            not page.tables and _between(page, page.start, page.end)
        ):
            running = None
        before = page
    return tuple(table.finished() for table in found)


def _between(page: WrittenPage, start: int, end: int) -> str:
    """What stands on a page between two offsets, without page numbers and white space."""
    lines = "".join(page.chars[start - page.start : end - page.start]).split("\n")
    return "".join(_WHITE.sub("", line) for line in lines if not _PAGE_NUMBER.match(line.strip()))


def _begun(table: Table, grid: Grid, above: str) -> _Running:
    rows = _rows(grid)
    return _Running(
        table,
        grid,
        above,
        grid.edges,
        len(rows),
        list(table.cells),
        [(table.start, table.end)],
        rows[-1] if rows else [],
    )


def _rows(grid: Grid) -> list[list[GridCell]]:
    """The cells of each row."""
    rows: list[list[GridCell]] = [[] for _ in range(max(cell.row + cell.row_span for cell in grid.cells))]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _goes_on(running: _Running, table: Table, grid: Grid, above: str) -> bool:
    """Whether a table at the top of a page is the rest of the one at the end of the page before."""
    if not _same_columns(running, grid):
        return False
    if table.unit_line and running.table.unit_line and _plain(table.unit_line) != _plain(running.table.unit_line):
        return False
    return _again(above, running) and (_repeated(running.grid, grid) > 0 or not _has_own_head(running.grid, grid))


def _again(above: str, running: _Running) -> bool:
    """Whether what stands above is nothing, or what stood above the first part, or says that the table goes on."""
    if above in {"", running.above}:
        return True
    rest = load_headers().unit_line.sub("", above).strip("（）()")
    name = _AGAIN.sub("", rest)
    return not name or name == _AGAIN.sub("", _plain(running.table.caption))


def _plain(text: str) -> str:
    return _WHITE.sub("", text)


def _same_columns(running: _Running, grid: Grid) -> bool:
    """Whether one has the columns of the other, or some of their edges: a page may lack the rows that divide a column."""
    if running.grid.ruled != grid.ruled:
        return False
    if not grid.ruled:
        return len(grid.edges) == len(running.edges) and _stand_within(grid, running.edges)
    fewer, more = sorted((running.edges, grid.edges), key=len)
    return 2 * len(fewer) > len(more) and _places(fewer, more) is not None


def _stand_within(grid: Grid, edges: Sequence[float]) -> bool:
    """Whether what stands in each column stands between the edges of the same column of another table."""
    return all(
        (cell.column == 0 or edges[cell.column] < glyph.x1)
        and (cell.column == grid.columns - 1 or glyph.x0 < edges[cell.column + 1])
        for cell in grid.cells
        if cell.column_span == 1
        for glyph in cell.glyphs
    )


def _places(fewer: Sequence[float], more: Sequence[float]) -> list[int] | None:
    """For each edge the place of the same among more; None where one is missing, or the outer ones differ."""
    shift = more[0] - fewer[0]
    if abs(shift) > _SHIFT or abs(more[-1] - fewer[-1] - shift) > SNAP:
        return None
    places = [min(range(len(more)), key=lambda place: abs(more[place] - edge - shift)) for edge in fewer]
    exact = all(abs(more[place] - edge - shift) <= SNAP for place, edge in zip(places, fewer, strict=True))
    return places if exact and len(set(places)) == len(places) else None


def _texts(row: Iterable[GridCell]) -> list[str]:
    return [_plain("".join(line.text for line in cell.lines)) for cell in row]


def _is_figure(text: str) -> bool:
    return bool(FIGURE.match(text)) and not _YEAR.fullmatch(text)


def _head_rows(rows: Sequence[list[GridCell]]) -> int:
    """How many rows stand above the first with a figure behind its first cell; all, where none has one."""
    return next((n for n, row in enumerate(rows) if any(map(_is_figure, _texts(row)[1:]))), len(rows))


def _repeated(first: Grid, grid: Grid) -> int:
    """How many rows of heads are printed again."""
    above, below = _rows(first), _rows(grid)
    heads, again = min(_head_rows(above), len(above) - 1, len(below) - 1), 0
    while again < heads and any(_texts(below[again])) and _texts(above[again]) == _texts(below[again]):
        again += 1
    return again


def _has_own_head(first: Grid, grid: Grid) -> bool:
    """Whether the second begins with heads: words in all cells, where the first has figures below its own."""
    above, below = _rows(first), _rows(grid)
    heads = _head_rows(above)
    if not 0 < heads < len(above):
        return False
    texts = _texts(below[0])
    return sum(map(bool, texts)) > 1 and all(texts[1:]) and not any(map(_is_figure, texts))


def _extend(running: _Running, table: Table, grid: Grid) -> None:
    """Adds the rows of the next page."""
    again = _repeated(running.grid, grid)
    moved = _on_common_edges(running, grid)
    rows = _rows(grid)
    broken = _broken(running, rows[again]) if again < len(rows) else False
    offset = running.rows - again - broken
    for cell, printed in zip(table.cells, grid.cells, strict=True):
        if printed.row < again:
            continue
        begin, end = moved[cell.column], moved[cell.column + cell.column_span]
        placed = replace(cell, row=cell.row + offset, column=begin, column_span=end - begin)
        if broken and printed.row == again:
            _join(running, placed)
        else:
            running.cells.append(placed)
    running.rows += len(rows) - again - broken
    running.last_row = rows[-1]
    running.parts.append((table.start, table.end))
    if not running.table.unit_line:
        running.table = replace(running.table, unit_line=table.unit_line)


def _on_common_edges(running: _Running, grid: Grid) -> list[int]:
    """For each edge of the next part its place among the columns of the whole, which may get more of them."""
    if not grid.ruled or len(grid.edges) <= len(running.edges):
        return (_places(grid.edges, running.edges) if grid.ruled else None) or list(range(len(grid.edges)))
    places = _places(running.edges, grid.edges) or list(range(len(running.edges)))
    running.cells = [
        replace(
            cell, column=places[cell.column], column_span=places[cell.column + cell.column_span] - places[cell.column]
        )
        for cell in running.cells
    ]
    running.edges = grid.edges
    return list(range(len(grid.edges)))


def _broken(running: _Running, row: Sequence[GridCell]) -> bool:
    """Whether a row is certainly the rest of the last one of the page before: words that go on in the same cells."""
    above = {cell.column: cell for cell in running.last_row if cell.lines}
    filled = [cell for cell in row if cell.lines]
    if not filled or any(cell.column not in above or cell.row_span > 1 for cell in filled):
        return False
    if any(map(_is_figure, _texts(filled))):
        return False
    pairs = [(above[cell.column], cell) for cell in filled]
    return any(_breaks_off(cell, rest, labelled=bool(row[0].lines)) for cell, rest in pairs)


def _breaks_off(cell: GridCell, rest: GridCell, *, labelled: bool) -> bool:
    """Whether a cell's words end in the midst: a bracket is open, a comma; or its line is full and the row has no label."""
    (text,), (after,) = _texts([cell]), _texts([rest])
    if _OPEN_BRACKET.search(text) and re.match(r"[^（(]*[）)]", after):
        return True
    if _GOES_ON.search(text):
        return True
    last = cell.lines[-1]
    return not labelled and not _ENDS.search(text) and cell.box[2] - last.x1 < _FULL * last.size


def _join(running: _Running, rest: Cell) -> None:
    for place in range(len(running.cells) - 1, -1, -1):
        cell = running.cells[place]
        if cell.column == rest.column and cell.row + cell.row_span - 1 == rest.row:
            running.cells[place] = replace(cell, spans=(*cell.spans, *rest.spans))
            return
    running.cells.append(rest)


def _named(table: Table, above: str, before: WrittenPage | None) -> Table:
    """A table at the top of a page, with the name that stands at the end of the page before."""
    if table.caption or above not in {"", _plain(table.unit_line)} or before is None:
        return table
    start = before.tables[-1].end if before.tables else before.start
    text = "".join(before.chars[start - before.start :])
    lines = [line.strip() for line in text.split("\n") if line.strip() and not _PAGE_NUMBER.match(line.strip())]
    titles = title_lines(lines)
    if not titles or not (unit_line_in(titles[-1]) or is_title(titles[-1])):
        return table
    caption, unit_line = names_above(titles)
    return replace(table, caption=caption, unit_line=table.unit_line or unit_line)
