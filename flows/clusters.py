"""Clusters that tasks are sent to: Dask and Ray, each somebody's own or one made for the run on its machine.

In: which kind, and the address of one that runs. Out: a ``Cluster`` for the time of a ``with``. Both kinds give a task to
another process where the one that had it is killed, so a task may run twice. Neither package is needed by anything else;
they are imported here, when asked for.
"""

from __future__ import annotations

import inspect
import logging
import os
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prefect.futures import PrefectFuture
    from prefect.task_runners import TaskRunner

#: A cluster of this machine's own: a process for each file that is read, and no page on a port that may be taken.
_LOCAL_DASK: Final = {"threads_per_worker": 1, "dashboard_address": None}
#: Of Ray the same. What its processes print stays in its own log files.
_LOCAL_RAY: Final = {"include_dashboard": False, "log_to_driver": False, "logging_level": logging.ERROR}
_REMOTE_RAY: Final = {"log_to_driver": False}
#: Seconds in which a Dask cluster must have a worker; one that grows on demand has none at first.
_FIRST_WORKER: Final = 60.0
#: Seconds in which log lines and events of a worker still reach the server.
_DRAIN: Final = 5.0
#: Seconds in which somebody must take the connection to a Ray cluster; Ray itself tries for many minutes.
_KNOCK: Final = 10.0


class RunnerError(Exception):
    """The runner that was chosen is not there, or did not finish; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a flow needs of a cluster.

    Attributes:
        runner: Prefect's, which takes tasks.
        threads: how many tasks run at a time.
        finished: whether a future has come to its end within some seconds.
        failures: what a future raises when the cluster has given up its task, or is gone.
    """

    runner: TaskRunner[Any]
    threads: int
    finished: Callable[[PrefectFuture[Any], float], bool]
    failures: tuple[type[Exception], ...]


@contextmanager
def dask(address: str) -> Iterator[Cluster]:
    """A Dask cluster.

    Args:
        address: ``tcp://host:8786`` of a scheduler; empty makes a cluster here.

    Raises:
        RunnerError: when Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import KilledWorker  # noqa: PLC0415  (optional, and takes a second to import)
        from distributed.client import FutureCancelledError  # noqa: PLC0415
        from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415
    except ImportError as error:
        raise RunnerError("没有安装 Dask：pip install 'hengliang[dask]'") from error
    runner = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=dict(_LOCAL_DASK))
    with runner:
        try:
            client: Any = runner.client  # connects here for the first time
        except (OSError, ValueError) as error:
            raise RunnerError(f"Dask 调度器 {address or '（本机）'} 没有应答：{error}") from error
        try:
            client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except TimeoutError as error:
            raise RunnerError(f"Dask 集群 {address} 没有工作进程，请启动：dask worker {address}") from error
        threads = sum(client.nthreads().values())
        try:
            yield Cluster(runner, threads, _dask_finished, (KilledWorker, FutureCancelledError))
        finally:
            with suppress(OSError, FutureCancelledError):  # without the cluster there is nobody to send anything
                client.run(_send_what_is_left, on_error="ignore")


async def _send_what_is_left() -> None:
    """In a worker: send events and log lines, and forget the server.

    A worker of a cluster that stands outlives the server of ``hengliang run``, and Prefect keeps one connection for events
    in a process: those of the next run would be sent to the server that is gone.
    """
    from prefect.events.worker import EventsWorker  # noqa: PLC0415  (seconds to import)
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    for service in (APILogWorker, EventsWorker):
        left = service.drain_all(timeout=_DRAIN, at_exit=False)
        if inspect.isawaitable(left):
            await left


def _dask_finished(future: Any, seconds: float) -> bool:
    future.wait(seconds)
    return bool(future.wrapped_future.done())


@contextmanager
def ray(address: str) -> Iterator[Cluster]:
    """A Ray cluster.

    Args:
        address: ``ray://host:10001`` of a head node; empty makes a cluster here.

    Raises:
        RunnerError: when Ray is not installed, or no head node answers.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # or it tells its makers
    try:
        import ray as library  # noqa: PLC0415  (optional, and takes seconds to import)
        from prefect_ray.task_runners import RayTaskRunner  # noqa: PLC0415
    except ImportError as error:
        raise RunnerError("没有安装 Ray：pip install 'hengliang[ray]'") from error
    if address:
        _knock(address)
    runner = RayTaskRunner(address=address or "local", init_kwargs=dict(_REMOTE_RAY if address else _LOCAL_RAY))
    try:
        runner.__enter__()
    except (OSError, RuntimeError, ValueError) as error:
        hint = "；集群要求令牌时，请设环境变量 RAY_AUTH_MODE=token" if address else ""
        raise RunnerError(f"Ray 集群 {address or '（本机）'} 没有应答：{error}{hint}") from error
    try:
        threads = int(library.cluster_resources().get("CPU", 0))
        failures = (library.exceptions.RayError, ConnectionError)
        yield Cluster(
            runner, max(1, threads), lambda future, seconds: _ray_finished(library, future, seconds), failures
        )
    finally:
        runner.__exit__(None, None, None)


def _ray_finished(library: Any, future: Any, seconds: float) -> bool:
    done, _ = library.wait([future.wrapped_future], timeout=seconds)
    return bool(done)


def _knock(address: str) -> None:
    """Make sure that somebody listens.

    Raises:
        RunnerError: when nobody does, or it is no address of Ray's.
    """
    parts = urlsplit(address)
    try:
        place = (parts.hostname, parts.port)
    except ValueError:
        place = (None, None)
    if parts.scheme != "ray" or None in place:
        raise RunnerError(f"Ray 集群的地址应为 ray://主机:10001，而不是 {address}")
    try:
        socket.create_connection((str(place[0]), int(place[1] or 0)), timeout=_KNOCK).close()
    except OSError as error:
        raise RunnerError(f"Ray 集群 {address} 没有应答：{error}") from error
