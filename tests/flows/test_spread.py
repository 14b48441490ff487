"""Where files are read is a choice that does not show in the release."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import polars as pl
import pytest
from dask_cluster import ROOT, Cluster, cluster, until
from polars.testing import assert_frame_equal
from pydantic import ValidationError

from hengliang import schema
from hengliang.publish.place import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.report.summary import RunSummary

TEXTS = 30
#: What makes reading one take long enough to be killed in.
SENTENCES = 6


@pytest.mark.parametrize(
    ("environment", "given", "wanted"),
    [
        ({}, {}, ("processes", "")),
        ({"HENGLIANG_RUNNER": "here"}, {}, ("here", "")),
        ({"HENGLIANG_RUNNER": "here"}, {"runner": "dask", "dask_address": "tcp://a:1"}, ("dask", "tcp://a:1")),
        ({"HENGLIANG_RUNNER": "dask", "HENGLIANG_DASK_ADDRESS": "tcp://b:2"}, {}, ("dask", "tcp://b:2")),
        ({"HENGLIANG_DASK_ADDRESS": "tcp://b:2"}, {"runner": "dask"}, ("dask", "tcp://b:2")),
    ],
)
def test_what_is_given_goes_before_the_environment(
    environment: dict[str, str], given: dict[str, Any], wanted: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.spread import Spread

    for name in ("HENGLIANG_RUNNER", "HENGLIANG_DASK_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    spread = Spread.chosen(**given)
    assert (spread.runner, spread.dask_address) == wanted


def test_a_runner_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.spread import Spread

    monkeypatch.setenv("HENGLIANG_RUNNER", "ray")
    with pytest.raises(ValidationError, match="runner"):
        Spread.chosen()


def test_the_command_offers_the_runners_that_there_are() -> None:
    from flows.spread import Runner
    from hengliang.cli import RUNNERS

    assert get_args(Runner) == RUNNERS


@pytest.mark.parametrize("documents", [1, 7, 33, 1000])
@pytest.mark.parametrize("threads", [0, 1, 2, 16])
@pytest.mark.parametrize("most", [1, 50])
def test_chunks_hold_every_document_once_and_give_every_thread_some(documents: int, threads: int, most: int) -> None:
    from flows.spread import chunk_size, chunks

    paths = [Path(f"{number}.txt") for number in range(documents)]
    groups = chunks(paths, chunk_size(documents, most, threads))
    assert [name for group in groups for name in group] == [path.name for path in paths]
    assert max(map(len, groups)) <= most
    assert len(groups) >= min(documents, threads)


def test_without_dask_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.spread import RunnerError, Spread, extract_all

    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    monkeypatch.setitem(sys.modules, "prefect_dask.task_runners", None)
    with pytest.raises(RunnerError, match="hengliang\\[dask\\]"):
        extract_all([Path("a.txt")], "store", 1, Spread.chosen("dask"))


def test_a_scheduler_that_does_not_answer_is_named() -> None:
    import dask
    import distributed  # noqa: F401  (sets its defaults when imported, and they must outlast the block below)

    from flows.spread import RunnerError, Spread, extract_all

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.5s"}),
        pytest.raises(RunnerError, match=r"tcp://127\.0\.0\.1:9"),
    ):
        extract_all([Path("a.txt")], "store", 1, Spread.chosen("dask", "tcp://127.0.0.1:9"))


def test_paths_are_kept_as_they_were_named_wherever_the_reader_works(inbox: Path, tmp_path: Path) -> None:
    from prefect.logging import disable_run_logger

    from tasks.extract import extract_documents
    from tasks.staging import read_chunk

    paths = ["inbox/empty.txt", "inbox/communique.txt"]
    with disable_run_logger():
        folder = extract_documents.fn(paths, str(tmp_path / "s"), base=str(tmp_path))
    assert sorted(read_chunk(place_of(folder))["documents"]["path"]) == ["inbox/communique.txt", "inbox/empty.txt"]


def test_a_worker_with_other_rules_reads_nothing(inbox: Path, tmp_path: Path) -> None:
    from tasks.extract import OtherRulesError, extract_documents

    with pytest.raises(OtherRulesError, match="another"):
        extract_documents.fn([str(inbox / "communique.txt")], str(tmp_path / "s"), version="another")
    assert not (tmp_path / "s").exists()


def test_one_at_a_time_gives_the_same_release(harness: None, lenient: None, inbox: Path, tmp_path: Path) -> None:
    here, spread = tmp_path / "here", tmp_path / "spread"
    _run(inbox, here, runner="here", documents_per_task=1)
    _run(inbox, spread, runner="processes")
    _same_release(here, spread)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """The samples, a damaged PDF and invented texts that take a moment each."""
    folder = tmp_path / "many"
    shutil.copytree(ROOT / "samples", folder, ignore=shutil.ignore_patterns("*.md"))
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    for number in range(TEXTS):
        lines = [f"{1990 + number}年，全区第{i}产业园完成产值{number + i}.{i % 10}亿元。" for i in range(1, SENTENCES)]
        text = "\n".join([f"青岚区{1990 + number}年政府工作报告", "一、工作回顾", *lines])
        (folder / f"made-{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path / "cluster") as started:
        assert len(started.workers) == 2
        yield started


@pytest.mark.integration
def test_two_workers_give_the_release_of_one_process(
    harness: None, lenient: None, many: Path, two_workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _run(Path("many"), Path("here"), runner="here")
    on_dask = _run(Path("many"), Path("dask"), runner="dask", dask_address=two_workers.address)
    assert len(on_dask.documents.published) >= TEXTS + 2
    assert "damaged.pdf" in dict(on_dask.documents.quarantined)
    _same_release(Path("here"), Path("dask"))


@pytest.mark.integration
def test_a_killed_worker_costs_no_document(
    harness: None, lenient: None, many: Path, two_workers: Cluster, tmp_path: Path
) -> None:
    _run(many, tmp_path / "here", runner="here")
    store = tmp_path / "dask"
    killed: list[int] = []
    killer = threading.Thread(target=_kill_one_at_work, args=(two_workers, store / "staging", killed))
    killer.start()
    _run(many, store, runner="dask", dask_address=two_workers.address)
    killer.join()
    assert killed, "no worker was killed while it had a chunk"
    _same_release(tmp_path / "here", store)
    assert not list((store / "staging").glob("[0-9a-f]*")), "what is stored is staged no more"


def _kill_one_at_work(cluster: Cluster, staging: Path, killed: list[int]) -> None:
    """Once a chunk is done: stop a worker, make sure that it has another one in its hands, kill it."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:

        def caught() -> bool:
            for worker, pid in cluster.workers.items():
                os.kill(pid, signal.SIGSTOP)
                if client.processing([worker])[worker]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    return True
                os.kill(pid, signal.SIGCONT)
            return False

        if until(lambda: any(staging.glob("[0-9a-f]*"))):
            until(caught, 20)


def _run(inbox: Path, store: Path, **where: Any) -> RunSummary:
    from flows.run import run_reports

    summary: RunSummary = run_reports([str(inbox)], str(store), **where)
    return summary


def _same_release(one: Path, other: Path) -> None:
    from hengliang.publish import release
    from hengliang.publish.store import Store

    first, second = release.latest(Store(one)), release.latest(Store(other))
    assert first is not None
    assert second is not None
    for table in schema.RELEASED:
        rows = pl.read_parquet(first.path / f"{table}.parquet")
        assert rows.height or table == "findings"
        assert_frame_equal(rows, pl.read_parquet(second.path / f"{table}.parquet"))
