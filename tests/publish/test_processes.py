"""Several processes at one store: nothing is lost, nothing is half there, and a dead one blocks nobody."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import polars as pl
import pytest
from publish_samples import batch, document_id, facts, released

from hengliang.publish.delta import DeltaFolder
from hengliang.publish.release import latest, publish
from hengliang.publish.store import BY_DOCUMENT, GENERATION, Store, StoreBusyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess
    from pathlib import Path

processes = multiprocessing.get_context("spawn")
NAMES = [f"{number}.txt" for number in range(6)]


def started(target: Callable[..., None], *arguments: object) -> BaseProcess:
    process = processes.Process(target=target, args=arguments)
    process.start()
    return process


def finished(*children: BaseProcess) -> None:
    for child in children:
        child.join(60)
        assert child.exitcode == 0


def put_each(root: Path, names: list[str], start: threading.Barrier) -> None:
    start.wait(60)
    for name in names:
        Store(root).put(**batch(name, observations=5))


def append_each(path: Path, values: list[str], start: threading.Barrier) -> None:
    start.wait(60)
    for value in values:
        DeltaFolder(path).overwrite(
            facts(value).with_columns(fact_id=facts(value)["value"]), where=f"fact_id = '{value}'"
        )


def publish_once(root: Path, value: str, start: threading.Barrier) -> None:
    start.wait(60)
    publish(Store(root), released(("甲.txt",), value))


def put_for_ever(root: Path) -> None:
    for turn in range(10_000):
        Store(root).put(**batch(*NAMES, observations=3 + turn % 2, qualifier=str(turn)))


def hold(root: Path, held: threading.Event) -> None:
    with Store(root).lock():
        held.set()
        time.sleep(60)


def assert_whole(store: Store) -> None:
    """Every document has the number of rows that it tells, all of one turn."""
    observations = store.read("observations")
    for id_, rows in observations.group_by("document_id"):
        assert rows["qualifier"].n_unique() == 1, id_
        assert rows.height in (3, 4)


def test_a_reader_never_meets_half_a_document(tmp_path: Path) -> None:
    store = Store(tmp_path)
    turns = [batch(*NAMES, observations=3, qualifier="old"), batch(*NAMES, observations=4, qualifier="new")]
    store.put(**turns[0])
    done = threading.Event()

    def write() -> None:
        for turn in range(8):
            store.put(**turns[(turn + 1) % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    reads = 0
    while not done.is_set():
        rows = store.read("observations")
        assert rows["document_id"].n_unique() == len(NAMES)
        assert rows.height == {"old": 18, "new": 24}[rows["qualifier"].unique().item()]
        reads += 1
    writer.join()
    assert reads > 3


def test_the_lock_may_be_taken_again_by_its_holder(tmp_path: Path) -> None:
    with Store(tmp_path).lock(), Store(tmp_path).lock(timeout=0):
        assert publish(Store(tmp_path), released()) is not None


def test_one_publisher_at_a_time(tmp_path: Path) -> None:
    with Store(tmp_path).lock():
        seen: list[Exception] = []

        def second() -> None:
            try:
                with Store(tmp_path).lock(timeout=0.1):
                    pass
            except StoreBusyError as error:
                seen.append(error)

        other = threading.Thread(target=second)
        other.start()
        other.join()
        assert "another process is publishing" in str(seen[0])
        assert Store(tmp_path).put(**batch("甲.txt"))  # writing goes on under a publisher
    with Store(tmp_path).lock(timeout=0):
        pass


@pytest.mark.integration
def test_a_killed_publisher_blocks_nobody(tmp_path: Path) -> None:
    held = processes.Event()
    child = started(hold, tmp_path, held)
    assert held.wait(60)
    with pytest.raises(StoreBusyError), Store(tmp_path).lock(timeout=0.1):
        pass
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    with Store(tmp_path).lock(timeout=5):
        pass


@pytest.mark.integration
def test_two_processes_put_different_documents(tmp_path: Path) -> None:
    start = processes.Barrier(2)
    finished(*[started(put_each, tmp_path, NAMES[which::2], start) for which in (0, 1)])
    store = Store(tmp_path)
    assert store.known().keys() == {document_id(name) for name in NAMES}
    for table in ("numbers", "observations"):
        assert sorted(store.read(table).group_by("document").len().iter_rows()) == [(name, 5) for name in NAMES]


@pytest.mark.integration
def test_two_writers_without_a_lock_lose_nothing(tmp_path: Path) -> None:
    """On an object store there is no lock: there the commits of Delta and their retries must do."""
    folder = DeltaFolder(tmp_path / "table")
    folder.overwrite(facts("0").clear())
    values = [str(number) for number in range(16)]
    start = processes.Barrier(2)
    finished(*[started(append_each, folder.path, values[which::2], start) for which in (0, 1)])
    assert sorted(folder.scan(facts("0").schema).collect()["value"]) == sorted(values)


@pytest.mark.integration
def test_two_publishers_of_the_same_make_one_release(tmp_path: Path) -> None:
    start = processes.Barrier(2)
    finished(*[started(publish_once, tmp_path, "1", start) for _ in range(2)])
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == [latest(Store(tmp_path)).id, "LATEST"]


@pytest.mark.integration
def test_two_publishers_of_different_content_make_two(tmp_path: Path) -> None:
    start = processes.Barrier(2)
    finished(*[started(publish_once, tmp_path, value, start) for value in "12"])
    assert len(list((tmp_path / "releases").iterdir())) == 3
    assert latest(Store(tmp_path)).damaged() == ()


@pytest.mark.integration
def test_a_writer_killed_at_any_time_leaves_whole_documents(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for turn in range(6):
        child = started(put_for_ever, tmp_path)
        deadline = time.monotonic() + 60
        before = store._delta("numbers").version()
        while store._delta("numbers").version() < before + 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(turn * 0.017)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert_whole(store)
        assert store.read("observations")["document_id"].n_unique() == len(NAMES)
    store.put(**batch(*NAMES, observations=3, qualifier="last"))
    assert set(store.read("observations")["qualifier"]) == {"last"}
    for table in BY_DOCUMENT[:-1]:
        on_disk = pl.read_delta(str(store.root / "tables" / table))
        assert set(on_disk[GENERATION]) == set(store._generations().values())
