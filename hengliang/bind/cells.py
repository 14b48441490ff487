"""Tables: each cell bound by its row, its column, the caption and the unit line.

What goes in: the tables that the reader saw, the document's territory and years. What comes out: ``Observation`` records in
the document's own offsets, and what became of the numbers in labels. It reads no sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengliang.bind.funds import of_fund
from hengliang.bind.grid import NUMBER, Grid, grid_of, label_columns
from hengliang.bind.labels import Label, Whose, read_label, whose
from hengliang.bind.rows import Rows, of_columns
from hengliang.bind.tiers import tier_name
from hengliang.codes.areas import names_in
from hengliang.codes.captions import rule_under
from hengliang.codes.headers import load_headers, unit_line_in
from hengliang.codes.indicators import in_full
from hengliang.quantities.numerals import arabic
from hengliang.records import Cell, Document, NumberRecord, Observation, Table
from hengliang.text.cell_prose import is_prose, prose_in
from hengliang.text.table_labels import in_each_budget, spending

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.text.years import Years

_OWN_BUDGET = re.compile(r"市本级|省本级|县本级|区本级|本级|市级(?!以上)|省级(?!以上)")
_DIGITS_IN = re.compile(r"[-－—]?[\d０-９][\d０-９,，]*(?:\.\d+)?")
_NO_DIGIT = re.compile(r"[^\d.]")
_INDEX = "指数"
#: 2031年南山管委会一般公共预算支出表: whose budget a caption is of.
_WHOSE = re.compile(
    rf"^(?:附?[表件]?[\d一二三四五六七八九十]*\s*)?(?:(?:19|20)\d{{2}}年)?(?P<area>[\u4e00-\u9fff]{{3,12}}?区)(?={load_headers().any_of('funds')}|基本支出)"
)
_NOBODY = re.compile("^(?:全|本|各|县|市辖|市[区县])|自治区$")
#: What stands behind the name of a fund, and is short for what it takes in or spends.
_BARE = frozenset({"收入", "支出"})


def bind_tables(
    document: Document, territory: Territory, years: Years, *, budget: bool = False
) -> tuple[list[Observation], list[NumberRecord]]:
    """The observations of all tables, and the numbers of their labels.

    Args:
        document: as read.
        territory: the document's own area.
        years: the document's years.
        budget: whether it is a budget report, where 市级 heads the city's own budget.
    """
    observations: list[Observation] = []
    numbers: list[NumberRecord] = []
    own = whose(territory, years, budget=budget)
    for table in document.tables:
        grid = grid_of(document, table)
        found = _bind(document, grid, territory, own)
        observations += found
        numbers += _labels(document, table, {observation.start for observation in found})
    return observations, numbers


def _bind(document: Document, grid: Grid, territory: Territory, own: Whose) -> list[Observation]:
    columns = {
        column: read_label([grid.texts.get((row, column), "") for row in range(grid.header_rows)], own)
        for column in range(grid.columns)
    }
    _inherit(columns)
    blocks = label_columns(grid)
    caption = _caption(grid.table.caption, territory, own)
    line = unit_line_in(grid.table.unit_line + " " + grid.table.caption)
    unit = line["unit"] if line else ""
    rows = {block: Rows(grid.table.caption) for block in set(blocks.values())}
    observations = []
    for row in range(grid.header_rows, grid.rows):
        cells = [(column, grid.texts.get((row, column), "")) for column in range(grid.columns)]
        labels = _row_labels(cells, columns, blocks, rows, own)
        for column, text in cells:
            head, label = columns[column], labels.get(blocks[column])
            if not label or not column or head.serial or not NUMBER.fullmatch(text):
                continue
            if (grid.cells[row, column].row, grid.cells[row, column].column) != (row, column):
                continue
            observation = _observation(document, grid, (row, column), (label, head, caption), unit, own)
            if observation:
                observations.append(observation)
    return observations


def _caption(words: str, territory: Territory, own: Whose) -> Label:
    """What a table's caption says of all its cells."""
    if not words:
        return Label()
    caption = read_label([words], own)
    named = [found.name for found in names_in(words) if found.name not in territory.name]
    area = caption.area or (named[0] if len(named) == 1 else "") or (_office(words) if own.budget else "")
    tier = _OWN_BUDGET.search(words)
    if tier and territory.name:
        area = area + "本级" if area else tier_name(tier[0], territory)
    return replace(caption, area=area)


def _office(words: str) -> str:
    """The district whose budget a caption is of, where no list knows it; empty where it names none."""
    told = _WHOSE.match(words)
    return told["area"] if told and not _NOBODY.search(told["area"]) else ""


def _row_labels(
    cells: list[tuple[int, str]],
    columns: dict[int, Label],
    blocks: dict[int, int],
    rows: dict[int, Rows],
    own: Whose,
) -> dict[int, Label]:
    """What the words of a row say, by the block of columns they stand in."""
    heads: dict[int, list[str]] = defaultdict(list)
    for column, text in cells:
        if text and not NUMBER.fullmatch(text) and not columns[column].serial and not is_prose(text):
            heads[blocks[column]].append(text)
    return {block: rows[block].read(read_label(texts[:3], own), texts[0]) for block, texts in heads.items()}


def _inherit(columns: dict[int, Label]) -> None:
    """Give a rate's column the period and the name of its amount: 2026年预算数|比上年增减%.

    It is the last of those of the latest period that stand before it: of 2024年快报数|2023年决算数|增减% the first.
    """
    amounts: list[Label] = []
    for column, label in sorted(columns.items()):
        latest = max((amount.period for amount in amounts), default="")
        amount = next((amount for amount in reversed(amounts) if amount.period == latest), Label())
        if label.completion:
            columns[column] = replace(label, period=label.period or amount.period)
        elif label.growth or label.change:
            columns[column] = replace(
                label,
                period=label.period or amount.period,
                names=label.names or amount.names,
                target=label.target or amount.target,
            )
        elif column and not label.serial:
            amounts = [label] if column - 1 in columns and columns[column - 1].growth else [*amounts, label]


