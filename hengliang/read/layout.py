"""Writes a page's text: columns, paragraphs and tables one after the other, with a box for each code point.

In: a ``PageContent``. Out: a ``WrittenPage``. A paragraph is one line of text, as in a text file: where its lines were
broken only because the column ends, nothing is added. A table is one line for each row, its columns separated by tabs
(cells that span several leave the tabs), and a cell is never broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hengliang.codes.headers import unit_line_in
from hengliang.read.columns import reading_order
from hengliang.read.grids import Grid, find_grids
from hengliang.read.lines import Line, group_lines, is_latin, spell
from hengliang.records import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.glyphs import Box4, PageContent
    from hengliang.read.grids import GridCell

#: Pages are joined by this.
PAGE_BREAK: Final = "\f"
#: Lines of fewer characters do not tell where the margins are.
_LONG_LINE: Final = 10
#: How far (em) a line may end before the right margin and still be broken by it, …
_RAGGED: Final = 2.0
#: … begin after the left margin and be no new paragraph, …
_INDENT: Final = 0.8
#: … and how far apart the baselines of one paragraph are at most.
_LEADING: Final = 2.4
#: How a heading or a list item begins; after the end of a sentence it opens a paragraph even without an indent.
_OPENING: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十\d]{1,3}[章节条]|\d{1,2}[.．、](?!\d)|表\s?\d|[—-]\s?\d+\s?[—-]$"
)
_SENTENCE_END: Final = tuple("。！？；：!?;:")
#: What names a table and stands before its title on a line of its own.
_TABLE_NUMBER: Final = re.compile(r"(?:附?表|附件|附)\s*[\d一二三四五六七八九十]+(?:[-—.]\d+)?\s*[:：]?$")
#: At most so many lines above a table name it and its unit.
_CAPTION_LINES: Final = 4


@dataclass(slots=True)
class WrittenPage:
    """The text of a page with its boxes, and its tables; offsets count from ``start``, the page's place."""

    content: PageContent
    start: int
    chars: list[str] = field(default_factory=list)
    boxes: list[Box4 | None] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The offset after the last code point."""
        return self.start + len(self.chars)

    def add(self, text: str) -> None:
        """Adds characters that are not on the page: breaks and separators."""
        self.chars += text
        self.boxes += [None] * len(text)

    def add_line(self, line: Line) -> None:
        """Adds a line as printed."""
        for char, box in spell(line.glyphs):
            self.chars.append(char)
            self.boxes.append(box)


def write_pages(contents: Iterable[PageContent]) -> list[WrittenPage]:
    """Writes the pages of a document one after the other, ``PAGE_BREAK`` between them."""
    written: list[WrittenPage] = []
    start = 0
    for content in contents:
        written.append(_write_page(content, start))
        start = written[-1].end + len(PAGE_BREAK)
    return written


def _write_page(content: PageContent, start: int) -> WrittenPage:
    page = WrittenPage(content, start)
    grids, glyphs = find_grids(content.rules, content.glyphs)
    for column in reading_order(group_lines(glyphs), grids):
        _write_column(page, column)
    for glyphs_aside in content.aside:
        for line in group_lines(glyphs_aside):
            _break(page)
            page.add_line(line)
    return page


def _break(page: WrittenPage) -> None:
    if page.chars:
        page.add("\n")


def _write_column(page: WrittenPage, column: Sequence[Line | Grid]) -> None:
    lines = [item for item in column if isinstance(item, Line)]
    left, right = _margins(lines, page.content.sides)
    before: Line | Grid | None = None
    for position, item in enumerate(column):
        if isinstance(item, Grid):
            _break(page)
            page.tables.append(_write_table(page, item, column[:position]))
        elif isinstance(before, Line) and _runs_on(before, item, left, right):
            page.add(_joint(before, item))
            page.add_line(item)
        else:
            _break(page)
            page.add_line(item)
        before = item


def _margins(lines: Sequence[Line], sides: tuple[float, float]) -> tuple[float, float]:
    """Where the long lines begin and end: the outermost edges that two of them share.

    Where no two lines end alike, the right margin is taken to be as wide as the left one.
    """
    long = [line for line in lines if len(line.glyphs) >= _LONG_LINE]
    if not long:
        return sides
    lefts, rights = sorted(line.x0 for line in long), sorted((line.x1 for line in long), reverse=True)
    tolerance = long[0].size / 2
    left = next((a for a, b in pairwise(lefts) if b - a <= tolerance), lefts[0])
    right = next((a for a, b in pairwise(rights) if a - b <= tolerance), sides[1] - (left - sides[0]))
    return left, right


def _runs_on(line: Line, below: Line, left: float, right: float) -> bool:
    """Whether a line was broken by the margin and the paragraph goes on in the one below."""
    em = line.size
    if (
        abs(below.size - em) > 0.12 * em
        or line.baseline - below.baseline > _LEADING * em
        or len(line.glyphs) < _LONG_LINE
    ):
        return False
    if right - line.x1 > _RAGGED * em or abs(below.x0 - left) > _INDENT * em:
        return False
    text, below_text = line.text, below.text
    if "\t" in text or "\t" in below_text:
        return False
    return not (text.endswith(_SENTENCE_END) and _OPENING.match(below_text))


def _joint(line: Line, below: Line) -> str:
    """A space between two Latin words; nothing within Chinese, and nothing within a number."""
    last, first = line.glyphs[-1].text[-1], below.glyphs[0].text[0]
    return " " if last.isascii() and last.isalpha() and first.isascii() and first.isalpha() else ""


def _write_table(page: WrittenPage, grid: Grid, above: Sequence[Line | Grid]) -> Table:
    start, row, column = page.end, 0, 0
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.row > row:
            page.add("\t" * (grid.columns - 1 - column) + "\n" * (cell.row - row))
            row, column = cell.row, 0
        page.add("\t" * (cell.column - column))
        column = cell.column
        cells.append(_write_cell(page, cell))
    page.add("\t" * (grid.columns - 1 - column))
    caption, unit_line = _names(grid, above)
    unit_line = unit_line or _unit_inside(grid)
    return Table(page.content.number, start, page.end, tuple(cells), caption, unit_line)


def _write_cell(page: WrittenPage, cell: GridCell) -> Cell:
    start = page.end
    before: Line | None = None
    for line in cell.lines:
        if before is not None:
            page.add(_cell_joint(before, line))
        page.add_line(line)
        before = line
    # A tab within a cell would be taken for the next cell.
    page.chars[start - page.start :] = [" " if char == "\t" else char for char in page.chars[start - page.start :]]
    spans = ((start, page.end),) if page.end > start else ()
    return Cell(cell.row, cell.column, spans, cell.row_span, cell.column_span)


def _cell_joint(line: Line, below: Line) -> str:
    """Two figures one below the other are two, unless the first ends, or the second begins, within a number."""
    last, first = line.glyphs[-1].text[-1], below.glyphs[0].text[0]
    if not (is_latin(last) and is_latin(first)) or last in ".,(" or first in ".,%)":
        return ""
    return " "


def _names(grid: Grid, above: Sequence[Line | Grid]) -> tuple[str, str]:
    """The caption and the line of the unit, from the lines directly above a table."""
    titles: list[str] = []
    unit_line = ""
    edge = grid.top
    for item in reversed(above[-_CAPTION_LINES:]):
        if isinstance(item, Grid) or item.bottom - edge > 2.0 * item.size or item.text.endswith(("。", "；")):
            break
        text = item.text
        found = unit_line_in(text)
        if found and not unit_line:
            unit_line = found.group()
            text = text[: found.start()]
        text = text.strip("\t （([【")
        edge = item.top
        if text:
            titles.insert(0, text)
    return _caption(titles), unit_line


def _caption(titles: Sequence[str]) -> str:
    return "".join(f"{title} " if _TABLE_NUMBER.match(title) else title for title in titles).strip()


def _unit_inside(grid: Grid) -> str:
    """The unit where it stands in the table's own first rows."""
    for cell in grid.cells:
        if cell.row > 1:
            break
        found = unit_line_in("".join(line.text for line in cell.lines))
        if found:
            return found.group()
    return ""
