"""How right and how fast the reading is: figures between two markers of docs/reading.md.

    python benchmarks/reading.py                    # writes docs/reading.md; takes some minutes
    python benchmarks/reading.py --only numbers     # prints one part: made, numbers, speed, observations, hostile
    python benchmarks/reading.py --numbers PART     # numbers of the PDFs whose names hold PART, and where PDFium has others
    python benchmarks/reading.py --pages FOLDER     # ten pages drawn at random, as pictures and as read, to be compared by eye
    python benchmarks/reading.py --misses PART      # observations that a PDF or web page does not give, with both sentences

What goes in: the evaluation set (HENGLIANG_EVALUATION_SET, default ``../shared`` beside the project), ``corpus/pdf``,
``corpus/pdf_hard``, ``corpus/html`` and ``corpus/text``. What comes out: tables without a sentence of its texts.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import made_files
import pypdfium2
from accuracy import SEED, outside, put, table
from beside_pdfium import Comparison, compare_pages, has_text_layer, pdfium_pages
from evaluation import ROOT, evaluation_set
from made_files import RECOGNISED_PAGES, attempt, first_pages
from same_report import FIELDS, Sameness, same_observations
from side_by_side import PAGES, REPEATS, Timed, cut, end_of, pages_by_kind, time_pages

from hengliang.records import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PAGE = ROOT / "docs" / "reading.md"
#: Made files, which have parts of their own, and hostile ones begin so.
MADE: Final = ("a_", "b_", "c_", "d_")
HOSTILE: Final = ("t_", "damaged")
#: Variants of the made files begin like hostile ones and are measured with the others.
VARIANTS: Final = ("t_no_tounicode", "t_rotate90", "t_invisible")
#: The scans of the set.
SCANNED: Final = ("d_scan", "scan_")
#: Pages that a person compares by eye, drawn among those with so many characters.
SAMPLE: Final = 10
_WRITTEN: Final = 200
CLASSES: Final = (
    "equal", "neighbours", "joined", "glued", "split", "lost", "only ours", "furniture dropped", "furniture kept"
)  # fmt: skip
MARKS: Final = ("two points", "point lost", "point added", "unit apart", "spaces", "odd characters")


@cache
def document_of(path: Path) -> Document | str:
    """Each file is read once for all parts."""
    return attempt(path)


def corpus() -> Path:
    """The folder with the files."""
    return evaluation_set() / "corpus"


def real_pdfs() -> list[Path]:
    """The real PDFs, each once, though the set holds some under two names."""
    each: dict[str, Path] = {}
    for path in (*sorted(corpus().glob("pdf/*.pdf")), *sorted(corpus().glob("pdf_hard/*.pdf"))):
        if not path.name.startswith(MADE + HOSTILE):
            each.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return list(each.values())


def made() -> str:
    """Part A: the made files."""
    folder = corpus() / "pdf_hard"
    rows = [
        [v.name, v.numbers.expected, v.numbers.found, v.numbers.in_order, v.numbers.extra, _share(v.numbers.recall),
         f"{math.floor(v.grams * 10000) / 10000:.4f}", v.unread]
        for v in made_files.texts(folder)
    ]  # fmt: skip
    head = [
        "text",
        "numbers",
        "found",
        "in order",
        "not in the truth",
        "share found",
        "6-gram recall",
        "not read, because",
    ]
    parts = ["### Texts\n\n" + table(head, rows), "### Tables"]
    for name, what in (("c_tables", "upright"), ("t_rotate90", "turned pages")):
        verdicts, extra = made_files.tables(folder, name)
        cells = [[v.name, v.expected, v.right, v.pieces, v.unread] for v in verdicts]
        parts.append(f"{what.capitalize()}; {extra} cells were read that no table has so.")
        parts.append(table([f"table, {what}", "cells", "right", "read in pieces", "not read, because"], cells))
    return "\n\n".join(parts)


def _share(value: float) -> str:
    """Rounded down: 100 % is said only of all."""
    return f"{math.floor(round(value * 10000, 6)) / 100:.2f}%"


def _numbers_of(path: Path) -> Comparison | str:
    """The comparison, or why there is none; what has to be recognised, at seconds a page, is not read for it."""
    theirs = pdfium_pages(path)
    if not has_text_layer(theirs):
        return "no text layer"
    document = document_of(path)
    return document if isinstance(document, str) else compare_pages(theirs, document)


def numbers() -> str:
    """Part B: the numbers of the real PDFs beside PDFium's."""
    rows, marks, together, marked = [], [], Counter[str](), Counter[str]()
    for path in real_pdfs():
        found = _numbers_of(path)
        if isinstance(found, str):
            rows.append([path.stem, found, *[""] * (len(CLASSES) + 2)])
            continue
        rows.append(
            [path.stem, found.pages, found.skipped, _share(found.kept), *(found.counts[name] for name in CLASSES)]
        )
        marks.append([path.stem, *(found.marks[name] for name in MARKS)])
        together.update(found.counts)
        marked.update(found.marks)
    whole = Comparison(counts=together)
    rows.append(["**together**", "", "", f"**{_share(whole.kept)}**", *(together[name] for name in CLASSES)])
    marks.append(["**together**", *(marked[name] for name in MARKS)])
    head = ["file", "pages", "without text layer", "kept whole", *CLASSES]
    return f"{table(head, rows)}\n\n{table(['file', *MARKS], marks)}"


