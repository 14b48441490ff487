"""A Prefect server of the tests' own, and how they talk to it."""

from __future__ import annotations

import http
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hengliang import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
PATIENCE = 60.0


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a server with a database of its own; ``PREFECT_API_URL`` names it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PREFECT_SERVER_REGISTER_BLOCKS_ON_START", "false")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PREFECT_UI_URL", url.removesuffix("/api"))
    for name, value in settings.NO_TELEMETRY.items():
        monkeypatch.setenv(name, value)
    command = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    log = tmp_path / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    try:
        until(lambda: server.poll() is not None or healthy(url), 3 * PATIENCE)
        assert server.poll() is None, log.read_text()
        monkeypatch.setenv("PREFECT_API_URL", url)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def post(url: str, body: dict[str, Any]) -> Any:
    data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
    for rest in range(4, -1, -1):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:  # noqa: S310
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            # SQLite is busy: Prefect's own clients ask again as well.
            if error.code != http.HTTPStatus.SERVICE_UNAVAILABLE or not rest:
                raise
            time.sleep(1)
    return None


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def until(condition: Any, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.25)
    return bool(found)
