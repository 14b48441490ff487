"""Ruled tables: from ruled lines to a grid of cells, and from glyphs to what stands in each cell.

In: a page's rules and glyphs. Out: the grids, and the glyphs that stand in none. The search for cells among crossing
lines is pdfplumber's. What is a table is decided by its shape: a frame around text, or the ground painted under
paragraphs, has no two cells side by side. Tables that run on over the next page stay apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from hengliang.read.glyphs import Rule
from hengliang.read.lines import Line, group_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.glyphs import Box4, Glyph

#: Lines this near (points) are one line, and ends this near meet.
_SNAP: Final = 3.0
#: A side that no line closes: so far (points) do the horizontal lines run out beyond the last vertical one.
_OPEN_SIDE: Final = 8.0
#: A line of a cell that can stand on its own: a figure, or the stroke for none.
_FIGURE: Final = re.compile(r"[-+−—–…／/()（）\[\]0-9.,，%％‰△▲*]+$")

Edge: TypeAlias = "dict[str, Any]"


@dataclass(slots=True)
class GridCell:
    """A cell: its place in the grid and its lines of text."""

    row: int
    column: int
    row_span: int
    column_span: int
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on the page; ``cells`` is in reading order and holds the empty ones too."""

    x0: float
    bottom: float
    x1: float
    top: float
    columns: int
    cells: list[GridCell]


def find_grids(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Grid], list[Glyph]]:
    """Finds the ruled tables of a page.

    Returns:
        The tables from top to bottom, and the glyphs outside of them.
    """
    rest = list(glyphs)
    grids: list[Grid] = []
    for cells in _cell_groups(rules):
        grid, outside = _fill(cells, rest)
        if grid is not None:
            grids.append(grid)
            rest = outside
    return sorted(grids, key=lambda grid: -grid.top), rest


def _cell_groups(rules: Sequence[Rule]) -> list[list[Box4]]:
    """The cells of each table as (x0, -top, x1, -bottom): pdfplumber's y runs downwards."""
    edges = _merged(_edge(rule) for rule in rules)
    edges = _merged([*edges, *_open_sides(edges)])
    if not edges:
        return []
    crossings = edges_to_intersections(edges, _SNAP, _SNAP)
    tables: list[list[Box4]] = cells_to_tables(intersections_to_cells(crossings))
    return tables


def _merged(edges: Iterable[Edge]) -> list[Edge]:
    listed = list(edges)
    if not listed:
        return []
    merged: list[Edge] = merge_edges(
        listed, snap_x_tolerance=_SNAP, snap_y_tolerance=_SNAP, join_x_tolerance=_SNAP, join_y_tolerance=_SNAP
    )
    return merged


def _edge(rule: Rule) -> Edge:
    x0, x1 = (rule.low, rule.high) if rule.horizontal else (rule.at, rule.at)
    top, bottom = (-rule.at, -rule.at) if rule.horizontal else (-rule.high, -rule.low)
    kind = "h" if rule.horizontal else "v"
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
        "orientation": kind, "object_type": "line", "doctop": top,
    }  # fmt: skip


def _open_sides(edges: Sequence[Edge]) -> list[Edge]:
    """Closes the left and right sides that Chinese tables often leave without a line."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    closing: list[Edge] = []
    for side, sign in (("x0", -1), ("x1", 1)):
        for x, top, bottom in _shared_ends(across, side):
            crossing = [v["x0"] for v in down if v["top"] <= bottom + _SNAP and v["bottom"] >= top - _SNAP]
            inside = [v for v in crossing if (v - x) * sign < -_OPEN_SIDE]
            if inside and len(inside) == len(crossing):
                closing.append(_edge(Rule(False, x, -bottom, -top)))
    return closing


def _shared_ends(across: Sequence[Edge], side: str) -> list[tuple[float, float, float]]:
    """Where several horizontal lines begin (or end) one below the other: x, and the first and the last line's y."""
    groups: dict[int, list[Edge]] = {}
    for edge in across:
        groups.setdefault(round(edge[side] / _SNAP), []).append(edge)
    return [
        (group[0][side], min(e["top"] for e in group), max(e["top"] for e in group))
        for group in groups.values()
        if len(group) >= 2
    ]


