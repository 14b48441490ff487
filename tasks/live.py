"""A progress bar in the UI for work that takes a while.

In: how many items are through. Out: one progress artifact of the run that is going on, written at most once a second. Quick
work makes none. The terminal has its own bar, see ``tasks.progress``.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, cast

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

#: Seconds between two writes, and before the first one.
INTERVAL: Final = 1.0
#: Fewer items than this have no bar, however long they take.
FEWEST: Final = 10


class LiveProgress:
    """Tells the UI how much is done; called after each item. A server that does not listen is no harm."""

    def __init__(self, total: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin at nothing.

        Args:
            total: number of items.
            clock: seconds that only grow.
        """
        self._total = total
        self._clock = clock
        self._written = clock()
        self._artifact: UUID | None = None
        self._deaf = total < FEWEST

    def __call__(self, done: int) -> None:
        """Say that so many items are through."""
        last = done == self._total and self._artifact is not None
        if self._deaf or not (last or self._clock() - self._written >= INTERVAL):
            return
        try:
            self._write(done)
        except Exception:  # noqa: BLE001  (a bar is not worth a run)
            self._deaf = True
            get_run_logger().warning("服务器没有应答，进度不再更新", exc_info=True)
        self._written = self._clock()

    def _write(self, done: int) -> None:
        percent = round(100 * done / self._total, 1)
        words = f"已读取 {done} / {self._total} 份文件"
        if self._artifact is None:
            self._artifact = cast("UUID", create_progress_artifact(percent, key="progress", description=words))
        else:
            update_progress_artifact(self._artifact, percent, description=words)
