"""Work on each item in a process of its own kind: one that dies, hangs or eats all memory costs one item.

In: a function at module level and items to give it. Out: its results in the order of the items, ``Ended`` where the
process did not survive. A pool of workers is kept; a worker that dies is replaced. Nothing is retried.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Seconds that one item may take.
TIME_LIMIT: Final = 600.0


@dataclass(frozen=True, slots=True)
class Ended:
    """The process that worked on an item ended without a result; the reason is a sentence for a person."""

    reason: str


def _serve(connection: Connection, function: Callable[[Any], Any]) -> None:
    """A worker: take an item, give its result, until the other side is gone."""
    while True:
        try:
            item = connection.recv()
        except EOFError:
            return
        connection.send(function(item))


@dataclass(slots=True)
class _Worker:
    """A process, the item it has, and when that item is overdue."""

    function: Callable[[Any], Any]
    item: int = -1
    due: float = 0.0
    connection: Connection = field(init=False)
    process: BaseProcess = field(init=False)

    def __post_init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # threads are running here: fork would copy their locks
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.function), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, number: int, item: object, time_limit: float) -> None:
        """Hand over an item; its time runs from now."""
        self.item, self.due = number, time.monotonic() + time_limit
        with contextlib.suppress(BrokenPipeError):  # it died idle: seen when its result is asked for
            self.connection.send(item)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def each_isolated(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
) -> Iterator[Result | Ended]:
    """Give every item to the function, in worker processes.

    Args:
        function: a function at the top level of a module; what it raises ends its worker.
        items: what to give it; they and the results are pickled.
        workers: number of processes; the number of processors by default.
        time_limit: seconds for one item.

    Yields:
        The results, in the order of the items.
    """
    waiting = deque(range(len(items)))
    done: dict[int, Result | Ended] = {}
    wanted = min(workers or os.cpu_count() or 1, len(items))
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    try:
        for number in range(len(items)):
            while number not in done:
                while waiting and len(busy) < wanted:
                    worker, item = idle.pop() if idle else _Worker(function), waiting.popleft()
                    busy.append(worker)
                    worker.give(item, items[item], time_limit)
                for worker in _ready(busy):
                    done[worker.item] = result = _result(worker, time_limit)
                    busy.remove(worker)
                    if isinstance(result, Ended):
                        worker.end()
                    else:
                        idle.append(worker)
            yield done.pop(number)
    finally:
        for worker in idle + busy:
            worker.end()


def _ready(busy: list[_Worker]) -> list[_Worker]:
    """The workers that have a result, are dead, or are overdue."""
    patience = max(0.0, min(worker.due for worker in busy) - time.monotonic())
    answered = wait([worker.connection for worker in busy], timeout=patience)
    return [worker for worker in busy if worker.connection in answered or worker.due <= time.monotonic()]


def _result(worker: _Worker, time_limit: float) -> Any:
    if not worker.connection.poll():
        return Ended(f"读了 {time_limit:.0f} 秒还没有读完")
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join(5)
        return Ended(f"读取它的进程中断了（{_death(worker.process.exitcode)}）")


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        return f"信号 {-code}" + ("，可能是内存不足" if code == -9 else "")
    return f"退出码 {code}"
