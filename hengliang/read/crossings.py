"""The rectangles that crossing lines enclose, gathered by the tables they make.

In: edges as pdfplumber has them, merged. Out: boxes (x0, top, x1, bottom). The cells are those of pdfplumber's
``intersections_to_cells`` and ``cells_to_tables``, whose time grows with the square of the cells: a page of graph paper kept
them busy for a minute.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.read.glyphs import Box4
    from hengliang.read.ruling import Edge

Point: TypeAlias = tuple[float, float]

#: A page with more crossings is a drawing and no table.
_MOST_CROSSINGS: Final = 60_000


def enclosed(edges: Sequence[Edge], tolerance: float) -> list[list[Box4]]:
    """The boxes of the cells of each table.

    Args:
        edges: merged; their y runs downwards.
        tolerance: so far (points) from an edge's end it is still crossed.
    """
    flat = sorted((e["top"], e["x0"], e["x1"]) for e in edges if e["orientation"] == "h")
    upright = sorted((e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v")
    along: dict[Point, list[int]] = defaultdict(list)
    down: dict[Point, list[int]] = defaultdict(list)
    for v, (x, top, bottom) in enumerate(upright):
        for h, (y, x0, x1) in enumerate(flat):
            if top - tolerance <= y <= bottom + tolerance and x0 - tolerance <= x <= x1 + tolerance:
                along[x, y].append(h)
                down[x, y].append(v)
    if len(along) > _MOST_CROSSINGS:
        return []
    return _tables(list(_cells(along, down)))


def _cells(along: dict[Point, list[int]], down: dict[Point, list[int]]) -> Iterator[Box4]:
    """The smallest cell whose upper left corner is at each crossing."""
    rows = {edge: [x for x, _ in points] for edge, points in _on_edges(along).items()}
    columns = {edge: [y for _, y in points] for edge, points in _on_edges(down).items()}
    for x, y in sorted(along):
        for bottom in _beyond(y, [columns[edge] for edge in down[x, y]]):
            beside = _beyond(x, [rows[edge] for edge in along[x, y]])
            corners = ((far, bottom) for far in beside)
            found = next((c for c in corners if _meet(along, (x, bottom), c) and _meet(down, (c[0], y), c)), None)
            if found:
                yield x, y, *found
                break


def _beyond(place: float, edges: Sequence[list[float]]) -> Iterator[float]:
    """The crossings beyond a place on the edges that run through it, the nearest first."""
    if len(edges) == 1:
        points = edges[0]
        yield from (points[at] for at in range(bisect_right(points, place), len(points)))
    else:
        yield from sorted({point for points in edges for point in points if point > place})


def _meet(edges: dict[Point, list[int]], one: Point, other: Point) -> bool:
    """Whether one edge runs through both crossings."""
    return other in edges and any(edge in edges[other] for edge in edges[one])


def _on_edges(edges: dict[Point, list[int]]) -> dict[int, list[Point]]:
    """The crossings on each edge, in order: they were found so."""
    points: dict[int, list[Point]] = defaultdict(list)
    for point, there in edges.items():
        for edge in there:
            points[edge].append(point)
    return points


def _tables(cells: Sequence[Box4]) -> list[list[Box4]]:
    """Cells that share a corner are in one table."""
    owner: dict[Point, int] = {}
    parent = list(range(len(cells)))

    def root(place: int) -> int:
        """The cell that stands for all that it is known to be together with."""
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    for place, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            other = owner.setdefault(corner, place)
            parent[root(other)] = root(place)
    tables: dict[int, list[Box4]] = defaultdict(list)
    for place, cell in enumerate(cells):
        tables[root(place)].append(cell)
    return list(tables.values())
