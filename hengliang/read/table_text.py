"""Writes a table into the text of its page: a line for each row, tabs between the columns; and finds what names it.

In: a page that is being written, a grid, the lines above it. Out: a ``Table`` with the spans of its cells. The cells of a
spanned column leave their tabs, and a cell is never broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hengliang.read.grids import Grid
from hengliang.read.tabular import cell_joint, gap, is_title, names_above, unit_inside
from hengliang.records import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.grids import GridCell
    from hengliang.read.layout import WrittenPage
    from hengliang.read.lines import Line

#: At most so many lines above a table name it and its unit, …
_CAPTION_LINES: Final = 4
#: … each so far (em) above the next at most; farther, where its words say that it is a title.
_REACH: Final = 2.0
_TITLE_REACH: Final = 4.5


def write_table(page: WrittenPage, grid: Grid, above: Sequence[Line | Grid]) -> Table:
    """Writes a table at the end of what a page has; ``above`` is what stands above it in its column."""
    start = page.end
    before = (0, 0)
    cells: list[Cell] = []
    for cell in grid.cells:
        page.add(gap(before, (cell.row, cell.column), grid.columns))
        before = (cell.row, cell.column)
        cells.append(_write_cell(page, cell))
    page.add("\t" * (grid.columns - 1 - before[1]))
    caption, unit_line = names_above(_lines_above(grid, above))
    unit_line = unit_line or unit_inside((cell.row, "".join(line.text for line in cell.lines)) for cell in grid.cells)
    return Table(page.content.number, start, page.end, tuple(cells), caption, unit_line)


def _write_cell(page: WrittenPage, cell: GridCell) -> Cell:
    start = page.end
    before: Line | None = None
    for line in cell.lines:
        if before is not None:
            page.add(cell_joint(before.glyphs[-1].text[-1], line.glyphs[0].text[0]))
        page.add_line(line)
        before = line
    # A tab within a cell would be taken for the next cell.
    page.chars[start - page.start :] = [" " if char == "\t" else char for char in page.chars[start - page.start :]]
    spans = ((start, page.end),) if page.end > start else ()
    return Cell(cell.row, cell.column, spans, cell.row_span, cell.column_span)


def _lines_above(grid: Grid, above: Sequence[Line | Grid]) -> list[str]:
    """The lines directly above a table, each less than a line's height from what is below it."""
    near_lines: list[str] = []
    edge = grid.top
    for item in reversed(above[-_CAPTION_LINES:]):
        if isinstance(item, Grid):
            break
        reach = _TITLE_REACH if is_title(item.text) else _REACH
        if item.bottom - edge > reach * item.size:
            break
        near_lines.insert(0, item.text)
        edge = item.top
    return near_lines
