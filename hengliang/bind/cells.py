"""Tables: each cell bound by its row, its column, the caption and the unit line.

What goes in: the tables that the reader saw, the document's territory and years. What comes out: ``Observation`` records in
the document's own offsets, and what became of the numbers in labels. It reads no sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from hengliang.bind.funds import of_fund
from hengliang.bind.grid import NUMBER, Grid, grid_of, label_columns
from hengliang.bind.nominal import clean
from hengliang.codes.areas import names_in
from hengliang.codes.captions import rule_under
from hengliang.codes.grammar import load_grammar
from hengliang.codes.headers import load_headers, unit_line_in
from hengliang.codes.indicators import in_full
from hengliang.codes.units import parse_unit
from hengliang.quantities.dates import find_periods
from hengliang.quantities.numerals import arabic
from hengliang.records import Cell, Document, NumberRecord, Observation, Table
from hengliang.text.table_labels import in_each_budget, spending

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.text.years import Years

_WORDS = load_headers()
_GROWTH = re.compile(rf"{_WORDS.any_of('growth', 'compared')}|±")
_SHARE = re.compile(r"占比|比重|构成|占.{0,8}%")
_UNIT_IN = re.compile(r"[（(]([^（）()]{1,12})[）)]")
_GENERIC = re.compile(
    rf"^(?:{_WORDS.any_of('corner', 'corner_alone', 'amounts', 'done', 'nameless')}|{_WORDS.any_of('version')}*{_WORDS.any_of('planned')})$"
)
_COMPLETION = re.compile(
    r"(?:占|为|完成|达)?(?P<what>(?:年初|调整)?(?:预算|计划|目标|任务))数?(?:的)?[（(]?[%％]|完成(?:预算|计划)?(?:率|比例|进度)|(?:预算|计划)完成率"
)
_CHANGE = re.compile(r"(?:比上年|较上年|同比)?增减额")
_OF_PREVIOUS = re.compile(r"(?:占|为)(?:上年|去年|上一年)[^%％]{0,8}[%％]")
_OWN_BUDGET = re.compile(r"市本级|省本级|县本级|区本级|本级|市级(?!以上)|省级(?!以上)")
_VINTAGE = re.compile(_WORDS.any_of("vintages"))
_TARGET = re.compile(_WORDS.any_of("targets"))
#: Words whose beginning looks like one of a sentence, and in a label is part of the name.
_WHOLE_WORD = re.compile(r"其[他它]|均衡|重点")
_SERIAL = re.compile(_WORDS.any_of("serial"))
#: 2031年快报数比2030年决算数: what the figures are of, and what it is compared with.
_AGAINST = re.compile(r"(?P<now>[^比]*[数额])比(?:[^比（(]*[数额])(?=$|[（(±%％]|增|升|涨)")
#: A budget's name in that of its money, which is no plan: 一般公共预算财政拨款.
_MONEY_OF_BUDGET = re.compile(rf"{_WORDS.any_of('funds')}预算(?=(?:财政)?拨款|资金)")


@dataclass(frozen=True, slots=True)
class Label:
    """What the headers of a row or column say.

    Attributes:
        names: the words that name an indicator.
        area: an area, empty where none is named.
        period: a period, empty where none is named.
        growth: whether the cells are growth rates.
        share: whether they are shares.
        unit: the unit in brackets or in a unit column.
        vintage: 预计, 决算 and the like.
        target: whether they are budgets or targets.
        serial: whether they only number the rows.
        completion: what part of is told in percent: 预算完成率.
        change: whether they are increases and decreases in the unit.
    """

    names: tuple[str, ...] = ()
    area: str = ""
    period: str = ""
    growth: bool = False
    share: bool = False
    unit: str = ""
    vintage: str = ""
    target: bool = False
    serial: bool = False
    completion: str = ""
    change: bool = False


def bind_tables(document: Document, territory: Territory, years: Years) -> tuple[list[Observation], list[NumberRecord]]:
    """The observations of all tables, and the numbers of their labels.

    Args:
        document: as read.
        territory: the document's own area.
        years: the document's years.
    """
    observations: list[Observation] = []
    numbers: list[NumberRecord] = []
    for table in document.tables:
        grid = grid_of(document, table)
        found = _bind(document, grid, territory, years)
        observations += found
        numbers += _labels(document, table, {observation.start for observation in found})
    return observations, numbers


def _label(texts: list[str], territory: Territory, years: Years) -> Label:
    """Read the header cells of one row or column, outermost first."""
    return _read(tuple(texts), territory.name, years.reported, years.planned)


@lru_cache(maxsize=1 << 11)
def _read(texts: tuple[str, ...], own: str, reported: int | None, planned: int | None) -> Label:
    """What header cells say in a document on an area and two years; page after page repeats them."""
    names: list[str] = []
    area = period = unit = vintage = ""
    growth = share = target = serial = change = False
    completion = ""
    for text in dict.fromkeys(_compared(texts)):
        ratio = _ratio(text)
        if ratio:
            completion, unit = ratio, "%"
            continue
        if _CHANGE.fullmatch(text):
            change = True
            continue
        serial = serial or bool(_SERIAL.search(text))
        growth = growth or bool(_GROWTH.search(text))
        share = share or bool(_SHARE.search(text))
        bracket = _UNIT_IN.search(text)
        if bracket and parse_unit(bracket[1].replace("％", "%")):
            unit = bracket[1].replace("％", "%")
        elif parse_unit(text) and text:
            unit = unit or text
            continue
        vintage_word = _VINTAGE.search(text)
        vintage = vintage_word[0] if vintage_word else vintage
        target = target or bool(
            _TARGET.search(_MONEY_OF_BUDGET.sub("", text)) and not re.search("执行|决算|完成|收入|支出", text)
        )
        dates = [e.period for e in find_periods(text, reported, planned) if e.period and e.kind != "previous_year"]
        period = dates[-1] if dates else period
        named = _area(text, own)
        if named:
            area = named
            continue
        name = _name(text)
        if name:
            names.append(name)
    return Label(tuple(names), area, period, growth, share, unit, vintage, target, serial, completion, change)


def _compared(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The heads of a change without what it is against: its period and kind are those of the newer amount."""
    told = tuple(_AGAINST.sub(lambda match: match["now"], text) for text in texts)
    changes = any(_GROWTH.search(text) or _CHANGE.fullmatch(text) for text in told)
    return told if changes else texts