def _observation(
    document: Document,
    grid: Grid,
    at: tuple[int, int],
    labels: tuple[Label, Label, Label],
    table_unit: str,
    own: Whose,
) -> Observation | None:
    """One cell as an observation; None where nothing names what it is."""
    row, column, caption = labels
    text = grid.texts[at]
    joined = _joined(row, column)
    indicator = _indicator(joined, grid.table.caption)
    if not indicator:
        return None
    indicator += _INDEX if column.index and not indicator.endswith(_INDEX) else ""
    indicator += column.completion
    growth = (column.growth or row.growth) and not column.completion
    percent = text.endswith("%") or growth or column.unit == "%" or row.unit == "%"
    unit = "%" if percent else (row.unit or column.unit or table_unit)
    share = column.share or row.share
    measure = "change" if column.change else "growth" if growth else "share" if share else "level"
    start, end = _span(document, grid.cells[at])
    raw = text.rstrip("%")
    negative = raw[0] in "-－—"
    value = arabic(raw.lstrip("-－—").replace("，", ","))
    period = _period(row, column, caption, own)
    target = column.target or (period[:4].isdigit() and own.reported is not None and int(period[:4]) > own.reported)
    base = str(int(period[:4]) - 1) if (column.index or row.index) and period[:4].isdigit() else ""
    evidence = {"indicator": joined, "table": grid.table.caption, "unit": unit, "cell": f"{at[0]},{at[1]}"}
    return Observation(
        start, end, document.text[start:end], _row_text(document, grid, at[0]), -value if negative else value, unit, indicator,
        row.area or column.area or caption.area or own.name, period, measure, "target" if target else "actual",
        base_period=base, vintage=column.vintage or row.vintage, evidence={key: words for key, words in evidence.items() if words},
    )  # fmt: skip


def _period(row: Label, column: Label, caption: Label, own: Whose) -> str:
    """The period of a cell: of its column, else its row, else the table."""
    if column.before and not column.period:
        year = (caption.period or str(own.reported or ""))[:4]
        return str(int(year) - 1) if year.isdigit() else ""
    return column.period or row.period or caption.period or str(own.reported or "")


def _joined(row: Label, column: Label) -> str:
    """The names of a row and a column as one: the fund before what it takes in, the row before what is told of it."""
    named = row.names[:1]
    parts = [part for part in of_columns(column.names) if not _said(part, named)]
    if column.index:
        parts = [part for part in parts if part != _INDEX]
    if parts and parts[-1].endswith("基金") and named and "基金" not in named[0]:
        return "".join([*parts, *named])
    return "".join([*named, *parts])


def _indicator(joined: str, caption: str) -> str:
    """The indicator of a cell by its names and its table's caption, empty where nothing names it."""
    rule = rule_under(caption)
    indicator = in_full(rule.named(joined) if rule else joined) if joined else ""
    if not indicator:
        return ""
    item = indicator in _BARE or in_each_budget(indicator, caption)
    indicator = of_fund(indicator, "", caption, item=item)
    return indicator + ("支出" if spending(indicator, caption) else "")


def _said(part: str, named: tuple[str, ...]) -> bool:
    """Whether the row's name says already what the column adds: 粮食产量 and 发电量 under 产量."""
    return any(
        part in name
        or (part == "产量" and name.endswith("量"))
        or (part in _BARE and name in load_headers().in_each_budget)
        for name in named
    )


def _span(document: Document, cell: Cell) -> tuple[int, int]:
    """Where the cell's figure stands: its only stretch without white space at the ends."""
    start, end = cell.spans[0][0], cell.spans[-1][1]
    text = document.text[start:end]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))


def _row_text(document: Document, grid: Grid, row: int) -> str:
    """The row as it stands in the text, for a person who wants the context."""
    spans = [span for cell in grid.table.cells if cell.row == row for span in cell.spans]
    return document.text[min(s for s, _ in spans) : max(e for _, e in spans)].strip() if spans else ""


def _labels(document: Document, table: Table, bound: set[int]) -> list[NumberRecord]:
    """The numbers of a table that no observation has.

    They are years in headers, numbers in labels, cells that nothing names, heads that are printed again on the next page.
    """
    records: list[NumberRecord] = []
    seen: set[int] = set()
    sentences = set(prose_in(document, table))
    for cell in table.cells:
        for start, end in sorted(set(cell.spans) - sentences):
            for match in _DIGITS_IN.finditer(document.text, start, end):
                seen.add(match.start())
                if match.start() not in bound:
                    whole = document.text[start:end].strip() == match[0]
                    records.append(_left(match, named=not (whole and cell.column)))
    for start, end in table.parts:
        again = _DIGITS_IN.finditer(document.text, start, end)
        records += [_left(match, named=True) for match in again if match.start() not in seen]
    return records


def _left(match: re.Match[str], *, named: bool) -> NumberRecord:
    """The record of a number that is no observation: part of a head or label, or a figure that nothing names."""
    digits = _NO_DIGIT.sub("", match[0])
    value = Decimal(digits) if digits.strip(".") else None
    outcome, reason = ("ignored", "table_header") if named else ("unexplained", "")
    return NumberRecord(match.start(), match.end(), match[0], value, "", outcome, reason)
