"""Where files are read is a choice that does not show in the release."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import polars as pl
import pytest
from dask_cluster import ROOT, Cluster, cluster, until
from polars.testing import assert_frame_equal
from pydantic import ValidationError

from hengliang import schema
from hengliang.extraction import RULES_VERSION
from hengliang.publish.place import place_of
from hengliang.rules import version_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengliang.report.summary import RunSummary

TEXTS = 30
#: What makes reading one take long enough to be killed in.
SENTENCES = 6


@pytest.mark.parametrize(
    ("environment", "given", "wanted"),
    [
        ({}, {}, ("processes", "")),
        ({"HENGLIANG_RUNNER": "here"}, {}, ("here", "")),
        ({"HENGLIANG_RUNNER": "here"}, {"runner": "dask", "cluster": "tcp://a:1"}, ("dask", "tcp://a:1")),
        ({"HENGLIANG_RUNNER": "dask", "HENGLIANG_CLUSTER": "tcp://b:2"}, {}, ("dask", "tcp://b:2")),
        ({"HENGLIANG_CLUSTER": "tcp://b:2"}, {"runner": "dask"}, ("dask", "tcp://b:2")),
    ],
)
def test_what_is_given_goes_before_the_environment(
    environment: dict[str, str], given: dict[str, Any], wanted: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.spread import Spread

    for name in ("HENGLIANG_RUNNER", "HENGLIANG_CLUSTER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    spread = Spread.chosen(**given)
    assert (spread.runner, spread.cluster) == wanted


def test_a_runner_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.spread import Spread

    monkeypatch.setenv("HENGLIANG_RUNNER", "spark")
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


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_without_the_package_a_sentence_says_what_to_install(
    runner: Literal["dask", "ray"], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.spread import RunnerError, Spread, extract_all

    for name in (f"prefect_{runner}", f"prefect_{runner}.task_runners"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RunnerError, match=f"没有安装.*hengliang\\[{runner}\\]"):
        extract_all([Path("a.txt")], "store", 1, Spread.chosen(runner))


def test_a_scheduler_that_does_not_answer_is_named() -> None:
    import dask
    import distributed  # noqa: F401  (sets its defaults when imported, and they must outlast the block below)

    from flows.spread import RunnerError, Spread, extract_all

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.5s"}),
        pytest.raises(RunnerError, match=r"tcp://127\.0\.0\.1:9 没有应答"),
    ):
        extract_all([Path("a.txt")], "store", 1, Spread.chosen("dask", "tcp://127.0.0.1:9"))


def test_a_scheduler_without_workers_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    from flows import clusters

    monkeypatch.setattr(clusters, "_FIRST_WORKER", 0.5)
    with (
        LocalCluster(n_workers=0, dashboard_address=None) as empty,
        pytest.raises(clusters.RunnerError, match=r"dask worker tcp://127\.0\.0\.1:\d+"),
        clusters.dask(empty.scheduler_address),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ray://127.0.0.1:9", "ray://127.0.0.1:9 没有应答"),
        ("tcp://127.0.0.1:8786", "应为 ray://"),
        ("ray://127.0.0.1", "应为 ray://"),
        ("ray://127.0.0.1:many", "应为 ray://"),
    ],
)
def test_an_address_where_no_ray_is_gets_a_sentence(address: str, sentence: str) -> None:
    from flows import clusters

    with pytest.raises(clusters.RunnerError, match=sentence):
        clusters._knock(address)


def test_what_a_cluster_cannot_finish_is_told_as_such() -> None:
    from distributed import KilledWorker

    from flows import clusters, spread

    class Lost:
        def result(self) -> str:
            raise KilledWorker("read a", cast("Any", SimpleNamespace(address="tcp://a:1")), 3)

    cluster = clusters.Cluster(cast("Any", None), 1, lambda _future, _seconds: True, (KilledWorker,))
    with pytest.raises(clusters.RunnerError, match="集群没有把文件读完"):
        spread._folder(cast("Any", Lost()), cluster)


def test_a_run_that_waits_for_a_cluster_can_be_ended(tmp_path: Path) -> None:
    from flows import clusters, spread
    from tasks.progress import watched

    class Runner:
        def submit(self, *_: object) -> object:
            return object()

    def stop(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    cluster = clusters.Cluster(cast("Any", Runner()), 1, lambda _future, _seconds: False, ())
    with watched(stop), pytest.raises(KeyboardInterrupt):
        spread._on_cluster([tmp_path / "a.txt"], str(tmp_path), 1, cluster)


def test_after_a_run_a_worker_that_stands_has_forgotten_the_server(harness: None) -> None:
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker

    from flows import clusters

    before = EventsWorker.instance(NullEventsClient)
    assert EventsWorker.instance(NullEventsClient) is before
    asyncio.run(clusters._send_what_is_left())
    assert EventsWorker.instance(NullEventsClient) is not before


def test_the_terminal_shows_the_sentence_alone(tmp_path: Path) -> None:
    from prefect.states import Failed

    from flows import terminal
    from flows.clusters import RunnerError

    def run(*_: object, **__: object) -> object:
        return Failed(data=RunnerError("没有安装 Dask"))

    with pytest.raises(terminal.RunFailedError, match=r"^没有安装 Dask$"):
        terminal._result(cast("Any", run), [tmp_path], tmp_path, lambda *_: None, {})


def test_the_second_process_with_the_same_chunk_changes_nothing(tmp_path: Path) -> None:
    from tasks.staging import STAGED, read_chunk, write_chunk

    tables = {name: schema.empty(name) for name in STAGED}
    write_chunk(place_of(tmp_path / "chunk"), tables)
    before = (tmp_path / "chunk" / "documents.parquet").stat()
    write_chunk(place_of(tmp_path / "chunk"), tables)
    assert (tmp_path / "chunk" / "documents.parquet").stat() == before
    assert [path.name for path in tmp_path.iterdir()] == ["chunk"]
    assert read_chunk(place_of(tmp_path / "chunk"))["documents"].is_empty()


def test_paths_are_kept_as_they_were_named_wherever_the_reader_works(inbox: Path, tmp_path: Path) -> None:
    from prefect.logging import disable_run_logger

    from tasks.extract import Elsewhere, extract_documents
    from tasks.staging import read_chunk

    paths = ["inbox/empty.txt", "inbox/communique.txt"]
    with disable_run_logger():
        elsewhere = Elsewhere(str(tmp_path), version_here(RULES_VERSION))
        folder = extract_documents.fn(paths, str(tmp_path / "s"), elsewhere=elsewhere)
    assert sorted(read_chunk(place_of(folder))["documents"]["path"]) == ["inbox/communique.txt", "inbox/empty.txt"]


def test_a_worker_with_other_rules_reads_nothing(inbox: Path, tmp_path: Path) -> None:
    from tasks.extract import Elsewhere, OtherRulesError, extract_documents

    with pytest.raises(OtherRulesError, match="another"):
        extract_documents.fn([str(inbox / "communique.txt")], str(tmp_path / "s"), elsewhere=Elsewhere(".", "another"))
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
    on_dask = _run(Path("many"), Path("dask"), runner="dask", cluster=two_workers.address)
    assert len(on_dask.documents.published) >= TEXTS + 2
    assert "damaged.pdf" in dict(on_dask.documents.quarantined)
    _same_release(Path("here"), Path("dask"))


@pytest.mark.integration
def test_a_killed_worker_costs_no_document(
    harness: None, lenient: None, many: Path, two_workers: Cluster, tmp_path: Path
) -> None:
    _run(many, tmp_path / "here", runner="here")
    store = tmp_path / "dask"
    with _killing(_kill_one_at_work, two_workers, store):
        _run(many, store, runner="dask", cluster=two_workers.address)
    _same_release(tmp_path / "here", store)
    assert not list((store / "staging").glob("[0-9a-f]*")), "what is stored is staged no more"


@contextmanager
def _killing(kill: Callable[..., bool], *given: Any) -> Iterator[None]:
    """Kill in a thread, at a random moment after the first chunk is done, and make sure that it came to that."""
    killed: list[bool] = []
    killer = threading.Thread(target=lambda: killed.append(kill(*given)))
    killer.start()
    yield
    killer.join()
    assert killed == [True], "no worker was killed while it had a chunk"


def _first_chunk(store: Path) -> None:
    assert until(lambda: any((store / "staging").glob("[0-9a-f]*")))
    time.sleep(random.uniform(0, 0.3))  # noqa: S311  (no secret)


def _kill_one_at_work(cluster: Cluster, store: Path) -> bool:
    """Stop a worker, make sure that it has a chunk in its hands, kill it."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:

        def caught() -> bool:
            for worker, pid in cluster.workers.items():
                os.kill(pid, signal.SIGSTOP)
                if client.processing([worker])[worker]:
                    os.kill(pid, signal.SIGKILL)
                    return True
                os.kill(pid, signal.SIGCONT)
            return False

        _first_chunk(store)
        return until(caught, 60)


