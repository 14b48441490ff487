"""Seconds a page: our reading, PDFium's text and pdfplumber's text of the same pages, and hostile files within limits.

What goes in: PDFs of the evaluation set. What comes out: seconds of the processor. Prose pages and pages with tables are timed apart: each file
is cut into a file of the ones and a file of the others. The three take turns, so that a busy machine slows all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pdfplumber
import pypdfium2
from evaluation import ROOT

from hengliang.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hengliang.records import Document

#: Pages of each kind that are timed of a file, spread over it, and how often.
PAGES: Final = 6
REPEATS: Final = 3
#: A hostile file is given up after so many seconds.
PATIENCE: Final = 120
#: Units of ``ru_maxrss`` in a MiB.
_MAXRSS: Final = 1024 if sys.platform != "darwin" else 1024 * 1024

#: Runs a command from a small process: Linux counts the memory of the process that starts another as the other's own.
#: ``wait4`` counts what the command used, and the processes that it started and waited for.
_WATCH: Final = """
import os, subprocess, sys, threading
process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL)
patience = threading.Timer(float(sys.argv[1]), process.kill)
patience.start()
_, status, used = os.wait4(process.pid, 0)
patience.cancel()
print(os.waitstatus_to_exitcode(status), used.ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """Medians in seconds of the processor for all pages of a cut file."""

    name: str
    kind: str
    pages: int
    ours: float
    pdfium: float
    plumber: float


@dataclass(frozen=True, slots=True)
class Ending:
    """How a hostile file ended: its sentence, wall-clock seconds, and peak memory in MiB of the process and its children."""

    name: str
    sentence: str
    seconds: float
    memory: float


def pages_by_kind(document: Document) -> dict[str, list[int]]:
    """Pages (from 0) with text: those with a table, and the others; at most ``PAGES`` of each, spread evenly."""
    tabled = {table.page for table in document.tables}
    kinds: dict[str, list[int]] = {"prose": [], "tables": []}
    for page in document.pages:
        if page.end > page.start and page.source == "text_layer":
            kinds["tables" if page.number in tabled else "prose"].append(page.number - 1)
    return {kind: pages[:: -(-len(pages) // PAGES)] if pages else [] for kind, pages in kinds.items()}


def cut(path: Path, pages: Sequence[int], folder: Path, kind: str) -> Path:
    """A PDF of some of a PDF's pages, in ``folder``."""
    target_path = folder / f"{kind}-{path.name}"
    with pypdfium2.PdfDocument(path) as source, pypdfium2.PdfDocument.new() as target:
        target.import_pages(source, list(pages))
        target.save(target_path)
    return target_path


def by_pdfium(path: Path) -> int:
    """PDFium's own text of every page."""
    with pypdfium2.PdfDocument(path) as pdf:
        return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def by_pdfplumber(path: Path) -> int:
    """Pdfplumber's text of every page."""
    with pdfplumber.open(path) as pdf:
        return sum(len(page.extract_text()) for page in pdf.pages)


def time_pages(name: str, kind: str, path: Path, pages: int) -> Timed:
    """Times the three on one file, in turn."""
    works: tuple[Callable[[Path], object], ...] = (read, by_pdfium, by_pdfplumber)
    runs = [[_seconds(work, path) for work in works] for _ in range(REPEATS)]
    ours, pdfium, plumber = (statistics.median(column) for column in zip(*runs, strict=True))
    return Timed(name, kind, pages, ours, pdfium, plumber)


def _seconds(work: Callable[[Path], object], path: Path) -> float:
    started = time.process_time()
    work(path)
    return time.process_time() - started


def end_of(path: Path) -> Ending:
    """Extracts from a hostile file by the command line, as a person does, and says how that ended."""
    extract = [sys.executable, "-m", "hengliang.cli", "extract", str(path), "--format", "jsonl"]
    started = time.perf_counter()
    watched = [sys.executable, "-c", _WATCH, str(PATIENCE), *extract]
    done = subprocess.run(watched, capture_output=True, text=True, cwd=ROOT, check=True)
    code, memory = map(int, done.stdout.split())
    sentence = next((x.partition("：")[2] for x in done.stderr.splitlines() if x.startswith(str(path))), "read")
    if code not in (0, 1):
        sentence = f"no sentence: ended with {code}"
    return Ending(path.name, sentence, time.perf_counter() - started, memory / _MAXRSS)
