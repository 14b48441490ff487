"""Tables of a page: from ruled lines, or from columns without them, to a grid of cells with what stands in each.

In: a page's rules and glyphs. Out: the grids, and the lines that stand in none. What is a table is decided by its shape: a
frame around text, or the ground painted under paragraphs, has no two cells side by side. Tables that run on over the next
page stay apart here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengliang.read.hidden import figures, hidden_columns, hidden_rows
from hengliang.read.lines import Line, group_lines
from hengliang.read.ruling import cell_groups, merged_edges
from hengliang.read.unruled import bare_tables, framed_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.glyphs import Box4, Glyph, Rule


@dataclass(slots=True)
class GridCell:
    """A cell: its box as pdfplumber has it (x0, top, x1, bottom), its place in the grid, what stands in it."""

    box: Box4
    row: int
    column: int
    row_span: int
    column_span: int
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on the page.

    Attributes:
        x0: left edge in the frame.
        bottom: lower edge.
        x1: right edge.
        top: upper edge.
        edges: where its columns begin, from left to right, and where the last one ends.
        cells: in reading order, the empty ones too.
        ruled: whether upright lines divide its columns; else ``edges`` are about half-way between what stands in them.
    """

    x0: float
    bottom: float
    x1: float
    top: float
    edges: tuple[float, ...]
    cells: list[GridCell]
    ruled: bool = True

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.edges) - 1


def find_grids(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Grid], list[Line]]:
    """Finds the tables of a page.

    Returns:
        The tables from top to bottom, and the lines outside of them.
    """
    edges = merged_edges(rules)
    rest = list(glyphs)
    grids: list[Grid] = []
    for boxes in cell_groups(edges):
        if len(boxes) > 1 and (found := _ruled(boxes, rest)):
            rest = _take(found, grids)
    for boxes in framed_tables(edges, rest, [(grid.x0, -grid.top, grid.x1, -grid.bottom) for grid in grids]):
        rest = _take(_unruled(boxes, rest), grids)
    lines = group_lines(rest)
    for boxes in bare_tables(lines):
        rest = _take(_unruled(boxes, rest), grids)
        lines = group_lines(rest)
    return sorted(grids, key=lambda grid: -grid.top), lines


def _take(found: tuple[Grid, list[Glyph]], grids: list[Grid]) -> list[Glyph]:
    grids.append(found[0])
    return found[1]


def _ruled(boxes: Sequence[Box4], glyphs: Sequence[Glyph]) -> tuple[Grid, list[Glyph]] | None:
    """Puts the glyphs into the cells; None where what comes out is no table."""
    cells, outside = _cells(boxes, glyphs)
    if not _is_table(cells):
        return None
    for hidden in (hidden_columns, hidden_rows):
        finer = hidden(cells)
        if len(finer) > len(cells):
            cells, outside = _cells(finer, glyphs)
    return _grid(cells), outside


def _unruled(boxes: Sequence[Box4], glyphs: Sequence[Glyph]) -> tuple[Grid, list[Glyph]]:
    cells, outside = _cells(boxes, glyphs)
    return _grid(cells, ruled=False), outside


def _grid(cells: list[GridCell], *, ruled: bool = True) -> Grid:
    edges = sorted({x for cell in cells for x in (cell.box[0], cell.box[2])})
    top, bottom = min(cell.box[1] for cell in cells), max(cell.box[3] for cell in cells)
    return Grid(edges[0], -bottom, edges[-1], -top, tuple(edges), cells, ruled)


def _cells(boxes: Sequence[Box4], glyphs: Sequence[Glyph]) -> tuple[list[GridCell], list[Glyph]]:
    """The cells in reading order, each with its lines, and the glyphs in none of them."""
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    x_places, y_places = ({edge: place for place, edge in enumerate(edges)} for edges in (xs, ys))
    cells: list[GridCell] = []
    slots: dict[tuple[int, int], GridCell] = {}
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        row, column = y_places[box[1]], x_places[box[0]]
        cell = GridCell(box, row, column, y_places[box[3]] - row, x_places[box[2]] - column)
        cells.append(cell)
        for below in range(row, row + cell.row_span):
            for beside in range(column, column + cell.column_span):
                slots[below, beside] = cell
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.centre
        slot = slots.get((bisect_right(ys, -y) - 1, bisect_right(xs, x) - 1))
        (slot.glyphs if slot else outside).append(glyph)
    for cell in cells:
        if cell.glyphs:
            cell.lines = group_lines(cell.glyphs)
    return cells, outside


def _is_table(cells: Sequence[GridCell]) -> bool:
    """Somewhere two cells with text side by side; and two rows of text, or one with a figure: the rest of a table."""
    filled = [cell for cell in cells if cell.lines]
    if max(Counter(cell.row for cell in filled).values(), default=0) < 2:
        return False
    rows: dict[int, int] = {}
    for cell in filled:
        rows[cell.row] = max(rows.get(cell.row, 0), len(cell.lines))
    return sum(rows.values()) >= 2 or any(figures(cell.lines[0]) for cell in filled[1:])
