"""Tables printed as text: rows of a label and figures on one line, or one cell a line.

What goes in: the text as read. What comes out: ``Table`` records with exact spans, for the tables whose header can be read
with certainty. It judges shapes only; what a cell means is for the binder. A table that is doubtful is no table: its numbers
stay with the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from hengliang.codes.captions import rule_under
from hengliang.codes.headers import load_headers, unit_line_in
from hengliang.codes.units import parse_unit
from hengliang.records import Cell, Document, Table
from hengliang.text.column_sheets import find_column_tables
from hengliang.text.debt_tables import find_debt_tables
from hengliang.text.heads import spans_of
from hengliang.text.line_tables import find_line_tables
from hengliang.text.sheet_tables import find_sheet_tables
from hengliang.text.sheets import BREAKS, Piece
from hengliang.text.table_labels import CONTEXT_ROW, is_total, names_budget, names_measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLANK = r"[^\S\r\n\f\v\x1c-\x1e\x85\u2028\u2029]"
_LINE = re.compile(f"[^{BREAKS}]+")
_WORDS = load_headers()
_CORNER_WORD = _WORDS.any_of("corner_alone", between=f"{_BLANK}*")
#: The upper left cell of a table: alone on its line, or before the other headers.
_CORNER = re.compile(
    rf"^{_BLANK}*(?P<corner>{_CORNER_WORD})(?={_BLANK}|[{BREAKS}]|\Z)(?P<rest>.{{0,80}})$", re.MULTILINE
)
#: The corner with the codes of the budget's classification before the names.
_WHOLE_CORNER = re.compile(rf"科目编码(?:(?:功能|预算)?科目|项目)(?:名称)?|{_CORNER_WORD}")
_FIGURE = r"[-－—]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%％]?"
_PLACEHOLDER = r"[-－—–…/]+"
_WHOLE_FIGURE = re.compile(_FIGURE)
_YEAR_ALONE = re.compile(r"(?:19|20)\d{2}")
_ROW = re.compile(
    rf"(?P<label>(?:[12]\d{{2,6}}{_BLANK}+)?\D.{{0,38}}?){_BLANK}+(?P<figures>{_FIGURE}(?:{_BLANK}+(?:{_FIGURE}|{_PLACEHOLDER}))*)"
)
_TOKEN = re.compile(r"\S+")
_SENTENCE = re.compile(r"[。；;！？]|，.*，")
_LONGEST_LABEL = 40
_PAGE = re.compile(r"[-—－–·]\s*\d{1,4}\s*[-—－–·]")

_UNIT_BRACKET = r"(?:[（(](?P<unit>[^（）()\d]{1,8})[）)])?"
_YEAR = r"(?:(?:19|20)\d{2}年(?:末|底)?)"
_AMOUNT = rf"{_WORDS.any_of('amounts', 'products', 'done')}|{_WORDS.any_of('version')}*预算数"
_COMPARED = rf"{_WORDS.any_of('compared')}(?:同期|末)?"
_GROWTH = rf"(?:可比)?(?:{_WORDS.any_of('growth')}(?:速度)?|增[（(]减[）)]|(?=[±]))(?:幅度|率)?"
_PERCENT = r"(?:[（(]?±?[%％][）)]?)"
#: What heads a column, after white space and line breaks are taken out.
_HEADER = re.compile(
    rf"(?P<growth>{_COMPARED}{_GROWTH}{_PERCENT}|{_COMPARED}?(?:增长率?|增减|增幅){_PERCENT})"
    rf"|(?P<completion>(?:为|占|完成)(?:年度|年初|调整|变动)?预算数?的?{_PERCENT})"
    rf"|(?P<share>(?:比重|占比|构成){_PERCENT})"
    rf"|(?P<measure>计量单位|单位)"
    rf"|(?P<level>(?P<year>{_YEAR})?(?:{_AMOUNT}){_UNIT_BRACKET}|(?P<only>{_YEAR}){_UNIT_BRACKET.replace('unit', 'unit_2')})"
)
_BUDGET = re.compile(r"预算数|执行数|决算数|预计数|快报数")
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}")
_CAPTION = re.compile(r"表|情况|生产总值|固定资产投资|人口|价格|草案|产量|增速|增长速度|预算|决算")
_UNIT_IN_LABEL = re.compile(r"[（(](?P<unit>[^（）()]{1,8})[）)]$")
#: Captions under which a row's own words do not say what is measured.
_CONTEXT_CAPTION = re.compile(r"价格|指数|构成|比重|分组|以上年|人口|运输|比例|三公|债务|限额|基层|部门|单位(?![:：])")
_MAX_HEADER_LINES = 16
_MIN_ROWS = 3
_MIN_SOUND = 0.75
_MAX_IDLE = 0.3
_MAX_IDLE_LINES = 12
_LINES_ABOVE = 4


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's header: the spans of its words, what kind it is, its year and unit."""

    kind: str
    spans: tuple[tuple[int, int], ...]
    text: str
    unit: str


