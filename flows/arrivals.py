"""When a file that landed is whole, and when what landed is handed on: decisions only, no clock and no disk.

In: what the disk shows of a file at which second. Out: batches of whole files. Each state of a file is handed on once:
again when its size, time or identity has changed, or when handing it on failed. One that lies there as it was, for what
took it may have broken off, is handed on again ``again`` seconds later, then ``_SLOWER`` times later, ``_TIMES`` times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydantic import NonNegativeFloat, PositiveFloat  # noqa: TC002  (pydantic reads the annotations)
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

#: How often a file that lies there as it was is handed on again, and how much longer it waits each time.
_TIMES: Final = 3
_SLOWER: Final = 6


class DropSettings(BaseSettings):
    """How the inbox is watched; each has an environment variable (``HENGLIANG_DROP_SETTLE=5``). Times in seconds.

    Attributes:
        settle: a file is whole when its size and time have not changed for so long, and at once when it was not changed
            for so long before it was moved in.
        settle_empty: the same of a file without bytes, as copying begins with one.
        quiet: files are handed on when for so long none has arrived.
        longest: or when a whole one has been there for so long, whatever else arrives.
        retry: how long to wait when handing on failed.
        again: how long until a file that is still there is handed on again.
        sweep: how often the whole inbox is looked through for what the operating system did not tell.
        tick: how often files that are not whole yet are looked at.
        polling: look instead of being told, for network drives.
    """

    model_config = SettingsConfigDict(env_prefix="HENGLIANG_DROP_", frozen=True, extra="ignore")

    settle: NonNegativeFloat = 2
    settle_empty: NonNegativeFloat = 10
    quiet: NonNegativeFloat = 1
    longest: NonNegativeFloat = 10
    retry: NonNegativeFloat = 15
    again: PositiveFloat = 600
    sweep: PositiveFloat = 60
    tick: PositiveFloat = 0.25
    polling: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the disk shows of a file: when any of it changes, the file has changed.

    Attributes:
        size: in bytes.
        modified: time of the last change, in nanoseconds.
        identity: number of the file on its disk.
        rested: seconds between its last change and when it was moved to where it is, or given its time or its rights;
            both by the clock of its disk. Writing sets both, so it is 0 for a file that is being written.
    """

    size: int
    modified: int
    identity: int = 0
    rested: float = field(default=0.0, compare=False)


@dataclass(slots=True)
class _Waiting:
    look: Look
    arrived: float
    since: float


@dataclass(slots=True)
class _Handed:
    look: Look
    again: float
    times: int = 0


class Arrivals:
    """The files of an inbox that are not handed on yet, and those that are.

    Seconds are those of any clock that does not run backwards.
    """

    def __init__(self, settings: DropSettings) -> None:
        self._settings = settings
        self._waiting: dict[Path, _Waiting] = {}
        self._handed: dict[Path, _Handed] = {}
        self._not_before = float("-inf")
        self._next_again = float("inf")

    @property
    def waiting(self) -> tuple[Path, ...]:
        """Files that are to be looked at again."""
        return tuple(self._waiting)

    @property
    def known(self) -> tuple[Path, ...]:
        """All files of which something is remembered."""
        return (*self._waiting, *self._handed)

    def see(self, path: Path, look: Look | None, now: float) -> None:
        """Note what the disk shows of a file; None where there is no such file (any more)."""
        if look is None:
            self._waiting.pop(path, None)
            self._handed.pop(path, None)
        elif path in self._handed and self._handed[path].look == look:
            self._waiting.pop(path, None)
        elif path not in self._waiting:
            self._waiting[path] = _Waiting(look, arrived=now, since=now)
        elif self._waiting[path].look != look:
            self._waiting[path].look = look
            self._waiting[path].since = now

    def take(self, now: float) -> tuple[Path, ...]:
        """The files to hand on now, sorted: all whole ones when the burst is over or has lasted long enough, else none."""
        if now < self._not_before:
            return ()
        whole = [path for path, waiting in self._waiting.items() if self._is_whole(waiting, now)]
        if not whole or not (self._is_quiet(whole, now) or self._is_late(whole, now)):
            return self._once_more(now)
        for path in whole:
            self._handed[path] = _Handed(self._waiting.pop(path).look, again=now + self._settings.again)
        self._next_again = min(self._next_again, now + self._settings.again)
        return tuple(sorted(whole))

    def _once_more(self, now: float) -> tuple[Path, ...]:
        """Files that were handed on long ago and lie there still."""
        if now < self._next_again:
            return ()
        due = {path: handed for path, handed in self._handed.items() if handed.again <= now}
        for handed in due.values():
            handed.times += 1
            wait = self._settings.again * _SLOWER**handed.times
            handed.again = now + wait if handed.times < _TIMES else float("inf")
        self._next_again = min((handed.again for handed in self._handed.values()), default=float("inf"))
        return tuple(sorted(path for path in due if path not in self._waiting))

    def put_back(self, paths: Iterable[Path], now: float) -> None:
        """Handing these on failed: they wait, and are handed on again ``retry`` seconds later."""
        for path in paths:
            handed = self._handed.pop(path, None)
            if handed is not None and path not in self._waiting:
                self._waiting[path] = _Waiting(handed.look, arrived=now, since=now)
        self._not_before = now + self._settings.retry

    def _is_whole(self, waiting: _Waiting, now: float) -> bool:
        settle = self._settings.settle if waiting.look.size else self._settings.settle_empty
        # A network drive may tell the times late: there only what was seen counts.
        moved_in = waiting.look.size and waiting.look.rested >= settle and not self._settings.polling
        return bool(moved_in) or now - waiting.since >= settle

    def _is_quiet(self, whole: Collection[Path], now: float) -> bool:
        """Whether nothing has arrived of late, and what arrived shortly before had its time to become whole.

        A file that is copied slowly holds up the others no longer than that.
        """
        last = max(waiting.arrived for waiting in self._waiting.values())
        young = self._settings.settle + self._settings.quiet
        ready = set(whole)
        others = (waiting for path, waiting in self._waiting.items() if path not in ready)
        return now - last >= self._settings.quiet and all(now - waiting.arrived >= young for waiting in others)

    def _is_late(self, whole: Collection[Path], now: float) -> bool:
        return now - min(self._waiting[path].arrived for path in whole) >= self._settings.longest
