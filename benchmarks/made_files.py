"""The evaluation set's made PDFs, whose true text, articles and tables are known: what of them is read.

What goes in: ``corpus/pdf_hard`` with its ``*.truth.*`` files. What comes out: a verdict for each text and each table.
It writes nothing. The cells of the one table that the truth files leave out are kept as digests of what a person saw.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pypdfium2
from likeness import Found, Placed, compared, furniture_lines, gram_recall, numbers, plain, right_cells

from hengliang.read import read
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.records import Document, Table

#: Recognising a page takes seconds: so many pages of a long file stand for all of it.
RECOGNISED_PAGES: Final = 2
#: How often the rows below the header are printed in each table of the file of tables, in its order; 0 is the table that
#: its truth file leaves out.
REPEATS: Final = {
    "ruled": 1,
    "three rules": 1,
    "no rules, over two pages": 1,
    "ruled, spans": 0,
    "ruled, three pages": 4,
}
#: That table as seen in the picture of its page: digests of its cells by row and column.
SEEN: Final[tuple[dict[int, str], ...]] = (
    {0: "cdd1a7d065", 1: "3d7dcc6fdd", 3: "dee76ec1dc"},
    {1: "41849477db", 2: "a3ff0ff836", 3: "41849477db", 4: "a3ff0ff836"},
    {0: "27022d7e3a", 1: "5f3c94c495", 2: "78a3757ad2", 3: "e5abbcb49f", 4: "79cfc8531e"},
    {0: "aab050438a", 1: "c4556b9f69", 2: "a726271025", 3: "f194021f1f", 4: "3fdaa82e18"},
    {0: "04b43f75f7", 1: "76f5732090", 2: "92c9ef1bf1", 3: "11b83ae47a", 4: "e66abc3fd5"},
)


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """What was read of a text with a truth; ``unread`` says why nothing was."""

    name: str
    numbers: Found
    grams: float
    unread: str = ""


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """What was read of a printed table: its cells, those read into their place, and in how many pieces it was read."""

    name: str
    expected: int
    right: int
    pieces: int
    unread: str = ""


def first_pages(path: Path, count: int, folder: Path) -> Path:
    """A PDF of a PDF's first pages, in ``folder``."""
    with pypdfium2.PdfDocument(path) as source, pypdfium2.PdfDocument.new() as target:
        target.import_pages(source, list(range(min(count, len(source)))))
        target.save(folder / path.name)
    return folder / path.name


def attempt(path: Path) -> Document | str:
    """The document, or the sentence that says why there is none."""
    try:
        return read(path)
    except UnreadableError as error:
        return str(error)


def recognised(path: Path) -> tuple[float, int, str]:
    """Seconds for recognising a scan, its pages, and what came of it."""
    with pypdfium2.PdfDocument(path) as pdf:
        pages = len(pdf)
    started = time.perf_counter()
    document = attempt(path)
    said = document if isinstance(document, str) else f"{len(document.text)} characters"
    return time.perf_counter() - started, pages, said


def judge_text(name: str, truth: str, read_text: Document | str) -> TextVerdict:
    """Compares a truth with what was read; running heads and page numbers that were read all the same are extra."""
    expected = numbers(truth)
    if isinstance(read_text, str):
        return TextVerdict(name, Found(len(expected), 0, 0, 0), 0.0, read_text)
    return TextVerdict(name, compared(expected, numbers(read_text.text)), gram_recall(truth, read_text.text))


def without_furniture(truth: str, pages: int = 0) -> str:
    """A truth written line by line without its page numbers and the lines that it has on several pages.

    Args:
        truth: with the page number as the second line of each page.
        pages: only the first so many; 0 for all.
    """
    lines = truth.splitlines()
    heads = [index for index, line in enumerate(lines) if line == lines[0]]
    furniture = furniture_lines(lines)
    kept = lines[: heads[pages] if pages else None]
    return "\n".join(line for line in kept if plain(line) not in furniture)


def truth_until(truth: str, page_text: str) -> str:
    """The truth up to the end of a page, which the last line of the page that stands in the truth tells."""
    packed = "".join(truth.split())
    for line in reversed(page_text.splitlines()):
        sought = "".join(line.split())
        if len(sought) >= 8 and packed.count(sought) == 1:
            size = packed.index(sought) + len(sought)
            return _leading(truth, size)
    return ""


def _leading(text: str, size: int) -> str:
    """The text up to its ``size``-th character that is no blank."""
    seen = 0
    for index, char in enumerate(text):
        seen += not char.isspace()
        if seen == size:
            return text[: index + 1]
    return text


