"""Pages of a budget's tables with a row on each line, of receipts and spending side by side as well.

What goes in: the text as read. What comes out: ``Table`` records with exact spans. A line is a row where it has as many
figures behind a label as the header has columns; the order of the columns is proved by the figures as on other pages
(``text/proof.py``). Of two sides one may be empty in a row: then only the other's label and figures stand there, and the
columns are the same on both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from hengliang.codes.headers import load_headers
from hengliang.text.heads import Head, find_heads
from hengliang.text.proof import Figure, Proof, Relation, figure
from hengliang.text.sheet_tables import Order, Page, Row, plain, table_of
from hengliang.text.sheets import LINE, PAGE_NUMBER, TABLE_NUMBER, Piece, Sheet, piece_of, sheet_above, units_alone
from hengliang.text.table_labels import names_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.records import Table

_WORDS = load_headers()
_CORNER = re.compile(_WORDS.any_of("corner_in_line"))
_HEAD_LINE = re.compile(
    rf"(?:{_WORDS.any_of('corner_in_line', 'one_amount', 'pieces')}|(?:19|20)\d{{2}}(?=年)|[（）()%％±])+"
)
_ONE_AMOUNT = re.compile(_WORDS.any_of("one_amount"))
_TOKEN = re.compile(r"\S+")
_FIGURE = re.compile(r"[-－—]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%％]?|[-－—]+")
_CODE = re.compile(r"[125]\d{2}(?:\d{2}){0,2}")
_PROSE = re.compile(r"[。；！？]|注[:：]|备注|说明")
#: What the number of a page or of a table begins with.
_MARKED = frozenset("-－—–·第附表件")
#: How the second line of a label begins, and no label.
_GOES_ON = re.compile(r"[的之及和与、）)]|安排的|(?:支出|收入)(?![总合])|项目|专项(?:收入|支出)|资金")
_LONG_LABEL = 10
_SHORTEST = 3
_SIDES = 2
#: So many rows without figures may stand between the header and the first figure.
_MOST_IDLE = 40
_MOST_LINES = 200


#: A record made without the detour over its own constructor.
_piece = partial(tuple.__new__, Piece)


@dataclass(slots=True)
class _Lines:
    """A page: its sheet, its columns in the header's order, whether it has two sides, and the rows of its lines."""

    sheet: Sheet
    heads: list[Head]
    two: bool
    rows: list[Row] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rest: list[Piece] = field(default_factory=list)

    @property
    def form(self) -> tuple[str, ...]:
        """What pages of one form share."""
        return tuple(head.text for head in self.heads)


def find_line_tables(text: str) -> tuple[Table, ...]:
    """The tables with a row on each line whose columns' order is proved, or needs no proof.

    Args:
        text: as read.
    """
    pages = list(_pages(text))
    forms: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        forms[page.form] += page.rows
        labels[page.sheet.caption].update(plain(name) for name in page.names)
    orders = {page.form: _order(page.heads, forms[page.form]) for page in pages}
    tables = []
    for page in pages:
        order = orders[page.form]
        table = _table(page, order, labels[page.sheet.caption]) if order else None
        tables += [table] if table else []
    return tuple(tables)


def _pages(text: str) -> Iterator[_Lines]:
    units = units_alone(text)
    for number, match in enumerate(units):
        limit = units[number + 1].start() if number + 1 < len(units) else len(text)
        sheet = sheet_above(text, match)
        page = _page(text, sheet, match.end(), limit) if sheet and not sheet.head else None
        if page and page.rows:
            yield page


def _page(text: str, sheet: Sheet, start: int, limit: int) -> _Lines | None:
    """The lines under a unit: those of the header, then rows to the page's end."""
    printed = _lines(text, start, limit)
    lines: list[Piece] = []
    for line in printed:
        lines.append(line)
        if _holds_figure(text, line):
            break
    else:
        return None
    first = len(lines) - 1
    for size in range(first, max(0, first - _MOST_IDLE), -1):
        if _HEAD_LINE.fullmatch("".join(line.text for line in lines[:size])):
            sheet.head, rest = lines[:size], [*lines[size:], *printed]
            pages = [_filled(page, text, rest) for page in _heads(text, sheet)]
            return max(pages, key=lambda page: len(page.rows) * len(page.heads), default=None)
    return None


def _filled(page: _Lines, text: str, lines: list[Piece]) -> _Lines:
    """A page with its rows."""
    before = ""
    for line in lines:
        before = _add(page, text, line, before)
    return page


def _lines(text: str, start: int, limit: int) -> Iterator[Piece]:
    """The lines of a page, to its number, another table or prose."""
    for match in islice(LINE.finditer(text, start, limit), _MOST_LINES):
        if not match[0].strip():
            continue
        line = piece_of(match)
        words = line.text
        marked = words[0] in _MARKED and (PAGE_NUMBER.fullmatch(words) or TABLE_NUMBER.match(words))
        if marked or _PROSE.search(words):
            return
        yield line


def _holds_figure(text: str, line: Piece) -> bool:
    """Whether a line holds a figure that is no year of a header: 2025 年."""
    tokens = text[line.start : line.end].split()
    return any(
        _FIGURE.fullmatch(token) and not after.startswith("年")
        for token, after in zip(tokens, [*tokens[1:], ""], strict=True)
    )


