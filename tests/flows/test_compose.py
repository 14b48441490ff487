"""The services of compose.yaml as processes of this machine, with their commands, environments, order and healthchecks.

Containers are not needed for it: hosts become this machine, ports free ones, folders those of the test. PostgreSQL is the
one of test_database.py.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from processes import process, published
from real_server import until
from ruamel.yaml import YAML
from test_database import free_port, postgres

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["postgres"]

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
TEXT = "临江区2021年政府工作报告.txt"
PASSWORD = "geheim"  # noqa: S105  (of the test's own database)
PATIENCE = 300.0
VARIABLE = re.compile(r"\$\{(\w+):([-?])([^}]*)\}")
PROGRAMS = {"prefect": ["-m", "prefect"], "hengliang": ["-m", "hengliang.cli"], "python": []}


def interpolated(text: str, given: Mapping[str, str]) -> str:
    """As Docker Compose puts in variables: ``${NAME:-default}``, and ``${NAME:?why}`` must be given."""
    return VARIABLE.sub(lambda m: given[m[1]] if m[2] == "?" else given.get(m[1]) or m[3], text)


class Here:
    """The services on this machine.

    Attributes:
        services: their entries in the file, variables put in.
    """

    def __init__(self, database: str, folder: Path) -> None:
        text = (ROOT / "deployments" / "compose.yaml").read_text(encoding="utf-8")
        self.services: dict[str, Any] = YAML(typ="safe").load(interpolated(text, {"POSTGRES_PASSWORD": PASSWORD}))[
            "services"
        ]
        self.folder = folder
        self.ports = {"4200": str(free_port()), "8080": str(free_port()), "5432": database.rpartition(":")[2]}

    def command(self, service: str) -> list[str]:
        return self._program(self.services[service]["command"])

    def environment(self, service: str) -> dict[str, str]:
        said = {name: self._here(str(value)) for name, value in self.services[service]["environment"].items()}
        if service == "server":
            assert said["PREFECT_SERVER_DATABASE_NAME"] == "prefect"
            said["PREFECT_SERVER_DATABASE_NAME"] = "postgres"  # the only one that is there
        return {
            "PREFECT_HOME": str(self.folder / "prefect" / service), "NO_PROXY": "127.0.0.1",
            "HENGLIANG_INBOX": str(self.folder / "inbox"), "HENGLIANG_STORE": str(self.folder / "store"),
            "PREFECT_SERVER_API_PORT": self.ports["4200"], "PREFECT_WORKER_WEBSERVER_PORT": self.ports["8080"], **said,
        }  # fmt: skip

    def healthy(self, service: str) -> bool:
        """Whether the healthcheck of the service passes."""
        (kind, *check) = [self._here(word) for word in self.services[service]["healthcheck"]["test"]]
        assert kind == "CMD"
        return subprocess.run(self._program(check), capture_output=True, timeout=60, check=False).returncode == 0

    def order(self) -> list[str]:
        """The services but for the database, each behind what it depends on."""
        done: list[str] = ["database"]
        while len(done) < len(self.services):
            done += [
                name
                for name, entry in self.services.items()
                if name not in done and set(entry["depends_on"]) <= set(done)
            ]
        return done[1:]

    def _program(self, command: list[str]) -> list[str]:
        program, *arguments = command
        return [sys.executable, *PROGRAMS[program], *arguments]

    def _here(self, text: str) -> str:
        text = re.sub(r"//server:", "//127.0.0.1:", text)
        text = "127.0.0.1" if text == "database" else text
        for port, free in self.ports.items():
            text = re.sub(rf"\b{port}\b", free, text)
        return text


def test_a_drop_goes_through_all_services(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("PREFECT_API", "PREFECT_SERVER", "HENGLIANG_"))]:
        monkeypatch.delenv(name)
    here = Here(postgres, tmp_path)
    (tmp_path / "inbox").mkdir()
    assert here.order() == ["server", "deployments", "worker", "watcher"]
    with ExitStack() as stack:
        for service in here.order():
            log = tmp_path / f"{service}.log"
            running = stack.enter_context(process(here.command(service), log, here.environment(service)))
            if service == "deployments":
                assert running.wait(PATIENCE) == 0, log.read_text()
            elif "healthcheck" in here.services[service]:
                assert until(lambda service=service: here.healthy(service), PATIENCE), log.read_text()
        part = tmp_path / "inbox" / f"{TEXT}.part"
        shutil.copy(ROOT / "samples" / TEXT, part)
        part.rename(tmp_path / "inbox" / TEXT)
        said = [tmp_path / f"{service}.log" for service in ("worker", "watcher")]
        assert until(lambda: published(tmp_path / "store") == {TEXT}, PATIENCE), "\n".join(
            log.read_text() for log in said
        )
    assert not list((tmp_path / "prefect").rglob("prefect.db")), "PostgreSQL has it all"
