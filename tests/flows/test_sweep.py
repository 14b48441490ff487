"""Runs that were left over are found and marked, runs that are alive are left alone: with a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flow_samples import REPORT
from real_server import PATIENCE, ROOT, post, until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

#: A flow of the same name that waits to be killed.
WAITING = """
import time
from prefect import flow
from flows.sweep import introduce

@flow(name="nightly", flow_run_name="waits")
def waits(told: bool) -> None:
    if told:
        introduce()
    time.sleep(600)

if __name__ == "__main__":
    import sys
    waits(sys.argv[1] == "told")
"""


def begin(command: list[str], api: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PREFECT_API_URL": api, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] = "30"
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def states(api: str) -> dict[str, tuple[str, str]]:
    """Name of each run to its state's type and message."""
    runs = post(f"{api}/flow_runs/filter", {})
    return {run["name"]: (run["state"]["type"], run["state"]["message"] or "") for run in runs}


def sweep_there(api: str, silent: timedelta) -> tuple[str, ...]:
    """Sweep in a process of its own, as an operator would."""
    code = (
        "from datetime import timedelta; from flows.sweep import sweep; "
        f"print(*sweep(timedelta(seconds={silent.total_seconds()})), sep='|')"
    )
    environment = {**os.environ, "PREFECT_API_URL": api, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=120, check=True)  # fmt: skip
    return tuple(filter(None, done.stdout.strip().split("|")))


def test_a_killed_run_is_marked_by_the_next_and_a_living_one_is_not(api: str, tmp_path: Path) -> None:
    inbox, script = tmp_path / "inbox", tmp_path / "waiting.py"
    inbox.mkdir()
    (inbox / "report.txt").write_text(REPORT, encoding="utf-8")
    script.write_text(WAITING, encoding="utf-8")
    living = begin([str(script), "told"], api)
    killed = begin(["-m", "hengliang.cli", "run", str(inbox), "--store", str(tmp_path / "store")], api)
    try:
        assert until(lambda: states(api).get("1 份报告", ("", ""))[0] == "RUNNING", PATIENCE)
        assert until(lambda: labelled(api, "1 份报告"), PATIENCE), "the run told which process it is"
        killed.send_signal(signal.SIGKILL)
        killed.wait(30)
        assert until(lambda: states(api).get("waits", ("", ""))[0] == "RUNNING" and labelled(api, "waits"), PATIENCE)
        assert states(api)["1 份报告"][0] == "RUNNING", "nobody else marks it"

        again = begin(["-m", "hengliang.cli", "run", str(inbox), "--store", str(tmp_path / "store")], api)
        assert again.wait(PATIENCE * 2) == 0
        found = [run["state"] for run in post(f"{api}/flow_runs/filter", {}) if "waits" not in run["name"]]
        assert sorted(state["type"] for state in found) == ["COMPLETED", "CRASHED"]
        (message,) = [state["message"] for state in found if state["type"] == "CRASHED"]
        assert f"（{killed.pid}）已经不在" in message
        assert sweep_there(api, timedelta(0)) == (), "certainly alive, however silent"
        assert states(api)["waits"][0] == "RUNNING"
        assert living.poll() is None
    finally:
        for process in (living, killed):
            process.kill()
            process.wait(30)
    assert sweep_there(api, timedelta(hours=1)) == ("waits",)
    assert states(api)["waits"][0] == "CRASHED"


def test_a_run_that_never_told_who_it_is_counts_by_its_heartbeats(api: str, tmp_path: Path) -> None:
    script = tmp_path / "waiting.py"
    script.write_text(WAITING, encoding="utf-8")
    process = begin([str(script), "untold"], api)
    try:
        assert until(lambda: states(api).get("waits", ("", ""))[0] == "RUNNING", PATIENCE)
        time.sleep(10)
        # Its state is older than that, but the first heartbeat came after it.
        assert until(lambda: heartbeats(api) > 0, PATIENCE)
        assert sweep_there(api, timedelta(minutes=2)) == ()
    finally:
        process.kill()
        process.wait(30)
    assert sweep_there(api, timedelta(minutes=2)) == (), "it was heard of a moment ago"
    assert sweep_there(api, timedelta(seconds=1)) == ("waits",)
    assert "没有它的消息" in states(api)["waits"][1]


def labelled(api: str, name: str) -> bool:
    runs: list[dict[str, Any]] = post(f"{api}/flow_runs/filter", {})
    return any(run["name"] == name and "hengliang.process" in (run["labels"] or {}) for run in runs)


def heartbeats(api: str) -> int:
    wanted = {"filter": {"event": {"name": ["prefect.flow-run.heartbeat"]}}, "limit": 1}
    return int(post(f"{api}/events/filter", wanted)["total"])
