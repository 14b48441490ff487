"""A table as a grid: the text of each cell by row and column, which rows are headers, where labels stand.

What goes in: a ``Table`` and the document it is in. What comes out: a ``Grid``. It knows the shape, not what words mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from hengliang.codes.units import parse_unit
from hengliang.text.normalise import normalise

if TYPE_CHECKING:
    from hengliang.records import Cell, Document, Table

#: A cell that is a figure.
NUMBER = re.compile(r"[-－—]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?%?|[-－—]?\d+(?:\.\d+)?%?")
#: A header printed over two columns without a rule between: 年末数（亿元）|比上年末增长%.
_LEVEL_AND_GROWTH = re.compile(r"^(?P<level>.+?)(?P<growth>(?:比|较|同比)[^，]{0,8}?[增±升].*)$")


@dataclass(slots=True)
class Grid:
    """A table by rows and columns, with the text of each cell and where spans reach."""

    table: Table
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    header_rows: int = 0
    rows: int = 0
    columns: int = 0


def _text(document: Document, cell: Cell) -> str:
    joined = "".join(document.text[start:end] for start, end in cell.spans).strip()
    return joined if joined.isascii() and NUMBER.fullmatch(joined) else _words(joined)


@lru_cache(maxsize=1 << 12)
def _words(printed: str) -> str:
    """What a cell says that is more than a figure; labels come again and again."""
    return normalise(printed).text.strip()


def grid_of(document: Document, table: Table) -> Grid:
    """The cells of a table by row and column, spans filled."""
    grid = Grid(table)
    for cell in table.cells:
        text = _text(document, cell)
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                grid.texts[row, column] = text
                grid.cells[row, column] = cell
        grid.rows = max(grid.rows, cell.row + cell.row_span)
        grid.columns = max(grid.columns, cell.column + cell.column_span)
    grid.header_rows = _header_rows(grid)
    _split_headers(grid)
    return grid


def _header_rows(grid: Grid) -> int:
    return next((row for row in range(grid.rows) if _has_numbers(grid, row)), grid.rows)


def _split_headers(grid: Grid) -> None:
    """Tell apart the two headers of a cell that no rule divides."""
    row = grid.header_rows - 1
    for column in range(1, grid.columns - 1):
        cell = grid.cells.get((row, column))
        if cell is None or cell.column != column or cell.column_span != 2:
            continue
        match = _LEVEL_AND_GROWTH.match(grid.texts[row, column])
        if match:
            grid.texts[row, column], grid.texts[row, column + 1] = match["level"], match["growth"]


def _has_numbers(grid: Grid, row: int) -> bool:
    """Whether a row holds a figure behind its first cell: a number that is no year."""
    return any(
        NUMBER.fullmatch(grid.texts.get((row, column), ""))
        and not re.fullmatch(r"(?:19|20)\d{2}", grid.texts[row, column])
        for column in range(1, grid.columns)
    )


def label_columns(grid: Grid) -> dict[int, int]:
    """The column in which the labels of each column stand: tables of 收入 and 支出 side by side have two such."""
    blocks: dict[int, int] = {}
    start, figures = 0, False
    for column in range(grid.columns):
        texts = [grid.texts.get((row, column), "") for row in range(grid.header_rows, grid.rows)]
        numbers = sum(bool(NUMBER.fullmatch(text)) for text in texts)
        words = sum(bool(re.search(r"[\u4e00-\u9fff]{2}", text)) and not parse_unit(text) for text in texts)
        if figures and words > numbers and words > 1:
            start, figures = column, False
        figures = figures or numbers > words
        blocks[column] = start
    return blocks
