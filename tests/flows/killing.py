"""Killing processes, and telling from outside which stage a run is in: from the disk and from Prefect's database."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hengliang.read import discover

if TYPE_CHECKING:
    from collections.abc import Callable

#: The stages of a run as they can be told apart from outside; ``find`` begins with the sweep for runs that are left over.
STAGES = ("find", "extract", "store", "reconcile", "validate", "publish", "file", "report")


def descendants(pid: int) -> list[int]:
    """All processes below one, from /proc."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    below, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        below += children
        todo += children
    return below


def kill(pids: list[int]) -> None:
    """Kill these, as a system short of memory does."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def readers(pid: int) -> list[int]:
    """The processes below one that read files."""
    return [below for below in descendants(pid) if "spawn_main" in command_of(below)]


def alive(pid: int) -> bool:
    """Whether there is such a process, and it is not merely waiting to be asked for its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def begun(home: Path) -> int:
    """How many flow runs have begun, as Prefect's database says."""
    return _count(home, "start_time IS NOT NULL")


def crashed(home: Path) -> int:
    """How many flow runs are marked as crashed."""
    return _count(home, "state_type = 'CRASHED'")


def under_way(home: Path) -> int:
    """How many flow runs Prefect takes for running, or has been asked for by other than a schedule."""
    asked = "state_type = 'SCHEDULED' AND NOT auto_scheduled"
    return _count(home, f"state_type IN ('RUNNING', 'PENDING', 'CANCELLING') OR {asked}")


def over(home: Path) -> int:
    """How many flow runs have ended."""
    return _count(home, "end_time IS NOT NULL")


def _count(home: Path, where: str) -> int:
    database = home / "prefect.db"
    if not database.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'flow_run'").fetchone():
            return 0  # it is being made
        return int(connection.execute(f"SELECT count(*) FROM flow_run WHERE {where}").fetchone()[0])  # noqa: S608


@dataclass(slots=True)
class Stages:
    """Which stage a run is in that begins after this is made; nothing else writes to the store meanwhile.

    Attributes:
        store: the store.
        home: of Prefect.
        runner: the process below which files are read, once it is known.
        inbox: whose files are moved away; None where they stay.
    """

    store: Path
    home: Path
    inbox: Path | None
    runner: int = 0
    _before: dict[str, object] = field(init=False)
    _runs: int = field(init=False)
    _over: int = field(init=False)

    def __post_init__(self) -> None:
        self._runs, self._over = begun(self.home), over(self.home)
        self._before = self._look()

    def begun(self) -> bool:
        """Whether the run has begun."""
        return begun(self.home) > self._runs

    def current(self) -> str:
        """The stage; ``start`` before the first, ``over`` after the last."""
        now, before = self._look(), self._before
        if now["mark"] != before["mark"]:
            left = self.inbox and discover([self.inbox])
            return "file" if left else "over" if over(self.home) > self._over else "report"
        if now["latest"] != before["latest"] or list((self.store / "releases").glob(".staging-*")):
            return "publish"
        if now["weighed"] != before["weighed"]:
            return "validate"
        staged = [path for path in (self.store / "staging").glob("*") if not path.name.startswith(".part-")]
        if staged:
            return "store"
        if now["documents"] != before["documents"]:
            return "reconcile"
        if list((self.store / "staging").glob("*")) or readers(self.runner):
            return "extract"
        return "find" if self.begun() else "start"

    def _look(self) -> dict[str, object]:
        return {
            "mark": _text(self.store / "released.state"),
            "latest": _text(self.store / "releases" / "LATEST"),
            "weighed": _commits(self.store / "tables" / "weighed"),
            "documents": _commits(self.store / "tables" / "documents"),
        }


def _text(path: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="utf-8")
    return ""


def _commits(table: Path) -> int:
    return len(list((table / "_delta_log").glob("*.json")))