@lru_cache(maxsize=1 << 12)
def _ratio(text: str) -> str:
    """What a header's percentage is of, as the end of an indicator's name; empty where it is of nothing."""
    previous = _OF_PREVIOUS.search(text)
    if previous:
        return "为上年预算比例" if "预算" in previous[0] else "为上年比例"
    done = _COMPLETION.search(text)
    return f"{done['what'] or '预算'}完成率" if done else ""


_WHITE = re.compile(r"[\s　]")
_AREA_LAST = ("县", "区", "市", "旗", "州")
_AREA_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[县区市旗州]|自治县|开发区|新区|高新区|园区)")
_NO_AREA = re.compile(r"城区|全区|小区|社区")
_NUMBER_OF_ITEM = re.compile(
    r"^(?:(?:(?:10[1-9]|2[0-3]\d)(?:\d{2}){0,2}(?=\s*[\u4e00-\u9fff])|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|(?:\d+[.、])+(?!\d)|[附其]中?[:：]|其中|#|[-—·*]+)\s*)+"
)
_CHANGE_OF_IT = re.compile(
    r"(?:比上年|同比|较上年|比去年)?(?:增长|增减|增速|增幅|升降)(?:率|幅度|（?%）?|[±%％]*)$|(?:比上年|同比|较上年|比去年)?[±%％]+$|占比$|比重$"
)
_CHANGE_ALONE = re.compile(r"^(?:比|较)(?:上年|去年)(?:增|增减|增长)?[%％]?$")
_YEAR_IN = re.compile(r"(?:19|20)\d{2}年?(?:度|末)?")
_OWN_OR_SUM = re.compile(r"^本级(?=[^收支])|(?<=[\u4e00-\u9fff]{4})(?:合计|总计)$")
_DIGITS_IN = re.compile(r"[-－—]?[\d０-９][\d０-９,，]*(?:\.\d+)?")
_NO_DIGIT = re.compile(r"[^\d.]")


def _area(text: str, own: str) -> str:
    """The area that a header cell is, and nothing else; 全市 and 合计 are the document's own."""
    plain = _WHITE.sub("", text)
    if plain in load_grammar().own_area or plain in {"合计", "总计"}:
        return own
    return plain if _is_area(plain) else ""


@lru_cache(maxsize=1 << 12)
def _is_area(words: str) -> bool:
    """Whether words are the name of an area and nothing else."""
    found = names_in(words)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(words):
        return True
    return bool(words.endswith(_AREA_LAST) and _AREA_NAME.fullmatch(words) and not _NO_AREA.search(words))


def _bracket(match: re.Match[str]) -> str:
    """What stays of a bracket in a label: 国有资源（资产）有偿使用收入 keeps it, 产量（万吨） does not."""
    inside = match.end() < len(match.string) and "\u4e00" <= match.string[match.end()] <= "\u9fff"
    return match[0] if inside and match.start() and not parse_unit(match[1]) else ""


