"""Cells that hold sentences: the column 项目概况 of a list of projects, a note below a table.

What goes in: a document and a table of it. What comes out: where such cells stand in the text. They are read as sentences,
not as labels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hengliang.records import Document, Table

#: A cell of so many characters with the end of a sentence in it is prose.
_LEAST: Final = 30
_END: Final = re.compile("[。；]")


def is_prose(words: str) -> bool:
    """Whether a cell's words are sentences.

    Args:
        words: what stands in it.
    """
    return len(words) >= _LEAST and bool(_END.search(words))


def prose_in(document: Document, table: Table) -> list[tuple[int, int]]:
    """Where the cells of a table stand that hold sentences, in order; none where a cell is torn over the text.

    Args:
        document: as read.
        table: one of its tables.
    """
    found = []
    for cell in table.cells:
        if len(cell.spans) != 1:
            continue
        start, end = cell.spans[0]
        if is_prose(document.text[start:end]):
            found.append((start, end))
    return sorted(found)
