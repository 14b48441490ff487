"""The files that deploy: one says what another says, and each program and module that they name is there."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from hengliang import settings
from hengliang.cli import main

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"
#: Where the image has what ``prefect.yaml`` has in the project's folder.
IN_THE_IMAGE = {"inbox": "/data/inbox", "store": "/data/store"}


def content(name: str) -> Any:
    return YAML(typ="safe").load((DEPLOYMENTS / name).read_text(encoding="utf-8"))


def services() -> dict[str, Any]:
    found: dict[str, Any] = content("compose.yaml")["services"]
    return found


def moved(value: Any) -> Any:
    return [moved(item) for item in value] if isinstance(value, list) else IN_THE_IMAGE.get(value, value)


def test_the_docker_pool_gets_the_same_deployments() -> None:
    for here, there in zip(content("prefect.yaml")["deployments"], content("docker.yaml")["deployments"], strict=True):
        parameters = {name: moved(value) if isinstance(value, str | list) else value
                      for name, value in here["parameters"].items()}  # fmt: skip
        assert {**here, "parameters": parameters, "work_pool": 0} == {**there, "work_pool": 0}
        variables = there["work_pool"]["job_variables"]
        assert variables["env"] == here["work_pool"]["job_variables"]["env"]
        assert {volume.partition(":")[2] for volume in variables["volumes"]} == set(IN_THE_IMAGE.values())


def test_services_run_what_there_is() -> None:
    programs = {name: service["command"] for name, service in services().items() if "command" in service}
    assert set(programs) == {"server", "deployments", "worker", "watcher"}
    assert programs["watcher"][0] == "hengliang"
    assert programs["watcher"][1] in main.commands
    assert programs["deployments"][:2] == ["python", "-m"]
    assert find_spec(programs["deployments"][2])


def test_no_password_is_in_the_file_and_none_is_forgotten() -> None:
    for service in services().values():
        secrets = [str(value) for name, value in service.get("environment", {}).items() if "PASSWORD" in name]
        assert all(secret.startswith("${POSTGRES_PASSWORD:?") for secret in secrets)
    names = {
        line.lstrip("# ").partition("=")[0]
        for line in (DEPLOYMENTS / ".env.example").read_text().splitlines()
        if "=" in line
    }
    text = (DEPLOYMENTS / "compose.yaml").read_text(encoding="utf-8")
    assert names
    assert all(f"${{{name}:" in text for name in names)


def test_the_image_calls_nobody() -> None:
    text = (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    said = dict(
        word.split("=", 1) for line in text.splitlines() if line.startswith("ENV") for word in shlex.split(line)[1:]
    )
    assert settings.NO_TELEMETRY.items() <= said.items()
    assert "USER hengliang" in text
