"""How like two readings of one text are: numbers, runs of characters and cells of tables.

What goes in: texts, or rows of cells. What comes out: counts. It reads no file. Forgiven are blanks, the one glyph that
some fonts have for 破折号 (two characters), and in numbers the full width of digits; a Kangxi radical for a hanzi is not.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: A run of digits with the points and commas within it: 1,234.5 is one number, 169..59 is two.
NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
#: Characters in a run that is looked for in the other text.
GRAM: Final = 6
#: A row of a table: text by column, empty cells left out.
Row: TypeAlias = "Mapping[int, str]"


@dataclass(frozen=True, slots=True)
class Found:
    """How much of what should be there is there.

    Attributes:
        expected: how many there are in the truth.
        found: how many of them are in the text, each at most once.
        in_order: how many are when the order has to be the same.
        extra: how many of the text's are not in the truth.
    """

    expected: int
    found: int
    in_order: int
    extra: int

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 0 where there is no truth, so that nothing passes on nothing."""
        return self.found / self.expected if self.expected else 0.0

    @property
    def order(self) -> float:
        """Share of the truth that was found in its order."""
        return self.in_order / self.expected if self.expected else 0.0


def plain(text: str) -> str:
    """The text without blanks and control characters, 破折号 as two characters."""
    kept = "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cc")
    return kept.replace("\u2e3a", "——")


def numbers(text: str) -> list[str]:
    """The numbers of a text in their order, as printed."""
    return NUMBER.findall(unicodedata.normalize("NFKC", text))


def compared(truth: Sequence[str], found: Sequence[str]) -> Found:
    """Compares what should be there with what is, as multisets and as sequences."""
    expected, got = Counter(truth), Counter(found)
    return Found(
        expected=len(truth),
        found=(expected & got).total(),
        in_order=common_subsequence(truth, found),
        extra=(got - expected).total(),
    )


def common_subsequence(left: Sequence[str], right: Sequence[str]) -> int:
    """Length of the longest sequence that is in both (Hunt and Szymanski 1977)."""
    places: dict[str, list[int]] = {}
    for index, item in enumerate(right):
        places.setdefault(item, []).append(index)
    tails: list[int] = []
    for item in left:
        for index in reversed(places.get(item, [])):
            place = bisect_left(tails, index)
            tails[place : place + 1] = [index]
    return len(tails)


def gram_recall(truth: str, text: str, size: int = GRAM) -> float:
    """Share of the truth's runs of ``size`` characters, blanks dropped, that are in the text as often."""
    expected, got = _grams(plain(truth), size), _grams(plain(text), size)
    return (expected & got).total() / expected.total() if expected else 0.0


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[index : index + size] for index in range(len(text) - size + 1))


def furniture_lines(lines: Iterable[str]) -> set[str]:
    """Lines that are page numbers, and lines that stand there more than once, as running heads do."""
    counted = Counter(filter(None, map(plain, lines)))
    return {line for line, count in counted.items() if count > 1 or PAGE_NUMBER.fullmatch(line)}


#: A page number on a line of its own, with or without dashes; 第3页 and 3/20 as well.
PAGE_NUMBER: Final = re.compile(
    r"[-—–―·•.~ー一]{0,2}[0-9]{1,4}[-—–―·•.~ー一]{0,2}|第[0-9]{1,4}页(?:[,/]?共[0-9]{1,4}页)?|[0-9]{1,4}/[0-9]{1,4}"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of a table that was read: which table, which row of it, and its cells."""

    table: int
    row: int
    cells: Row


def right_cells(truth: Sequence[Placed], read: Sequence[Placed]) -> dict[int, Counter[int]]:
    """How many cells of the truth were read into their row and column: by table of the truth, and by table that was read.

    The rows are aligned in their order so that most cells agree. A cell is right where column and text are the truth's and
    its row has the same distance from the other rows of its table as in the truth: a row read into two, or twice, costs the
    rows below it.
    """
    pairs = _aligned(truth, read)
    offsets: dict[tuple[int, int], Counter[int]] = {}
    for left, right in pairs:
        agree = agreeing(left.cells, right.cells)
        offsets.setdefault((left.table, right.table), Counter())[left.row - right.row] += agree
    together: dict[int, Counter[int]] = {}
    for (left_table, right_table), by_offset in offsets.items():
        together.setdefault(left_table, Counter())[right_table] = by_offset.most_common(1)[0][1]
    return together


def agreeing(left: Row, right: Row) -> int:
    """In how many columns two rows have the same text."""
    return sum(right.get(column) == text for column, text in left.items())


def _aligned(truth: Sequence[Placed], read: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Pairs of rows in order with the most agreeing cells (the longest common subsequence, weighted)."""
    best = [[0] * (len(read) + 1) for _ in range(len(truth) + 1)]
    for i in range(len(truth) - 1, -1, -1):
        for j in range(len(read) - 1, -1, -1):
            together = agreeing(truth[i].cells, read[j].cells)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + together)
    pairs, i, j = [], 0, 0
    while i < len(truth) and j < len(read):
        together = agreeing(truth[i].cells, read[j].cells)
        if together and best[i][j] == best[i + 1][j + 1] + together:
            pairs.append((truth[i], read[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
