"""``hengliang serve`` as a whole: real server, real runner; drop, kill, cancel, stop."""

from __future__ import annotations

import http.client
import json
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
from real_server import post, until

from hengliang import settings
from hengliang.publish.store import Store

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

    def __init__(self, folder: Path, *arguments: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = port = probe.getsockname()[1]
        self.inbox, self.store, self.log = folder / "inbox", folder / "store", folder / "log"
        self.api = f"http://127.0.0.1:{port}/api"
        self.inbox.mkdir(exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"},
            **settings.NO_TELEMETRY,
            "PREFECT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", "COLUMNS": "200",
            "PREFECT_SERVER_LOG_RETRYABLE_ERRORS": "true",
        }  # fmt: skip
        command = [sys.executable, "-m", "hengliang.cli", "serve", "--port", str(port)]
        command += ["--inbox", str(self.inbox), "--store", str(self.store), *arguments]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)

    def wait(self) -> None:
        """Until it is ready."""
        assert until(lambda: "已就绪" in self.said() or self.process.poll() is not None, PATIENCE)
        assert self.process.poll() is None, self.said()

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

    def ask(self, deployment: str, **parameters: str) -> str:
        """Ask for a run as the form does; its id."""
        (found,) = post(f"{self.api}/deployments/filter", {"deployments": {"name": {"any_": [deployment]}}})
        return str(post(f"{self.api}/deployments/{found['id']}/create_flow_run", {"parameters": parameters})["id"])

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

    def end(self) -> None:
        """Whatever state it is in, with its children."""
        left = self.children()
        self.process.kill()
        self.process.wait()
        for pid in left:
            assert until(lambda pid=pid: not alive(pid), 30)

    def stop(self) -> float:
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - begin


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    running = Serving(tmp_path)
    try:
        running.wait()
        yield running
    finally:
        running.end()


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


VICTIMS = {"server": "flows.server", "runner": "flows.resident"}


@pytest.mark.parametrize("victim", [*VICTIMS, "command"])
def test_whatever_is_killed_what_was_dropped_is_published_once_and_no_process_is_left(
    victim: str, serving: Serving, tmp_path: Path
) -> None:
    serving.drop(PDF)
    assert until(lambda: serving.runs("inbox", "RUNNING"), PATIENCE)
    children = serving.children()
    if victim in VICTIMS:
        (pid,) = serving.children(VICTIMS[victim])
        os.kill(pid, signal.SIGKILL)
    else:
        serving.process.kill()
        serving.process.wait()
        assert until(lambda: not any(map(alive, children)), 20)
        serving = Serving(tmp_path)
    try:
        assert until(lambda: serving.published() == {PDF}, PATIENCE), serving.said()
        (crashed,) = serving.runs("inbox", "CRASHED")
        assert crashed["state"]["message"]
        assert until(lambda: serving.runs("inbox", "COMPLETED"), 30)
        assert not serving.runs("inbox", "RUNNING", "PENDING", "SCHEDULED")
        latest = serving.store / "releases" / (serving.store / "releases" / "LATEST").read_text().strip()
        documents = pl.read_parquet(latest / "documents.parquet")
        assert documents["document"].to_list() == [PDF]
        assert until(lambda: [path.name for path in serving.inbox.rglob("*.pdf")] == [PDF], 30)
        assert not (serving.inbox / PDF).exists(), "it was filed"
        children += serving.children()
    finally:
        assert serving.stop() < 20
    assert until(lambda: not any(map(alive, children)), 20)


