"""Lines and sheets of a web page: where block tags break, what is a table of data and what only layout.

In: a ``Markup``. Out: its blocks in order, each with its stretch of events and the share of it that is links. A table
that only arranges the page is no sheet: its cells flow one after the other, as old pages hold whole articles in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hengliang.read.flow import RAISED, Sheet, Spanned, cell_text, lay_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.read.markup import Element, Markup

#: Tags whose content begins and ends on a line of its own; all others are inline and add nothing.
# fmt: off
_BLOCK: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})
# fmt: on
_SHOWN_AS_BLOCK: Final = re.compile(r"display\s*:\s*(?:block|table|flex|grid)\b", re.IGNORECASE)
#: A cell of more characters is a passage: its table is layout.
_LONG_CELL: Final = 800
#: … and so it is from so many on, if they are the greater part of the table.
_PASSAGE: Final = 150
#: A table with tables in its cells is data only if so many other cells are filled.
_PLAIN_CELLS: Final = 6


@dataclass(slots=True)
class Block:
    """A line or a sheet, with the events from which it comes (``end`` exclusive).

    Attributes:
        content: the line, or the sheet.
        linked: share of its characters that are links.
        heading: whether it stands in a heading tag.
    """

    content: str | Sheet
    start: int
    end: int
    linked: float = 0.0
    heading: bool = False


def blocks_of(markup: Markup) -> list[Block]:
    """The blocks of a page, in the order of its source."""
    return list(_blocks(markup, 0, len(markup.events), sheets=True))


def _blocks(markup: Markup, start: int, end: int, *, sheets: bool) -> Iterator[Block]:
    """The blocks within a stretch of events; with ``sheets`` false, tables flow as well."""
    line = _Line()
    at = start
    while at < end:
        event = markup.events[at]
        if isinstance(event, str):
            line.add(event, at)
            at += 1
            continue
        element = markup.elements[event if event >= 0 else ~event]
        if _breaks(element):
            yield from line.taken()
        if sheets and event >= 0 and element.tag == "table":
            sheet = _sheet(markup, element)
            if sheet is not None:
                yield sheet
                at = element.end
                continue
        line.enter(element.tag, 1 if event >= 0 else -1)
        at += 1
    yield from line.taken()


def _breaks(element: Element) -> bool:
    return element.tag in _BLOCK or bool(_SHOWN_AS_BLOCK.search(element.attributes.get("style") or ""))


class _Line:
    """Gathers the texts of a line, and within which tags they stand."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._linked = self._start = self._end = 0
        self._within = dict.fromkeys(("a", "sup", "pre", "heading"), 0)
        self._heading = False

    def enter(self, tag: str, step: int) -> None:
        """Counts a tag that opens (1) or closes (-1)."""
        name = "heading" if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else tag
        if name in self._within:
            self._within[name] += step

    def add(self, text: str, at: int) -> None:
        """Adds a text; raised digits stay apart from the number before them."""
        if not self._pieces:
            self._start = at
        self._end = at + 1
        if self._within["sup"]:
            text = text.translate(RAISED)
        if self._within["pre"]:
            text = text.replace("\n", "\v")
        if self._within["a"]:
            self._linked += len(text.strip())
        self._heading = self._heading or bool(self._within["heading"] and text.strip())
        self._pieces.append(text)

    def taken(self) -> Iterator[Block]:
        """The line as a block, if anything is in it (of preformatted text, a block for each line); begins a new one."""
        texts = list(filter(None, map(one_line, "".join(self._pieces).split("\v"))))
        size = sum(map(len, texts))
        for text in texts:
            yield Block(text, self._start, self._end, min(1.0, self._linked / size), self._heading)
        self._pieces.clear()
        self._linked, self._heading = 0, False


def _sheet(markup: Markup, table: Element) -> Block | None:
    """The sheet of a table of data; None for one that is layout."""
    rows = _rows(markup, table)
    if (table.attributes.get("role") or "").lower() in ("presentation", "none") or not _holds_data(markup, rows):
        return None
    linked = size = 0.0
    spanned: list[list[Spanned]] = []
    for row in rows:
        spanned.append([])
        for cell in row:
            blocks = list(_blocks(markup, cell.start, cell.end, sheets=False))
            text = cell_text(block.content for block in blocks if isinstance(block.content, str))
            spanned[-1].append(Spanned(text, cell.number("rowspan"), cell.number("colspan")))
            size += len(text)
            linked += sum(block.linked * len(str(block.content)) for block in blocks)
    sheet = lay_out(spanned, _caption(markup, table))
    if sheet.columns < 2 or len({cell.row for cell in sheet.cells}) < 2:
        return None
    return Block(sheet, table.start, table.end, linked / size if size else 0.0)


def _rows(markup: Markup, table: Element) -> list[list[Element]]:
    """The cells of a table's own rows, not those of tables within its cells."""
    rows: list[list[Element]] = []
    at = table.start + 1
    while at < table.end:
        event = markup.events[at]
        at += 1
        if not isinstance(event, int) or event < 0:
            continue
        element = markup.elements[event]
        if element.tag == "tr":
            rows.append([])
        elif element.tag in ("td", "th") and rows:
            rows[-1].append(element)
            at = element.end
        elif element.tag == "table":
            at = element.end
    return rows


def _caption(markup: Markup, table: Element) -> str:
    for event in markup.events[table.start + 1 : table.start + 12]:
        if isinstance(event, int) and event >= 0 and markup.elements[event].tag == "caption":
            caption = markup.elements[event]
            return cell_text(str(block.content) for block in _blocks(markup, caption.start, caption.end, sheets=False))
    return ""


def _holds_data(markup: Markup, rows: list[list[Element]]) -> bool:
    """Whether two rows have two filled cells or more, and no passage or table within a cell is the main thing."""
    sizes = [[_sizes(markup, cell) for cell in row] for row in rows]
    if sum(sum(size > 0 for size, _ in row) >= 2 for row in sizes) < 2:
        return False
    own = [size - within for row in sizes for size, within in row]
    nested = sum(within for row in sizes for _, within in row)
    plain = sum(size > 0 and not within for row in sizes for size, within in row)
    longest = max(own)
    if longest > _LONG_CELL or (longest > _PASSAGE and longest > sum(own) / 2):
        return False
    return not nested or (plain >= _PLAIN_CELLS and sum(own) >= nested)


def _sizes(markup: Markup, cell: Element) -> tuple[int, int]:
    """Characters of a cell, and of these those in tables within it."""
    size = within = depth = 0
    for event in markup.events[cell.start : cell.end]:
        if isinstance(event, str):
            count = len(event.strip())
            size += count
            within += count if depth else 0
        elif markup.elements[event if event >= 0 else ~event].tag == "table":
            depth += 1 if event >= 0 else -1
    return size, within
