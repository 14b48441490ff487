"""``hengliang serve`` as a whole: real server, real runner; drop, kill, cancel, stop."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from test_schedule import post, until

from hengliang import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
TEXT, PAPER = "临江区2021年政府工作报告.txt", "临江日报-2021年两会摘要.txt"
PDF = "衡江市2020年统计公报.pdf"
PATIENCE = 180.0


class Serving:
    """A ``hengliang serve`` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.inbox, self.store, self.log = folder / "inbox", folder / "store", folder / "log"
        self.api = f"http://127.0.0.1:{port}/api"
        self.inbox.mkdir(exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"},
            **settings.NO_TELEMETRY,
            "PREFECT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", "COLUMNS": "200",
        }  # fmt: skip
        command = [sys.executable, "-m", "hengliang.cli", "serve", "--port", str(port)]
        command += ["--inbox", str(self.inbox), "--store", str(self.store)]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def children(self, module: str = "flows.") -> list[int]:
        """The processes it started, those that outlived it too."""
        rows = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        found = (re.match(r"\s*(\d+)\s+(\d+)\s+(.*)", row) for row in rows.splitlines())
        return [int(m[1]) for m in found if m and int(m[2]) == self.process.pid and f"-m {module}" in m[3]]

    def drop(self, *names: str) -> None:
        for name in names:
            part = self.inbox / f".{name}.part"
            shutil.copy(SAMPLES / name, part)
            part.rename(self.inbox / name)

    def runs(self, deployment: str, *types: str) -> list[dict[str, Any]]:
        wanted = {
            "flow_runs": {"state": {"type": {"any_": list(types)}}},
            "deployments": {"name": {"any_": [deployment]}},
        }
        found: list[dict[str, Any]] = post(f"{self.api}/flow_runs/filter", wanted)
        return found

    def published(self) -> set[str]:
        latest = self.store / "releases" / "LATEST"
        if not latest.exists():
            return set()
        documents = pl.read_parquet(self.store / "releases" / latest.read_text().strip() / "documents.parquet")
        return set(documents.filter(pl.col("outcome") == "published")["document"])

    def stop(self) -> float:
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - begin


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    running = Serving(tmp_path)
    try:
        assert until(lambda: "已就绪" in running.said() or running.process.poll() is not None, PATIENCE)
        assert running.process.poll() is None, running.said()
        yield running
    finally:
        left = running.children()
        running.process.kill()
        running.process.wait()
        for pid in left:
            until(lambda pid=pid: not alive(pid), 30)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_is_dropped_is_published_and_everything_ends(serving: Serving) -> None:
    serving.drop(TEXT)
    begin = time.monotonic()
    assert until(lambda: serving.published() == {TEXT}, PATIENCE), serving.said()
    print(f"drop to release: {time.monotonic() - begin:.1f} s")  # noqa: T201  (a figure for people)
    serving.drop(PDF)
    assert until(lambda: serving.published() == {TEXT, PDF}, PATIENCE), serving.said()
    assert until(lambda: not serving.runs("inbox", "RUNNING", "PENDING"), 30)
    done = serving.runs("inbox", "COMPLETED")
    assert done
    assert not serving.runs("inbox", "FAILED", "CRASHED")
    artifacts = post(f"{serving.api}/artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"] for run in done]}}})
    assert {"summary", "findings", "documents"} <= {artifact["key"] for artifact in artifacts}
    children = serving.children()
    assert len(children) == 2
    assert serving.stop() < 20
    assert serving.process.returncode == 0
    assert not [pid for pid in children if alive(pid)]


def test_a_killed_runner_is_replaced_and_its_run_done_again(serving: Serving) -> None:
    serving.drop(PDF)
    assert until(lambda: serving.runs("inbox", "RUNNING"), PATIENCE)
    (runner,) = serving.children("flows.resident")
    os.kill(runner, signal.SIGKILL)
    assert until(lambda: serving.published() == {PDF}, PATIENCE), serving.said()
    (crashed,) = serving.runs("inbox", "CRASHED")
    assert "意外结束" in crashed["state"]["message"]
    assert until(lambda: serving.runs("inbox", "COMPLETED"), 30)


def test_children_end_when_the_command_is_killed_and_its_runs_are_marked_at_the_next_start(
    serving: Serving, tmp_path: Path
) -> None:
    serving.drop(PDF)
    assert until(lambda: serving.runs("inbox", "RUNNING"), PATIENCE)
    children = serving.children()
    serving.process.kill()
    serving.process.wait()
    assert until(lambda: not any(map(alive, children)), 20)
    again = Serving(tmp_path)
    try:
        assert until(lambda: again.published() == {PDF}, PATIENCE), again.said()
        assert until(lambda: not again.runs("inbox", "RUNNING", "PENDING"), 30)
    finally:
        assert again.stop() < 20
