"""Writes a page's text: columns, paragraphs and tables one after the other, with a box for each code point.

In: a ``PageContent``. Out: a ``WrittenPage``. A paragraph is one line of text, as in a text file: where its lines were
broken only because the column ends, nothing is added. A table is one line for each row, its columns separated by tabs
(cells that span several leave the tabs), and a cell is never broken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hengliang.read.grids import Grid
from hengliang.read.heads import drop_heads
from hengliang.read.lines import Line
from hengliang.read.order import Block, PageLayout, lay_out, share_margins
from hengliang.read.paragraphs import Margins, joint, near, runs_on
from hengliang.read.table_text import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengliang.read.glyphs import Box4, PageContent
    from hengliang.records import Table

#: Pages are joined by this.
PAGE_BREAK: Final = "\f"


@dataclass(slots=True)
class WrittenPage:
    """The text of a page with its boxes, and its tables with their grids; offsets count from ``start``, the page's place."""

    content: PageContent
    start: int
    chars: list[str] = field(default_factory=list)
    boxes: list[Box4 | None] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    doubtful: str = ""

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
        chars, boxes = zip(*line.spelling, strict=True)
        self.chars += chars
        self.boxes += boxes


def write_pages(contents: Iterable[PageContent]) -> list[WrittenPage]:
    """Writes the pages of a document one after the other, ``PAGE_BREAK`` between them.

    A page ends with a line break, unless its last paragraph goes on on the next one, or it is the last or an empty one.
    """
    layouts = [lay_out(content) for content in contents]
    drop_heads(layouts)
    share_margins(layouts)
    writer = _Writer()
    for layout in layouts:
        writer.write(layout)
    return writer.pages


class _Writer:
    """Writes pages; it remembers the line that the next one may go on from, and where that one's column ended."""

    def __init__(self) -> None:
        self.pages: list[WrittenPage] = []
        self._before: Line | None = None
        self._margins = Margins(None, 0.0)
        self._block: Block | None = None

    def write(self, layout: PageLayout) -> None:
        """One more page."""
        items = [item for block in layout.blocks for item in block.items]
        first = items[0] if items else None
        if self.pages:
            self._end_page(first, layout.blocks[0] if items else None)
        page = WrittenPage(layout.content, self._start(), doubtful=layout.doubtful)
        self.pages.append(page)
        for block in layout.blocks:
            for position, item in enumerate(block.items):
                if isinstance(item, Grid):
                    _break(page)
                    page.tables.append(write_table(page, item, block.items[:position]))
                    page.grids.append(item)
                    self._before = None
                else:
                    self._write_line(page, item, block)
        for line in layout.aside:
            _break(page)
            page.add_line(line)
            self._before = None
        if not page.chars:
            self._before = None

    def _start(self) -> int:
        return self.pages[-1].end + len(PAGE_BREAK) if self.pages else 0

    def _end_page(self, first: Line | Grid | None, block: Block | None) -> None:
        """Ends the last page: with nothing where its paragraph goes on in the first line of the next one."""
        page = self.pages[-1]
        if isinstance(first, Line) and block is not None and self._goes_on(first, block):
            page.add(joint(self._before, first) if self._before else "")
        else:
            _break(page)
            self._before = None

    def _write_line(self, page: WrittenPage, line: Line, block: Block) -> None:
        if not page.chars or not self._goes_on(line, block):
            _break(page)
        elif self._before is not None:
            page.add(joint(self._before, line))
        page.add_line(line)
        self._before, self._margins, self._block = line, block.margins, block

    def _goes_on(self, line: Line, block: Block) -> bool:
        """Whether the paragraph of the line before goes on in a line."""
        before = self._before
        if before is None or (block is self._block and not near(before, line)):
            return False
        left = block.margins.left
        if left is None:
            left = line.x0 if self._margins.left is None or block is not self._block else self._margins.left
        return runs_on(before, self._margins.right, line, left)


def _break(page: WrittenPage) -> None:
    if page.chars:
        page.add("\n")
