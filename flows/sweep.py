"""Flow runs that nobody works on any more: they are found and marked as crashed.

In: what the Prefect server says is running. Out: the same runs, those whose process is gone in the state ``Crashed`` with
a sentence. A run that may be alive is left alone.

A run of ours tells the server which process it is (``introduce``). On the machine of that process the answer is certain:
it is there or it is not. Of other machines' runs, and of those that never came to tell, the heartbeats are all there is:
one that was neither heard of nor changed its state for ``SILENT`` is taken for dead. A run paused or waiting to be tried
again is not running, and is left to Prefect.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from prefect.states import Crashed

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

#: The flows whose runs are ours.
FLOWS: Final = ("run-reports", "nightly", "decide", "review")
#: Prefect's heartbeats come every three minutes where nothing else is set; so many may be lost on the way.
SILENT: Final = timedelta(minutes=15)
LABEL: Final = "hengliang.process"
_WORKING: Final = [StateType.RUNNING, StateType.PENDING]
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


def sweep(silent: timedelta = SILENT) -> tuple[str, ...]:
    """Mark the runs of ours that nobody works on as crashed.

    Args:
        silent: after so long without a sign of life a run of another machine counts as dead.

    Returns:
        Their names; none where the server does not answer, which is told in the log.
    """
    try:
        with get_client(sync_client=True) as client:
            return tuple(run.name for run in _working(client) if _mark_if_dead(client, run, silent))
    except Exception:  # noqa: BLE001  (what is left over is not worth the run that looks for it)
        get_logger().warning("runs that are left over could not be looked for", exc_info=True)
        return ()


def _working(client: SyncPrefectClient) -> list[FlowRun]:
    """The runs of ours that the server believes in, but for the one that asks."""
    runs = client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=list(FLOWS))),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_WORKING))),
        limit=_MOST,
    )
    return [run for run in runs if str(run.id) != str(flow_run.id)]


def _mark_if_dead(client: SyncPrefectClient, run: FlowRun, silent: timedelta) -> bool:
    why = _why_dead(client, run, silent)
    if why is None:
        return False
    client.set_flow_run_state(run.id, Crashed(message=why))
    # Somebody may have been faster, or the run has ended just now: then Prefect keeps the state as it is.
    current = client.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    return bool(current and current[0].state and current[0].state.message == why)


def _why_dead(client: SyncPrefectClient, run: FlowRun, silent: timedelta) -> str | None:
    """Why nobody works on the run, a sentence for a person; None where somebody may."""
    name = str(run.labels.get(LABEL, ""))
    here = process_name(os.getpid())
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
