"""Limits and balances of government debt by area, one cell a line: the one matrix by area whose every row proves itself.

What goes in: the text as read. What comes out: ``Table`` records with exact spans. A row is an area of the list and six
figures, where the first and the fourth are each the sum of the two behind them, and no limit lies below its balance; a row
with an empty cell or figures of another fails, and is left out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from hengliang.codes.areas import names_in
from hengliang.codes.headers import unit_lines
from hengliang.records import Cell, Table
from hengliang.text.sheets import LINE, TABLE_NUMBER, Piece, piece_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_CAPTION = re.compile(r"(?:19|20)\d{2}\s*年[^\n。；]{0,20}债务限额[及和、]?余额(?:情况|明细)*表")
_HEADER = re.compile(
    r"\s*(?:[^一-鿿]*(?:地区|级\s*次|级|次|项目))?(?:\s|地区|级|次|合计|小计|一般债务|专项债务|(?:(?:19|20)\d{2}年)?(?:地方)?(?:政府)?债务(?:限额|余额))+"
)
_LIMIT, _BALANCE = re.compile(r"(?:地方)?(?:政府)?债务限额"), re.compile(r"(?:地方)?(?:政府)?债务余额")
_GENERAL, _SPECIAL = "一般债务", "专项债务"
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_COLUMNS = 6
_MOST_LINES = 400
_MIN_ROWS = 3


def find_debt_tables(text: str) -> tuple[Table, ...]:
    """The tables of debt limits and balances by area, with the rows that prove themselves.

    Args:
        text: as read.
    """
    if "债务限额" not in text:
        return ()
    units = list(unit_lines(text))
    tables = []
    for caption in _CAPTION.finditer(text):
        unit = next((m for m in units if caption.end() <= m.start() < caption.end() + 40), None)
        table = _table(text, caption, unit) if unit else None
        tables += [table] if table else []
    return tuple(tables)


def _table(text: str, caption: re.Match[str], unit: re.Match[str]) -> Table | None:
    header = _HEADER.match(text, unit.end())
    heads = _heads(text, caption, header) if header else None
    if header is None or heads is None:
        return None
    rows: list[tuple[Piece, list[Piece]]] = []
    label, figures, end = None, [], header.end()
    for match in islice(LINE.finditer(text, header.end()), _MOST_LINES):
        if not match[0].strip():
            continue
        line = piece_of(match)
        if _FIGURE.fullmatch(line.text):
            figures.append(line)
            continue
        if label and _proved(figures):
            rows.append((label, figures))
        if TABLE_NUMBER.match(line.text) or re.search("[。；：]|表$", line.text):
            label, figures = None, []
            break
        label, figures = line if _is_area(line.text) else None, []
    if label and _proved(figures):
        rows.append((label, figures))
    if len(rows) < _MIN_ROWS:
        return None
    cells = list(heads)
    for number, (area, cells_of_row) in enumerate(rows, 2):
        cells.append(Cell(number, 0, ((area.start, area.end),)))
        cells += [Cell(number, column, ((p.start, p.end),)) for column, p in enumerate(cells_of_row, 1)]
        end = max(end, cells_of_row[-1].end)
    start = min(first for cell in cells for first, _ in cell.spans)
    return Table(1, start, end, tuple(cells), "".join(caption[0].split()), unit[0])


def _heads(text: str, caption: re.Match[str], header: re.Match[str]) -> tuple[Cell, ...] | None:
    """The six columns, each named by words of the header; None where it does not give 一般 before 专项 for both."""
    limit, balance = (p.search(text, header.start(), header.end()) for p in (_LIMIT, _BALANCE))
    kinds = list(re.finditer(f"{_GENERAL}|{_SPECIAL}", header[0]))
    if not limit or not balance or [m[0] for m in kinds] != [_GENERAL, _SPECIAL] * 2:
        return None
    if not limit[0].endswith("政府债务限额"):
        limit = _LIMIT.search(text, caption.start(), caption.end()) or limit
    cells = []
    for first, whole in ((1, limit), (4, balance)):
        cells.append(Cell(0, first, (whole.span(),)))
        for column, kind in enumerate(kinds[:2], first + 1):
            at = header.start() + kind.start()
            cells += [Cell(0, column, ((at, at + len(kind[0])),)), Cell(1, column, ((whole.end() - 2, whole.end()),))]
    return tuple(cells)


def _is_area(words: str) -> bool:
    """Whether a line is the name of one area and nothing else."""
    found = names_in(words)
    return len(found) == 1 and found[0].start == 0 and found[0].end == len(words)


def _proved(figures: Iterable[Piece]) -> bool:
    """Whether six figures are two sums with their parts, and no limit lies below its balance."""
    values = [float(piece.text.replace(",", "")) for piece in figures]
    if len(values) != _COLUMNS:
        return False
    limits, balances = values[:3], values[3:]
    sums = all(abs(whole - one - other) <= 1 for whole, one, other in (limits, balances))
    return sums and all(limit >= balance for limit, balance in zip(limits, balances, strict=True))
