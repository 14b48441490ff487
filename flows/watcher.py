"""``hengliang watch``: the inbox watched for a Prefect server that somebody else runs.

In: folders, and the server that ``PREFECT_API_URL`` (or a profile) names. Out: runs of its deployment ``inbox``, one for
each batch of files. Workers do the work: they see inbox and store under the same paths as this process. A worker that
dies takes its run with it, and no other begins while that one counts as running: so this process looks for such runs,
marks them, and asks again for what crashed.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import httpx
from prefect import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.settings import get_current_settings

from flows.claims import ask_again, in_parts, submit
from flows.drops import watch
from flows.known import without_known
from flows.registry import INBOX
from flows.signals import stopping
from flows.sweep import silent_for, sweep
from hengliang.publish.place import place_of
from hengliang.publish.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun
    from rich.console import Console

    from flows.registry import Folders

#: The deployment that is asked for runs.
DEPLOYMENT: Final = f"run-reports/{INBOX}"
#: Seconds between two looks whether the server is there.
_REST: Final = 2.0
#: Seconds between two looks for runs whose worker is gone.
_SWEEP: Final = 15.0
#: How long ago a run may have crashed that is still asked for again.
_LOOKED_BACK: Final = timedelta(days=1)
_LOG: Final = logging.getLogger(__name__)


class WatchError(Exception):
    """There is nothing to watch for; the message is a sentence for a person."""


def watch_inbox(folders: Folders, console: Console) -> None:
    """Watch until Ctrl-C or SIGTERM; a server that is not there yet is waited for.

    Raises:
        WatchError: where no server is named.
        PlaceError: when the store cannot be reached.
    """
    place_of(folders.store).check()
    url = get_current_settings().api.url
    if not url:
        raise WatchError("没有指定 Prefect 服务器：请设置 PREFECT_API_URL，例如 http://127.0.0.1:4200/api")
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    with stopping() as stop:
        _wait(url, stop, console)
        if stop.is_set():
            return
        console.print(f"正在监视 {folders.inbox.absolute()}，由 {url} 安排运行；按 Ctrl-C 停止", markup=False)
        threading.Thread(target=_look_after, args=(stop, console), name="left", daemon=True).start()
        ask = _Ask(folders, console)
        watch(folders.inbox, without_known(ask, Store(folders.store), folders.inbox, folders.after), stop)


class _Ask:
    """Asks the server for a run over a batch of files."""

    def __init__(self, folders: Folders, console: Console) -> None:
        self._folders = folders
        self._console = console
        self._begun = datetime.now(UTC)

    def __call__(self, paths: Sequence[Path]) -> None:
        folders = self._folders
        here = {"inbox": str(folders.inbox.absolute()), "store": str(place_of(folders.store)), "after": folders.after}
        with get_client(sync_client=True) as client:
            deployment = client.read_deployment_by_name(DEPLOYMENT)
            runs = [submit(client, deployment.id, part, self._begun, here) for part in in_parts(paths)]
        for run in filter(None, runs):
            count = len(run.parameters["paths"])
            self._console.print(f"{count} 份文件，运行 {run.name}", markup=False, highlight=False)


def _look_after(stop: threading.Event, console: Console) -> None:
    """Mark runs whose worker is gone, and ask again for what crashed, until told to stop."""
    silent, asked = silent_for(), set[UUID]()
    while not stop.wait(_SWEEP):
        sweep(silent)
        try:
            with get_client(sync_client=True) as client:
                for run in _crashed(client):
                    if run.id not in asked and (again := ask_again(client, run)):
                        console.print(
                            f"运行 {run.name} 中断，重新请求，运行 {again.name}", style="yellow", markup=False
                        )
                    asked.add(run.id)
        except (httpx.HTTPError, PrefectException) as error:  # a server that is being restarted answers later
            _LOG.warning("runs that crashed could not be asked for again: %s", error)


def _crashed(client: SyncPrefectClient) -> list[FlowRun]:
    """The deployment's runs that crashed within a day; asking again for one that was asked for brings the same run."""
    since = {"after_": datetime.now(UTC) - _LOOKED_BACK}
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CRASHED])),
            end_time=FlowRunFilterEndTime.model_validate(since),
        ),
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[INBOX])),
        sort=FlowRunSort.END_TIME_DESC,
    )


def _wait(url: str, stop: threading.Event, console: Console) -> None:
    """Wait until the server answers and knows the deployment; what is waited for is said once."""
    told = ""
    while not stop.is_set():
        try:
            with get_client(sync_client=True) as client:
                client.read_deployment_by_name(DEPLOYMENT)
        except ObjectNotFound:
            missing = f"服务器 {url} 上还没有部署 {DEPLOYMENT}，等待中"
        except (httpx.HTTPError, OSError):
            missing = f"服务器 {url} 没有应答，等待中"
        else:
            return
        if missing != told:
            console.print(missing, style="yellow", markup=False)
            told = missing
        stop.wait(_REST)
