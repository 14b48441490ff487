"""Stages of the nightly upkeep: *compact* the store's files, *retain* what is young of releases and of Prefect's runs.

In: the store's path, and how much is kept. Out: for each a sentence for a person. No row of the store is touched.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from prefect import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
)
from prefect.exceptions import ObjectNotFound

from hengliang.publish import release
from hengliang.publish.store import Store
from tasks.progress import report
from tasks.stage import stage
from tasks.staging import drop_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient

#: Runs that are asked for at once, and deleted in one night: the rest goes the next night.
_PAGE: Final = 100
_MOST: Final = 2000


@stage("compact", run_name="compact {store}")
def compact_store(store: str) -> str:
    """Put the small files of the store's tables together and remove what no reader, and no run, needs any more."""
    report("compact")
    drop_stored(Store(store))
    joined, removed = Store(store).compact()
    return f"合并小文件 {joined} 个，清除旧文件 {removed} 个"


@stage("retain-releases", run_name="retain releases of {store}")
def retain_releases(store: str, keep: int, days: int) -> str:
    """Delete old releases.

    Args:
        store: the store's folder.
        keep: so many of the newest stay.
        days: those younger than this stay as well.
    """
    report("retain")
    gone = release.retain(Store(store), keep, timedelta(days=days))
    return f"删除旧发布 {len(gone)} 个（保留最近 {keep} 个和 {days} 天内的）"


@stage("retain-runs", run_name="retain runs")
def retain_runs(flows: Sequence[str], days: int) -> str:
    """Delete old runs of the flows from Prefect's server, with their artifacts.

    Args:
        flows: names of flows.
        days: runs that ended so long ago or longer go.
    """
    report("retain")
    before = datetime.now(UTC) - timedelta(days=days)
    gone = 0
    with get_client(sync_client=True) as client:
        while gone < _MOST and (ids := _ended(client, flows, before)):
            for run in ids:
                _delete(client, run)
            gone += len(ids)
    return f"删除 {days} 天前的运行记录 {gone} 条"


def _ended(client: SyncPrefectClient, flows: Sequence[str], before: datetime) -> list[UUID]:
    runs = client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=list(flows))),
        flow_run_filter=FlowRunFilter(end_time=FlowRunFilterEndTime.model_validate({"before_": before})),
        limit=_PAGE,
    )
    return [run.id for run in runs]


def _delete(client: SyncPrefectClient, run: UUID) -> None:
    """Delete a run after its artifacts; what somebody else has deleted meanwhile is gone as wished."""
    wanted = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]))
    while artifacts := client.read_artifacts(artifact_filter=wanted, limit=_PAGE):
        for artifact in artifacts:
            _gone(client.delete_artifact, artifact.id)
    _gone(client.delete_flow_run, run)


def _gone(delete: Callable[[UUID], None], wanted: UUID) -> None:
    try:
        delete(wanted)
    except ObjectNotFound:
        return