def articles_of(folder: Path, name: str, document: Document | str) -> list[TextVerdict]:
    """Each article of the newspaper page against the whole page, its runs of characters over the breaks of columns as well."""
    articles = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))["articles"]
    verdicts = [judge_text(f"newspaper, article {i}", "\n".join(a), document) for i, a in enumerate(articles, 1)]
    together = judge_text("newspaper, page", "\n".join("\n".join(article) for article in articles), document)
    # Of one article the page's other numbers are not "extra".
    each = [
        TextVerdict(v.name, Found(v.numbers.expected, v.numbers.found, v.numbers.in_order, 0), v.grams, v.unread)
        for v in verdicts
    ]
    return [*each, together]


def texts(folder: Path) -> Iterable[TextVerdict]:
    """Every made text: the report and its variant without a character map, the newspaper, the scan and its variant."""
    report = (folder / "a_report.truth.txt").read_text(encoding="utf-8")
    yield judge_text("report", report, attempt(folder / "a_report.pdf"))
    yield from articles_of(folder, "b_newspaper", attempt(folder / "b_newspaper.pdf"))
    scanned = (folder / "d_scan.truth.txt").read_text(encoding="utf-8")
    scan = without_furniture(scanned)
    yield judge_text("scan, 200 dpi", scan, attempt(folder / "d_scan200.pdf"))
    page = without_furniture(scanned, pages=1)
    yield judge_text("scanned page under a false hidden text", page, attempt(folder / "t_invisible.pdf"))
    with tempfile.TemporaryDirectory() as made:
        cut = first_pages(folder / "t_no_tounicode.pdf", RECOGNISED_PAGES, Path(made))
        with pypdfium2.PdfDocument(folder / "a_report.pdf") as pdf:
            last = pdf[RECOGNISED_PAGES - 1].get_textpage().get_text_range()
        name = f"report without a character map, {RECOGNISED_PAGES} pages"
        yield judge_text(name, truth_until(report, last), attempt(cut))


def digest(text: str, row_span: int = 1, column_span: int = 1) -> str:
    """A cell, so that equal cells are equal: its text without blanks, and how far it spans."""
    return hashlib.sha256(f"{plain(text)}|{row_span}|{column_span}".encode()).hexdigest()[:10]


def printed_tables(folder: Path) -> list[list[Placed]]:
    """The rows of every table of the file of tables, as printed."""
    header, *body = json.loads((folder / "c_tables.truth.json").read_text(encoding="utf-8"))["rows"]
    tables = []
    for number, repeats in enumerate(REPEATS.values()):
        rows = [header, *body * repeats]
        cells = [{c: digest(text) for c, text in enumerate(row)} for row in rows] if repeats else SEEN
        tables.append([Placed(number, index, row) for index, row in enumerate(cells)])
    return tables


def read_rows(document: Document) -> list[Placed]:
    """The rows of a document's tables in their order, empty cells left out."""
    return [row for number, table in enumerate(document.tables) for row in _rows(document, number, table)]


def _rows(document: Document, number: int, table: Table) -> list[Placed]:
    rows: dict[int, dict[int, str]] = {}
    for cell in table.cells:
        text = "".join(document.text[start:end] for start, end in cell.spans)
        if text.strip():
            rows.setdefault(cell.row, {})[cell.column] = digest(text, cell.row_span, cell.column_span)
    return [Placed(number, row, cells) for row, cells in sorted(rows.items())]


def tables(folder: Path, name: str) -> tuple[list[TableVerdict], int]:
    """Every printed table of a file of tables (or of its turned variant), and how many cells were read that none of them has."""
    truth, document = printed_tables(folder), attempt(folder / f"{name}.pdf")
    if isinstance(document, str):
        return [TableVerdict(kind, _cells(t), 0, 0, document) for kind, t in zip(REPEATS, truth, strict=True)], 0
    return judge_tables(list(REPEATS), truth, read_rows(document))


def judge_tables(
    names: Sequence[str], truth: Sequence[Sequence[Placed]], rows: Sequence[Placed]
) -> tuple[list[TableVerdict], int]:
    """Compares printed tables with the rows that were read; the second figure counts cells that no table has so."""
    right = right_cells([row for table in truth for row in table], rows)
    verdicts = []
    for number, (name, table) in enumerate(zip(names, truth, strict=True)):
        pieces = right.get(number, Counter())
        verdicts.append(TableVerdict(name, _cells(table), pieces.total(), len(pieces)))
    return verdicts, _cells(rows) - sum(verdict.right for verdict in verdicts)


def _cells(rows: Iterable[Placed]) -> int:
    return sum(len(row.cells) for row in rows)
