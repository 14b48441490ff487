"""Hundreds of files dropped at once on a running ``hengliang serve``: all published once, in few runs.

``HENGLIANG_DROP_FILES=500`` sets how many. The drop is that of ``benchmarks/drops.py``: sub-folders, copies, broken files,
slow copies, files that are renamed when they are whole.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from store_checks import assert_clean, released

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
FILES = int(os.environ.get("HENGLIANG_DROP_FILES") or 60)
#: The slow copies go on for some seconds behind the rest, and each waits for its end.
MOST_RUNS = 4
FOLDERS = {"processed", "quarantine"}


@pytest.fixture(scope="module")
def drops() -> Iterator[Any]:
    """The benchmark, imported as its script imports."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module("drops")
    for name in ("drops", "made_drop", "accuracy", "evaluation", "strictness"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def here(drops: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with drops.served(tmp_path_factory.mktemp("drops")) as served:
        yield served


def filed(here: Any) -> dict[str, list[Path]]:
    """Files in the folders of the inbox by folder, without notes and marks."""
    found: dict[str, list[Path]] = {"processed": [], "quarantine": []}
    for path in here.inbox.rglob("*"):
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(".原因.txt"):
            found.setdefault(path.relative_to(here.inbox).parts[0], []).append(path)
    return found


def test_all_that_is_dropped_is_published_once_in_few_runs_and_the_same_again_starts_none(
    drops: Any, here: Any
) -> None:
    drop = drops.make_drop(FILES)
    measured = drops.measure(here, drop)
    print(f"\n{drops.figures(measured)}")  # noqa: T201  (figures for people)
    assert measured.runs <= MOST_RUNS, here.log.read_text(encoding="utf-8")
    assert {run["state_type"] for run in here.runs()} == {"COMPLETED"}

    documents = released(here.store)["documents"]
    assert sorted(documents["document_id"]) == sorted(drop.contents()), "every content once"
    readable = {id_ for id_, is_readable in drop.contents().items() if is_readable}
    assert set(documents.filter(pl.col("outcome") == "published")["document_id"]) == readable
    assert_clean(here.store)

    found = filed(here)
    assert set(found) == FOLDERS, "nothing is left in the inbox"
    bodies = sorted(path.read_bytes() for path in found["processed"])
    assert bodies == sorted(data for name, data in drop.files.items() if name not in drop.broken), "none is lost"
    assert len(found["quarantine"]) == len(drop.broken)
    assert all(path.with_name(f"{path.name}.原因.txt").read_text(encoding="utf-8") for path in found["quarantine"])
    _drop_again(drops, here, drop)


def _drop_again(drops: Any, here: Any, drop: Any) -> None:
    """The same bytes, under the same names and others: filed without a run."""
    runs, current = len(here.runs()), (here.store / "releases" / "LATEST").read_text()
    seen: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            seen.append(len(here.runs()))

    looking = threading.Thread(target=look)
    looking.start()
    drops.put(drop, here.inbox)
    (here.inbox / "又一次.txt").write_bytes(next(iter(drop.files.values())))
    drops.until(lambda: sum(map(len, filed(here).values())) == 2 * len(drop.files) + 1 and set(filed(here)) == FOLDERS)
    time.sleep(2)
    over.set()
    looking.join()
    assert set(seen) == {runs}
    assert (here.store / "releases" / "LATEST").read_text() == current
