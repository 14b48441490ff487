"""Tables without upright lines: between horizontal lines only (three-line tables, painted rows), or without any line.

In: a page's edges, glyphs and lines. Out: the boxes of each table's cells (x0, -top, x1, -bottom). Columns are told by the gaps
that the rows with figures share. Prose has no such gaps, and a table of contents or a list of names no columns of figures:
what is doubtful is no table, and stays text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from hengliang.codes.headers import load_headers, unit_line_in
from hengliang.read.hidden import figures, hidden_groups, level, middle
from hengliang.read.lines import group_lines, make_line
from hengliang.read.ruling import SNAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengliang.read.glyphs import Box4, Glyph
    from hengliang.read.lines import Line
    from hengliang.read.ruling import Edge

#: What stands so far apart (em) on a line is in two columns, perhaps.
_GAP: Final = 0.8
#: So many rows with figures make a table without any line, and so many columns, unless its head says that it is one.
_ROWS: Final = 3
_COLUMNS: Final = 3
#: So far apart (em) are the baselines of two rows at most.
_PITCH: Final = 3.2
#: At most so many lines of heads stand above the first row with figures.
_HEAD_LINES: Final = 4
#: Of a column of figures, at least this share are figures, …
_MOSTLY: Final = 0.6
#: … and of the lines between two horizontal rules, this share have a gap.
_GAPPED: Final = 0.5
#: A label is not longer.
_LONGEST_LABEL: Final = 40
_SENTENCE: Final = re.compile(r"[。；？！]|，.*，")
_WORDS: Final = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{2}")

#: The parts of a line, from left to right.
Row: TypeAlias = "list[Line]"
Span: TypeAlias = tuple[float, float]


def framed_tables(edges: Iterable[Edge], glyphs: Sequence[Glyph], taken: Sequence[Box4]) -> Iterator[list[Box4]]:
    """The tables between horizontal lines of one length, without upright ones inside.

    Args:
        edges: merged.
        glyphs: that stand in no table so far.
        taken: the boxes of the tables found so far.
    """
    flat = [edge for edge in edges if edge["orientation"] == "h"]
    free = [edge for edge in flat if not any(_within(edge, box) for box in taken)]
    for group in _same_ends(free):
        x0, x1 = group[0]["x0"], group[0]["x1"]
        heights = sorted(edge["top"] for edge in group)
        rows = list(map(_parts, group_lines([g for g in glyphs if x0 <= g.centre[0] <= x1])))
        bands = [
            (top, bottom, [row for row in rows if top < -middle(row[0]) < bottom]) for top, bottom in pairwise(heights)
        ]
        for run in _runs(bands):
            yield from _framed(x0, x1, _wider(run, rows))


def bare_tables(lines: Sequence[Line]) -> Iterator[list[Box4]]:
    """The tables among lines of text, without any rule.

    Args:
        lines: of the page that stand in no table so far, from its top.
    """
    if sum("\t" in line.text for line in lines) < _ROWS:
        return
    rows = [_parts(line) for line in lines]
    at = 0
    while at < len(rows):
        end = _end_of_run(rows, at)
        if end > at:
            body = rows[at:end]
            yield from _bare(_heads(rows, at), body)
        at = max(end, at + 1)


Band: TypeAlias = tuple[float, float, "list[Row]"]


def _within(edge: Edge, box: Box4) -> bool:
    x0, top, x1, bottom = box
    inside: bool = top - SNAP <= edge["top"] <= bottom + SNAP and edge["x0"] < x1 and edge["x1"] > x0
    return inside


def _same_ends(flat: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Groups of lines, two at least, that begin and end alike."""
    left = sorted(flat, key=lambda edge: edge["x0"])
    for begin in _near(left, "x0"):
        for group in _near(sorted(begin, key=lambda edge: edge["x1"]), "x1"):
            if len(group) >= 2:
                yield group


def _near(edges: Sequence[Edge], side: str) -> Iterator[list[Edge]]:
    group: list[Edge] = []
    for edge in edges:
        if group and edge[side] - group[0][side] > SNAP:
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


