"""The ways in which runs come about, each with a store, an inbox and a home of Prefect of its own, to be killed in."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from killing import alive, descendants, kill, under_way, wait_until

from hengliang import settings
from hengliang.read import discover

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that a run, or a server, may take on a busy machine.
PATIENCE = 300.0
PREFECT = [sys.executable, "-m", "prefect"]
HENGLIANG = [sys.executable, "-m", "hengliang.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Setting(ABC):
    """Where runs happen.

    Attributes:
        inbox: where files are put.
        store: where they end up.
        home: Prefect's.
        moves: whether files leave the inbox.
    """

    moves = True

    def __init__(self, folder: Path) -> None:
        self.inbox, self.store, self.home = folder / "inbox", folder / "store", folder / "home"
        self.log = folder / "log"
        self.inbox.mkdir(parents=True)

    @property
    @abstractmethod
    def runner(self) -> int:
        """The process below which files are read."""

    @abstractmethod
    def begin(self) -> None:
        """See that a run begins over what is in the inbox."""

    @abstractmethod
    def pids(self, whom: str) -> list[int]:
        """The processes that go by this name."""

    @abstractmethod
    def recover(self, whom: str) -> None:
        """Do what an operator does after that was killed."""

    @abstractmethod
    def settled(self) -> bool:
        """Whether nothing is under way any more."""

    @abstractmethod
    def stop(self) -> None:
        """End all."""

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-8000:]

    def drop(self, files: Mapping[str, bytes]) -> None:
        """Put files into the inbox, each whole from the beginning."""
        for name, data in files.items():
            part = self.inbox / f"{name}.part"
            part.write_bytes(data)
            part.rename(self.inbox / name)

    def start(self, command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        own = {name: value for name, value in os.environ.items() if name not in {"PREFECT_API_URL", "PREFECT_HOME"}}
        own |= {
            **settings.NO_TELEMETRY, "PREFECT_HOME": str(self.home), "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "NO_PROXY": "127.0.0.1", "COLUMNS": "200",
        }  # fmt: skip
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env={**own, **(environment or {})}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip


def end(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, and SIGKILL for what is left of it."""
    left = descendants(process.pid)
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    kill([pid for pid in left if alive(pid)])


class Command(Setting):
    """``hengliang run`` with its embedded server, started again after each kill."""

    moves = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def runner(self) -> int:
        return self._running.pid

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def exit_code(self) -> int | None:
        """That of the run; None while it goes on."""
        return self._running.poll()

    def begin(self) -> None:
        self._process = self.start([*HENGLIANG, "run", str(self.inbox), "--store", str(self.store)])

    def pids(self, whom: str) -> list[int]:
        own = [self._running.pid]
        return own if whom == "the run" else own + descendants(self._running.pid)

    def recover(self, whom: str) -> None:  # noqa: ARG002  (whatever it was, it is started again)
        self._running.wait(30)
        self.begin()

    def settled(self) -> bool:
        return self._running.poll() is not None and not under_way(self.home)

    def stop(self) -> None:
        end(self._running)


class Serve(Setting):
    """``hengliang serve`` with its server and its resident runner."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._process = self._serve()

    def _serve(self) -> subprocess.Popen[bytes]:
        before = self.log.stat().st_size if self.log.exists() else 0
        command = [*HENGLIANG, "serve", "--inbox", str(self.inbox), "--store", str(self.store)]
        process = self.start([*command, "--port", str(free_port())])
        assert wait_until(lambda: self._ready(before) or process.poll() is not None, PATIENCE), self.said()
        assert process.poll() is None, self.said()
        return process

    def _ready(self, before: int) -> bool:
        return "已就绪".encode() in self.log.read_bytes()[before:]

    @property
    def runner(self) -> int:
        return self._process.pid

    def begin(self) -> None:
        """The watcher does it."""

    def pids(self, whom: str) -> list[int]:
        if whom == "serve":
            return [self._process.pid]
        module = {"the resident runner": "flows.resident", "the server": "flows.server"}[whom]
        rows = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        found = (re.match(r"\s*(\d+)\s+(\d+)\s+(.*)", row) for row in rows.splitlines())
        return [int(m[1]) for m in found if m and int(m[2]) == self._process.pid and f"-m {module}" in m[3]]

    def recover(self, whom: str) -> None:
        if whom == "serve":
            self._process.wait(30)
            self._process = self._serve()

    def settled(self) -> bool:
        return not discover([self.inbox]) and not under_way(self.home)

    def stop(self) -> None:
        end(self._process)


class Worker(Setting):
    """A server that stands, with the deployments of ``prefect.yaml``, a worker of a process pool, and the watcher.

    What is killed among the first two is started again, as a supervisor does. The watcher asks for runs; files that still
    lie there it asks for again, here after seconds instead of minutes.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._port = free_port()
        self._api = f"http://127.0.0.1:{self._port}/api"
        self._server = self._serve()
        self._ask("work_pools/", {"name": "hengliang", "type": "process"})
        deploy = self.start(
            [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"], self._client()
        )
        assert deploy.wait(PATIENCE) == 0, self.said()
        self._worker = self._work()
        watch = [*HENGLIANG, "watch", "--inbox", str(self.inbox), "--store", str(self.store)]
        soon = {"HENGLIANG_DROP_SWEEP": "5", "HENGLIANG_DROP_AGAIN": "30"}
        self._watcher = self.start(watch, {**self._client(), **soon})

    def _client(self) -> dict[str, str]:
        return {"PREFECT_API_URL": self._api}

    def _serve(self) -> subprocess.Popen[bytes]:
        server = self.start([*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(self._port), "--no-ui"])
        assert wait_until(self._healthy, PATIENCE), self.said()
        return server

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._api}/health", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def _work(self) -> subprocess.Popen[bytes]:
        return self.start([*PREFECT, "worker", "start", "--pool", "hengliang", "--type", "process"], self._client())

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._api}/{path}", data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.loads(answer.read() or "null")

    @property
    def runner(self) -> int:
        return self._worker.pid

    def begin(self) -> None:
        """The watcher does it."""

    def pids(self, whom: str) -> list[int]:
        worker, server = self._worker.pid, self._server.pid
        return {
            "the server": [server, *descendants(server)],
            "the worker": [worker],
            "the run of the worker": descendants(worker),
            "worker and run": [worker, *descendants(worker)],
        }[whom]

    def recover(self, whom: str) -> None:
        if whom == "the server":
            self._server.wait(30)
            self._server = self._serve()
        if whom in {"the worker", "worker and run"}:
            self._worker.wait(30)
        if self._worker.poll() is not None:
            self._worker = self._work()

    def settled(self) -> bool:
        return not discover([self.inbox]) and not under_way(self.home)

    def stop(self) -> None:
        for process in (self._watcher, self._worker, self._server):
            end(process)
