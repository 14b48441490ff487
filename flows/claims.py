"""Whose turn it is: asking for runs, claiming one, and saying what became of those whose process is gone.

In: a client of the server and ids of deployments. Out: flow runs and their states. What a run does is not known here;
that asking twice does no harm rests on the store, which knows what is done.
"""

from __future__ import annotations

import hashlib
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
from prefect.states import Cancelled, Crashed, Pending

from hengliang.read import sha256_of
from hengliang.rules import rules_version, version_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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


def submit(
    client: SyncPrefectClient, inbox: UUID, paths: Sequence[Path], also: Mapping[str, Any] | None = None
) -> FlowRun:
    """Ask for a run over files that are to be read; one that waits or runs for the same contents is kept.

    A run that is over is no reason not to ask: what is done is known from the store, see ``flows.known``.

    Args:
        client: of the server.
        inbox: id of the deployment that takes in reports.
        paths: files.
        also: further parameters of the run, instead of the deployment's.

    Raises:
        UnreadableError: when one of them cannot be read.
    """
    key = batch_key(paths)
    while True:
        run = client.create_flow_run_from_deployment(
            inbox, parameters={**(also or {}), "paths": [str(path) for path in paths]}, idempotency_key=key
        )
        if run.state is None or not run.state.is_final():
            return run
        key = _digest(key, str(run.id))


def batch_key(paths: Iterable[Path]) -> str:
    """What is the same for the same contents under the same rules, in whatever order and wherever they lie."""
    return _digest(version_here(rules_version()), *sorted(sha256_of(path) for path in paths))


def claim(client: SyncPrefectClient, deployments: Sequence[UUID]) -> FlowRun | None:
    """The run that is due first, now ours; None where none is due, or another runner was faster."""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    for due in client.get_scheduled_flow_runs_for_deployments(list(deployments), soon, limit=_LOOKED_AT):
        answer: OrchestrationResult[None] = client.set_flow_run_state(due.id, Pending(message="常驻进程已接手"))
        if answer.status == SetStateStatus.ACCEPT:
            return client.read_flow_run(due.id)
    return None


def mark_left(client: SyncPrefectClient, deployments: Sequence[UUID], why: str) -> list[FlowRun]:
    """Mark runs that were under way as crashed, with a sentence; those that were being cancelled as cancelled.

    Args:
        client: of the server.
        deployments: whose runs.
        why: the sentence.

    Returns:
        The runs that are crashed now.
    """
    under_way = client.read_flow_runs(
        flow_run_filter=_in_state(StateType.RUNNING, StateType.PENDING, StateType.CANCELLING),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(deployments))),
    )
    crashed = []
    for run in under_way:
        if run.state_type == StateType.CANCELLING:
            client.set_flow_run_state(run.id, Cancelled(message=f"已取消。{why}"), force=True)
        else:
            client.set_flow_run_state(run.id, Crashed(message=why), force=True)
            crashed.append(run)
    return crashed


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


def conclude(client: SyncPrefectClient, run_id: UUID) -> FlowRun:
    """See that a run that is over has a final state: cancelled where that was asked, else crashed."""
    run = client.read_flow_run(run_id)
    if run.state is not None and run.state.is_final():
        return run
    asked = run.state_type == StateType.CANCELLING
    state: Any = Cancelled(message="已按要求取消") if asked else Crashed(message="运行中断，没有来得及报告结果")
    client.set_flow_run_state(run_id, state, force=True)
    return client.read_flow_run(run_id)


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _in_state(*types: StateType) -> FlowRunFilter:
    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))))
