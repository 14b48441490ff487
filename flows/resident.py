"""The resident runner: a process that has everything imported, and runs what is due, one run at a time.

Its parent starts it, tells it the ids of the deployments in one line of JSON (name to id), and ends it by closing its
standard input: the run that goes on gets ``GRACE`` seconds. In: scheduled runs of the server. Out: the same, run; one
line for each on standard output.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flows.child import when_parent_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prefect import Flow
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun
    from rich.console import Console

#: Seconds that a run gets to end when the runner is to stop.
GRACE: Final = 8.0
#: Seconds between looks for a run, and for a request to cancel the one that goes on.
POLL: Final = 0.5
#: Seconds of rest after the server did not answer.
_REST: Final = 2.0


class CancelledRunError(Exception):
    """A person asked to cancel the run that goes on."""


def warm() -> None:
    """Import what runs need and read what the library knows, so that no run has to."""
    import expectations  # noqa: PLC0415  (seconds to import)
    from hengliang.each_file import extract_files  # noqa: PLC0415

    expectations.warm()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warm.txt"
        path.write_text("青岚区2020年政府工作报告\n2020年，完成地区生产总值120.5亿元，增长3.9%。\n", encoding="utf-8")
        list(extract_files([path]))


def work(client: SyncPrefectClient, flows: dict[UUID, Flow[..., object]], stop: threading.Event, say: Console) -> None:
    """Claim and run what is due until told to stop.

    Args:
        client: of the server.
        flows: id of a deployment to its flow.
        stop: set when no further run is to be begun.
        say: where a line for each run goes.
    """
    from flows.claims import claim  # noqa: PLC0415  (seconds to import)

    while not stop.is_set():
        try:
            run = claim(client, list(flows))
        except Exception as error:  # noqa: BLE001  (a server that is being restarted answers later)
            say.print(f"服务器没有应答：{type(error).__name__}", style="yellow")
            stop.wait(_REST)
            continue
        if run is None or run.deployment_id is None:
            stop.wait(POLL)
            continue
        done = run_one(client, flows[run.deployment_id], run)
        say.print(f"{time.strftime('%H:%M:%S')} {done.name}：{done.state_name}", markup=False, highlight=False)


def run_one(client: SyncPrefectClient, flow: Flow[..., object], run: FlowRun) -> FlowRun:
    """Run a claimed flow run here; however it ends, it has a final state then."""
    from prefect.flow_engine import run_flow  # noqa: PLC0415  (seconds to import)

    from flows.claims import conclude  # noqa: PLC0415

    with cancellable(run.id):
        try:
            run_flow(flow, flow_run=run, parameters=run.parameters, return_type="state")
        except Exception:  # noqa: BLE001  (the run's own log and state tell; the next run must not suffer)
            return conclude(client, run.id)
    return conclude(client, run.id)


@contextmanager
def cancellable(run_id: UUID) -> Iterator[None]:
    """Raise ``CancelledRunError`` where a stage reports progress, once a person asked to cancel the run."""
    from tasks.progress import watched  # noqa: PLC0415  (seconds to import)

    over, asked = threading.Event(), threading.Event()
    threading.Thread(target=_watch, args=(run_id, over, asked), name="cancel", daemon=True).start()

    def check(stage: str, _done: int, _total: int) -> None:
        if asked.is_set():
            raise CancelledRunError(f"cancelled at stage {stage}")

    try:
        with watched(check):
            yield
    finally:
        over.set()


def _watch(run_id: UUID, over: threading.Event, asked: threading.Event) -> None:
    import httpx  # noqa: PLC0415  (seconds to import)
    from prefect import get_client  # noqa: PLC0415
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415

    with get_client(sync_client=True) as client:
        while not over.wait(POLL):
            try:
                state = client.read_flow_run(run_id).state_type
            except httpx.HTTPError:  # asked again in a moment
                continue
            if state in {StateType.CANCELLING, StateType.CANCELLED}:
                asked.set()
                return


def _until_parent_ends(stop: threading.Event) -> Callable[[], None]:
    def end() -> None:
        stop.set()
        time.sleep(GRACE)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    return end


def main() -> None:
    """Be the runner."""
    from rich.console import Console  # noqa: PLC0415  (the parent imports this module as well)

    from hengliang import settings  # noqa: PLC0415

    settings.apply(quiet=True)
    ids = json.loads(sys.stdin.buffer.readline() or b"{}")
    stop = threading.Event()
    when_parent_ends(_until_parent_ends(stop))
    from prefect import get_client  # noqa: PLC0415  (seconds to import)
    from prefect.settings import temporary_settings  # noqa: PLC0415

    from flows.registry import deployments  # noqa: PLC0415

    flows = {UUID(ids[deployment.name]): deployment.flow() for deployment in deployments() if deployment.name in ids}
    # The parent sees at once when this process dies; heartbeats would cost each run a second.
    with temporary_settings({"flows.heartbeat_frequency": None}), get_client(sync_client=True) as client:
        warm()
        say = Console()
        say.print("常驻进程已就绪")
        work(client, flows, stop, say)


if __name__ == "__main__":
    main()