def _runs(bands: Iterable[Band]) -> Iterator[list[Band]]:
    """Neighbouring bands with text, most of whose lines have gaps."""
    run: list[Band] = []
    for band in bands:
        _, _, rows = band
        if rows and sum(len(row) > 1 for row in rows) >= _GAPPED * len(rows):
            run.append(band)
        elif rows or band[1] - band[0] > 2 * SNAP:
            if run:
                yield run
            run = []
    if run:
        yield run


def _wider(run: list[Band], rows: Sequence[Row]) -> list[Band]:
    """With the head above and the last row below, where only every other row has a ground and so edges."""
    (top, _, first), (_, bottom, last) = run[0], run[-1]
    above = [row for row in rows if -middle(row[0]) < top]
    heads = _heads([*above, first[0]], len(above)) if _is_data(first[0]) else []
    heads = [row for row in heads if row[-1].x1 > last[-1][-1].x0]
    if heads:
        run = [(-max(part.top for part in heads[0]), top, heads), *run]
    for row in rows:
        near = 0 < -middle(row[0]) - bottom <= _PITCH / 2 * row[0].size
        if near and _is_data(row) and len(_columns([*last, row])) == len(_columns(last)) > 1:
            return [*run, (bottom, -min(part.bottom for part in row), [row])]
    return run


def _parts(line: Line) -> Row:
    """A line cut at its wide gaps."""
    parts: list[list[Glyph]] = [[line.glyphs[0]]]
    for left, right in pairwise(line.glyphs):
        if right.x0 - left.x1 >= _GAP * max(left.size, right.size):
            parts.append([])
        parts[-1].append(right)
    return [line] if len(parts) == 1 else list(map(make_line, parts))


def _is_data(row: Row) -> bool:
    """Whether a line is a label with figures."""
    return len(row) > 1 and not figures(row[0]) and any(map(figures, row[1:])) and _is_label(row)


def _is_label(row: Row) -> bool:
    """Whether a line may be (a part of) a row: words that are no sentence."""
    if not _WORDS.search(row[0].text) or len(row[0].text) > _LONGEST_LABEL:
        return False
    return not any(_SENTENCE.search(part.text) for part in row)


def _end_of_run(rows: Sequence[Row], at: int) -> int:
    """Where the rows of a table end that may begin at a place; the place itself where none does."""
    if not _is_data(rows[at]):
        return at
    end = at + 1
    for place in range(at + 1, len(rows)):
        above, row = rows[place - 1][0], rows[place]
        if above.baseline - row[0].baseline > _PITCH * above.size or not (len(row) == 1 or _is_data(row)):
            break
        if _is_data(row):
            end = place + 1
        elif not _is_label(row) or unit_line_in(row[0].text):
            break
    return end


def _heads(rows: Sequence[Row], at: int) -> list[Row]:
    """The lines above the first row with figures that head its columns."""
    heads: list[Row] = []
    for row in reversed(rows[max(0, at - _HEAD_LINES) : at]):
        below = (heads[0] if heads else rows[at])[0]
        if row[0].baseline - below.baseline > _PITCH * below.size or len(row) < 2 or not _is_label(row):
            break
        if unit_line_in(" ".join(part.text for part in row)):
            break
        heads.insert(0, row)
    return heads


def _bare(heads: list[Row], body: list[Row]) -> Iterator[list[Box4]]:
    data = [row for row in body if _is_data(row)]
    columns = _columns(data)
    headed = bool(heads) and _is_corner(heads[-1][0].text)
    if len(data) < _ROWS or len(columns) < (2 if headed else _COLUMNS) or not _figures_below(columns, data):
        return
    heads = [row for row in heads if row[-1].x1 > columns[-1][0]]
    cuts = _cuts(columns, heads)
    x0 = min(part.x0 for row in (*heads, *body) for part in row)
    x1 = max(part.x1 for row in (*heads, *body) for part in row)
    groups = [*_head_groups(heads, cuts), *hidden_groups([part for row in body for part in row])]
    yield list(_boxes(x0, x1, cuts, groups, None))


def _is_corner(text: str) -> bool:
    words = load_headers()
    return re.sub(r"\s", "", text) in {*words.corner, *words.corner_alone}


