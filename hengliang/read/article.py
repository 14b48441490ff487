"""Finds the article of a web page: its title, the line of its date and source, its body and tables.

In: a ``Markup`` and its blocks. Out: the blocks that are the article. The rule errs on the side of keeping: the article
is the smallest element that holds *all* prose and tables of data outside links and the page's foot, from the title on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hengliang.codes.web_pages import load_web_pages
from hengliang.read.flow import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.read.markup import Markup
    from hengliang.read.web_blocks import Block

#: From this share of links on a block leads to other pages.
_LINKS: Final = 0.5
#: A line of so many characters with a stop in it is prose, …
_PROSE: Final = 24
_STOP: Final = re.compile(r"[，。；、：！？]")
#: … and so is a shorter one that states a figure.
_FIGURE: Final = re.compile(r"\d[\d.,]*\s*(?:%|％|[十百千万亿个户家人元吨])")
#: A window's title goes on with the names of the section and the site.
_TITLE_PARTS: Final = re.compile(r"\s*[_|｜\n]\s*|\s+[-—–]+\s*|-(?=[^-]*(?:网|政府|局|厅|委员会|门户|库|报)$)")
_BLANK: Final = re.compile(r"[\s\u3000]+")
#: Titles of fewer characters name a section or a site.
_TITLE: Final = 8


def article_of(markup: Markup, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of the article; empty where the page has no prose and no table.

    Args:
        markup: the page.
        blocks: all its blocks.
    """
    prose = [number for number, block in enumerate(blocks) if _is_prose(block)]
    if not prose:
        return []
    start, end = _around(markup, blocks[prose[0]].start, blocks[prose[-1]].end)
    first = next(number for number, block in enumerate(blocks) if block.start >= start)
    title = _title_before(markup, blocks, prose[0])
    if title is not None:
        first = title
    last = prose[-1] + _tail([block for block in blocks[prose[-1] + 1 :] if block.end <= end])
    kept = set(prose)
    return [
        block for number, block in enumerate(blocks[first : last + 1], first) if number in kept or not _is_aside(block)
    ]


def title_of(markup: Markup, article: Sequence[Block]) -> str:
    """The title that is noted for the page, where no line of the article is it; empty otherwise."""
    lines = {_plain(block.content) for block in article if isinstance(block.content, str)}
    for title in markup.titles[:1]:
        name = _TITLE_PARTS.split(title.strip())[0].strip()
        if len(name) >= _TITLE and not any(_plain(name) in line for line in lines):
            return _BLANK.sub(" ", name)
    return ""


def _is_prose(block: Block) -> bool:
    if block.linked >= _LINKS:
        return False
    if isinstance(block.content, Sheet):
        return True
    line = block.content
    if load_web_pages().is_foot(line):
        return False
    return (len(line) >= _PROSE and bool(_STOP.search(line))) or bool(_FIGURE.search(line))


def _around(markup: Markup, start: int, end: int) -> tuple[int, int]:
    """The smallest element around a stretch of events, as its own stretch."""
    best = (0, len(markup.events))
    for element in markup.elements:
        if element.start > start:
            break
        if element.end >= end:
            best = (element.start, element.end)
    return best


def _title_before(markup: Markup, blocks: Sequence[Block], body: int) -> int | None:
    """The last line up to the first of the prose that is the title noted for the page, or stands in a heading tag."""
    names = [_plain(title) for title in markup.titles]
    heading = None
    for number in range(body, -1, -1):
        block = blocks[number]
        if not isinstance(block.content, str) or block.linked >= _LINKS:
            continue
        line = _plain(block.content)
        if len(line) >= _TITLE and any(name.startswith(line) for name in names):
            return number
        if heading is None and block.heading and len(line) >= _TITLE:
            heading = number
    return heading


def _tail(after: Sequence[Block]) -> int:
    """How many blocks after the last prose are still the article's: signature, date, annexes."""
    pages = load_web_pages()
    for count, block in enumerate(after):
        line = str(block.content)
        if pages.is_foot(line) or pages.heads_related(line):
            return count
    return len(after)


def _is_aside(block: Block) -> bool:
    """Links, buttons and counters in the midst of the article."""
    if isinstance(block.content, Sheet):
        return False
    return block.linked >= _LINKS or load_web_pages().is_button(block.content)


def _plain(text: str | Sheet) -> str:
    return _BLANK.sub("", str(text))
