"""From ruled lines to cells: which rectangles they enclose.

In: a page's rules. Out: the cells of each table as boxes (x0, -top, x1, -bottom), for pdfplumber's y runs downwards. That
lines which nearly meet are one is pdfplumber's work. It does not look at text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pdfplumber.table import merge_edges

from hengliang.read.crossings import enclosed
from hengliang.read.glyphs import down

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.glyphs import Box4, Rule

#: Lines this near (points) are one line, and ends this near meet.
SNAP: Final = 3.0
#: A side that no line closes: so far (points) do the horizontal lines run out beyond the last vertical one.
_OPEN_SIDE: Final = 8.0

Edge: TypeAlias = "dict[str, Any]"


def merged_edges(rules: Iterable[Rule]) -> list[Edge]:
    """The edges that rules make: those that lie on one line and meet are one."""
    return _merged(map(_edge, rules))


def cell_groups(edges: Sequence[Edge]) -> list[list[Box4]]:
    """The cells of each table.

    Args:
        edges: merged.
    """
    closing = _open_sides(edges)
    if closing:
        edges = _merged([*edges, *closing])
    if not edges:
        return []
    return enclosed(edges, SNAP)


def _merged(edges: Iterable[Edge]) -> list[Edge]:
    listed = list(edges)
    if not listed:
        return []
    merged: list[Edge] = merge_edges(
        listed, snap_x_tolerance=SNAP, snap_y_tolerance=SNAP, join_x_tolerance=SNAP, join_y_tolerance=SNAP
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
            crossing = [v["x0"] for v in upright if v["top"] <= bottom + SNAP and v["bottom"] >= top - SNAP]
            inside = [v for v in crossing if (v - x) * sign < -_OPEN_SIDE]
            if inside and len(inside) == len(crossing):
                closing.append(_edge(down(x, -bottom, -top)))
    return closing


def _shared_ends(across: Sequence[Edge], side: str) -> list[tuple[float, float, float]]:
    """Where several horizontal lines begin (or end) one below the other: x, and the first and the last line's y."""
    groups: dict[int, list[Edge]] = {}
    for edge in across:
        groups.setdefault(round(edge[side] / SNAP), []).append(edge)
    return [
        (group[0][side], min(e["top"] for e in group), max(e["top"] for e in group))
        for group in groups.values()
        if len(group) >= 2
    ]
