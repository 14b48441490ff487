"""What a run shows in the UI: its name, its state, its artifacts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from hengliang import schema

if TYPE_CHECKING:
    from pathlib import Path


def test_the_run_tells_whose_reports_what_came_out_and_why(
    harness: None, lenient: None, inbox: Path, tmp_path: Path
) -> None:
    from prefect import get_client

    from flows.run import run_reports

    name = "坏|文件*<b>.txt"
    (inbox / name).write_bytes(b"")
    (inbox / "empty.txt").unlink()
    state = run_reports([str(inbox)], str(tmp_path / "store"), return_state=True)
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_run(state.state_details.flow_run_id)
        wanted = {"flow_run_id": {"any_": [str(flow_run.id)]}}
        found = client._client.post("/artifacts/filter", json={"artifacts": wanted}).json()
    assert flow_run.name == "青岚区 4 份报告"
    assert flow_run.state is not None
    assert flow_run.state.name == "Quarantined"
    assert "1 份隔离" in str(flow_run.state.message)
    assert flow_run.state.result() == state.result(), "the summary is kept with the run, not only handed to the caller"
    artifacts = {item["key"]: item for item in found if item["key"]}
    assert set(artifacts) == {"summary", "findings", "documents"}
    text = artifacts["summary"]["data"]
    assert "2 份入库，1 份隔离" in text
    assert "坏\\|文件\\*&lt;b\\>.txt" in text
    assert "<b>" not in text
    findings = json.loads(artifacts["findings"]["data"])
    assert findings[0]["判断"] == "矛盾"
    assert "「" in findings[0]["原文"]
    documents = json.loads(artifacts["documents"]["data"])
    assert documents[0]["结果"].startswith("隔离")
    assert [row["结果"] for row in documents[1:]] == ["入库", "入库"]


@pytest.mark.parametrize(("rows", "length", "kept"), [(3, 10, 3), (900, 10, 500), (400, 1000, None)])
def test_artifacts_stay_within_what_the_ui_shows(rows: int, length: int, kept: int | None) -> None:
    from tasks.report import MAX_BYTES, fitting

    given: list[dict[str, Any]] = [{"原文": "数" * length} for _ in range(rows)]
    fit = fitting(given)
    assert len(json.dumps(fit).encode()) <= MAX_BYTES
    assert kept is None or len(fit) == kept
    assert fit


def test_conflicts_come_first() -> None:
    import polars as pl

    from tasks.report import finding_rows

    blank = {column.name: [] if column.dtype.is_nested() else "" for column in schema.FINDINGS}
    findings = [{**blank, "finding_id": str(i), "kind": "arithmetic", "severity": severity} for i, severity in enumerate(schema.SEVERITIES[::-1])]  # fmt: skip
    rows = finding_rows(pl.DataFrame(findings, schema=schema.polars_schema("findings")))
    assert [row["判断"] for row in rows] == ["矛盾", "存疑", "结构问题", "核对无误"]


def test_new_conflicts_are_marked_and_come_first() -> None:
    import polars as pl

    from tasks.report import finding_rows

    blank = {column.name: [] if column.dtype.is_nested() else "" for column in schema.FINDINGS}
    findings = [{**blank, "finding_id": id_, "kind": "arithmetic", "severity": "conflict"} for id_ in "abc"]
    rows = finding_rows(pl.DataFrame(findings, schema=schema.polars_schema("findings")), ("b",))
    assert [row["新"] for row in rows] == ["新", "", ""]


def test_links_are_files_or_below_the_base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.report import BASE_URL, link_to

    monkeypatch.delenv(BASE_URL, raising=False)
    assert link_to("/数据/store/data-docs/index.html") == "file:///%E6%95%B0%E6%8D%AE/store/data-docs/index.html"
    monkeypatch.setenv(BASE_URL, "http://here:8000/store/")
    assert link_to("/数据/store/data-docs/index.html") == "http://here:8000/store/data-docs/index.html"
    assert link_to("/data/store/releases/20260101T000000Z-1") == "http://here:8000/store/releases/20260101T000000Z-1"
