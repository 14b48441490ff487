"""Files that land in the inbox, handed on once they are whole, a burst in few batches.

In: the inbox. Out: calls of ``submit``. What is whole and when it is handed on is decided in ``flows.arrivals``; here is
the disk. The operating system tells of changes; from time to time the whole inbox is looked through all the same, for
network drives tell nothing and a very large burst may be told in part. This module imports no Prefect.
"""

from __future__ import annotations

import logging
import stat
import time
from typing import TYPE_CHECKING, Final

from watchfiles import watch as changes_of

from flows.arrivals import Arrivals, DropSettings, Look
from hengliang.read import discover, is_wanted
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["DropSettings", "watch"]

_LOG: Final = logging.getLogger(__name__)


def watch(
    inbox: Path,
    submit: Callable[[Sequence[Path]], None],
    stop: threading.Event,
    settings: DropSettings | None = None,
) -> None:
    """Hand on each file that is in the inbox or lands there, once it is whole, until told to stop.

    A file is handed on again when it has changed since, and a few times when it just lies there (``flows.arrivals``). What goes wrong with one file or with watching is logged
    and tried again; nothing but ``stop`` ends it.

    Args:
        inbox: the folder, with its sub-folders; it is made where it is missing.
        submit: takes the paths of a batch. When it raises, the batch is handed on again some seconds later.
        stop: set to end; seen within a second, or when ``submit`` returns.
        settings: how to watch; None takes them from the environment.
    """
    settings = settings or DropSettings()
    inbox = inbox.absolute()
    arrivals = Arrivals(settings)
    swept = float("-inf")
    for touched in _touched(inbox, stop, settings):
        now = time.monotonic()
        if now - swept >= settings.sweep:
            paths, swept = {*_below(inbox), *arrivals.known}, now
        else:
            paths = {*_files(touched, inbox), *arrivals.waiting}
        for path in paths:
            arrivals.see(path, _look(path), now)
        _hand_on(arrivals, submit)
        if stop.is_set():
            return


def _hand_on(arrivals: Arrivals, submit: Callable[[Sequence[Path]], None]) -> None:
    batch = arrivals.take(time.monotonic())
    if not batch:
        return
    try:
        submit(batch)
    except Exception:  # noqa: BLE001  (whatever it was, the files must not be lost)
        _LOG.exception("%d files of the inbox could not be handed on; they are tried again", len(batch))
        arrivals.put_back(batch, time.monotonic())


def _touched(inbox: Path, stop: threading.Event, settings: DropSettings) -> Iterator[set[Path]]:
    """What has changed, each tick, even if nothing has; without being told where watching fails."""
    while not stop.is_set():
        tick = round(settings.tick * 1000)
        try:
            inbox.mkdir(parents=True, exist_ok=True)
            for changes in changes_of(
                inbox, watch_filter=None, debounce=tick, step=50, stop_event=stop, rust_timeout=tick,
                yield_on_timeout=True, raise_interrupt=False, poll_delay_ms=tick,
                force_polling=settings.polling or None,
            ):  # fmt: skip
                yield {inbox / path for _, path in changes}
                if not inbox.is_dir():
                    break
        except (OSError, RuntimeError) as error:
            _LOG.warning("the inbox %s cannot be watched (%s); it is looked through instead", inbox, error)
            yield from _ticks(stop, settings)
        stop.wait(settings.tick)


def _ticks(stop: threading.Event, settings: DropSettings) -> Iterator[set[Path]]:
    """Nothing told, until it is time to try watching again."""
    end = time.monotonic() + settings.sweep
    while time.monotonic() < end and not stop.wait(settings.tick):
        yield set()


def _files(touched: Iterable[Path], inbox: Path) -> Iterator[Path]:
    """The files that a change may be about: a folder that was moved in is told of without what is in it."""
    for path in touched:
        if path == inbox or not path.is_relative_to(inbox) or not is_wanted(path, inbox):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        yield path


def _below(folder: Path) -> list[Path]:
    try:
        return discover([folder])
    except (UnreadableError, OSError):  # it is gone
        return []


def _look(path: Path) -> Look | None:
    """What the disk shows of a file; None for what is no file, is gone, or may not be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Look(status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime - status.st_mtime)
