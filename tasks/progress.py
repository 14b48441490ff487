"""How far a run is, told to whoever watches: the terminal's progress bar, or nobody.

A task calls ``report``; a watcher is set for the time of a run with ``watched``. Nothing is stored here.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: Called with the stage's name, how much of it is done, and how much there is (0 where that is not known).
    Watcher = Callable[[str, int, int], None]


def _nobody(stage: str, done: int, total: int) -> None:
    """Watch nothing."""


_watcher: ContextVar[Watcher] = ContextVar("watcher", default=_nobody)


def report(stage: str, done: int = 0, total: int = 0) -> None:
    """Tell the watcher that ``done`` of ``total`` items of the stage are through."""
    _watcher.get()(stage, done, total)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let the watcher hear of progress inside the context, in this thread."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
