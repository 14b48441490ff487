"""Sheets as tables: rows put together where the figures or the page itself prove which is whose.

What goes in: the text as read. What comes out: ``Table`` records with exact spans. A row is bound where its label stands
right before as many figures as there are columns, the columns' order is proved, and no label of the page can have lost its
figures to another; everything else of a page stands in cells of no column.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengliang.codes.headers import load_headers
from hengliang.records import Cell, Table
from hengliang.text.heads import Head, find_heads
from hengliang.text.proof import Proof, Relation, figure
from hengliang.text.sheets import Piece, Sheet, find_sheets
from hengliang.text.table_labels import alone

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIDE_BY_SIDE = re.compile(r"收支|平衡")
_MIN_ROWS = 3
_MIN_PAGES = 3
_MOST_ROWS = 200
_LONG_LINE = 11
_NUMBERED = re.compile(
    r"^(?:其中[:：]?|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．])+"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MORE = re.compile(r"[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．]|其中|[“”\"]")


@dataclass(frozen=True, slots=True)
class Row:
    """A label's lines and the figures behind it, and whether figures stand before it as well."""

    label: tuple[Piece, ...]
    figures: tuple[Piece, ...]
    between: bool

    @property
    def name(self) -> str:
        """The label's words."""
        return "".join(piece.text for piece in self.label)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All that stands in it."""
        return (*self.label, *self.figures)


@dataclass(slots=True)
class Page:
    """A sheet, its columns in the header's order, its rows, and what else stands on it.

    Attributes:
        names: all its labels.
        orphans: groups of figures that no label stands before.
        idle: labels that no figures stand behind.
    """

    sheet: Sheet
    heads: list[Head]
    names: list[str]
    rows: list[Row]
    rest: list[Piece]
    orphans: int
    idle: int

    @property
    def form(self) -> tuple[str, ...]:
        """What pages of one form share: the columns, in whatever order their words stand."""
        return tuple(sorted(head.text for head in self.heads))


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a form's columns, and what proves it; relations are empty where nothing does."""

    heads: list[Head]
    relations: list[Relation]


def find_sheet_tables(text: str) -> tuple[Table, ...]:
    """The tables of the pages that prove themselves.

    Args:
        text: as read.
    """
    pages = [page for sheet in find_sheets(text) if (page := _page(text, sheet))]
    orders = _orders(pages)
    in_place = not any(page.orphans for page in pages)
    in_place = in_place and len(pages) >= _MIN_PAGES
    bound = [
        (page, order)
        for page in pages
        if (order := orders[page.form]) and (in_place or _all_told(page, proved=bool(order.relations)))
    ]
    for page, order in bound:
        _drop_unproved(page, order, in_place=in_place)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        labels[page.sheet.caption].update(plain(name) for name in page.names)
    tables = (table_of(page, order, labels[page.sheet.caption]) for page, order in bound)
    return tuple(table for table in tables if table)


def _all_told(page: Page, *, proved: bool) -> bool:
    """Whether no empty row of a page can have taken the figures of a label that stands elsewhere.

    Of the labels without figures each may be one that stands elsewhere, and so many groups of figures are without a label:
    none is left that an empty row could have taken. Two tables side by side want a proof as well.
    """
    return page.idle <= page.orphans and (proved or not _SIDE_BY_SIDE.search(page.sheet.caption))


def _page(text: str, sheet: Sheet) -> Page | None:
    """A sheet with the reading of its header that most of its figures fit; None where few do."""
    best: Page | None = None
    for heads in find_heads(text, sheet.head):
        page = _page_of(sheet, heads)
        if best is None or len(page.rows) * len(heads) > len(best.rows) * len(best.heads):
            best = page
    divided = best and any(plain(name) in load_headers().own for name in best.names)
    return best if best and best.rows and not divided else None


def _orders(pages: list[Page]) -> dict[tuple[str, ...], Order | None]:
    """For each form the order of its columns, where all its pages together prove it, or the years alone tell it."""
    forms: dict[tuple[str, ...], list[Page]] = defaultdict(list)
    for page in pages:
        forms[page.form].append(page)
    orders = {form: _proved_order(alike) for form, alike in forms.items()}
    proved = [order for order in orders.values() if order]
    ascending = bool(proved) and all(_ascending(order.heads) for order in proved)
    return {form: order or _order_by_year(forms[form][0].heads, ascending=ascending) for form, order in orders.items()}


def _proved_order(pages: list[Page]) -> Order | None:
    """The order in which the figures of pages of one form come out."""
    found = _proof([row for page in pages for row in page.rows][:_MOST_ROWS]).order(pages[0].heads)
    return Order(*found) if found else None


def _proof(rows: list[Row]) -> Proof:
    return Proof([[figure(piece.text) for piece in row.figures] for row in rows])


def _order_by_year(heads: list[Head], *, ascending: bool) -> Order | None:
    """One column, or amounts of different years where a document is known to put the older first."""
    years = {head.year for head in heads if head.year}
    told = len(heads) == 1 or (ascending and len(years) == len(heads))
    if not told or any(head.kind != "level" for head in heads):
        return None
    return Order(sorted(heads, key=lambda head: head.year), [])


