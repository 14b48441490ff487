"""Messages when a run fails or finds conflicts, from a real server to a real listener."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from real_server import PATIENCE, ROOT, post, until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration
Heard = list[dict[str, Any]]


@pytest.fixture
def listener() -> Iterator[tuple[str, Heard]]:
    """A URL, and what was sent there."""
    heard: Heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append(json.loads(body) if isinstance(body, str) else body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", heard
    finally:
        server.shutdown()


def install(*arguments: str) -> None:
    command = [sys.executable, "-m", "flows.notifications", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def finished(api: str, flow: str, tags: list[str], kind: str, message: str) -> None:
    """A run of a flow that ends in a state."""
    flow_id = post(f"{api}/flows/", {"name": flow})["id"]
    run = post(f"{api}/flow_runs/", {"flow_id": flow_id, "name": message, "tags": tags})["id"]
    for state in ("RUNNING", kind):
        post(f"{api}/flow_runs/{run}/set_state", {"state": {"type": state, "message": message}, "force": True})


def test_off_by_default_and_fires_when_turned_on(api: str, listener: tuple[str, Heard]) -> None:
    url, heard = listener
    install("--webhook", url)
    install("--webhook", url)
    there = post(f"{api}/automations/filter", {})
    assert sorted((item["name"], item["enabled"]) for item in there) == [
        ("hengliang：发现矛盾", False),
        ("hengliang：运行失败", False),
    ]
    finished(api, "run-reports", [], "FAILED", "关着的时候")
    install("--webhook", url, "--on")
    finished(api, "run-reports", [], "COMPLETED", "没有矛盾")
    finished(api, "someone-elses", ["conflicts"], "FAILED", "别人的")
    finished(api, "run-reports", ["conflicts"], "COMPLETED", "有“矛盾”")
    finished(api, "nightly", [], "FAILED", "失败了")
    assert until(lambda: len(heard) >= 2, PATIENCE)
    told = sorted((line["notice"], line["message"]) for line in heard)
    assert told == [("hengliang：发现矛盾", "有“矛盾”"), ("hengliang：运行失败", "失败了")]
    assert all("/runs/flow-run/" in line["url"] for line in heard)
