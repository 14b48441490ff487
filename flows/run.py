"""The flows ``run_reports`` (files in, release out) and ``nightly`` (weigh everything again).

In: paths and a store. Out: a ``RunSummary``, a release where something is new, artifacts in the UI.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from prefect import flow, get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from pydantic import PositiveInt  # noqa: TC002  (Prefect reads the annotations of a flow's parameters)

from flows import sweep
from flows.naming import rename_by_area, report_count, run_tags, tag_run
from flows.notifications import tell_new_conflicts
from flows.spread import Runner, Spread, extract_all
from flows.stopwatch import Stopwatch
from hengliang.publish.store import Store
from hengliang.report import screen
from hengliang.report.summary import Documents, RunSummary
from tasks.filing import file_documents
from tasks.inbox import find_new_documents
from tasks.report import report_run
from tasks.state import is_released
from tasks.upkeep import compact_store, retain_releases, retain_runs
from tasks.weigh import Checked, Published, Stored, publish_store, reconcile_store, store_documents, validate_store

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from hengliang.report.summary import Filed


@flow(
    name="run-reports",
    flow_run_name=report_count,
    description="报告进，数据集出：读取、抽取、核对、校验、发布",
    persist_result=True,
)
def run_reports(
    paths: list[str],
    store: str = "store",
    documents_per_task: PositiveInt = 100,
    after: Literal["leave", "move"] = "leave",
    inbox: str | None = None,
    runner: Runner | None = None,
    cluster: str | None = None,
) -> RunSummary:
    """Read reports, weigh them against everything in the store, validate, publish.

    Args:
        paths: 文件，或要查找的文件夹；数据仓里已有的不再读
        store: 数据仓，发布也在其中：文件夹，或对象存储的地址 s3://桶/前缀
        documents_per_task: 每个任务最多读几份文件
        after: 进入发布以后，投递箱里的文件怎么办：move 移到其中的 processed 和 quarantine 文件夹，leave 留在原处
        inbox: 从哪个文件夹移走文件；不填则 paths 中的每个文件夹都算
        runner: 在哪里读文件：here 一次读一份，processes 用本机所有处理器，dask、ray 交给集群；不填则按 HENGLIANG_RUNNER，默认 processes
        cluster: 集群的地址：Dask 如 tcp://host:8786，Ray 如 ray://host:10001；不填则按 HENGLIANG_CLUSTER，再没有就在本机临时启动一个
    """
    watch = Stopwatch()
    with watch("sweep"):
        _begin(store)
    with watch("find"):
        found = find_new_documents(_still_there(paths, inbox), store)
    with watch("extract"):
        chunks = extract_all(found.new, store, documents_per_task, Spread.chosen(runner, cluster))
    stored, checked, published = _take_in(chunks, store, watch)
    filed: tuple[Filed, ...] = ()
    if after == "move":
        with watch("file"):
            folders = [inbox] if inbox else [path for path in paths if Path(path).is_dir()]
            filed = tuple(file for folder in folders for file in file_documents(found, folder, store))
    with watch("report"):
        summary = report_run(store, found, stored, checked, published, filed)
        tag_run(run_tags(stored, summary))
    return _concluded(replace(summary, timings=watch.seconds))


@flow(
    name="nightly",
    flow_run_name="夜间核对 {store}",
    description="全库重新核对、校验、发布，然后整理",
    persist_result=True,
)
def nightly(
    store: str = "store",
    keep_releases: PositiveInt = 10,
    keep_release_days: PositiveInt = 30,
    keep_run_days: PositiveInt = 30,
) -> RunSummary:
    """Weigh all documents of the store again, validate, publish what is new; then tidy up.

    Args:
        store: 数据仓，发布也在其中：文件夹，或对象存储的地址 s3://桶/前缀
        keep_releases: 最近的多少个发布总是保留；现行发布总是保留
        keep_release_days: 多少天以内的发布也保留
        keep_run_days: 结束超过多少天的运行记录从 Prefect 服务器删除，连同附件
    """
    watch = Stopwatch()
    with watch("sweep"):
        _begin(store)
    place = Store(store)
    with place.lock():
        checked, published = _weigh(store, watch, everything=True) if place.known() else (None, None)
        with watch("upkeep"):
            told = [compact_store(store), retain_releases(store, keep_releases, keep_release_days)]
    with watch("upkeep"):
        told.append(retain_runs(sweep.FLOWS, keep_run_days))
    with watch("report"):
        summary = report_run(store, None, None, checked, published, upkeep=tuple(told))
        tag_run(run_tags(None, summary))
    return _concluded(replace(summary, timings=watch.seconds))


def _begin(store: str) -> None:
    """See that the store is within reach; tell who works on this run, and mark the runs that nobody works on any more.

    Raises:
        PlaceError: when the store cannot be reached.
    """
    Store(store).place.check()
    sweep.introduce()
    for name in sweep.sweep():
        get_run_logger().warning("没有做完的运行已标为中断：%s", name)


def _take_in(chunks: list[str], store: str, watch: Stopwatch) -> tuple[Stored | None, Checked | None, Published | None]:
    """Store and weigh, as the only publisher; where nothing is new, nothing."""
    place = Store(store)
    if not chunks and is_released(place):
        return None, None, None
    with place.lock():
        with watch("store"):
            stored = store_documents(chunks, store) if chunks else None
        if stored:
            rename_by_area(stored)
        if not place.known():
            return stored, None, None
        return stored, *_weigh(store, watch)


def _weigh(store: str, watch: Stopwatch, *, everything: bool = False) -> tuple[Checked, Published | None]:
    """Reconcile, validate and publish; rows that break a hard expectation are taken out and the rest weighed again."""
    with watch("reconcile"):
        reconcile_store(store, everything=everything)
    with watch("validate"):
        checked = validate_store(store)
    if checked.quarantined:
        with watch("reconcile"):
            reconcile_store(store, without_quarantine=True)
        with watch("validate"):
            checked = replace(validate_store(store, without_quarantine=True), quarantined=checked.quarantined)
    if not checked.success:
        return checked, None
    with watch("publish"):
        return checked, publish_store(store)


def _still_there(paths: list[str], inbox: str | None) -> list[str]:
    """The paths without those files of the inbox that another run, or a person, has moved away meanwhile."""
    if inbox is None:
        return paths
    folder = Path(inbox).absolute()
    return [path for path in paths if os.path.lexists(path) or not Path(path).absolute().is_relative_to(folder)]


def _concluded(summary: RunSummary) -> RunSummary:
    """The run's final state, which says what a person should know; Prefect hands the summary in it to the caller."""
    state = _final_state(summary)
    if summary.new_conflicts:
        message = f"新的矛盾 {len(summary.new_conflicts)} 个。{state.message}"
        tell_new_conflicts(str(flow_run.id), str(flow_run.name), str(state.name), message)
    return cast("RunSummary", state)


def _final_state(summary: RunSummary) -> State[RunSummary]:
    read = f"{screen.documents_line(summary)}。" if summary.documents != Documents() else ""
    message = read + screen.release_line(summary)
    if summary.broken:
        return Failed(message=message, data=summary)
    return Completed(message=message, data=summary, name="Completed" if summary.clean else "Quarantined")
