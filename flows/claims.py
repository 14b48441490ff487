"""Whose turn it is: asking for runs, and claiming one.

In: a client of the server and ids of deployments. Out: flow runs and their states. What a run does is not known here;
that asking twice does no harm rests on the store, which knows what is done. Which runs are left over is known in
``flows.sweep``.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Pending

from flows.sweep import sign
from hengliang.read import sha256_of
from hengliang.rules import rules_version, version_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.responses import OrchestrationResult

#: A run whose process dies is asked for again so often; one that kills its process each time must come to an end.
TRIES: Final = 3
#: Runs claimed at a time that the server is asked for.
_LOOKED_AT: Final = 10
_AGAIN: Final = "again"
#: A run that is due within this time is waiting for its turn; a person may have planned one for next week as well.
_SOON: Final = timedelta(minutes=1)
#: Of the paths of one run, as JSON; a server refuses parameters of more than 512 KiB.
MOST_BYTES: Final = 384 * 1024


def submit(
    client: SyncPrefectClient,
    inbox: UUID,
    paths: Sequence[Path],
    since: datetime,
    also: Mapping[str, Any] | None = None,
) -> FlowRun | None:
    """Ask for a run over files that are to be read, but for those that a run is about already.

    A run that is over is no reason not to ask: what is done is known from the store, see ``flows.known``.

    Args:
        client: of the server.
        inbox: id of the deployment that takes in reports.
        paths: files.
        since: runs that a person cancelled after this moment count as being about their files.
        also: further parameters of the run, instead of the deployment's.

    Returns:
        The run; None where there is nothing left to ask for.

    Raises:
        UnreadableError: when one of the files cannot be read.
    """
    taken = taken_up(client, inbox, paths, since)
    paths = [path for path in paths if path not in taken]
    if not paths:
        return None
    key = batch_key(paths)
    while True:
        run = client.create_flow_run_from_deployment(
            inbox, parameters={**(also or {}), "paths": [str(path) for path in paths]}, idempotency_key=key
        )
        if run.state is None or not run.state.is_final():
            return run
        key = _digest(key, str(run.id))


def taken_up(client: SyncPrefectClient, inbox: UUID, paths: Iterable[Path], since: datetime) -> set[Path]:
    """The files that a run is about: it waits, or began when the file lay there as it is now.

    Args:
        client: of the server.
        inbox: id of the deployment that takes in reports.
        paths: files.
        since: the same of runs that were cancelled after this moment, for a person wanted it so.
    """
    soon = datetime.now(UTC) + _SOON
    runs = _runs(client, inbox, StateType.PENDING, StateType.RUNNING)
    runs += [run for run in _runs(client, inbox, StateType.SCHEDULED) if (run.expected_start_time or soon) <= soon]
    runs += [run for run in _runs(client, inbox, StateType.CANCELLED) if run.end_time and run.end_time >= since]
    return {path for path in paths if any(_is_about(run, path) for run in runs)}


def _is_about(run: FlowRun, path: Path) -> bool:
    given = set(run.parameters.get("paths", ()))
    if str(path) not in given and not any(str(folder) in given for folder in path.parents):
        return False
    began = run.start_time or run.end_time
    try:
        return began is None or path.stat().st_ctime <= began.timestamp()
    except OSError:  # gone
        return True


def in_parts(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """The paths in as few parts as Prefect takes for the parameters of a run, which have a limit of bytes."""
    part: list[Path] = []
    size = 0
    for path in paths:
        needed = len(json.dumps(str(path))) + 1
        if part and size + needed > MOST_BYTES:
            yield part
            part, size = [], 0
        part.append(path)
        size += needed
    if part:
        yield part


def batch_key(paths: Iterable[Path]) -> str:
    """What is the same for the same contents under the same rules, in whatever order and wherever they lie."""
    return _digest(version_here(rules_version()), *sorted(sha256_of(path) for path in paths))


def claim(client: SyncPrefectClient, deployments: Sequence[UUID]) -> FlowRun | None:
    """The run that is due first, now ours; None where none is due, or another runner was faster."""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    for due in client.get_scheduled_flow_runs_for_deployments(list(deployments), soon, limit=_LOOKED_AT):
        sign(client, due.id)  # first, so that one killed between the two is known as ours
        answer: OrchestrationResult[None] = client.set_flow_run_state(due.id, Pending(message="常驻进程已接手"))
        if answer.status == SetStateStatus.ACCEPT:
            return client.read_flow_run(due.id)
    return None


def ask_again(client: SyncPrefectClient, run: FlowRun) -> FlowRun | None:
    """Ask for the same once more; None where that was tried ``TRIES`` times."""
    tries, first = _tried(run)
    if tries >= TRIES or run.deployment_id is None:
        return None
    return client.create_flow_run_from_deployment(
        run.deployment_id, parameters=run.parameters, idempotency_key=f"{_AGAIN}:{tries + 1}:{first}"
    )


def _tried(run: FlowRun) -> tuple[int, str]:
    """How often the run was asked for again, and the id of the first one."""
    word, _, rest = (run.idempotency_key or "").partition(":")
    if word != _AGAIN:
        return 0, str(run.id)
    tries, _, first = rest.partition(":")
    return int(tries), first


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _runs(client: SyncPrefectClient, deployment: UUID, *types: StateType) -> list[FlowRun]:
    """The runs of a deployment that are in one of the states, the latest ones first."""
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
    )
