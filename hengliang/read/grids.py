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
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from hengliang.read.glyphs import down
from hengliang.read.lines import Line, group_lines, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.glyphs import Box4, Glyph, Rule

#: Lines this near (points) are one line, and ends this near meet.
_SNAP: Final = 3.0
#: A side that no line closes: so far (points) do the horizontal lines run out beyond the last vertical one.
_OPEN_SIDE: Final = 8.0
#: So many lines with the same gaps between their figures make columns without a rule between them.
_AGREEING: Final = 3
#: How far (em) a label may be from the figures of its row, and how far in terms of the distance of two rows.
_LABEL_REACH: Final = 0.9
_PITCH_REACH: Final = 0.55
#: A part of a line that can stand on its own: a figure, or the stroke for none.
_FIGURE: Final = re.compile(r"[-+−—–…／/()（）\[\]0-9.,，%％‰△▲*]+$")

Edge: TypeAlias = "dict[str, Any]"


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
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    closing: list[Edge] = []
    for side, sign in (("x0", -1), ("x1", 1)):
        for x, top, bottom in _shared_ends(across, side):
            crossing = [v["x0"] for v in upright if v["top"] <= bottom + _SNAP and v["bottom"] >= top - _SNAP]
            inside = [v for v in crossing if (v - x) * sign < -_OPEN_SIDE]
            if inside and len(inside) == len(crossing):
                closing.append(_edge(down(x, -bottom, -top)))
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
    cells, outside = _cells(boxes, glyphs)
    if not _is_table(cells):
        return None, list(glyphs)
    for hidden in (_hidden_columns, _hidden_rows):
        cells, outside = _cells(hidden(cells), glyphs)
    x0, x1 = min(cell.box[0] for cell in cells), max(cell.box[2] for cell in cells)
    top, bottom = min(cell.box[1] for cell in cells), max(cell.box[3] for cell in cells)
    columns = max(cell.column + cell.column_span for cell in cells)
    return Grid(x0, -bottom, x1, -top, columns, cells), outside


def _cells(boxes: Sequence[Box4], glyphs: Sequence[Glyph]) -> tuple[list[GridCell], list[Glyph]]:
    """The cells in reading order, each with its lines, and the glyphs in none of them."""
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    cells: list[GridCell] = []
    slots: dict[tuple[int, int], GridCell] = {}
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        row, column = ys.index(box[1]), xs.index(box[0])
        cell = GridCell(box, row, column, ys.index(box[3]) - row, xs.index(box[2]) - column)
        cells.append(cell)
        slots |= {(row + r, column + c): cell for r in range(cell.row_span) for c in range(cell.column_span)}
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.centre
        slot = slots.get((bisect_right(ys, -y) - 1, bisect_right(xs, x) - 1))
        (slot.glyphs if slot else outside).append(glyph)
    for cell in cells:
        cell.lines = group_lines(cell.glyphs)
    return cells, outside


def _is_table(cells: Sequence[GridCell]) -> bool:
    """At least two rows of text, and somewhere two cells with text side by side."""
    filled = [cell for cell in cells if cell.lines]
    side_by_side = max(Counter(cell.row for cell in filled).values(), default=0) >= 2
    rows: dict[int, int] = {}
    for cell in filled:
        rows[cell.row] = max(rows.get(cell.row, 0), len(cell.lines))
    return side_by_side and sum(rows.values()) >= 2


def _figures(line: Line) -> int:
    """How many figures a line consists of; 0 where there is anything else in it."""
    parts = line.text.split()
    return len(parts) if all(_FIGURE.match(part) for part in parts) else 0


def _hidden_columns(cells: Sequence[GridCell]) -> list[Box4]:
    """The boxes of the cells, those cut in two (or more) whose lines hold several figures side by side."""
    boxes: list[Box4] = []
    columns: dict[tuple[float, float], list[GridCell]] = {}
    for cell in cells:
        columns.setdefault((cell.box[0], cell.box[2]), []).append(cell)
    for column in columns.values():
        cuts = _column_cuts([line for cell in column for line in cell.lines])
        for cell in column:
            x0, top, x1, bottom = cell.box
            inner = [x for x in cuts if not any(g.x0 < x < g.x1 for g in cell.glyphs)]
            boxes += [(a, top, b, bottom) for a, b in pairwise([x0, *inner, x1])]
    return boxes


def _column_cuts(lines: Sequence[Line]) -> list[float]:
    """Where all lines of figures leave the same gaps: the middles of the gaps."""
    counted = Counter(count for count in map(_figures, lines) if count >= 2)
    if not counted:
        return []
    figures, agreeing = counted.most_common(1)[0]
    if agreeing < _AGREEING or len(counted) > 1:
        return []
    gaps = [_gaps(line) for line in lines if _figures(line) == figures]
    shared = [(max(a for a, _ in place), min(b for _, b in place)) for place in zip(*gaps, strict=True)]
    return [(low + high) / 2 for low, high in shared] if all(low < high for low, high in shared) else []


def _gaps(line: Line) -> list[tuple[float, float]]:
    """The gaps between the figures of a line."""
    return [(a.x1, b.x0) for a, b in pairwise(line.glyphs) if len(spelled(a, b)) > len(a.text + b.text)]


def _hidden_rows(cells: Sequence[GridCell]) -> list[Box4]:
    """The boxes of the cells, those of a ruled row cut that hold several figures one below the other."""
    boxes: list[Box4] = []
    rows: dict[tuple[float, float], list[GridCell]] = {}
    for cell in cells:
        rows.setdefault((cell.box[1], cell.box[3]), []).append(cell)
    for row in rows.values():
        cuts = _row_cuts(row)
        for cell in row:
            x0, top, x1, bottom = cell.box
            boxes += [(x0, a, x1, b) for a, b in pairwise([top, *cuts, bottom])]
    return boxes


def _row_cuts(row: Sequence[GridCell]) -> list[float]:
    """Half-way between the rows that a ruled row hides; empty where it is a single one."""
    several = [cell for cell in row if len(cell.lines) >= 2]
    if len(several) < 2 or not any(sum(map(bool, map(_figures, cell.lines))) >= 2 for cell in several):
        return []
    groups = _hidden_groups([line for cell in row for line in cell.lines])
    return [-(min(map(_middle, above)) + max(map(_middle, below))) / 2 for above, below in pairwise(groups)]


def _hidden_groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each hidden row, from the top: figures make the rows, a label belongs to the nearest figures.

    A label may stand higher or lower than its figures, or above and below them where it takes two lines.
    """
    figures = _level([line for line in lines if _figures(line)])
    anchors = [(_middle(level[0]), level) for level in figures]
    pitch = median(above - below for (above, _), (below, _) in pairwise(anchors)) if len(anchors) > 1 else 0.0
    apart: list[Line] = []
    for line in lines:
        if _figures(line):
            continue
        middle, level = min(anchors, key=lambda anchor: abs(anchor[0] - _middle(line)))
        reach = min(_LABEL_REACH * line.size, _PITCH_REACH * pitch)
        (level if abs(middle - _middle(line)) <= reach else apart).append(line)
    return sorted([*figures, *_level(apart)], key=lambda group: -max(map(_middle, group)))


def _level(lines: Sequence[Line]) -> list[list[Line]]:
    """Groups lines that stand on about the same level."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=_middle, reverse=True):
        if levels and _middle(levels[-1][0]) - _middle(line) <= 0.5 * line.size:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2