@dataclass(slots=True)
class _Row:
    """A data row: its label, its unit where a column tells it, and its figures."""

    label: list[Piece]
    unit: Piece | None
    figures: list[Piece]


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text that can be read with certainty.

    Args:
        text: as read, any text.

    Returns:
        Tables in order of place, none overlapping; ``text[start:end]`` of each span of a cell is within one line. Rows that
        are not sound (figures missing, a label that says nothing alone) stand in one cell, as labels do.
    """
    tables: list[Table] = []
    end = 0
    for match in _CORNER.finditer(text):
        if match.start("corner") < end or _CORNER.search(text, max(0, match.start() - 60), match.start()):
            continue
        table = _table(text, match)
        if table is not None:
            tables.append(table)
            end = table.end
    return tuple(tables)


def with_text_tables(document: Document) -> Document:
    """The document with the tables that are printed as text; those of a PDF its reader has seen, and others in part.

    Args:
        document: as read.
    """
    if document.reader == "pdf":
        return document
    seen = document.tables
    for find in (find_tables, find_sheet_tables, find_column_tables, find_line_tables, find_debt_tables):
        found = find(document.text)
        seen = (*seen, *(t for t in found if all(t.end <= s.start or s.end <= t.start for s in seen)))
    return replace(document, tables=seen)


def _table(text: str, corner: re.Match[str]) -> Table | None:
    """The table whose upper left cell is at a place; None where it is doubtful."""
    lines = _lines(text, corner.start("corner"))
    read = _opening(text, lines)
    if read is None:
        return None
    columns, first, by_line = read
    following = chain(first, lines)
    rows = _rows_by_line(following, len(columns)) if by_line else _rows_by_cell(following, columns)
    caption, unit_line = _above(text, corner.start())
    unit_line = unit_line or _unit_of_all(rows or [], columns)
    if rows is not None and not by_line and len(rows) * _MAX_IDLE < sum(not row.figures for row in rows):
        return None
    if rows is None or not _certain(columns, rows, caption):
        return None
    return _build(corner, columns, rows, caption, unit_line)


def _lines(text: str, start: int) -> Iterator[Piece]:
    """The lines from a place on that are neither blank nor a page's number."""
    for match in _LINE.finditer(text, start):
        words = match[0].strip()
        if words and not _PAGE.fullmatch(words):
            begin = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Piece(begin, begin + len(words), words)


def _opening(text: str, lines: Iterator[Piece]) -> tuple[list[_Column], list[Piece], bool] | None:
    """The columns, the lines of the first row as far as read, and whether rows stand on one line each."""
    head: list[Piece] = []
    for line in lines:
        if len(line.text) > 2 * _LONGEST_LABEL or len(head) > _MAX_HEADER_LINES:
            return None
        row = _ROW.fullmatch(line.text) if head else None
        if row and not all(_YEAR_ALONE.fullmatch(word) for word in row["figures"].split()):
            columns = _columns(text, head)
            fits = columns is not None and columns[0].kind != "measure" and len(columns) == len(row["figures"].split())
            return (columns, [line], True) if columns and fits else None
        if _WHOLE_FIGURE.fullmatch(line.text):
            for back in (1, 2):
                columns = _columns(text, head[:-back]) if len(head) > back else None
                if columns and (columns[0].kind == "measure") == (back == 2):
                    return columns, [*head[-back:], line], False
            return None
        head.append(line)
    return None


