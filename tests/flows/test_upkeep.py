"""What the nightly run tidies up: small files, old releases, old runs of Prefect, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flow_samples import REPORT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("harness", "lenient")


def test_the_nightly_run_tidies_up_and_keeps_the_rows(tmp_path: Path, inbox: Path) -> None:
    from prefect import get_client

    from flows.run import nightly, run_reports
    from hengliang import schema
    from hengliang.publish import release
    from hengliang.publish.store import Store

    store = Store(tmp_path / "store")
    for number in range(3):
        (inbox / f"more-{number}.txt").write_text(f"{REPORT}第{number}版。\n", encoding="utf-8")
        run_reports([str(inbox)], str(store.root))
    before = {table: store.read(table) for table in schema.RELEASED}
    parts = small_files(store)
    summary = nightly(str(store.root), keep_releases=1, keep_release_days=1, keep_run_days=1)
    assert all(store.read(table).equals(frame) for table, frame in before.items())
    assert small_files(store) < parts
    assert len(summary.upkeep) == 3
    # Weighing everything has put the tables of facts in order already; those of documents are left.
    assert not summary.upkeep[0].startswith("合并小文件 0 个")
    assert summary.upkeep[0].endswith("清除旧文件 0 个"), "readers of older versions keep their files"
    assert "删除旧发布 0 个" in summary.upkeep[1], "they are of today"
    assert "运行记录 0 条" in summary.upkeep[2]
    assert release.latest(store) is not None
    versions = store._delta("documents").version()
    assert nightly(str(store.root)).upkeep[0].startswith("合并小文件 0 个")
    assert store._delta("documents").version() == versions, "a table that is in order gets no new version"
    with get_client(sync_client=True) as client:
        assert client.read_flow_runs()


@pytest.mark.parametrize("where", ["folder", "bucket"])
def test_chunks_that_a_killed_run_left_go_once_they_are_stored(
    tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch, where: str, request: pytest.FixtureRequest
) -> None:
    from flows.run import nightly, run_reports
    from hengliang.publish.store import Store

    store = Store(tmp_path / "store" if where == "folder" else request.getfixturevalue("bucket"))
    with monkeypatch.context() as patch:
        patch.setattr("tasks.weigh.drop_chunk", lambda _chunk: None)
        run_reports([str(inbox)], str(store.place))
    staging = store.place / "staging"
    (left,) = staging.names()
    with (staging / "not-stored").drafted("documents.parquet") as draft:
        documents = store.read("documents").with_columns(document_id="document")
        documents.write_parquet(draft / "documents.parquet")
    nightly(str(store.place))
    assert staging.names() == ("not-stored",), left


def small_files(store: Any) -> int:
    """Data files in force of the tables that documents have, where there is more than one."""
    from hengliang.publish.delta import DeltaFolder

    counts = [DeltaFolder(path)._small_files() for path in sorted((store.root / "tables").iterdir())]
    return sum(count for count in counts if count > 1)


def test_old_runs_go_with_their_artifacts_and_young_ones_stay(tmp_path: Path, inbox: Path, monkeypatch: Any) -> None:
    from datetime import UTC, datetime, timedelta

    from prefect import flow, get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    from flows.run import run_reports
    from tasks import upkeep

    state = run_reports([str(inbox)], str(tmp_path / "store"), return_state=True)
    (run,) = [state.state_details.flow_run_id]
    assert run is not None
    wanted = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]))

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # noqa: ARG003  (the signature is given)
            return datetime.now(UTC) + timedelta(days=10)

    @flow(name="another-project")
    def other() -> None:
        """Nothing of ours."""

    theirs = other(return_state=True).state_details.flow_run_id
    with get_client(sync_client=True) as client:
        made = {artifact.key for artifact in client.read_artifacts(artifact_filter=wanted)}
        assert made >= {"summary", "findings", "documents"}
        upkeep.retain_runs.fn(["run-reports"], 1)
        assert run in {found.id for found in client.read_flow_runs()}, "it is of today"
        monkeypatch.setattr(upkeep, "datetime", Later)
        assert "运行记录 0 条" not in upkeep.retain_runs.fn(["run-reports"], 9)
        left = {found.id for found in client.read_flow_runs()}
        assert run not in left
        assert theirs in left
        assert client.read_artifacts(artifact_filter=wanted) == []