def test_a_run_that_takes_long_holds_up_neither_a_decision_nor_a_drop_and_two_do_not_publish_over_each_other(
    serving: Serving,
) -> None:
    with Store(serving.store).lock():
        serving.drop(TEXT)
        assert until(lambda: len(serving.runs("inbox", "RUNNING")) == 1, PATIENCE), serving.said()
        serving.drop(PAPER)
        assert until(lambda: len(serving.runs("inbox", "RUNNING")) == 2, PATIENCE), serving.said()
        serving.ask("review")
        assert until(lambda: serving.runs("review", "COMPLETED"), PATIENCE), serving.said()
        assert len(serving.runs("inbox", "RUNNING")) == 2
        assert serving.published() == set()
    assert until(lambda: serving.published() == {TEXT, PAPER}, PATIENCE), serving.said()
    assert until(lambda: len(serving.runs("inbox", "COMPLETED")) == 2, 30), serving.said()
    assert not list((serving.store / "staging").iterdir())


def test_a_finding_is_settled_from_the_form_while_nothing_waits_for_it(serving: Serving) -> None:
    serving.drop(TEXT, PAPER)
    assert until(lambda: serving.published() == {TEXT, PAPER}, PATIENCE), serving.said()
    store = Store(serving.store)
    finding = store.read("findings").filter(pl.col("severity") == "conflict")["finding_id"][0]
    run = serving.ask("decide", finding=finding)
    assert until(lambda: serving.runs("decide", "PAUSED"), PATIENCE), serving.said()
    time.sleep(2)
    (waiting,) = serving.runs("decide", "PAUSED")
    assert waiting["state"]["name"] == "Suspended", "it waits, and is not taken for one that broke off"
    serving.ask("review")
    assert until(lambda: serving.runs("review", "COMPLETED"), PATIENCE)
    answer = {"choice": deciding_choices(serving, waiting)[0], "reason": "与决算一致", "who": "李"}
    post(f"{serving.api}/flow_runs/{run}/resume", {"run_input": answer})
    assert until(lambda: serving.runs("decide", "COMPLETED"), PATIENCE), serving.said()
    assert [(row["finding_id"], row["who"]) for row in store.read("decisions").iter_rows(named=True)] == [
        (finding, "李")
    ]


def test_a_file_whose_run_broke_off_and_was_given_up_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HENGLIANG_DROP_AGAIN", "15")
    running = Serving(tmp_path)
    try:
        running.wait()
        with Store(running.store).lock():
            running.drop(TEXT)
            assert until(lambda: running.runs("inbox", "RUNNING"), PATIENCE), running.said()
            (run,) = running.runs("inbox", "RUNNING")
            given_up = {"type": "CRASHED", "name": "Crashed", "message": "somebody gave it up"}
            post(f"{running.api}/flow_runs/{run['id']}/set_state", {"state": given_up, "force": True})
            (runner,) = running.children("flows.resident")
            os.kill(runner, signal.SIGKILL)
            assert until(lambda: running.said().count("已就绪") == 2, PATIENCE), running.said()
        assert until(lambda: running.published() == {TEXT}, PATIENCE), running.said()
        assert until(lambda: running.runs("inbox", "COMPLETED"), 30)
        assert len(running.runs("inbox", "CRASHED", "COMPLETED", "RUNNING", "SCHEDULED")) == 2
    finally:
        running.end()


def deciding_choices(serving: Serving, run: dict[str, Any]) -> list[str]:
    keys = run["state"]["state_details"]["run_input_keyset"]
    (form,) = post(f"{serving.api}/flow_runs/{run['id']}/input/filter", {"prefix": keys["schema"]})
    choices: list[str] = json.loads(form["value"])["properties"]["choice"]["enum"]
    return choices


def test_the_pages_find_their_server_wherever_they_are_opened_from(tmp_path: Path) -> None:
    running = Serving(tmp_path, "--host", "0.0.0.0")  # noqa: S104  (as an office would)
    try:
        assert until(lambda: "按 Ctrl-C 停止" in running.said(), PATIENCE), running.said()
        for host in ("192.0.2.7:8080", "hengliang.example"):
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
            connection.request("GET", "/ui-settings", headers={"Host": host})
            assert json.load(connection.getresponse())["api_url"] == f"http://{host}/api"
            connection.close()
    finally:
        running.end()
