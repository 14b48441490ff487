"""Work on each item in a process of its own kind: one that dies, hangs or eats all memory costs one item.

In: a function at module level and items to give it. Out: its results in the order of the items, ``Ended`` where the
process did not survive. Workers are kept from item to item; one that dies, or has become fat, is replaced. Nothing is
retried. It knows nothing of documents; how long an item may take is told by the function itself, step by step, with
``step``.

Time is watched from outside everywhere. Memory is watched from outside on Linux, where a limit of the operating system
stands behind it; on macOS there is only that limit, on Windows none.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from hengliang.limits import Limits, limits, use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Seconds in which a worker must have come up; a busy machine takes long to import what it needs.
START_LIMIT: Final = 120.0
#: Seconds between two looks at the memory of the workers.
_LOOK: Final = 0.1
#: The system's own limit stands this far above ours (bytes): it counts what is reserved, ours what is used.
_RESERVED: Final = 2**30
#: From this share of the memory limit on, a worker that has given its result is replaced.
_FAT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Ended:
    """The process that worked on an item ended without a result.

    Attributes:
        reason: a sentence for a person.
        killed: whether somebody else killed it (signal 9), which need not be the item's fault.
    """

    reason: str
    killed: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """From now on a worker may take so long; what it does then, for the sentence, and the limit's name."""

    doing: str
    limit: str


@dataclass(frozen=True, slots=True)
class _Done(Generic[Result]):
    result: Result


#: Tells the other side what the worker is about to do; set in workers only.
_tell: Callable[[_Step], None] | None = None


def step(doing: str, limit: str = "seconds_per_step") -> None:
    """Say what begins now; in a worker its time runs from here, elsewhere this does nothing.

    Args:
        doing: what it is, as the beginning of a sentence: ``第 3 页``.
        limit: the name of the limit for it in ``hengliang.limits``.
    """
    if _tell is not None:
        _tell(_Step(doing, limit))


def each_page(pages: Iterable[Item]) -> Iterator[Item]:
    """The same pages; in a worker each of them must come within the time of a page."""
    rest, number = iter(pages), 0
    while True:
        number += 1
        step(f"第 {number} 页", "seconds_per_page")
        try:
            page = next(rest)
        except StopIteration:
            step("")
            return
        yield page


def each_isolated(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    bounds: Limits | None = None,
) -> Iterator[Result | Ended]:
    """Give every item to the function, in worker processes.

    An item whose worker is killed from outside is given to another one, once: where memory is short, the system may kill
    one that is not to blame.

    Args:
        function: a function at the top level of a module; what it raises ends its worker.
        items: what to give it; they and the results are pickled.
        workers: number of processes; by default as many as there are processors, and memory for.
        bounds: the limits; those of the environment by default.

    Yields:
        The results, in the order of the items.
    """
    bounds = bounds or limits()
    waiting = deque(range(len(items)))
    done: dict[int, Result | Ended] = {}
    wanted = min(workers or _affordable(bounds), len(items))
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    again: set[int] = set()
    try:
        for number in range(len(items)):
            while number not in done:
                while waiting and len(busy) < wanted:
                    worker, item = idle.pop() if idle else _Worker(function, bounds), waiting.popleft()
                    busy.append(worker)
                    worker.give(item, items[item])
                for worker in _ready(busy):
                    result = worker.answer()
                    if result is None:
                        continue
                    busy.remove(worker)
                    if isinstance(result, Ended) and result.killed and worker.item not in again:
                        again.add(worker.item)
                        waiting.appendleft(worker.item)
                        worker.end()
                        continue
                    done[worker.item] = result.result if isinstance(result, _Done) else result
                    if isinstance(result, Ended) or worker.is_fat():
                        worker.end()
                    else:
                        idle.append(worker)
            yield done.pop(number)
    finally:
        for worker in idle + busy:
            worker.end()