def _heads(text: str, sheet: Sheet) -> list[_Lines]:
    """A page with the columns of its header, of two sides those of one, in each way that the words can be taken."""
    places = [place for line in sheet.head for place in range(line.start, line.end) if not text[place].isspace()]
    words = "".join(text[place] for place in places)
    pieces, at = [], 0
    for corner in [*_CORNER.finditer(words), None]:
        end = corner.start() if corner else len(words)
        if end > at:
            pieces.append(Piece(places[at], places[end - 1] + 1, words[at:end]))
        at = corner.end() if corner else end
    if not pieces or sum(len(piece.text) for piece in pieces) == len(words):
        return []
    half = len(pieces) // 2
    two = half > 0 and [piece.text for piece in pieces[:half]] == [piece.text for piece in pieces[half:]]
    if two:
        sheet.head, pieces = pieces[half:], pieces[:half]
    if len(pieces) == 1 and _ONE_AMOUNT.fullmatch(pieces[0].text):
        return [_Lines(sheet, [Head("level", pieces[0].text, ())], two=two)]  # 合计 is no area, and 金额 no name
    return [_Lines(sheet, heads, two=two) for heads in find_heads(text, pieces)]


def _add(page: _Lines, text: str, line: Piece, before: str) -> str:
    """Take a line's rows; the words that it leaves without figures at its end may be the beginning of a label."""
    tokens = [_piece((*m.span(), m[0])) for m in _TOKEN.finditer(text, line.start, line.end)]
    if len(tokens) > 1 and _CODE.fullmatch(tokens[0].text) and not _FIGURE.fullmatch(tokens[1].text):
        page.rest.append(tokens.pop(0))
    groups = _groups(tokens)
    if page.rows and not groups[0][1] and _GOES_ON.match(groups[0][0][0].text if groups[0][0] else ""):
        _take_back(page, line)
    width = len(page.heads)
    for number, (words, figures) in enumerate(groups):
        label = _label(words, two=page.two)
        page.names.append("".join(piece.text for piece in label))
        first = number == 0 and len(label) == len(words)
        broken = first and _goes_on(before, page.names[-1])
        if label and len(figures) == width and not broken and len(groups) <= (_SIDES if page.two else 1):
            page.rows.append(Row(tuple(label), tuple(figures), between=True))
            page.rest += [piece for piece in words if piece not in label]
        else:
            page.rest += [*words, *figures]
    words, figures = groups[-1]
    return "" if figures else "".join(piece.text for piece in words[-1:])


def _groups(tokens: list[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Words and the figures behind them, in turn."""
    groups: list[tuple[list[Piece], list[Piece]]] = [([], [])]
    for token in tokens:
        is_figure = bool(_FIGURE.fullmatch(token.text))
        if not is_figure and groups[-1][1]:
            groups.append(([], []))
        groups[-1][is_figure].append(token)
    return groups


def _label(words: list[Piece], *, two: bool) -> list[Piece]:
    """The label that figures stand behind: the only one, or the last where the side before it is empty; else none.

    支 出 合 计 has blanks in it; 债务收入 债务还本支出 are two labels, each whole.
    """
    if len(words) <= 1 or all(len(piece.text) == 1 for piece in words):
        return words
    whole = all(len(piece.text) > _SHORTEST and names_measure(piece.text) for piece in words)
    return words[-1:] if two and whole and len(words) == _SIDES and not _GOES_ON.match(words[-1].text) else []


def _goes_on(before: str, label: str) -> bool:
    """Whether a label is the rest of one that begins on the line before."""
    unfinished = len(before) >= _LONG_LABEL and not names_measure(before)
    return bool(_GOES_ON.match(label)) or unfinished


def _take_back(page: _Lines, line: Piece) -> None:
    """Leave out the row before a line that goes on with its label."""
    row = page.rows[-1]
    if not any(row.pieces[-1].end < piece.start < line.start for piece in page.rest):
        page.rest += page.rows.pop().pieces


def _order(heads: list[Head], rows: list[Row]) -> Order | None:
    """The order that the figures prove; one column, or amounts of one year after another, need no proof."""
    if len(heads) == 1:
        return Order(heads, []) if heads[0].kind == "level" else None
    found = Proof([[figure(piece.text) for piece in row.figures] for row in rows]).order(heads)
    if found:
        return Order(*found)
    years = [head.year for head in heads if head.kind == "level"]
    told = len(years) == len(heads) and all(years) and years == sorted(set(years))
    return Order(heads, []) if told else None


def _table(page: _Lines, order: Order, labels: Counter[str]) -> Table | None:
    """The rows in which the relations between columns hold, as a table."""
    proof = Proof([[figure(piece.text) for piece in row.figures] for row in page.rows])
    kept = [_holds(proof, order.relations, figures) for figures in proof.rows]
    rest = [piece for row, good in zip(page.rows, kept, strict=True) if not good for piece in row.pieces]
    rows = [row for row, good in zip(page.rows, kept, strict=True) if good]
    return table_of(Page(page.sheet, page.heads, page.names, rows, [*page.rest, *rest], 0, 0), order, labels)


def _holds(proof: Proof, relations: list[Relation], figures: list[Figure | None]) -> bool:
    return not any(proof.holds(relation, figures) is False for relation in relations)