def _framed(x0: float, x1: float, run: list[Band]) -> Iterator[list[Box4]]:
    """The boxes of the cells of a table whose lines have gaps."""
    (top, bottom, head), *below = run
    body = [row for _, _, rows in below for row in rows]
    data = [row for row in body if len(row) > 1 and any(map(figures, row))]
    if not data and len(run) > 2:
        data = [row for row in body if len(row) > 1]
    columns = _columns(data)
    if len(data) < 2 or len(columns) < 2:
        return
    cuts = _cuts(columns, head)
    boxes = list(_boxes(x0, x1, cuts, _head_groups(head, cuts), (top, bottom)))
    for top, bottom, rows in below:
        boxes += _boxes(x0, x1, cuts, _groups(rows, alone=len(below) == 1), (top, bottom))
    yield boxes


def _groups(rows: list[Row], *, alone: bool) -> list[list[Line]]:
    """The parts of each row between two horizontal lines; ``alone`` where no other rows are ruled."""
    parts = [part for row in rows for part in row]
    anchors = level([part for part in parts if figures(part)])
    if len(anchors) > 1:
        return hidden_groups(parts)
    if alone and not anchors and len({len(row) for row in rows}) == 1:
        return [list(row) for row in rows]
    return [parts]


def _columns(rows: Iterable[Row]) -> list[Span]:
    """Where the columns are: the parts that overlap from row to row, taken together."""
    columns: list[Span] = []
    for low, high in sorted((part.x0, part.x1) for row in rows for part in row):
        if columns and low < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], high))
        else:
            columns.append((low, high))
    return columns


def _figures_below(columns: Sequence[Span], rows: Sequence[Row]) -> bool:
    """Whether labels stand in the first column and mostly figures in others, each in most rows."""
    share: list[float] = []
    for low, high in columns:
        there = [part for row in rows for part in row if low <= part.x0 and part.x1 <= high]
        if 2 * len(there) < len(rows):
            return False
        share.append(sum(map(bool, map(figures, there))) / len(there))
    return share[0] <= 1 - _MOSTLY and any(part >= _MOSTLY for part in share[1:])


def _cuts(columns: Sequence[Span], heads: Sequence[Row]) -> list[float]:
    """Where to cut between neighbouring columns: where no head stands, unless it spans both."""
    cuts: list[float] = []
    for (_, low), (high, _) in pairwise(columns):
        spans = [(part.x0, part.x1) for row in heads for part in row]
        inner = [(a, b) for a, b in spans if a < high and b > low and not (a <= low and b >= high)]
        free: list[Span] = [(low, high)]
        for a, b in inner:
            pieces = ((lo, hi) for f0, f1 in free for lo, hi in ((f0, min(f1, a)), (max(f0, b), f1)))
            free = [(lo, hi) for lo, hi in pieces if lo < hi]
        lo, hi = max(free or [(low, high)], key=lambda span: span[1] - span[0])
        cuts.append((lo + hi) / 2)
    return cuts


def _head_groups(heads: Sequence[Row], cuts: Sequence[float]) -> list[list[Line]]:
    """The parts of each row of heads: one row, unless a head spans columns and others stand below it."""
    groups: list[list[Line]] = [[]]
    for row in heads:
        groups[-1] += row
        if any(part.x0 < cut < part.x1 for part in row for cut in cuts):
            groups.append([])
    return [group for group in groups if group]


def _boxes(
    x0: float, x1: float, cuts: Sequence[float], groups: Sequence[list[Line]], ends: Span | None
) -> Iterator[Box4]:
    """The boxes of rows; a cut that goes through a part is none in its row. ``ends``: upper and lower edge."""
    if not groups:
        return
    between = [-(min(map(middle, above)) + max(map(middle, below))) / 2 for above, below in pairwise(groups)]
    first, last = -max(part.top for part in groups[0]), -min(part.bottom for part in groups[-1])
    top, bottom = ends or (first, last)
    for parts, (upper, lower) in zip(groups, pairwise([top, *between, bottom]), strict=True):
        inner = [cut for cut in cuts if not any(part.x0 < cut < part.x1 for part in parts)]
        for left, right in pairwise([x0, *inner, x1]):
            yield left, upper, right, lower