@pytest.fixture
def with_ray() -> None:
    """Skips where Ray is not installed."""
    pytest.importorskip("prefect_ray")
    pytest.importorskip("ray")


@pytest.mark.integration
def test_ray_gives_the_release_of_one_process(
    with_ray: None, harness: None, lenient: None, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _run(Path("many"), Path("here"), runner="here")
    on_ray = _run(Path("many"), Path("ray"), runner="ray")
    assert len(on_ray.documents.published) >= TEXTS + 2
    assert "damaged.pdf" in dict(on_ray.documents.quarantined)
    _same_release(Path("here"), Path("ray"))


@pytest.mark.integration
def test_a_killed_process_of_ray_costs_no_document(
    with_ray: None, harness: None, lenient: None, many: Path, tmp_path: Path
) -> None:
    _run(many, tmp_path / "here", runner="here")
    store = tmp_path / "ray"
    with _killing(_kill_one_of_ray, store):
        _run(many, store, runner="ray")
    _same_release(tmp_path / "here", store)
    assert not list((store / "staging").glob("[0-9a-f]*")), "what is stored is staged no more"


def _kill_one_of_ray(store: Path) -> bool:
    """Kill a process below this one that Ray says is at a chunk."""
    import psutil

    def caught() -> bool:
        for process in psutil.Process().children(recursive=True):
            if process.name().startswith("ray::extract") or "ray::extract" in " ".join(process.cmdline()):
                process.kill()
                return True
        return False

    _first_chunk(store)
    return until(caught, 60)


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
    assert first.manifest["content_hash"] == second.manifest["content_hash"]
    for table in schema.RELEASED:
        rows = pl.read_parquet(first.path / f"{table}.parquet")
        assert rows.height or table == "findings"
        assert_frame_equal(rows, pl.read_parquet(second.path / f"{table}.parquet"))
