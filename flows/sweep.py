"""Flow runs that nobody works on any more: which they are, and what becomes of them.

In: what the Prefect server says is running. Out: the same runs, those whose process is gone in the state ``Crashed`` with
a sentence, or ``Cancelled`` where that was being asked for. A run that may be alive is left alone.

A run of ours tells the server which process it is (``introduce``); the resident runner says so as soon as it claims one.
On the machine of that process the answer is certain: it is there or it is not. Of other machines' runs, and of those that
never came to tell, the heartbeats are all there is: one that was neither heard of nor changed its state for ``SILENT`` is
taken for dead. A run paused or waiting to be tried again is not running, and is left to Prefect.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from prefect import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.logging import get_logger
from prefect.runtime import flow_run
from prefect.states import Cancelled, Crashed

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

#: The flows whose runs are ours.
FLOWS: Final = ("run-reports", "nightly", "decide", "review")
#: Prefect's heartbeats come every three minutes where nothing else is set; so many may be lost on the way.
SILENT: Final = timedelta(minutes=15)
#: Which process works on a run, and which resident runner claimed it: the same one, unless another took it over.
LABEL: Final = "hengliang.process"
RESIDENT: Final = "hengliang.resident"
_WORKING: Final = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
_HEARTBEAT: Final = "prefect.flow-run.heartbeat"
_MOST: Final = 200


def introduce() -> None:
    """Tell the server which process the flow run that is going on is; a server that does not listen is no harm."""
    me = process_name(os.getpid())
    if flow_run.id is None or me is None:
        return
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run_labels(flow_run.id, {LABEL: me})
    except Exception:  # noqa: BLE001  (a label is not worth a run)
        get_logger().warning("the run could not tell which process it is", exc_info=True)


def sign(client: SyncPrefectClient, run_id: UUID) -> None:
    """Tell the server, as the resident runner, that this process is about to work on a run."""
    if me := process_name(os.getpid()):
        client.update_flow_run_labels(run_id, {LABEL: me, RESIDENT: me})


def silent_for() -> timedelta:
    """After how long without a sign of life a run counts as dead: ``HENGLIANG_SILENT`` in seconds, else ``SILENT``."""
    return timedelta(seconds=float(os.environ.get("HENGLIANG_SILENT") or SILENT.total_seconds()))


def sweep(silent: timedelta = SILENT) -> tuple[str, ...]:
    """Mark the runs of ours that nobody works on.

    Args:
        silent: after so long without a sign of life a run of another machine counts as dead.

    Returns:
        The names of those that are crashed now; none where the server does not answer, which is told in the log.
    """
    try:
        with get_client(sync_client=True) as client:
            return tuple(run.name for run in mark_left_over(client, silent))
    except Exception:  # noqa: BLE001  (what is left over is not worth the run that looks for it)
        get_logger().warning("runs that are left over could not be looked for", exc_info=True)
        return ()


def mark_left_over(client: SyncPrefectClient, silent: timedelta = SILENT, resident_gone: str = "") -> list[FlowRun]:
    """Mark the runs of ours that nobody works on.

    Args:
        client: of the server.
        silent: after so long without a sign of life a run of another machine counts as dead.
        resident_gone: why no resident runner lives, a sentence for a person; empty where one may live.

    Returns:
        Those that are crashed now; one that was being cancelled is cancelled, and not among them.
    """
    dead = ((run, _why_dead(client, run, silent, resident_gone)) for run in _working(client))
    return [run for run, why in dead if why and _mark(client, run, why)]


def conclude(client: SyncPrefectClient, run_id: UUID) -> FlowRun:
    """See that a run whose work has ended is not under way any more; one that is over, or waits, stays as it is."""
    run = client.read_flow_run(run_id)
    if run.state_type in _WORKING:
        cancelled = run.state_type == StateType.CANCELLING
        _mark(client, run, "已按要求取消" if cancelled else "运行中断，没有来得及报告结果")
    return client.read_flow_run(run_id)


def _working(client: SyncPrefectClient) -> list[FlowRun]:
    """The runs of ours that the server believes in, but for the one that asks."""
    runs = client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=list(FLOWS))),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_WORKING))),
        limit=_MOST,
    )
    return [run for run in runs if str(run.id) != str(flow_run.id)]


def _mark(client: SyncPrefectClient, run: FlowRun, why: str) -> bool:
    """Give the run the state that is due; whether it is crashed now, by us."""
    cancelled = run.state_type == StateType.CANCELLING
    state: Any = Cancelled(message=why) if cancelled else Crashed(message=why)
    client.set_flow_run_state(run.id, state)
    if cancelled:
        return False
    # Somebody may have been faster, or the run has ended just now: then Prefect keeps the state as it is.
    current = client.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    return bool(current and current[0].state and current[0].state.message == why)


def _why_dead(client: SyncPrefectClient, run: FlowRun, silent: timedelta, resident_gone: str) -> str | None:
    """Why nobody works on the run, a sentence for a person; None where somebody may."""
    name = str(run.labels.get(LABEL, ""))
    here = process_name(os.getpid())
    if resident_gone and name and name == run.labels.get(RESIDENT):
        return resident_gone
    if name and here and _machine(name) == _machine(here):
        pid = name.rsplit(":", 2)[1]
        alive = process_name(int(pid)) == name
        return None if alive else f"运行它的进程（{pid}）已经不在，下一次运行会接着做完"
    since = datetime.now(UTC) - silent
    if run.state is None or run.state.timestamp > since or _heard_of(client, run, since):
        return None
    minutes = silent.total_seconds() / 60
    return f"{minutes:.0f} 分钟没有它的消息，按中断处理，下一次运行会接着做完"


def _heard_of(client: SyncPrefectClient, run: FlowRun, since: datetime) -> bool:
    heartbeats = EventFilter(
        occurred=EventOccurredFilter.model_validate({"since": since}),
        event=EventNameFilter(name=[_HEARTBEAT]),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
    )
    return bool(client.read_events(filter=heartbeats, limit=1).events)


def process_name(pid: int) -> str | None:
    """What names a process for good, None where there is no such process or the system does not tell.

    It is the machine's boot, its space of process ids (a container has its own), the id, and when the process began.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = Path("/proc/self/ns/pid").readlink()
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    # What a parent has not asked for yet is dead all the same.
    return None if fields[0] in {"Z", "X"} else f"{boot}:{space}:{pid}:{fields[19]}"


def _machine(name: str) -> str:
    return name.rsplit(":", 2)[0]
