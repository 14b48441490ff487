"""``hengliang run`` as whole processes, with the embedded server and the real suites."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration
#: Network addresses of this machine; everything else is the outside.
HOME = ("127.", "::1", "localhost")
#: Loaded by every Python process of the test: a connection to the outside is written down and refused.
GUARD = """
import os, socket
real = socket.socket.connect
def connect(self, address):
    if isinstance(address, tuple) and not str(address[0]).startswith({home!r}):
        with open({log!r}, "a") as log:
            print(address, file=log)
        raise OSError("no network here")
    return real(self, address)
socket.socket.connect = connect
"""


@pytest.fixture
def environment(prefect_home: Path, tmp_path: Path) -> dict[str, str]:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD.format(home=HOME, log=str(tmp_path / "outside")), encoding="utf-8")
    return {**os.environ, "PREFECT_HOME": str(prefect_home), "PYTHONPATH": str(guard)}


def command(inbox: Path) -> list[str]:
    return [sys.executable, "-m", "hengliang.cli", "run", str(inbox), "--store", str(inbox.parent / "store")]


def servers(port_owner: int) -> list[str]:
    """The embedded servers that this process started."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listing.splitlines()[1:]]
    return [pid for pid, parent, arguments in rows if "flows.server" in arguments and int(parent) == port_owner]


def test_a_folder_becomes_a_release_without_a_word_to_the_outside(
    inbox: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    first = subprocess.run(command(inbox), env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert first.returncode == 1, first.stderr
    assert first.stderr == ""
    assert "2 份入库，1 份隔离" in first.stdout
    assert len(first.stdout.splitlines()) <= 40
    latest = (tmp_path / "store" / "releases" / "LATEST").read_text(encoding="utf-8").strip()
    assert latest in first.stdout
    (inbox / "empty.txt").unlink()
    second = subprocess.run(command(inbox), env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "没有新内容" in second.stdout
    assert not (tmp_path / "outside").exists(), (tmp_path / "outside").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_its_run_however_that_ends(inbox: Path, environment: dict[str, str], how: int) -> None:
    def started() -> Any:
        return servers(run.pid)

    run = subprocess.Popen(command(inbox), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert until(started), "the server was never started"
    (server,) = servers(run.pid)
    run.send_signal(how)
    run.wait(60)
    assert until(lambda: not alive(int(server)))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(condition: Any, seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(found)
