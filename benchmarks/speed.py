"""How fast the extraction is: characters a second as a library call, beside cutting the same texts into words with jieba.

    python benchmarks/speed.py             # prints the figures
    python benchmarks/speed.py --write     # and puts them into docs/speed.md
    python benchmarks/speed.py --every 10  # on every tenth text: quick, for a look in between

What goes in: the evaluation set's texts (HENGLIANG_EVALUATION_SET, default ``../shared`` beside the project), or where
it is absent the text samples again and again. What comes out: characters a second in one warm process, in which each text
is read once, so that nothing kept from an earlier reading helps; the ratio; the memory of 50 and 200 documents in processes
of their own; and where the time goes by module.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
from accuracy import put, table
from evaluation import ROOT, corpus_texts, evaluation_set

from hengliang.extraction import extract_document
from hengliang.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hengliang.records import Document

PAGE = ROOT / "docs" / "speed.md"
#: Every so many of the texts warm the process up and are not timed.
WARM_UP = 10
SAMPLES_REPEATED = 20
SIZES = (50, 200)
TOP = 12


def benchmark_texts(every: int = 1) -> list[Path]:
    """The texts to run on: every so many of the evaluation set's, or the samples again and again."""
    texts = corpus_texts(evaluation_set())[::every]
    return texts or sorted((ROOT / "samples").glob("*.txt")) * SAMPLES_REPEATED


def cut(document: Document) -> object:
    """What it is measured against: the text cut into words."""
    return list(jieba.cut(document.text))


def seconds(work: Callable[[Document], object], document: Document) -> float:
    """Time of the processor for one document."""
    started = time.process_time()
    work(document)
    return time.process_time() - started


@dataclass(frozen=True, slots=True)
class Timed:
    """A document's length in characters and the seconds that each work took."""

    characters: int
    ours: float
    theirs: float


def side_by_side(documents: Sequence[Document]) -> list[Timed]:
    """Each document timed once, the two works in turn so that a busy machine slows both."""
    jieba.setLogLevel("ERROR")
    for document in documents[::WARM_UP]:
        extract_document(document)
        cut(document)
    timed = [document for index, document in enumerate(documents) if index % WARM_UP]
    return [Timed(len(d.text), seconds(extract_document, d), seconds(cut, d)) for d in timed]


def by_module(documents: Sequence[Document]) -> list[tuple[str, float]]:
    """Share of the time by module of the project; what built-ins take counts for the module that calls them."""
    profiler = cProfile.Profile()
    profiler.runcall(lambda: [extract_document(document) for document in documents])
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        if not _foreign(file) or not callers:
            spent[_module(file)] += own
            continue
        for (caller, _, _), (_, _, share, _) in callers.items():
            spent[_module(caller)] += share
    total = sum(spent.values())
    return [(module, time / total) for module, time in spent.most_common(TOP)]


def _foreign(file: str) -> bool:
    return not file.startswith(str(ROOT / "hengliang"))


def _module(file: str) -> str:
    if not _foreign(file):
        return str(Path(file).relative_to(ROOT))
    parts = Path(file).parts
    return parts[parts.index("site-packages") + 1] if "site-packages" in parts else "the standard library"


def peak_memory(count: int, every: int) -> float:
    """Peak memory of a fresh process that extracts so many documents one by one, in MiB."""
    command = [sys.executable, __file__, "--child", str(count), "--every", str(every)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _child(count: int, every: int) -> None:
    """Read, extract and let go: texts start over where there are fewer."""
    texts = benchmark_texts(every)
    for index in range(count):
        extract_document(read(texts[index % len(texts)]))
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def figures(every: int) -> str:
    """All figures as Markdown."""
    documents = [read(path) for path in benchmark_texts(every)]
    timed = side_by_side(documents)
    characters, ours, theirs = (sum(column) for column in zip(*map(astuple, timed), strict=True))
    rows = [
        [name, f"{spent:.1f}", f"{characters / spent:,.0f}"]
        for name, spent in (("extract_document", ours), ("list(jieba.cut(text))", theirs))
    ]
    ratios = sorted(t.ours / t.theirs for t in timed)
    quarter, median, three_quarters = statistics.quantiles(ratios, n=4)
    said = (
        f"{len(timed)} texts, {characters:,} characters, each read once in one warm process; seconds of the processor."
    )
    memory = [[size, f"{peak_memory(size, every):.0f}"] for size in SIZES]
    profiled = [[f"`{module}`", f"{share:.1%}"] for module, share in by_module(documents[::5])]
    return "\n\n".join(
        [
            said,
            table(["work", "seconds", "characters a second"], rows),
            (
                f"The extraction takes **{ours / theirs:.2f}** times as long as cutting the texts into words: by text a median of "
                f"{median:.2f}, half of the texts between {quarter:.2f} and {three_quarters:.2f}, "
                f"{sum(ratio <= 1 for ratio in ratios) / len(ratios):.0%} of them at most 1."
            ),
            table(["documents in one process", "peak memory, MiB"], memory),
            "Where the time goes (cProfile on every fifth text, built-ins with the module that calls them):",
            table(["module", "share"], profiled),
        ]
    )


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take every so many of the texts")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/speed.md")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.child, options.every)
        return 0
    printed = figures(options.every)
    print(printed)
    if options.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), printed), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
