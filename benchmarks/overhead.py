"""What Prefect costs: a run over the corpus's texts as people start it, and the library alone doing the same work.

    python benchmarks/overhead.py             # prints the figures
    python benchmarks/overhead.py --write     # and puts them into docs/operations.md
    python benchmarks/overhead.py --rounds 1 --texts 30   # quick, for a look in between

What goes in: the evaluation set's texts (HENGLIANG_EVALUATION_SET, default ``../shared`` beside the project), or where it
is absent the text samples. Each round is one fresh process of either kind, by turns, each with a store of its own; what
is measured is the clock from start to end of the process, so the imports of Prefect and the start of its server count.
The releases of both must have the same rows. What comes out: medians, and the ratio of each round.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from accuracy import put, table
from evaluation import ROOT, corpus_texts, evaluation_set

import expectations
from hengliang import each_file, schema
from hengliang.each_file import Refused
from hengliang.publish import release
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from hengliang.read import discover, sha256_of

PAGE = ROOT / "docs" / "operations.md"
ROUNDS = 3
CHUNK = 100
TABLES = ("documents", "observations", "numbers", "remarks")
ALONE = "--alone"


def alone(inbox: Path, root: Path) -> None:
    """What ``run_reports`` does, without Prefect: read, extract, store, weigh, validate, publish."""
    store = Store(root)
    unique = list({sha256_of(path): path for path in reversed(discover([inbox]))}.values())
    with store.lock():
        for start in range(0, len(unique), CHUNK):
            results = each_file.extract_files(unique[start : start + CHUNK])
            read = [result for result in results if not isinstance(result, Refused)]
            if len(read) < len(unique[start : start + CHUNK]):
                raise RuntimeError("a text of the corpus was refused: the two would not do the same work")
            store.put(**{name: pl.concat([getattr(result, name) for result in read]) for name in TABLES})
        weigh_store(store)
        validation = expectations.validate(_released(store, out=False), docs_dir=root / "data-docs")
        store.replace("quarantine", validation.quarantine)
        if validation.quarantine.height:
            weigh_store(store, without_quarantine=True)
            expectations.validate(_released(store, out=True), docs_dir=root / "data-docs")
        release.publish(store, _released(store, out=True))


def _released(store: Store, *, out: bool) -> dict[str, pl.DataFrame]:
    """The tables as a release holds them; ``out`` leaves out the observations in quarantine."""
    tables = {name: store.read(name) for name in schema.RELEASED}
    if out:
        bad = store.read("quarantine").select("observation_id").unique()
        tables["observations"] = tables["observations"].join(
            bad, on="observation_id", how="anti", maintain_order="left"
        )
    return tables


def seconds_of(command: list[str], home: Path) -> float:
    """Seconds of the clock that a process takes.

    Raises:
        RuntimeError: when it fails; 1 is no failure, as a text may have unread parts.
    """
    environment = {**os.environ, "PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environment.pop("PREFECT_API_URL", None)
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - begin


def one_round(inbox: Path, folder: Path, *, prefect_first: bool) -> tuple[float, float]:
    """Seconds with Prefect and of the library alone, in the order asked for."""
    stores = {"prefect": folder / "prefect", "alone": folder / "alone"}
    commands = {
        "prefect": ["-m", "hengliang.cli", "run", str(inbox), "--store", str(stores["prefect"])],
        "alone": [__file__, ALONE, str(inbox), str(stores["alone"])],
    }
    order = ("prefect", "alone") if prefect_first else ("alone", "prefect")
    spent = {kind: seconds_of(commands[kind], folder.parent / "home") for kind in order}
    check_same(*stores.values())
    for store in stores.values():
        shutil.rmtree(store)
    return spent["prefect"], spent["alone"]


def check_same(one: Path, other: Path) -> None:
    """Both releases have the same rows in the tables of documents, or the comparison is void."""
    for name in schema.RELEASED:
        frames = [Store(root).read(name) for root in (one, other)]
        if not frames[0].equals(frames[1]):
            raise RuntimeError(f"`{name}` differs: the two did not do the same work")
    if release.latest(Store(one)) is None or release.latest(Store(other)) is None:
        raise RuntimeError("one of the two published nothing")


def figures(rounds: int, texts: int | None) -> str:
    """All figures as Markdown."""
    paths = (corpus_texts(evaluation_set()) or sorted((ROOT / "samples").glob("*.txt")))[:texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inbox = folder / "inbox"
        inbox.mkdir()
        for path in paths:
            shutil.copy(path, inbox)
        (folder / "round").mkdir()
        # Prefect makes its database in its first start on a machine; that is no cost of a run.
        seconds_of(["-m", "hengliang.cli", "run", str(paths[0]), "--store", str(folder / "first")], folder / "home")
        spent = [one_round(inbox, folder / "round", prefect_first=number % 2 == 0) for number in range(rounds)]
    through, library = (statistics.median(times) for times in zip(*spent, strict=True))
    each = ", ".join(f"{one / other:.2f}" for one, other in spent)
    rows = [[str(len(paths)), f"{through:.1f}", f"{library:.1f}", f"**{through / library:.2f}**", each]]
    return table(["texts", "`hengliang run`, s", "library alone, s", "ratio of medians", "ratio of each round"], rows)


def main() -> int:
    """Print the figures, or be the library alone."""
    if sys.argv[1:2] == [ALONE]:
        alone(Path(sys.argv[2]), Path(sys.argv[3]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--texts", type=int, help="only the first so many")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/operations.md")
    options = parser.parse_args()
    printed = figures(options.rounds, options.texts)
    print(printed)
    if options.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), printed, "overhead"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