def _columns(text: str, head: list[Piece]) -> list[_Column] | None:
    """The headers behind the corner, None where a word of them is not understood."""
    places = [place for line in head for place in range(line.start, line.end) if not text[place].isspace()]
    words = "".join(text[place] for place in places)
    corner = _WHOLE_CORNER.match(words)
    if corner is None:
        return None
    columns: list[_Column] = []
    at = corner.end()
    while at < len(words):
        match = _HEADER.match(words, at)
        if match is None or match.end() == at:
            return None
        kind = next(k for k in ("growth", "completion", "share", "measure", "level") if match[k])
        unit = match["unit"] or match["unit_2"] or ""
        columns.append(_Column(kind, spans_of(text, places[at : match.end()]), match[0], unit))
        at = match.end()
    texts = [column.text for column in columns]
    if not columns or len(set(texts)) < len(texts) or any(c.kind == "measure" for c in columns[1:]):
        return None
    return columns if any(c.kind != "measure" for c in columns) else None


def _rows_by_line(lines: Iterable[Piece], width: int) -> list[_Row] | None:
    """Rows of a label and figures on one line; a line of words alone is a row without figures."""
    rows: list[_Row] = []
    idle = 0
    for line in lines:
        row = _ROW.fullmatch(line.text)
        if row is None and (_ends(line) or re.search(r"\d", line.text) or idle >= 2):
            break
        idle = 0 if row else idle + 1
        if row is None:
            rows.append(_Row([line], None, []))
            continue
        at = line.start + row.start("figures")
        figures = [Piece(at + m.start(), at + m.end(), m[0]) for m in _TOKEN.finditer(row["figures"])]
        if len(figures) > width:
            return None
        label = Piece(line.start, line.start + row.end("label"), row["label"])
        wrapped = idle == 0 and rows and not rows[-1].figures and not _begins(label.text)
        rows.append(_Row([*(rows.pop().label if wrapped else ()), label], None, figures))
    return _trimmed(rows)


def _begins(words: str) -> bool:
    """Whether a label's words begin one, and do not go on in another."""
    return (
        bool(re.match(r"[一二三四五六七八九十\d]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|其中", words))
        or len(words) > 3
    )


def _rows_by_cell(lines: Iterable[Piece], columns: list[_Column]) -> list[_Row] | None:
    """Rows of one cell a line; None where a figure stands out of place."""
    unit_column = columns[0].kind == "measure"
    width = len(columns) - unit_column
    rows: list[_Row] = []
    idle = 0
    for line in lines:
        idle = 0 if rows and rows[-1].figures else idle + 1
        if idle > _MAX_IDLE_LINES:
            break
        if _WHOLE_FIGURE.fullmatch(line.text) or (re.fullmatch(_PLACEHOLDER, line.text) and rows):
            if not rows or len(rows[-1].figures) >= width:
                return None
            rows[-1].figures.append(line)
        elif unit_column and rows and rows[-1].unit is None and not rows[-1].figures and parse_unit(line.text):
            rows[-1].unit = line
        elif _ends(line):
            break
        else:
            rows.append(_Row([line], None, []))
    return _trimmed(rows)


def _ends(line: Piece) -> bool:
    """Whether a line is no label any more: prose, a caption, another table's header, a note."""
    return bool(
        len(line.text) > _LONGEST_LABEL
        or _SENTENCE.search(line.text)
        or re.match(rf"{_CORNER_WORD}(?:\s|$)|注[:：]|备注|说明|附?[图表]\s*\d|[一二三四五六七八九十]+、[^收支税]{{2,12}}$", line.text)
        or unit_line_in(line.text)
        or re.search(r"情况表|草案表|统计表|预算表|决算表|示意图", line.text)
    )  # fmt: skip


def _trimmed(rows: list[_Row]) -> list[_Row]:
    """Without the words behind the last figures: they are no rows."""
    while rows and not rows[-1].figures:
        rows.pop()
    return rows


def _certain(columns: list[_Column], rows: list[_Row], caption: str) -> bool:
    """Whether enough rows are whole, and nothing that is measured hangs on the caption alone."""
    width = sum(column.kind != "measure" for column in columns)
    filled = [row for row in rows if row.figures]
    whole = [row for row in filled if len(row.figures) == width]
    if any(parse_unit("".join(piece.text for piece in row.label)) for row in rows):
        return False
    header = "".join(column.text for column in columns)
    if len(whole) < _MIN_ROWS or len(whole) < _MIN_SOUND * len(filled):
        return False
    if _CONTEXT_CAPTION.search(caption) and not rule_under(caption):
        return False
    dated = all(_ANY_YEAR.search(c.text) for c in columns if c.kind == "level") or _ANY_YEAR.search(caption)
    return bool(dated or not _BUDGET.search(header))