def speed() -> str:
    """Part C: seconds a page."""
    timed: list[Timed] = []
    with tempfile.TemporaryDirectory() as made_here:
        for path in filter(lambda path: has_text_layer(pdfium_pages(path)), real_pdfs()):
            document = document_of(path)
            for kind, pages in pages_by_kind(document).items() if isinstance(document, Document) else ():
                if pages:
                    part = cut(path, pages, Path(made_here), kind)
                    timed.append(time_pages(path.stem, kind, part, len(pages)))
        scans = _scans(Path(made_here))
    rows = [_timed_row(t.name, t.kind, [t]) for t in timed]
    both = [_timed_row("**together**", kind, [t for t in timed if t.kind == kind]) for kind in ("prose", "tables")]
    head = [
        "file",
        "pages of",
        "timed",
        "ours, ms a page",
        "PDFium",
        "pdfplumber",
        "ours to PDFium",
        "pdfplumber to ours",
    ]
    said = f"Milliseconds of the processor a page, on up to {PAGES} pages of each kind and file, medians of {REPEATS} runs in turn."
    return f"{said}\n\n{table(head, [*rows, *both])}\n\n{scans}"


def _timed_row(name: str, kind: str, timed: Sequence[Timed]) -> list[object]:
    pages = sum(t.pages for t in timed) or 1
    ours, pdfium, plumber = (sum(getattr(t, of) for t in timed) for of in ("ours", "pdfium", "plumber"))
    times = [f"{1000 * seconds / pages:.1f}" for seconds in (ours, pdfium, plumber)]
    return [
        name,
        kind,
        pages,
        *times,
        f"{ours / pdfium:.1f}" if pdfium else "",
        f"{plumber / ours:.1f}" if ours else "",
    ]


def _scans(folder: Path) -> str:
    """Seconds a page of recognising."""
    rows = []
    for path in sorted(corpus().glob("pdf_hard/*.pdf")):
        if path.name.startswith(SCANNED):
            seconds, pages, said = made_files.recognised(first_pages(path, RECOGNISED_PAGES, folder))
            rows.append([path.stem, pages, f"{seconds / pages:.1f}", said])
    return table(["scan", "pages", "seconds a page", "outcome"], rows)


def observations() -> str:
    """Part D: observations of the PDF and the web page beside those of the text of the same report."""
    parts = []
    for folder in ("pdf", "html"):
        found = list(_samenesses(folder))
        rows = [_same_row(same.name, [same]) for same in found]
        kinds = Counter(miss.kind for same in found for miss in same.misses)
        head = [
            "report",
            "in the text",
            "given",
            "share",
            "in prose",
            "given",
            "share",
            "only here",
            "not read, because",
        ]
        parts += [f"### {folder.upper()}", table(head, [*rows, _same_row("**together**", found)])]
        parts.append(table(["what misses differ in", "misses"], [[kind, n] for kind, n in kinds.most_common(12)]))
    return "\n\n".join(parts)


def _samenesses(folder: str, part: str = "") -> Iterable[Sameness]:
    for path in sorted((corpus() / folder).iterdir()):
        text = document_of(corpus() / "text" / f"{path.stem}.txt")
        if part in path.name and isinstance(text, Document):
            yield same_observations(path.stem, text, document_of(path))


