"""The parts one by one against a server that stands already: ``prefect deploy``, a worker of a process pool, the watcher."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from processes import process, published
from real_server import PATIENCE, PREFECT, ROOT, post, until

from flows.sweep import LABEL

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

TEXT, PDF = "临江区2021年政府工作报告.txt", "衡江市2020年统计公报.pdf"
HENGLIANG = [sys.executable, "-m", "hengliang.cli"]


def watch(inbox: Path, store: Path) -> list[str]:
    return [*HENGLIANG, "watch", "--inbox", str(inbox), "--store", str(store)]


def worker() -> list[str]:
    return [*PREFECT, "worker", "start", "--pool", "hengliang", "--type", "process"]


def runs(api: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = post(f"{api}/flow_runs/filter", {"deployments": {"name": {"any_": ["inbox"]}}})
    return found


def test_a_drop_becomes_a_run_of_a_worker(api: str, tmp_path: Path) -> None:
    inbox, store = tmp_path / "投递箱", tmp_path / "store"
    inbox.mkdir()
    shutil.copy(ROOT / "samples" / TEXT, inbox)  # it was there before anybody watched
    watching, working = tmp_path / "watcher.log", tmp_path / "worker.log"
    with process(watch(inbox, store), watching):
        assert until(lambda: "还没有部署" in watching.read_text(), PATIENCE), "the watcher waits for the deployments"
        post(f"{api}/work_pools/", {"name": "hengliang", "type": "process"})
        deploy = [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"]
        done = subprocess.run(deploy, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        with process(worker(), working):
            assert until(lambda: published(store) == {TEXT}, 4 * PATIENCE), watching.read_text() + working.read_text()
            assert until(lambda: not (inbox / TEXT).exists(), PATIENCE), working.read_text()
            assert until(lambda: runs(api)[0]["state"]["type"] == "COMPLETED", PATIENCE)
    (run,) = runs(api)
    assert (run["name"], run["work_pool_name"]) == ("临江区 1 份报告", "hengliang")
    assert [path.name for path in (inbox / "processed").rglob("*.txt")] == [TEXT]


def test_a_killed_worker_costs_no_report(api: str, tmp_path: Path) -> None:
    inbox, store = tmp_path / "inbox", tmp_path / "store"
    inbox.mkdir()
    deploy = [sys.executable, "-m", "flows.deploy", "--inbox", str(inbox), "--store", str(store)]
    subprocess.run(deploy, cwd=ROOT, capture_output=True, timeout=180, check=True)
    watching = tmp_path / "watcher.log"
    with process(watch(inbox, store), watching):
        with process(worker(), tmp_path / "first.log") as first:
            shutil.copy(ROOT / "samples" / PDF, inbox)
            assert until(lambda: any(LABEL in run["labels"] for run in runs(api)), 4 * PATIENCE), watching.read_text()
            os.killpg(first.pid, signal.SIGKILL)
        assert published(store) == set()
        with process(worker(), tmp_path / "second.log"):
            assert until(lambda: published(store) == {PDF}, 4 * PATIENCE), watching.read_text()
            assert until(lambda: "COMPLETED" in {run["state"]["type"] for run in runs(api)}, PATIENCE)
    assert sorted(run["state"]["type"] for run in runs(api)) == ["COMPLETED", "CRASHED"]
    assert "重新请求" in watching.read_text()


def test_without_a_server_the_watcher_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = subprocess.run([*HENGLIANG, "watch"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "PREFECT_API_URL" in done.stderr
