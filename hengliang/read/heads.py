"""Drops what printed pages repeat at their edges: running heads and feet, and the pages' numbers.

In: the pages of a document, laid out. They lose the lines that stand near the top or the foot of the page at the same height as
on other pages, with the same words; digits may differ where they count the pages. What is a table's stays: its name, its unit,
its rows. On few pages nothing repeats often enough, and only what says by itself that it is a page's number goes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hengliang.codes.headers import unit_line_in
from hengliang.codes.page_marks import DIGITS, NO_HEAD, PAGE_NUMBER
from hengliang.read.grids import Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengliang.read.lines import Line
    from hengliang.read.order import Item, PageLayout

#: With fewer pages nothing is repeated often enough to tell.
_FEWEST_PAGES: Final = 5
#: A head stands on so many pages, …
_FEWEST: Final = 3
#: … and on this share of the pages from its first to its last: left and right pages may have heads of their own.
_SHARE: Final = 0.4
#: So many lines from the edge of the page may be its head or foot.
_EDGE_LINES: Final = 3
#: Heights (points) of the same line on several pages.
_SAME_HEIGHT: Final = 3.0
#: What stands so near (em) below a title belongs to it.
_TITLE_REACH: Final = 2.0
_PAGE_NUMBER: Final = re.compile(PAGE_NUMBER)
_WORDS: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line near the edge of a page: the page's number, its words but for the digits, these, and whether it is a table's."""

    line: Line
    page: int
    words: str
    figures: tuple[int, ...]
    of_table: bool


def drop_heads(pages: Sequence[PageLayout]) -> None:
    """Takes the running heads and feet and the page numbers out of the pages of a document."""
    edges = [_edges(page) for page in pages]
    marks = [mark for page in edges for edge in page for mark in edge]
    dropped = {id(mark.line) for mark in _repeated(marks)} if len(pages) >= _FEWEST_PAGES else set()
    for page, (*sides, aside) in zip(pages, edges, strict=True):
        for side in sides:
            rest = [mark for mark in side if id(mark.line) not in dropped]
            dropped |= {id(mark.line) for mark in rest[:1] if _PAGE_NUMBER.match(mark.line.text)}
        dropped |= {id(mark.line) for mark in aside if _PAGE_NUMBER.match(mark.line.text)}
        page.drop(dropped)


def _edges(page: PageLayout) -> tuple[list[_Mark], list[_Mark], list[_Mark]]:
    """The lines near the top, near the foot, and those that run in another direction."""
    number = page.content.number
    items = sorted((item for block in page.blocks for item in block.items), key=lambda item: -item.top)
    top = [_mark(number, line, items[place + 1 :], below=True) for place, line in enumerate(_outermost(items))]
    foot = [
        _mark(number, line, items[: len(items) - 1 - place][::-1], below=False)
        for place, line in enumerate(_outermost(items[::-1]))
    ]
    return top, foot, [_mark(number, line, (), below=True) for line in page.aside]


def _outermost(items: Iterable[Item]) -> Iterator[Line]:
    """The lines of the first rows, up to a table."""
    rows, height = 0, float("inf")
    for item in items:
        if isinstance(item, Grid):
            return
        if abs(item.baseline - height) > _SAME_HEIGHT:
            rows, height = rows + 1, item.baseline
        if rows > _EDGE_LINES:
            return
        yield item


def _mark(page: int, line: Line, inwards: Sequence[Item], *, below: bool) -> _Mark:
    figures = tuple(int(digits) for digits in DIGITS.findall(line.text))
    return _Mark(line, page, DIGITS.sub("#", line.text), figures, _of_table(line, inwards, below=below))


def _of_table(line: Line, inwards: Sequence[Item], *, below: bool) -> bool:
    """Whether a line is the title of a table (directly above it, or above its unit), or a row of one."""
    edge = line
    for item in inwards[:_EDGE_LINES]:
        gap = edge.bottom - item.top if below else item.bottom - edge.top
        if gap > _TITLE_REACH * line.size:
            return False
        if isinstance(item, Grid):
            return below
        if "\t" in item.text and ("\t" in line.text or below):
            return True
        if not below:
            return False
        if unit_line_in(item.text):
            return True
        edge = item
    return False


def _repeated(marks: Sequence[_Mark]) -> Iterator[_Mark]:
    """The marks that are heads, feet or page numbers."""
    alike: dict[str, list[_Mark]] = defaultdict(list)
    for mark in marks:
        if not NO_HEAD.search(mark.words):
            alike[mark.words].append(mark)
    for words, group in alike.items():
        if len(group) < _FEWEST or (2 * sum(mark.of_table for mark in group) > len(group) and _WORDS.search(words)):
            continue
        for level in _levels(group):
            for counted in _counted(level):
                yield from counted if _often(counted) else ()


def _levels(marks: Iterable[_Mark]) -> Iterator[list[_Mark]]:
    """Groups marks that stand at the same height."""
    level: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.line.baseline):
        if level and mark.line.baseline - level[-1].line.baseline > _SAME_HEIGHT:
            yield level
            level = []
        level.append(mark)
    if level:
        yield level


def _counted(marks: list[_Mark]) -> Iterator[list[_Mark]]:
    """Groups marks whose figures are the same, or count the pages; figures alone have to count."""
    if not marks[0].figures:
        if _WORDS.search(marks[0].words):
            yield marks
        return
    groups: dict[tuple[tuple[bool, int], ...], list[_Mark]] = defaultdict(list)
    ways = [_way([(mark.figures[place], mark.page) for mark in marks]) for place in range(len(marks[0].figures))]
    if not any(ways) and not _WORDS.search(marks[0].words):
        return
    for mark in marks:
        told = tuple(
            (counts, figure - mark.page if counts else figure)
            for counts, figure in zip(ways, mark.figures, strict=True)
        )
        groups[told].append(mark)
    yield from groups.values()


def _way(figures: list[tuple[int, int]]) -> bool:
    """Whether figures count the pages, rather than being the same on most."""
    same = Counter(figure for figure, _ in figures).most_common(1)[0][1]
    counting = Counter(figure - page for figure, page in figures).most_common(1)[0][1]
    return counting > same


def _often(marks: Sequence[_Mark]) -> bool:
    pages = {mark.page for mark in marks}
    return len(pages) >= _FEWEST and len(pages) >= _SHARE * (max(pages) - min(pages) + 1)
