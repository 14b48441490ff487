"""The parts one by one against a server that stands already: ``prefect deploy``, a worker of a process pool, the watcher."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from processes import process, published
from real_server import PATIENCE, PREFECT, ROOT, post, until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

TEXT = "临江区2021年政府工作报告.txt"
HENGLIANG = [sys.executable, "-m", "hengliang.cli"]


def test_a_drop_becomes_a_run_of_a_worker(api: str, tmp_path: Path) -> None:
    inbox, store = tmp_path / "投递箱", tmp_path / "store"
    inbox.mkdir()
    shutil.copy(ROOT / "samples" / TEXT, inbox)  # it was there before anybody watched
    watcher, worker = tmp_path / "watcher.log", tmp_path / "worker.log"
    watch = [*HENGLIANG, "watch", "--inbox", str(inbox), "--store", str(store)]
    with process(watch, watcher):
        assert until(lambda: "还没有部署" in watcher.read_text(), PATIENCE), "the watcher waits for the deployments"
        post(f"{api}/work_pools/", {"name": "hengliang", "type": "process"})
        deploy = [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"]
        done = subprocess.run(deploy, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        with process([*PREFECT, "worker", "start", "--pool", "hengliang", "--type", "process"], worker):
            assert until(lambda: published(store) == {TEXT}, 4 * PATIENCE), watcher.read_text() + worker.read_text()
            assert until(lambda: not (inbox / TEXT).exists(), PATIENCE), worker.read_text()
        (run,) = post(f"{api}/flow_runs/filter", {"deployments": {"name": {"any_": ["inbox"]}}})
    assert run["state"]["type"] == "COMPLETED"
    assert run["name"] == "临江区 1 份报告"
    assert run["work_pool_name"] == "hengliang"
    assert [path.name for path in (inbox / "processed").rglob("*.txt")] == [TEXT]


def test_without_a_server_the_watcher_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = subprocess.run([*HENGLIANG, "watch"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "PREFECT_API_URL" in done.stderr
