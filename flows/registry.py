"""The deployments as ``prefect.yaml`` says, on a server: the one file serves ``prefect deploy`` and ``hengliang serve``.

In: the file and folders. Out: a deployment on the server for each entry, with its flow to run it by. What a
person changed in the UI stays: schedules of a deployment that exists are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectNotFound
from prefect.utilities.callables import parameter_schema
from ruamel.yaml import YAML

from hengliang.publish.place import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from prefect import Flow
    from prefect.client.orchestration import SyncPrefectClient

#: The deployment that takes in reports.
INBOX: Final = "inbox"


@dataclass(frozen=True, slots=True)
class Folders:
    """What the flows are given.

    Attributes:
        inbox: where reports land.
        store: the folder of the store, or its address in object storage.
        after: what becomes of the files of the inbox.
    """

    inbox: Path
    store: Path | str
    after: Literal["leave", "move"] = "move"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One entry of the file.

    Attributes:
        name: its name.
        description: a sentence for a person.
        entrypoint: file and function of the flow, ``flows/run.py:nightly``.
        parameters: what its runs are given where they say nothing else.
        schedules: when it runs by itself.
        tags: what its runs are found by.
        job_variables: what a worker is told about the process of a run.
        concurrency: how many runs at a time, and what becomes of more; empty where any number is.
    """

    name: str
    description: str
    entrypoint: str
    parameters: Mapping[str, Any]
    schedules: tuple[Mapping[str, Any], ...]
    tags: tuple[str, ...]
    job_variables: Mapping[str, Any]
    concurrency: Mapping[str, Any]

    def flow(self) -> Flow[..., Any]:
        """The flow, imported."""
        file, function = self.entrypoint.split(":")
        flow: Flow[..., Any] = getattr(import_module(file.removesuffix(".py").replace("/", ".")), function)
        return flow

    def on(self, folders: Folders) -> dict[str, Any]:
        """The parameters with these folders in the place of the file's."""
        inbox, store = str(folders.inbox.absolute()), str(place_of(folders.store))
        here = {"paths": [inbox], "inbox": inbox, "store": store, "after": folders.after}
        return {name: here.get(name, value) for name, value in self.parameters.items()}


def prefect_file() -> Path:
    """``prefect.yaml``: beside this module in an installed package, else in the project's folder."""
    packed = Path(__file__).with_name("prefect.yaml")
    return packed if packed.exists() else Path(__file__).parents[1] / "deployments" / "prefect.yaml"


def deployments() -> tuple[Deployment, ...]:
    """All entries of the file, in its order."""
    entries = YAML(typ="safe").load(prefect_file().read_text(encoding="utf-8"))["deployments"]
    return tuple(
        Deployment(
            name=entry["name"],
            description=entry["description"],
            entrypoint=entry["entrypoint"],
            parameters=entry.get("parameters", {}),
            schedules=tuple(entry.get("schedules", ())),
            tags=tuple(entry.get("tags", ())),
            job_variables=entry.get("work_pool", {}).get("job_variables", {}),
            concurrency=entry.get("concurrency_limit", {}),
        )
        for entry in entries
    )


def register(client: SyncPrefectClient, folders: Folders, pool: str | None = None) -> dict[str, UUID]:
    """Make the server know the deployments; name to id. Doing it again brings no second one.

    Args:
        client: of the server.
        folders: what the flows are given.
        pool: the work pool whose workers run them, in the folder of this program; None where the resident runner does.
    """
    return {deployment.name: _register(client, deployment, folders, pool) for deployment in deployments()}


def _register(client: SyncPrefectClient, deployment: Deployment, folders: Folders, pool: str | None) -> UUID:
    flow = deployment.flow()
    settled: dict[str, Any] = {
        "description": deployment.description,
        "parameters": deployment.on(folders),
        "tags": list(deployment.tags),
        "entrypoint": deployment.entrypoint,
        "enforce_parameter_schema": True,
        "parameter_openapi_schema": parameter_schema(flow).model_dump_for_openapi(),
        **(_for_workers(deployment, pool) if pool else {}),
    }
    try:
        known = client.read_deployment_by_name(f"{flow.name}/{deployment.name}")
    except ObjectNotFound:
        schedules = [_schedule(schedule) for schedule in deployment.schedules]
        flow_id = client.create_flow_from_name(flow.name)
        return client.create_deployment(flow_id, deployment.name, schedules=schedules, **settled)
    client.update_deployment(known.id, DeploymentUpdate(**settled))
    return known.id


def _for_workers(deployment: Deployment, pool: str) -> dict[str, Any]:
    """What a worker needs to run a deployment, and what the server needs to share its runs out."""
    here = str(Path(__file__).parents[1])
    limit = deployment.concurrency
    strategy = limit and ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy(limit["collision_strategy"]))
    return {
        "work_pool_name": pool,
        "path": ".",
        "pull_steps": [{"prefect.deployments.steps.set_working_directory": {"directory": here}}],
        "job_variables": dict(deployment.job_variables),
        "concurrency_limit": limit["limit"] if limit else None,
        "concurrency_options": strategy or None,
    }


def _schedule(entry: Mapping[str, Any]) -> DeploymentScheduleCreate:
    cron = CronSchedule(cron=entry["cron"], timezone=entry["timezone"])
    return DeploymentScheduleCreate(schedule=cron, active=entry.get("active", True))
