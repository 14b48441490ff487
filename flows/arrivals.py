"""When a file that landed is whole, and when what landed is handed on: decisions only, no clock and no disk.

In: what the disk shows of a file at which second. Out: batches of whole files. Each state of a file is handed on once:
again only when its size, time or identity has changed, or when handing it on failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import NonNegativeFloat, PositiveFloat  # noqa: TC002  (pydantic reads the annotations)
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path


class DropSettings(BaseSettings):
    """How the inbox is watched; each has an environment variable (``HENGLIANG_DROP_SETTLE=5``). Times in seconds.

    Attributes:
        settle: a file is whole when its size and time have not changed for so long.
        settle_empty: the same of a file without bytes, as copying begins with one.
        quiet: files are handed on when for so long none has arrived.
        longest: or when a whole one has been there for so long, whatever else arrives.
        retry: how long to wait when handing on failed.
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
    sweep: PositiveFloat = 60
    tick: PositiveFloat = 0.5
    polling: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the disk shows of a file: when any of it changes, the file has changed.

    Attributes:
        size: in bytes.
        modified: time of the last change, in nanoseconds.
        identity: number of the file on its disk.
    """

    size: int
    modified: int
    identity: int = 0


@dataclass(slots=True)
class _Waiting:
    look: Look
    arrived: float
    since: float


class Arrivals:
    """The files of an inbox that are not handed on yet, and those that are.

    Seconds are those of any clock that does not run backwards.
    """

    def __init__(self, settings: DropSettings) -> None:
        self._settings = settings
        self._waiting: dict[Path, _Waiting] = {}
        self._handed: dict[Path, Look] = {}
        self._not_before = float("-inf")

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
        elif self._handed.get(path) == look:
            self._waiting.pop(path, None)
        elif path not in self._waiting:
            self._waiting[path] = _Waiting(look, arrived=now, since=now)
        elif self._waiting[path].look != look:
            self._waiting[path].look = look
            self._waiting[path].since = now

    def take(self, now: float) -> tuple[Path, ...]:
        """The files to hand on now, sorted: all whole ones when the burst is over or has lasted long enough, else none."""
        whole = [path for path, waiting in self._waiting.items() if self._is_whole(waiting, now)]
        if not whole or now < self._not_before or not (self._is_quiet(whole, now) or self._is_late(whole, now)):
            return ()
        for path in whole:
            self._handed[path] = self._waiting.pop(path).look
        return tuple(sorted(whole))

    def put_back(self, paths: Iterable[Path], now: float) -> None:
        """Handing these on failed: they wait, and are handed on again ``retry`` seconds later."""
        for path in paths:
            look = self._handed.pop(path, None)
            if look is not None and path not in self._waiting:
                self._waiting[path] = _Waiting(look, arrived=now, since=now)
        self._not_before = now + self._settings.retry

    def _is_whole(self, waiting: _Waiting, now: float) -> bool:
        settle = self._settings.settle if waiting.look.size else self._settings.settle_empty
        return now - waiting.since >= settle

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
