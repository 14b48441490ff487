"""The flows over a store in object storage do what they do over a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from polars.testing import assert_frame_equal
from real_server import until
from test_serve import PATIENCE, PDF, ROOT, SAMPLES, TEXT, Serving

import hengliang as hl
from hengliang import schema
from hengliang.publish.place import PlaceError

if TYPE_CHECKING:
    from pathlib import Path


def same_release(one: str, other: str) -> None:
    """Whether two stores publish the same; the time of weighing is in no table."""
    first, second = hl.latest_release(one), hl.latest_release(other)
    for table in schema.RELEASED:
        assert_frame_equal(first.read(table), second.read(table))
    assert first.manifest["content_hash"] == second.manifest["content_hash"]
    assert first.damaged() == second.damaged() == ()


@pytest.mark.usefixtures("harness", "lenient")
def test_a_run_publishes_what_it_does_in_a_folder_and_a_second_one_nothing(
    inbox: Path, tmp_path: Path, bucket: str
) -> None:
    from flows.run import run_reports
    from hengliang.publish.store import Store

    here, there = run_reports([str(inbox)], str(tmp_path / "store")), run_reports([str(inbox)], bucket)
    same_release(str(tmp_path / "store"), bucket)
    assert there.release_path == f"{bucket}/releases/{there.release}"
    assert (there.documents, there.facts, there.findings) == (here.documents, here.facts, here.findings)
    assert Store(bucket).place.names() == ("locks", "released.state", "releases", "tables"), "nothing stays in staging"
    again = run_reports([str(inbox)], bucket)
    assert (again.published_now, again.release, again.new_observations) == (False, there.release, 0)


@pytest.mark.usefixtures("harness", "lenient")
def test_files_are_filed_and_findings_settled_and_the_night_tidies_up(
    inbox: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.decide import decide, review
    from flows.known import settled_outcomes
    from flows.run import nightly, run_reports
    from hengliang.publish.store import Store

    summary = run_reports([str(inbox)], bucket, after="move")
    assert sorted(file.to.partition("/")[0] for file in summary.filed) == ["processed"] * 3 + ["quarantine"]
    assert len(settled_outcomes(Store(bucket))) == 3
    open_before = review(store=bucket)
    assert open_before > 0
    finding = hl.table(bucket, "findings").filter(severity="conflict").row(0, named=True)["finding_id"]
    decide(finding, choice="1", reason="与决算一致", who="李", store=bucket)
    assert review(store=bucket) == open_before - 1
    night = nightly(bucket, keep_releases=1)
    assert night.published_now, "the decision changes a fact"
    assert len(night.upkeep) == 3
    assert "删除旧发布 0 个" in night.upkeep[1], "they are of today"


def test_data_docs_are_kept_with_the_store(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flow_samples import result

    from expectations import Validation
    from hengliang.publish.store import Store
    from tasks.weigh import validated

    def validate(_tables: Any, *, docs_dir: Path) -> Validation:
        (docs_dir / "results").mkdir(parents=True, exist_ok=True)
        (docs_dir / "results" / "facts.html").write_text("甲", encoding="utf-8")
        (docs_dir / "index.html").write_text("首页", encoding="utf-8")
        return Validation((result(success=True),), schema.empty("quarantine"))

    monkeypatch.setattr("expectations.validate", validate)
    for address in (bucket, str(tmp_path)):
        _, first_page = validated(Store(address), {})
        docs = Store(address).place / "data-docs"
        assert first_page == str(docs / "index.html")
        assert (docs / "index.html").read().decode() == "首页"
        assert (docs / "results").names() == ("facts.html",)


@pytest.mark.usefixtures("harness")
def test_a_run_whose_bucket_is_missing_says_so(inbox: Path, s3_environment: str) -> None:
    from flows.run import nightly, run_reports

    for flow, given in ((run_reports, {"paths": [str(inbox)]}), (nightly, {})):
        state: Any = flow(**given, store="s3://no-such-bucket/仓", return_state=True)  # type: ignore[operator]
        assert state.is_failed()
        assert "存储桶不存在" in str(state.message)
        with pytest.raises(PlaceError):
            state.result()


def test_a_store_without_a_release_says_so(bucket: str) -> None:
    with pytest.raises(FileNotFoundError, match="没有发布过"):
        hl.table(bucket)


def test_links_to_object_storage_are_addresses_or_below_the_base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.report import BASE_URL, link_to

    monkeypatch.delenv(BASE_URL, raising=False)
    assert link_to("s3://b/县/releases/1") == "s3://b/县/releases/1"
    monkeypatch.setenv(BASE_URL, "http://here/县/")
    assert link_to("s3://b/县/releases/1") == "http://here/县/releases/1"


@pytest.mark.integration
def test_the_command_line_over_object_storage(bucket: str, prefect_home: Path, tmp_path: Path) -> None:
    def hengliang(*words: str) -> str:
        command = [sys.executable, "-m", "hengliang.cli", *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    for store in (bucket, str(tmp_path / "store")):
        said = hengliang("run", str(SAMPLES), "--store", store)
        assert f"发布：{store}/releases/" in said
        assert f"校验报告：{store}/data-docs/index.html" in said
    same_release(bucket, str(tmp_path / "store"))
    assert "没有新内容" in hengliang("run", str(SAMPLES), "--store", bucket)
    for words in (("findings", "--format", "jsonl"), ("query", "生产总值", "--format", "jsonl")):
        assert hengliang(*words, "--store", bucket) == hengliang(*words, "--store", str(tmp_path / "store")) != ""


@pytest.mark.integration
def test_serve_publishes_into_object_storage(bucket: str, tmp_path: Path) -> None:
    serving = Serving(tmp_path, "--store", bucket)

    def published() -> set[str]:
        try:
            return set(hl.table(bucket, "documents").filter(outcome="published")["document"])
        except FileNotFoundError:
            return set()

    try:
        assert until(lambda: "已就绪" in serving.said() or serving.process.poll() is not None, PATIENCE)
        assert f"{bucket}/releases" in serving.said()
        serving.drop(TEXT, PDF)
        assert until(lambda: published() == {TEXT, PDF}, 2 * PATIENCE), serving.said()
        assert until(lambda: len(list((serving.inbox / "processed").rglob("*.*"))) >= 2, 60)
    finally:
        serving.stop()


@pytest.mark.integration
def test_a_run_killed_with_its_locks_is_done_by_the_next(bucket: str, prefect_home: Path, tmp_path: Path) -> None:
    from hengliang.publish.place import place_of

    def started(store: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hengliang.cli", "run", str(SAMPLES), "--store", store]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **quiet)

    whole = started(str(tmp_path / "store"))
    assert whole.wait(600) == 0
    tables = place_of(bucket) / "tables"
    for sign in ("numbers", "weighed"):  # while documents are stored, and while they are weighed
        killed = started(bucket)
        assert until(lambda sign=sign, killed=killed: sign in tables.names() or killed.poll() is not None, 300)
        assert killed.poll() is None, "it ended before it could be killed"
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
    last = started(bucket)
    assert last.wait(600) == 0
    same_release(bucket, str(tmp_path / "store"))