def _above(text: str, start: int) -> tuple[str, str]:
    """The caption and the line of the unit above a table."""
    window = text[max(0, start - 400) : start]
    lines = [line.strip() for line in re.split(f"[{BREAKS}]", window)[1 if start > 400 else 0 :] if line.strip()]
    caption = unit_line = ""
    for line in reversed(lines[-_LINES_ABOVE:]):
        if len(line) > 2 * _LONGEST_LABEL or _SENTENCE.search(line):
            break
        unit = unit_line_in(line)
        if unit and not unit_line:
            unit_line = line
        rest = load_headers().unit_line.sub("", line).strip("（）() \u3000")
        if _CAPTION.search(rest) and len(rest) > 5:
            caption = rest
            break
    return caption, unit_line


def _unit_of_all(rows: list[_Row], columns: list[_Column]) -> str:
    """The unit that the first row's label gives for the rows below, where no other is given; as a line of a unit."""
    units = [m["unit"] for row in rows if (m := _UNIT_IN_LABEL.search(row.label[-1].text)) and parse_unit(m["unit"])]
    first = bool(rows) and bool(_UNIT_IN_LABEL.search(rows[0].label[-1].text))
    money = {unit for unit in units if unit.endswith("元")}
    told = columns[0].kind == "measure" or any(column.unit for column in columns if column.kind == "level")
    return f"单位：{units[0]}" if first and not told and len(set(units)) == len(money) == 1 else ""


def _build(
    corner: re.Match[str], columns: list[_Column], rows: list[_Row], caption: str, unit_line: str
) -> Table | None:
    """The record: header, then each row; what is not sound stands in one cell. None where hardly a row is sound."""
    cells = [Cell(0, 0, ((corner.start("corner"), corner.end("corner")),))]
    cells += [Cell(0, number, column.spans) for number, column in enumerate(columns, 1)]
    table_unit = unit_line_in(unit_line)
    known = bool(table_unit and parse_unit(table_unit["unit"]))
    sound = 0
    labels = Counter(re.sub(r"\s", "", "".join(piece.text for piece in row.label)) for row in rows)
    for number, row in enumerate(rows, 1):
        pieces = [*row.label, *([row.unit] if row.unit else ()), *row.figures]
        words = "".join("".join(piece.text for piece in row.label).split())
        told, total = names_budget(words, caption), is_total(words, caption)
        ruled = rule_under(caption) is not None
        if not (told or total) or not _sound(row, columns, labels, known=known, ruled=ruled, total=total):
            cells.append(Cell(number, 0, tuple((piece.start, piece.end) for piece in pieces)))
            continue
        sound += 1
        cells.append(Cell(number, 0, tuple((piece.start, piece.end) for piece in row.label)))
        behind = pieces[len(row.label) :]
        cells += [
            Cell(number, column, ((piece.start, piece.end),))
            for column, piece in enumerate(behind, 1)
            if not re.fullmatch(_PLACEHOLDER, piece.text)
        ]
    if sound < _MIN_ROWS:
        return None
    last = rows[-1].figures[-1]
    return Table(1, corner.start("corner"), last.end, tuple(cells), caption, unit_line)


def _sound(row: _Row, columns: list[_Column], labels: Counter[str], *, known: bool, ruled: bool, total: bool) -> bool:
    """Whether a row says alone what it measures, has all its figures, and a unit for each of its levels."""
    measured = columns[0].kind == "measure"
    label = re.sub(r"\s", "", "".join(piece.text for piece in row.label))
    if len(row.figures) != len(columns) - measured or labels[label] > 1:
        return False
    if not ruled and not total and CONTEXT_ROW.match(label):
        return False
    if (
        not ruled
        and not names_measure(label)
        and not any(column.text.startswith(("产量", "产品产量")) for column in columns)
    ):
        return False
    if measured:
        return row.unit is not None
    own = _UNIT_IN_LABEL.search(label)
    if known or (own and parse_unit(own["unit"])):
        return True
    return all(column.kind != "level" or parse_unit(column.unit or "?") for column in columns)
