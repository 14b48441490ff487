"""The file of deployments is what ``serve`` registers, and what a person set in the UI stays."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from flows import registry
from flows.deploy import deploy

ROOT = Path(__file__).parents[2]


def test_each_entry_has_a_flow_that_takes_its_parameters() -> None:
    found = {deployment.name: deployment for deployment in registry.deployments()}
    assert {registry.INBOX, "nightly"} <= set(found)
    for deployment in found.values():
        assert deployment.description
        takes = deployment.flow().fn.__code__.co_varnames
        assert set(deployment.parameters) <= set(takes)


def test_the_folders_are_those_of_the_command(tmp_path: Path) -> None:
    (inbox,) = (found for found in registry.deployments() if found.name == registry.INBOX)
    here = inbox.on(registry.Folders(tmp_path / "投递", tmp_path / "库", "leave"))
    assert here["paths"] == [here["inbox"]] == [str(tmp_path / "投递")]
    assert (here["store"], here["after"]) == (str(tmp_path / "库"), "leave")
    assert set(here) == set(inbox.parameters)


@pytest.mark.usefixtures("harness")
def test_registering_again_brings_nothing_double_and_keeps_the_schedule_of_the_ui(tmp_path: Path) -> None:
    from prefect import get_client
    from prefect.client.schemas.schedules import CronSchedule

    with get_client(sync_client=True) as client:
        ids = registry.register(client, registry.Folders(tmp_path / "in", tmp_path / "store"))
        (schedule,) = client.read_deployment_schedules(ids["nightly"])
        assert (schedule.schedule.cron, schedule.schedule.timezone) == ("30 2 * * *", "Asia/Shanghai")  # type: ignore[union-attr]
        changed = CronSchedule(cron="15 4 * * *", timezone="Asia/Shanghai")
        client.update_deployment_schedule(ids["nightly"], schedule.id, schedule=changed)
        assert registry.register(client, registry.Folders(tmp_path / "other", tmp_path / "store")) == ids
        (schedule,) = client.read_deployment_schedules(ids["nightly"])
        assert schedule.schedule.cron == "15 4 * * *"  # type: ignore[union-attr]
        assert client.read_deployment(ids["inbox"]).parameters["paths"] == [str(tmp_path / "other")]


@pytest.mark.usefixtures("harness")
def test_deploying_for_a_pool_again_keeps_the_pool_and_the_schedule(tmp_path: Path) -> None:
    from prefect import get_client
    from prefect.client.schemas.schedules import CronSchedule

    folders = registry.Folders(tmp_path / "in", tmp_path / "store")
    with get_client(sync_client=True) as client:
        ids = deploy(folders, "a-pool")
        assert client.read_work_pool("a-pool").type == "process"
        (schedule,) = client.read_deployment_schedules(ids["nightly"])
        changed = CronSchedule(cron="45 3 * * *", timezone="Asia/Shanghai")
        client.update_deployment_schedule(ids["nightly"], schedule.id, schedule=changed)
        assert deploy(folders, "a-pool") == ids
        (schedule,) = client.read_deployment_schedules(ids["nightly"])
        assert schedule.schedule.cron == "45 3 * * *"  # type: ignore[union-attr]
        inbox = client.read_deployment(ids["inbox"])
    assert inbox.work_pool_name == "a-pool"
    assert inbox.global_concurrency_limit is not None
    assert inbox.global_concurrency_limit.limit == 1
    assert inbox.pull_steps == [{"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}]
    assert inbox.job_variables["env"]["DO_NOT_TRACK"] == "1"


@pytest.mark.integration
def test_the_wheel_brings_the_file(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        assert packed.read("flows/prefect.yaml") == (ROOT / "deployments" / "prefect.yaml").read_bytes()
