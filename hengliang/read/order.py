"""Lays out a page: what stands on it, in reading order.

In: a ``PageContent``. Out: a ``PageLayout``. Two orders are at hand: the *geometric* one (``columns``), and that of the
*file*, whose content stream sets most newspapers article by article. Where the file sets the columns of a page line after line,
the order of its blocks is the file's; where it does not (lines shuffled, or set across the columns), it is the geometric one.
Where the two disagree, the page says so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Final, TypeAlias

from hengliang.read.columns import reading_order
from hengliang.read.grids import Grid, find_grids
from hengliang.read.lines import Line, group_lines
from hengliang.read.paragraphs import Margins, margins

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.read.glyphs import PageContent

Item: TypeAlias = "Line | Grid"

#: Of the neighbours within columns, this share follow each other in the file too, where its order can be trusted.
_COHERENT: Final = 0.8
#: A block of fewer lines (a title, a caption, a call-out) is no witness for either order.
_SMALL: Final = 3
#: This part of a document's lines begins at its left margin, or ends at its right one.
_USUAL: Final = 0.15
#: Large print is larger than most lines of the page by this factor.
_LARGE: Final = 1.15
DOUBTFUL: Final = "分栏页面：文件中的文字次序与版面次序不一致，正文次序可能有误"


@dataclass(slots=True)
class Block:
    """Neighbouring lines and tables of one column, from top to bottom."""

    items: list[Item]
    margins: Margins

    @property
    def lines(self) -> list[Line]:
        """Its lines."""
        return [item for item in self.items if isinstance(item, Line)]


@dataclass(slots=True)
class PageLayout:
    """A page laid out.

    Attributes:
        content: what stands on it.
        blocks: in reading order.
        aside: the lines that run in another direction.
        doubtful: empty, or the sentence that says why the order of the blocks may be wrong.
    """

    content: PageContent
    blocks: list[Block]
    aside: list[Line] = field(default_factory=list)
    doubtful: str = ""

    def drop(self, dropped: set[int]) -> None:
        """Takes out lines.

        Args:
            dropped: their ``id``.
        """
        for block in self.blocks:
            block.items = [item for item in block.items if id(item) not in dropped]
        self.blocks = [block for block in self.blocks if block.items]
        self.aside = [line for line in self.aside if id(line) not in dropped]


def lay_out(content: PageContent) -> PageLayout:
    """Finds a page's tables, lines and columns, and the order in which they are read."""
    grids, lines = find_grids(content.rules, content.glyphs)
    columns = reading_order(lines, grids)
    aside = [line for glyphs_aside in content.aside for line in group_lines(glyphs_aside)]
    whole = [Block(column, _margins(column, content)) for column in columns]
    if len(columns) < 2:
        return PageLayout(content, whole, aside)
    blocks, doubtful = _by_file(whole, _places(content, columns))
    return PageLayout(content, blocks, aside, DOUBTFUL if doubtful else "")


def share_margins(pages: Iterable[PageLayout]) -> None:
    """Gives pages of one column with few lines (between charts, or at the end) the margins of all pages of their width.

    Left and right pages differ.
    """
    alike: dict[tuple[tuple[float, float], int], list[Block]] = defaultdict(list)
    for page in pages:
        if len(page.blocks) == 1:
            alike[page.content.sides, page.content.number % 2].append(page.blocks[0])
    for (sides, _), blocks in alike.items():
        unsure = [block for block in blocks if not block.margins.sure]
        if unsure and len(blocks) > 1:
            usual = margins([line for block in blocks for line in block.lines], sides, _USUAL)
            for block in unsure:
                block.margins = usual if usual.sure else block.margins


def _margins(column: Sequence[Item], content: PageContent) -> Margins:
    return margins([item for item in column if isinstance(item, Line)], content.sides)


def _places(content: PageContent, columns: Iterable[Sequence[Item]]) -> dict[int, int]:
    """For the ``id`` of each line and table, its place among all of them in the file."""
    ranks = {id(glyph): rank for rank, glyph in enumerate(content.glyphs)}
    first = {id(item): _first(item, ranks) for column in columns for item in column}
    return {item: place for place, item in enumerate(sorted(first, key=first.__getitem__))}


def _first(item: Item, ranks: dict[int, int]) -> int:
    if isinstance(item, Line):
        return ranks[id(item.glyphs[0])]
    return min((ranks[id(glyph)] for cell in item.cells for glyph in cell.glyphs), default=len(ranks))


def _by_file(columns: Sequence[Block], places: dict[int, int]) -> tuple[list[Block], bool]:
    """The blocks of the columns in the order of the file, if that can be trusted, and whether the orders disagree."""
    blocks = [part for column in columns for part in _parts(column, places)]
    neighbours = sum(len(column.items) - 1 for column in columns)
    torn = len(blocks) - len(columns)
    if torn > (1 - _COHERENT) * neighbours:
        return list(columns), True
    large = [places[id(block.items[0])] for block in blocks if len(block.items) >= _SMALL]
    order = sorted(range(len(blocks)), key=_keys(blocks, places).__getitem__)
    return [blocks[number] for number in order], large != sorted(large)


def _parts(column: Block, places: dict[int, int]) -> list[Block]:
    """A column cut where the next item is not the next one of the file."""
    parts: list[Block] = []
    before = -2
    for item in column.items:
        if places[id(item)] != before + 1:
            parts.append(Block([], column.margins))
        parts[-1].items.append(item)
        before = places[id(item)]
    return parts


def _keys(blocks: Sequence[Block], places: dict[int, int]) -> list[tuple[int, int]]:
    """What to sort the blocks by: their place in the file; a title by that of the block below it.

    Titles are often drawn last. One stays where it is unless it would come between two blocks of a column that follow each
    other in the file: a call-out in the middle of a sentence.
    """
    own = [places[id(block.items[0])] for block in blocks]
    size = median([item.size for block in blocks for item in block.items if isinstance(item, Line)] or [0.0])
    titles = [_is_title(block, size) for block in blocks]
    keys: list[tuple[int, int]] = []
    above: int | None = None
    for number, title in enumerate(titles):
        if not title:
            keys.append((own[number], 1))
            above = number
            continue
        below = next((other for other in range(number + 1, len(blocks)) if not titles[other]), None)
        if below is None or (
            above is not None and blocks[above].margins is blocks[below].margins and own[above] < own[below]
        ):
            keys.append((own[number], 1))
        else:
            keys.append((own[below], 0))
    return keys


def _is_title(block: Block, size: float) -> bool:
    """Whether it is a few lines of large print."""
    return len(block.items) < _SMALL and all(
        isinstance(item, Line) and item.size > _LARGE * size for item in block.items
    )