@lru_cache(maxsize=1 << 12)
def _name(text: str) -> str:
    """The words of a header cell that name an indicator."""
    plain = _UNIT_IN.sub(_bracket, text)
    plain = _NUMBER_OF_ITEM.sub("", plain.strip())
    plain = _CHANGE_OF_IT.sub("", plain)
    plain = _CHANGE_ALONE.sub("", plain)
    plain = _YEAR_IN.sub("", plain)
    plain = _OWN_OR_SUM.sub("", plain)
    plain = "产量" if plain == "产品产量" else plain
    if not _WHOLE_WORD.match(plain) and not _GENERIC.match(plain):
        plain = clean(plain).text
    return "" if not plain or _GENERIC.match(plain) or NUMBER.fullmatch(plain) else plain


def _bind(document: Document, grid: Grid, territory: Territory, years: Years) -> list[Observation]:
    columns = {
        column: _label([grid.texts.get((row, column), "") for row in range(grid.header_rows)], territory, years)
        for column in range(grid.columns)
    }
    _inherit(columns)
    blocks = label_columns(grid)
    caption = _caption(grid.table.caption, territory, years)
    line = unit_line_in(grid.table.unit_line + " " + grid.table.caption)
    observations = []
    for row in range(grid.header_rows, grid.rows):
        cells = [(column, grid.texts.get((row, column), "")) for column in range(grid.columns)]
        labels = _row_labels(cells, columns, blocks, territory, years)
        for column, text in cells:
            match = NUMBER.fullmatch(text)
            label = labels.get(blocks[column])
            head = columns[column]
            if (
                match
                and label
                and column
                and not head.serial
                and grid.cells[row, column].row == row
                and grid.cells[row, column].column == column
            ):
                observation = _observation(
                    document,
                    grid,
                    (row, column),
                    (label, head, caption),
                    line["unit"] if line else "",
                    territory,
                    years,
                )
                if observation:
                    observations.append(observation)
    return observations


def _caption(words: str, territory: Territory, years: Years) -> Label:
    """What a table's caption says of all its cells."""
    if not words:
        return Label()
    caption = _label([words], territory, years)
    named = [found.name for found in names_in(words) if found.name not in territory.name]
    area = caption.area or (named[0] if len(named) == 1 else "")
    if _OWN_BUDGET.search(words) and territory.name:
        area = (area or territory.name) + "本级"
    return replace(caption, area=area)


def _row_labels(
    cells: list[tuple[int, str]],
    columns: dict[int, Label],
    blocks: dict[int, int],
    territory: Territory,
    years: Years,
) -> dict[int, Label]:
    """What the words of a row say, by the block of columns they stand in."""
    heads: dict[int, list[str]] = defaultdict(list)
    for column, text in cells:
        if text and not NUMBER.fullmatch(text) and not columns[column].serial:
            heads[blocks[column]].append(text)
    return {block: _label(texts[:3], territory, years) for block, texts in heads.items()}


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
    territory: Territory,
    years: Years,
) -> Observation | None:
    """One cell as an observation; None where nothing names what it is."""
    row, column, caption = labels
    text = grid.texts[at]
    named = row.names if not row.area or row.names else ()
    joined = "".join([*named[:1], *(part for part in column.names if not _said(part, named))])
    rule = rule_under(grid.table.caption)
    indicator = in_full(rule.named(joined) if rule else joined) if joined else ""
    if not indicator:
        return None
    indicator = of_fund(indicator, "", grid.table.caption, item=in_each_budget(indicator, grid.table.caption))
    indicator += "支出" if spending(indicator, grid.table.caption) else ""
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
    period = column.period or row.period or caption.period or str(years.reported or "")
    target = column.target or (period[:4].isdigit() and years.reported is not None and int(period[:4]) > years.reported)
    evidence = {"indicator": joined, "table": grid.table.caption, "unit": unit, "cell": f"{at[0]},{at[1]}"}
    return Observation(
        start, end, document.text[start:end], _row_text(document, grid, at[0]), -value if negative else value, unit, indicator,
        row.area or column.area or caption.area or territory.name, period, measure, "target" if target else "actual",
        vintage=column.vintage or row.vintage, evidence={key: words for key, words in evidence.items() if words},
    )  # fmt: skip


def _said(part: str, named: tuple[str, ...]) -> bool:
    """Whether the row's name says already what the column adds: 粮食产量 and 发电量 under 产量."""
    return any(part in name or (part == "产量" and name.endswith("量")) for name in named[:1])


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
    for cell in table.cells:
        for start, end in cell.spans:
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
