"""Writes what flows without pages (web pages, Word files): paragraphs as lines, tables a line for each row.

In: paragraphs and sheets in reading order. Out: the text, and a ``Table`` record for each sheet. A reader of a format
knows how these are found; here nobody does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from hengliang.read.tabular import cell_joint, gap, names_above, title_lines, unit_inside
from hengliang.records import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A cell spans at most so many columns; what claims more is a mistake or an attack.
_MOST_COLUMNS: Final = 256
#: Raised digits keep apart from the number before them: ``12.5`` and the mark of a footnote are not ``12.51``.
RAISED: Final = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
#: Characters that stand close: a break of the source's line beside one is no space.
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2018-\u201d\u2026\u2014"
_SOURCE_BREAK: Final = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_BREAK_IN_CHINESE: Final = re.compile(rf"(?<=[{_WIDE}])\n|\n(?=[{_WIDE}])")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
#: Blanks of other widths than the ideographic one, which Chinese names are spaced with.
_OTHER_BLANKS: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")


class Spanned(NamedTuple):
    """A cell as a format gives it: its text, one line, and how far it reaches."""

    text: str
    row_span: int = 1
    column_span: int = 1


class Placed(NamedTuple):
    """A cell with its place in the grid."""

    row: int
    column: int
    text: str
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its cells in reading order, and how many columns it has."""

    cells: tuple[Placed, ...]
    columns: int
    caption: str = ""


def one_line(text: str) -> str:
    r"""The text as it is shown: no invisible characters, blanks drawn together, none where a line of source was broken.

    Example:
        >>> one_line("\n  完成投资\n  42\u200b312 &  亿元\u00a0")
        '完成投资42312 & 亿元'
    """
    text = _SOURCE_BREAK.sub("\n", _INVISIBLE.sub("", text).strip())
    return _OTHER_BLANKS.sub(" ", _BLANKS.sub(" ", _BREAK_IN_CHINESE.sub("", text)))


def as_typed(text: str) -> str:
    """As ``one_line``, for a format in which each blank is printed: 收  入 keeps both of its own."""
    return _OTHER_BLANKS.sub(" ", _SOURCE_BREAK.sub(" ", _INVISIBLE.sub("", text).strip()))


def cell_text(lines: Iterable[str]) -> str:
    """The lines of a cell as one, joined as those of a printed table are."""
    text = ""
    for line in lines:
        if line:
            text += (cell_joint(text[-1], line[0]) if text else "") + line
    return text


def lay_out(rows: Sequence[Sequence[Spanned]], caption: str = "") -> Sheet:
    """Gives each cell its place; rows and columns in which no text begins are left out.

    Example:
        >>> sheet = lay_out([[Spanned("县", row_span=2), Spanned("收入", 1, 2)], [Spanned("总额"), Spanned("增速")]])
        >>> [(cell.row, cell.column, cell.text) for cell in sheet.cells]
        [(0, 0, '县'), (0, 1, '收入'), (1, 1, '总额'), (1, 2, '增速')]
    """
    placed: list[Placed] = []
    taken: dict[int, int] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            width = max(1, min(cell.column_span, _MOST_COLUMNS))
            height = max(1, min(cell.row_span, len(rows) - row))
            placed.append(Placed(row, column, cell.text.replace("\t", " "), height, width))
            if height > 1 and column < _MOST_COLUMNS:
                taken.update(dict.fromkeys(range(column, column + width), row + height))
            column += width
    return _without_blanks(placed, caption)


def _without_blanks(placed: Sequence[Placed], caption: str) -> Sheet:
    """Leaves out rows and columns in which no text begins, and the cells that have no place then."""
    rows = sorted({cell.row for cell in placed if cell.text})
    columns = sorted({cell.column for cell in placed if cell.text})
    cells: list[Placed] = []
    for cell in placed:
        row, row_span = _kept(rows, cell.row, cell.row_span)
        column, column_span = _kept(columns, cell.column, cell.column_span)
        if row_span and column_span:
            cells.append(Placed(row, column, cell.text, row_span, column_span))
    return Sheet(tuple(sorted(cells)), len(columns), caption)


def _kept(places: Sequence[int], first: int, count: int) -> tuple[int, int]:
    """Where a stretch of places begins among those that stay, and how many of it stay."""
    begin = bisect_left(places, first)
    return begin, bisect_left(places, first + count) - begin


def write_flow(blocks: Iterable[str | Sheet]) -> tuple[str, tuple[Table, ...]]:
    r"""Writes paragraphs and sheets one below the other.

    Args:
        blocks: paragraphs without breaks in them, and sheets.

    Returns:
        The text and the records of its tables; all stand on page 1.

    Example:
        >>> text, tables = write_flow(["单位：亿元", lay_out([[Spanned("收入"), Spanned("12.5")]])])
        >>> text, tables[0].unit_line
        ('单位：亿元\n收入\t12.5', '单位：亿元')
    """
    pieces: list[str] = []
    tables: list[Table] = []
    above: list[str] = []
    start = 0
    for block in blocks:
        if pieces:
            pieces.append("\n")
            start += 1
        if isinstance(block, str):
            pieces.append(block)
            above.append(block)
            start += len(block)
        else:
            text, table = _write_sheet(block, start, above)
            pieces.append(text)
            tables.append(table)
            above.clear()
            start = table.end
    return "".join(pieces), tuple(tables)


def _write_sheet(sheet: Sheet, start: int, above: Sequence[str]) -> tuple[str, Table]:
    pieces: list[str] = []
    cells: list[Cell] = []
    before, end = (0, 0), start
    for cell in sheet.cells:
        between = gap(before, (cell.row, cell.column), sheet.columns)
        before = (cell.row, cell.column)
        pieces += (between, cell.text)
        begin, end = end + len(between), end + len(between) + len(cell.text)
        spans = ((begin, end),) if cell.text else ()
        cells.append(Cell(cell.row, cell.column, spans, cell.row_span, cell.column_span))
    pieces.append("\t" * (sheet.columns - 1 - before[1]))
    text = "".join(pieces)
    caption, unit_line = names_above([*title_lines(above), *([sheet.caption] if sheet.caption else [])])
    unit_line = unit_line or unit_inside((cell.row, cell.text) for cell in sheet.cells)
    return text, Table(1, start, start + len(text), tuple(cells), caption, unit_line)
