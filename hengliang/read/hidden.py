"""Rows and columns that no line separates: told by the figures that stand below and beside each other.

In: the cells of a table with their lines of text. Out: the boxes of finer cells, or the lines of each row. It does not decide
what is a table.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from hengliang.read.lines import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.glyphs import Box4
    from hengliang.read.grids import GridCell
    from hengliang.read.lines import Line

#: So many lines with the same gaps between their figures make columns without a rule between them.
_AGREEING: Final = 3
#: How far (em) a label may be from the figures of its row, and how far in terms of the distance of two rows.
_LABEL_REACH: Final = 0.9
_PITCH_REACH: Final = 0.55
#: A part of a line that can stand on its own: a figure, or the stroke for none.
FIGURE: Final = re.compile(r"[-+−—–…⸺／/()（）\[\]0-9.,，%％‰△▲*]+$")


def figures(line: Line) -> int:
    """How many figures a line consists of; 0 where there is anything else in it."""
    parts = line.text.split()
    return len(parts) if all(FIGURE.match(part) for part in parts) else 0


def hidden_columns(cells: Sequence[GridCell]) -> list[Box4]:
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
    counted = Counter(count for count in map(figures, lines) if count >= 2)
    if not counted:
        return []
    side_by_side, agreeing = counted.most_common(1)[0]
    if agreeing < _AGREEING or len(counted) > 1:
        return []
    gaps = [_gaps(line) for line in lines if figures(line) == side_by_side]
    shared = [(max(a for a, _ in place), min(b for _, b in place)) for place in zip(*gaps, strict=True)]
    return [(low + high) / 2 for low, high in shared] if all(low < high for low, high in shared) else []


def _gaps(line: Line) -> list[tuple[float, float]]:
    """The gaps between the figures of a line."""
    return [(a.x1, b.x0) for a, b in pairwise(line.glyphs) if len(spelled(a, b)) > len(a.text + b.text)]


def hidden_rows(cells: Sequence[GridCell]) -> list[Box4]:
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
    if len(several) < 2 or not any(sum(map(bool, map(figures, cell.lines))) >= 2 for cell in several):
        return []
    groups = hidden_groups([line for cell in row for line in cell.lines])
    return [-(min(map(middle, above)) + max(map(middle, below))) / 2 for above, below in pairwise(groups)]


def hidden_groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each hidden row, from the top: figures make the rows, a label belongs to the nearest figures.

    A label may stand higher or lower than its figures, or above and below them where it takes two lines.

    Args:
        lines: of the cells of a row, at least one of them figures.
    """
    rows = level([line for line in lines if figures(line)])
    anchors = [(middle(row[0]), row) for row in rows]
    pitch = median(above - below for (above, _), (below, _) in pairwise(anchors)) if len(anchors) > 1 else 0.0
    apart: list[Line] = []
    for line in lines:
        if figures(line):
            continue
        height = middle(line)
        anchor, nearest = min(anchors, key=lambda anchor: abs(anchor[0] - height))
        reach = min(_LABEL_REACH * line.size, _PITCH_REACH * pitch)
        (nearest if abs(anchor - height) <= reach else apart).append(line)
    return sorted([*rows, *level(apart)], key=lambda group: -max(map(middle, group)))


def level(lines: Sequence[Line]) -> list[list[Line]]:
    """Groups lines that stand on about the same level."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=middle, reverse=True):
        if levels and middle(levels[-1][0]) - middle(line) <= 0.5 * line.size:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def middle(line: Line) -> float:
    """Half-way between its upper and lower edge."""
    return (line.top + line.bottom) / 2
