"""``run_reports`` for a person at a terminal: embedded server, progress bar, summary.

In: paths, a store and consoles. Out: the ``RunSummary``. What can wait for each other does not: the server comes up in
a process of its own while Prefect is imported, and Great Expectations is imported while the server is waited for.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.embedded import EmbeddedServer, ServerError
from flows.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from hengliang.report.summary import RunSummary

__all__ = ["RunFailedError", "ServerError", "run_here"]

#: What the progress bar calls the stages.
_STAGES: Final = {
    "find": "查找文件", "read and extract": "读取、抽取", "store": "入库", "reconcile": "核对", "validate": "校验",
    "publish": "发布", "report": "汇总",
}  # fmt: skip
#: Seconds in which log lines and events still reach the server before it is stopped.
_DRAIN: Final = 5.0


class RunFailedError(Exception):
    """The flow broke off; the message is a sentence for a person, the cause is the error."""


def run_here(paths: list[Path], store: Path, progress: Console) -> RunSummary:
    """Run ``run_reports`` in this process.

    Args:
        paths: files and folders.
        store: the store's folder.
        progress: the console for the progress bar, which shows only on a terminal.

    Raises:
        RunFailedError: when the flow broke off.
        ServerError: when Prefect's embedded server does not come up.
    """
    watch = Stopwatch()
    with EmbeddedServer() as server, _bar(progress) as show:
        show("准备", 0, 0)
        with watch("imports"):
            _warm_if_needed(paths, store)
            from flows.run import run_reports  # noqa: PLC0415  (seconds to import)
        with watch("server"):
            server.wait()
        with watch("prefect"), _without_heartbeat(server):
            summary = _result(run_reports, paths, store, show)
            _drain()
    inside = sum(summary.timings.values())
    around = {**watch.seconds, "prefect": watch.seconds["prefect"] - inside}
    return replace(summary, timings={**around, **summary.timings})
