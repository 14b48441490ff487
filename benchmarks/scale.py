"""How much faster files are read by more processes: one at a time, on all processors, on a Dask cluster of two workers.

    python benchmarks/scale.py             # prints the figures
    python benchmarks/scale.py --write     # and puts them into docs/operations.md
    python benchmarks/scale.py --rounds 1 --texts 30   # quick, for a look in between

What goes in: the evaluation set's texts (HENGLIANG_EVALUATION_SET, default ``../shared`` beside the project), or where it
is absent the text samples. Each run is a fresh process with a store of its own, as ``hengliang run`` makes it; the kinds
take turns in each round. The two workers of Dask stand all the while, as those of an operator do, and have read a text
before. The releases of all kinds must have the same rows. What comes out: medians of the seconds of the whole process,
and of those of reading and extracting (``RunSummary.timings``).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from accuracy import put, table
from evaluation import ROOT, corpus_texts, evaluation_set
from overhead import check_same

from hengliang import settings

PAGE = ROOT / "docs" / "operations.md"
ROUNDS = 3
WORKERS = 2
RUNNERS = {
    "here": "`here`: one file at a time",
    "processes": "`processes`: all processors",
    "dask": f"`dask`: a cluster with {WORKERS} worker processes",
}
ONE = "--one"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one run: the whole process, and reading and extracting alone."""

    whole: float
    extract: float


def one(inbox: Path, store: Path, runner: str, address: str) -> None:
    """Be one run, and print the seconds of its stages as the last line."""
    from rich.console import Console  # noqa: PLC0415  (so that this process imports what `hengliang run` does)

    from flows.terminal import run_here  # noqa: PLC0415

    settings.apply(quiet=True)
    summary = run_here([inbox], store, Console(stderr=True), runner=runner, cluster=address)  # type: ignore[arg-type]
    print(json.dumps(dict(summary.timings)))


def spent(runner: str, address: str, inbox: Path, store: Path) -> Spent:
    """The seconds of one run in a fresh process.

    Raises:
        RuntimeError: when it fails.
    """
    given = address if runner == "dask" else ""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, ONE, str(inbox), str(store), runner, given],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    whole = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Spent(whole, json.loads(done.stdout.splitlines()[-1])["extract"])


def one_round(inbox: Path, folder: Path, address: str, number: int) -> dict[str, Spent]:
    """One run of each kind, beginning with another one in each round."""
    kinds = list(RUNNERS)
    order = kinds[number % len(kinds) :] + kinds[: number % len(kinds)]
    times = {kind: spent(kind, address, inbox, folder / kind) for kind in order}
    for kind in kinds[1:]:
        check_same(folder / kinds[0], folder / kind)
    for kind in kinds:
        shutil.rmtree(folder / kind)
    return times


def figures(rounds: int, texts: int | None) -> str:
    """All figures as Markdown."""
    from distributed import LocalCluster  # noqa: PLC0415  (a second, which the runs measured need not spend)

    paths = (corpus_texts(evaluation_set()) or sorted((ROOT / "samples").glob("*.txt")))[:texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder, paths)
        with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster:
            address = cluster.scheduler_address
            # Prefect makes its database, and the workers import the program: no cost of a run.
            spent("dask", address, folder / "first", folder / "first-store")
            measured = [one_round(folder / "inbox", folder / "round", address, number) for number in range(rounds)]
    return table(
        ["runner", "texts", "whole run, s", "reading and extracting, s", "times as fast as one at a time"],
        [_row(kind, len(paths), measured) for kind in RUNNERS],
    )


def _prepare(folder: Path, paths: list[Path]) -> None:
    for name, files in (("inbox", paths), ("first", paths[: 2 * WORKERS])):
        (folder / name).mkdir()
        for path in files:
            shutil.copy(path, folder / name)
    (folder / "round").mkdir()
    settings.apply(quiet=True)
    os.environ |= {"PREFECT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    os.environ.pop("PREFECT_API_URL", None)


def _row(kind: str, texts: int, measured: list[dict[str, Spent]]) -> list[str]:
    whole, extract = (
        {each: statistics.median(getattr(times[each], part) for times in measured) for each in (kind, "here")}
        for part in ("whole", "extract")
    )
    faster = f"{extract['here'] / extract[kind]:.2f}"
    return [RUNNERS[kind], str(texts), f"{whole[kind]:.1f}", f"{extract[kind]:.1f}", faster]


def main() -> int:
    """Print the figures, or be one run."""
    if sys.argv[1:2] == [ONE]:
        inbox, store, runner, address = sys.argv[2:]
        one(Path(inbox), Path(store), runner, address)
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--texts", type=int, help="only the first so many")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/operations.md")
    options = parser.parse_args()
    printed = figures(options.rounds, options.texts)
    print(printed)
    if options.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), printed, "scale"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
