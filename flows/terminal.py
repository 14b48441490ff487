"""``run_reports`` for a person at a terminal: embedded server, progress bar, summary.

In: paths, a store and consoles. Out: the ``RunSummary``. What can wait for each other does not: the server comes up in
a process of its own while Prefect is imported, and Great Expectations is imported while the server is waited for.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.clusters import RunnerError
from flows.embedded import EmbeddedServer, ServerError
from flows.stopwatch import Stopwatch
from hengliang.publish.place import place_of, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prefect import Flow
    from prefect.client.schemas.objects import State
    from rich.console import Console

    from flows.spread import Runner
    from hengliang.report.summary import RunSummary
    from tasks.progress import Watcher

__all__ = ["RunFailedError", "ServerError", "run_here"]

#: What the progress bar calls the stages.
_STAGES: Final = {
    "find": "查找文件", "read and extract": "读取、抽取", "store": "入库", "reconcile": "核对", "validate": "校验",
    "publish": "发布", "file": "归档", "report": "汇总",
}  # fmt: skip
#: Seconds in which log lines and events still reach the server before it is stopped.
_DRAIN: Final = 5.0


class RunFailedError(Exception):
    """The flow broke off; the message is a sentence for a person, the cause is the error."""


def run_here(
    paths: list[Path],
    store: Path | str,
    progress: Console,
    *,
    runner: Runner | None = None,
    cluster: str | None = None,
) -> RunSummary:
    """Run ``run_reports`` in this process.

    Args:
        paths: files and folders.
        store: the store's folder, or its address in object storage.
        progress: the console for the progress bar, which shows only on a terminal.
        runner: where files are read; see ``flows.spread``.
        cluster: the address of a cluster.

    Raises:
        RunFailedError: when the flow broke off.
        ServerError: when Prefect's embedded server does not come up.
        PlaceError: when the store cannot be reached.
    """
    place_of(store).check()
    watch = Stopwatch()
    with EmbeddedServer() as server, _bar(progress) as show:
        show("准备", 0, 0)
        with watch("imports"):
            from flows.run import run_reports  # noqa: PLC0415  (seconds to import)

            _warm_if_needed(paths, store)
        with watch("server"):
            server.wait()
        with watch("prefect"), _without_heartbeat(server):
            where = {"runner": runner, "cluster": cluster}
            summary = _result(run_reports, paths, store, show, where)
            _drain()
    inside = sum(summary.timings.values())
    around = {**watch.seconds, "prefect": watch.seconds["prefect"] - inside}
    return replace(summary, timings={**around, **summary.timings})


def _warm_if_needed(paths: list[Path], store: Path | str) -> None:
    """Import what validating needs, in a thread, where there will be something to validate."""
    import expectations  # noqa: PLC0415  (needed only from here on)
    from hengliang.publish.store import Store  # noqa: PLC0415  (takes half a second to import)
    from tasks.inbox import anything_new  # noqa: PLC0415  (seconds to import)
    from tasks.state import is_released  # noqa: PLC0415

    place = Store(store)
    if anything_new(paths, place.known()) or not is_released(place):
        threading.Thread(target=expectations.warm, name="warm").start()


def _result(
    run_reports: Flow[..., RunSummary],
    paths: list[Path],
    store: Path | str,
    show: Watcher,
    where: dict[str, str | None],
) -> RunSummary:
    from tasks.progress import watched  # noqa: PLC0415  (seconds to import)

    with watched(show):
        given = [str(path) for path in paths]
        state = cast("State[RunSummary]", run_reports(given, str(store), **where, return_state=True))
    result: RunSummary | BaseException = state.result(raise_on_failure=False)
    if isinstance(result, RunnerError):
        raise RunFailedError(str(result)) from result
    if isinstance(result, BaseException):
        raise RunFailedError(f"运行中断：{told(result) or f'{type(result).__name__}：{result}'}") from result
    return result


@contextmanager
def _without_heartbeat(server: EmbeddedServer) -> Iterator[None]:
    """Run without heartbeats where the server is ours and ends with the run: stopping them costs a second."""
    from prefect.settings import temporary_settings  # noqa: PLC0415  (seconds to import)

    with temporary_settings({"flows.heartbeat_frequency": None}) if server.ours else nullcontext():
        yield


def _drain() -> None:
    """Let log lines and events reach the server before it is stopped."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415  (seconds to import)
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    APILogWorker.drain_all(timeout=_DRAIN)
    EventsWorker.drain_all(timeout=_DRAIN)


@contextmanager
def _bar(console: Console) -> Iterator[Watcher]:
    """A progress bar for the stage that is going on; gone when the run is over, never there but on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=None)

        def show(stage: str, done: int, total: int) -> None:
            progress.update(bar, description=_STAGES.get(stage, stage), completed=done, total=total or None)

        yield show