def _ascending(heads: list[Head]) -> bool:
    """Whether older years stand before newer ones."""
    years = [head.year for head in heads if head.kind == "level" and head.year]
    return years == sorted(years)


def _drop_unproved(page: Page, order: Order, *, in_place: bool) -> None:
    """Leave only the rows in which the order's relations hold, and whose label cannot be another's."""
    proof = _proof(page.rows)
    for row, figures in list(zip(page.rows, proof.rows, strict=True)):
        failed = any(proof.holds(relation, figures) is False for relation in order.relations)
        if failed or not (row.between or in_place):
            page.rows.remove(row)
            page.rest += row.pieces


def _page_of(sheet: Sheet, heads: list[Head]) -> Page:
    """The rows of a sheet with so many columns, what is left, and how many figures and labels have lost each other."""
    page = Page(sheet, heads, [], [], [], 0, 0)
    width = len(heads)
    for labels, figures in sheet.runs:
        names = _joined(labels)
        page.names += ["".join(piece.text for piece in name) for name in names]
        groups, odd = divmod(len(figures), width)
        page.idle += len(names) - bool(names and figures)
        page.orphans += groups + bool(odd) - bool(names and figures)
        if not names or not groups or odd or (len(names) > 1 and groups > 1):
            page.rest += [*labels, *figures]
            continue
        page.rows.append(Row(tuple(names[-1]), tuple(figures[:width]), len(names) == 1))
        page.rest += [*(piece for name in names[:-1] for piece in name), *figures[width:]]
    return page


def plain(label: str) -> str:
    """A label without its number and what only says that it is a part of the one above.

    Args:
        label: its words without white space.
    """
    return _NUMBERED.sub("", label)


def _one_meaning(label: str, labels: Counter[str]) -> bool:
    """Whether a label stands once in a table, and as 支出 not at all: 住房保障 under what is passed on to districts."""
    name = plain(label)
    return labels[name] == 1 and not labels[name + "支出"]


def _joined(labels: list[Piece]) -> list[list[Piece]]:
    """Labels, with a long line and the short one that goes on from it as one."""
    names: list[list[Piece]] = []
    for piece in labels:
        before = "".join(part.text for part in names[-1]) if names else ""
        open_bracket = len(re.findall(r"[（(]", before)) > len(re.findall(r"[）)]", before))
        goes_on = len(before) >= _LONG_LINE and len(piece.text) <= _LONG_LINE - 1 and not _MORE.match(piece.text)
        if names and len(names[-1]) < 3 and (open_bracket or (goes_on and len(piece.text) <= len(before) // 2)):
            names[-1].append(piece)
        else:
            names.append([piece])
    return names


def table_of(page: Page, order: Order, labels: Counter[str]) -> Table | None:
    """The record: header, then each row; what is not sound stands in a cell of no column. None where hardly a row is.

    Args:
        page: with the rows whose figures are theirs.
        order: of its columns.
        labels: how often each plain label stands in the whole table.
    """
    sheet = page.sheet
    sound = [row for row in page.rows if _one_meaning(row.name, labels) and alone(row.name, sheet.caption)]
    while sound and all(_YEAR.fullmatch(piece.text) for piece in sound[0].figures):
        sound.pop(0)  # 2018 in the first row reads as a header
    if len(sound) < _MIN_ROWS:
        return None
    own = {head.text: head for head in page.heads}
    cells = [Cell(0, number, own[head.text].spans) for number, head in enumerate(order.heads, 1)]
    kept = set(sound)
    rest = [*page.rest, *sheet.corners, *(piece for row in page.rows if row not in kept for piece in row.pieces)]
    rest += _over_several(sheet, [span for cell in cells for span in cell.spans])
    for number, row in enumerate(sound, 1):
        told = _told(row, order.relations)
        cells.append(Cell(number, 0, _spans(row.label)))
        cells += [Cell(number, column + 1, _spans([row.figures[column]])) for column in told]
        rest += [piece for column, piece in enumerate(row.figures) if column not in told]
    rest.sort(key=lambda piece: piece.start)
    cells += [Cell(len(sound) + 1, 0, _spans(rest))] if rest else []
    spans = [span for cell in cells for span in cell.spans]
    return Table(1, min(s for s, _ in spans), max(e for _, e in spans), tuple(cells), sheet.caption, sheet.unit_line)


def _over_several(sheet: Sheet, columns: list[tuple[int, int]]) -> list[Piece]:
    """The header's lines that are of no one column."""
    return [p for p in sheet.head if not any(start < p.end and p.start < end for start, end in columns)]


def _told(row: Row, relations: list[Relation]) -> list[int]:
    """The columns in which a row has a figure that says something: no dash, and no 0.0% of a dash."""
    figures = [figure(piece.text) for piece in row.figures]
    idle = {relation.column for relation in relations if figures[relation.lower] is None}
    return [column for column, cell in enumerate(figures) if cell and column not in idle]


def _spans(pieces: Iterable[Piece]) -> tuple[tuple[int, int], ...]:
    return tuple((piece.start, piece.end) for piece in pieces)