def _fill(boxes: Sequence[Box4], glyphs: Sequence[Glyph]) -> tuple[Grid | None, list[Glyph]]:
    """Puts the glyphs into the cells; None where what comes out is no table."""
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    cells: list[GridCell] = []
    slots: dict[tuple[int, int], GridCell] = {}
    for x0, top, x1, bottom in sorted(boxes, key=lambda box: (box[1], box[0])):
        row, column = ys.index(top), xs.index(x0)
        cell = GridCell(row, column, ys.index(bottom) - row, xs.index(x1) - column)
        cells.append(cell)
        slots.update({(r, c): cell for r in range(row, ys.index(bottom)) for c in range(column, xs.index(x1))})
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.centre
        slot = slots.get((bisect_right(ys, -y) - 1, bisect_right(xs, x) - 1))
        (slot.glyphs if slot else outside).append(glyph)
    for cell in cells:
        cell.lines = group_lines(cell.glyphs)
    if not _is_table(cells):
        return None, list(glyphs)
    return Grid(xs[0], -ys[-1], xs[-1], -ys[0], len(xs) - 1, _split_rows(cells)), outside


def _is_table(cells: Sequence[GridCell]) -> bool:
    """At least two rows of text, and somewhere two cells with text side by side."""
    filled = [cell for cell in cells if cell.lines]
    side_by_side = max(Counter(cell.row for cell in filled).values(), default=0) >= 2
    return side_by_side and sum(_rows_of_text(cells).values()) >= 2


def _rows_of_text(cells: Sequence[GridCell]) -> dict[int, int]:
    """For each row of the grid, the most lines that a cell of it holds."""
    rows: dict[int, int] = {}
    for cell in cells:
        rows[cell.row] = max(rows.get(cell.row, 0), len(cell.lines))
    return rows


def _split_rows(cells: list[GridCell]) -> list[GridCell]:
    """Splits the rows that hold several figures one below the other: only their columns are ruled."""
    result: list[GridCell] = []
    moved: dict[int, int] = {}
    shift = 0
    for row in range(max(cell.row + cell.row_span for cell in cells)):
        moved[row] = row + shift
        baselines = _stacked([cell for cell in cells if cell.row == row and cell.row_span == 1])
        shift += max(len(baselines) - 1, 0)
    moved[len(moved)] = len(moved) + shift
    for cell in cells:
        first, after = moved[cell.row], moved[cell.row + cell.row_span]
        if cell.row_span == 1 and after - first > 1:
            baselines = _stacked([other for other in cells if other.row == cell.row and other.row_span == 1])
            result += _layers(cell, first, baselines)
        else:
            cell.row, cell.row_span = first, after - first
            result.append(cell)
    return sorted(result, key=lambda cell: (cell.row, cell.column))


def _stacked(row: Sequence[GridCell]) -> list[float]:
    """The baselines of the rows hidden in one ruled row; empty where it is a single row."""
    several = [cell for cell in row if len(cell.lines) >= 2]
    figures = [cell for cell in several if sum(bool(_FIGURE.match(line.text)) for line in cell.lines) >= 2]
    if len(several) < 2 or not figures:
        return []
    baselines: list[float] = []
    for line in sorted((line for cell in row for line in cell.lines), key=lambda line: -line.baseline):
        if not baselines or baselines[-1] - line.baseline > 0.5 * line.size:
            baselines.append(line.baseline)
    return baselines


def _layers(cell: GridCell, first: int, baselines: Sequence[float]) -> list[GridCell]:
    """One cell for each hidden row, with the line of the cell that stands in it."""
    layers = [GridCell(first + i, cell.column, 1, cell.column_span) for i in range(len(baselines))]
    for line in cell.lines:
        nearest = min(range(len(baselines)), key=lambda i: abs(baselines[i] - line.baseline))
        layers[nearest].lines.append(line)
    return layers