def _same_row(name: str, found: Sequence[Sameness]) -> list[object]:
    expected, given = sum(s.expected for s in found), sum(s.given for s in found)
    prose, prose_given = sum(s.prose_expected for s in found), sum(s.prose_given for s in found)
    shares = (_share(given / expected) if expected else "–", _share(prose_given / prose) if prose else "–")
    why = found[0].unread if len(found) == 1 else ""
    return [name, expected, given, shares[0], prose, prose_given, shares[1], sum(s.only_other for s in found), why]


def hostile() -> str:
    """Part E: how hostile files end."""
    files = sorted(corpus().glob("pdf_hard/*.pdf"))
    paths = [path for path in files if path.name.startswith(HOSTILE) and path.stem not in VARIANTS]
    ends = [end_of(path) for path in paths]
    rows = [[e.name, e.sentence, f"{e.seconds:.1f}", f"{e.memory:.0f}"] for e in ends]
    return table(["file", "what it says", "seconds", "peak memory, MiB"], rows)


PARTS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "made": ("Made files, whose truth is known", made),
    "numbers": ("Numbers of real PDFs, beside PDFium's text", numbers),
    "speed": ("Time", speed),
    "observations": ("Observations, beside those of the same report's text", observations),
    "hostile": ("Hostile files", hostile),
}


def show_numbers(part: str) -> Iterable[str]:
    """Every number that is not equal, for a person who looks at the page."""
    for path in real_pdfs():
        found = _numbers_of(path) if part in path.name else ""
        if isinstance(found, Comparison):
            yield f"{path.name}: {_share(found.kept)} {dict(found.counts)} {dict(found.marks)}"
            yield from (f"  {kind}\tpage {page}\t{place!r}" for kind, page, place in found.cases)


def show_misses(part: str) -> Iterable[str]:
    """Every miss with its sentence, and the nearest observation with its own."""
    for folder in ("pdf", "html"):
        for same in _samenesses(folder, part):
            yield f"{same.name}.{folder}: {same.given} of {same.expected} {same.unread}"
            for miss in same.misses:
                here = [str(miss.row[field]) for field in FIELDS]
                yield f"- {miss.kind}{' (table)' if miss.in_table else ''}: {here} {miss.row['sentence'][-160:]!r}"
                if miss.nearest:
                    there = [str(miss.nearest[field]) for field in FIELDS]
                    yield f"    {there} page {miss.nearest['page']} {miss.nearest['sentence'][-160:]!r}"


def draw_pages(folder: Path) -> Iterable[str]:
    """Writes the sample of pages that a person compares by eye: the same ones each time, a picture and the text of each."""
    pages = [(path, n) for path in real_pdfs() for n, text in enumerate(pdfium_pages(path), 1) if len(text) > _WRITTEN]
    folder.mkdir(parents=True, exist_ok=True)
    for path, number in random.Random(SEED).sample(pages, SAMPLE):  # noqa: S311 (a sample, no secret)
        document, name = document_of(path), f"{path.stem}-{number}"
        with pypdfium2.PdfDocument(path) as pdf:
            pdf[number - 1].render(scale=2).to_pil().save(folder / f"{name}.png")
        if isinstance(document, Document):
            page = document.pages[number - 1]
            (folder / f"{name}.txt").write_text(document.text[page.start : page.end], encoding="utf-8")
        yield name


def main() -> int:
    """Write the page, or print a part of it; 1 where the evaluation set is absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, help="print one part and write nothing")
    parser.add_argument("--numbers", metavar="PART", help="print the numbers that differ in the files of this name")
    parser.add_argument("--misses", metavar="PART", help="print the observations missed in the files of this name")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="write pages to be compared by eye here")
    options = parser.parse_args()
    if not (corpus() / "pdf_hard").is_dir():
        print(f"No corpus at {corpus()}: set HENGLIANG_EVALUATION_SET to the evaluation set's folder.", file=sys.stderr)
        return 1
    if options.numbers is not None or options.misses is not None:
        lines = show_numbers(options.numbers) if options.numbers is not None else show_misses(options.misses)
        print("\n".join(lines))
        return 0
    if options.pages:
        print("\n".join(draw_pages(outside(options.pages))))
        return 0
    if options.only:
        print(PARTS[options.only][1]())
        return 0
    figures = "\n\n".join(f"## {title}\n\n{write()}" for title, write in PARTS.values())
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
