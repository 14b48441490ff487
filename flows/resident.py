"""The resident runner: a process that has everything imported, and runs what is due.

Its parent starts it, tells it the ids of the deployments in one line of JSON (name to id), then a line whenever it has
asked for a run, and ends it by closing its standard input: the runs that go on get ``GRACE`` seconds. In: scheduled runs
of the server. Out: the same, run; one line for each on standard output. Which ones go on at once: ``flows.lanes``.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flows.child import when_parent_ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun

    from flows.lanes import Lanes

#: Seconds that runs get to end when the runner is to stop.
GRACE: Final = 8.0
#: Seconds between requests whether a run is to be cancelled.
_ASK: Final = 0.5


class CancelledRunError(Exception):
    """A person asked to cancel the run that goes on."""


def warm() -> None:
    """Import what runs need and go through all of it once, so that no run has to pay for it."""
    import expectations  # noqa: PLC0415  (seconds to import)

    expectations.warm()
    from flows.rehearsal import rehearse  # noqa: PLC0415

    with suppress(OSError):  # no room: the runs will say so
        rehearse()


def run_one(flow: Flow[..., object], run: FlowRun) -> None:
    """Run a claimed flow run here; what it raises is told by its own log and state, and nobody else suffers."""
    from prefect.flow_engine import run_flow  # noqa: PLC0415  (seconds to import)

    # A run that is suspended ends with a signal of Prefect's, which is no ``Exception``.
    with cancellable(run.id), suppress(BaseException):
        run_flow(flow, flow_run=run, parameters=run.parameters, return_type="state")


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
        while not over.wait(_ASK):
            try:
                state = client.read_flow_run(run_id).state_type
            except httpx.HTTPError:  # asked again in a moment
                continue
            if state in {StateType.CANCELLING, StateType.CANCELLED}:
                asked.set()
                return


class _Parent:
    """What the parent tells: the ids of the deployments first, later that there is something to look for, then the end."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lanes: Lanes | None = None
        when_parent_ends(self._end, self._hear)

    def ids(self) -> dict[str, UUID]:
        """Name of each deployment to its id, once the parent has told them."""
        return {name: UUID(id_) for name, id_ in json.loads(self._lines.get()).items()}

    def wakes(self, lanes: Lanes) -> None:
        """From now on the lanes look at once when the parent says so, and end with it."""
        self._lanes = lanes

    def _hear(self, line: str) -> None:
        if self._lanes is None:
            self._lines.put(line)
        else:
            self._lanes.look()

    def _end(self) -> None:
        if self._lanes is not None:
            self._lanes.stop()
            time.sleep(GRACE)
        os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Be the runner."""
    from hengliang import settings  # noqa: PLC0415  (the parent imports this module as well)

    settings.apply(quiet=True)
    # The page of a run that has ended asks for its log once: the last lines should be there when a person opens it.
    os.environ.setdefault("PREFECT_LOGGING_TO_API_BATCH_INTERVAL", "0.5")
    parent = _Parent()
    from prefect import get_client  # noqa: PLC0415  (seconds to import)
    from prefect.settings import temporary_settings  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    from flows.lanes import Lanes  # noqa: PLC0415
    from flows.registry import deployments  # noqa: PLC0415

    console = Console()

    def say(line: str) -> None:
        console.print(f"{time.strftime('%H:%M:%S')} {line}", markup=False, highlight=False)

    flows = {deployment.name: deployment.flow() for deployment in deployments()}
    warm()
    ids = parent.ids()
    # The parent sees at once when this process dies; heartbeats would cost each run a second.
    with temporary_settings({"flows.heartbeat_frequency": None}), get_client(sync_client=True) as client:
        known = {name: id_ for name, id_ in ids.items() if name in flows}
        lanes = Lanes(known, lambda name, run: run_one(flows[name], run), say)
        parent.wakes(lanes)
        say("常驻进程已就绪")
        lanes.work(client)


if __name__ == "__main__":
    main()