def _affordable(bounds: Limits) -> int:
    """As many workers as there are processors, and no more than the memory holds if each goes to its limit."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # Windows has no sysconf
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return max(1, min(os.cpu_count() or 1, memory // bounds.memory_bytes))
    return os.cpu_count() or 1


def _ready(busy: list[_Worker]) -> list[_Worker]:
    """The workers that have something to say, are dead, overdue or too large; maybe none."""
    patience = max(0.0, min(worker.due for worker in busy) - time.monotonic())
    patience = min(patience, _LOOK) if _MEMORY_IS_SEEN else patience
    answered = wait([worker.connection for worker in busy], timeout=patience)
    return [worker for worker in busy if worker.connection in answered or worker.overdue() or worker.too_large()]


@dataclass(slots=True)
class _Worker:
    """A process, the item it has, what it is doing with it, and when that is overdue."""

    function: Callable[[Any], Any]
    bounds: Limits
    item: int = -1
    due: float = 0.0
    last: float = 0.0
    doing: _Step | None = None
    connection: Connection = field(init=False)
    process: BaseProcess = field(init=False)

    def __post_init__(self) -> None:
        _allow_children()
        context = multiprocessing.get_context("spawn")  # threads are running here: fork would copy their locks
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.function, self.bounds), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, number: int, item: object) -> None:
        """Hand over an item; its time runs from when the worker has taken it."""
        now = time.monotonic()
        self.item, self.doing, self.due = number, None, now + START_LIMIT
        self.last = now + START_LIMIT + self.bounds.seconds_per_file
        with contextlib.suppress(BrokenPipeError):  # it died idle: seen when its result is asked for
            self.connection.send(item)

    def answer(self) -> _Done[Any] | Ended | None:
        """The result of the item; None while there is none yet."""
        try:
            while self.connection.poll():
                message = self.connection.recv()
                if isinstance(message, _Done):
                    return message
                self._begin(message)
        except (EOFError, OSError, UnpicklingError):
            self.process.join(5)
            code = self.process.exitcode
            return Ended(f"读取它的进程中断了（{_death(code)}）", killed=code == -9)
        if self.too_large():
            return Ended(f"读取它要用太多内存{self.bounds.told('memory_mb')}")
        return self._late() if self.overdue() else None

    def _begin(self, doing: _Step) -> None:
        now = time.monotonic()
        if self.doing is None:
            self.last = now + self.bounds.seconds_per_file
        self.doing, self.due = doing, min(now + getattr(self.bounds, doing.limit), self.last)

    def _late(self) -> Ended:
        if self.doing is None:
            return Ended(f"读取它的进程 {START_LIMIT:.0f} 秒内没有启动")
        name = "seconds_per_file" if self.due == self.last else self.doing.limit
        return Ended(f"{self.doing.doing}读得太久，还没有读完{self.bounds.told(name)}")

    def overdue(self) -> bool:
        """Whether its time is up."""
        return self.due <= time.monotonic()

    def too_large(self) -> bool:
        """Whether it uses more memory than it may."""
        return _memory_of(self.process.pid) > self.bounds.memory_bytes

    def is_fat(self) -> bool:
        """Whether so much memory is left from the last item that the next one might be blamed for it."""
        return _memory_of(self.process.pid) > _FAT * self.bounds.memory_bytes

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _allow_children() -> None:
    """Let this process have children even where it is daemonic, as a worker of Dask under its nanny is.

    Python forbids it since they would be left behind when their parent is ended; ours end with their parent.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001


_MEMORY_IS_SEEN: Final = sys.platform == "linux"


def _memory_of(pid: int | None) -> int:
    """Bytes of main memory that a process uses; 0 where that cannot be seen."""
    if not _MEMORY_IS_SEEN:
        return 0
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123  (ten times a second: no path objects)
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):  # it is gone
        return 0


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        return f"信号 {-code}" + ("，可能是内存不足" if code == -9 else "")
    return f"退出码 {code}"


def _serve(connection: Connection, function: Callable[[Any], Any], bounds: Limits) -> None:
    """A worker: take an item, give its result, until the other side is gone."""
    global _tell  # noqa: PLW0603  (a process has one other side)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other side ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    use(bounds)
    _limit_memory(bounds)
    _tell = connection.send
    while True:
        try:
            item = connection.recv()
        except EOFError:
            return
        step("")
        connection.send(_Done(function(item)))


def _limit_memory(bounds: Limits) -> None:
    """Let the system refuse more memory, where it can: for what grows faster than it is looked at."""
    try:
        import resource  # noqa: PLC0415  (Windows has none)

        most = bounds.memory_bytes + _RESERVED
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, AttributeError, OSError, ValueError):
        return


def _end_with_parent() -> None:
    """End when the process that started us is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
