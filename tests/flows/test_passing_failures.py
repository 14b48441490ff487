"""Failures that pass by themselves: a disk that is full for a moment, a locked database; the run survives them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest
from flow_samples import REPORT
from killing import Stages, wait_until
from settings_to_kill import PATIENCE, Command
from store_checks import assert_clean, released

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration

TEXTS = {f"{area}.txt": REPORT.replace("青岚区", area) for area in ("青岚区", "白石区", "临溪区")}
#: A file that a reader process looks at, so that reading takes long enough to be seen.
BROKEN = {"损坏.pdf": b"%PDF-1.7\n1 0 obj\n<< /Pages 9 0 R >>\n" + b"\x00\xff" * 400}
#: Seconds for which Prefect's database is locked: longer than its server waits for it by itself.
LOCKED = 25.0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MiB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    try:
        allowed = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("mounting a file system is not permitted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(path: Path) -> None:
    """Make a file that takes all that is free."""
    with path.open("wb") as file:
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while True:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), size)


def retried(home: Path) -> list[str]:
    """The tasks that Prefect has put off to try them again."""
    query = "SELECT t.name FROM task_run_state s JOIN task_run t ON t.id = s.task_run_id WHERE s.name = 'AwaitingRetry'"
    with contextlib.closing(sqlite3.connect(f"file:{home / 'prefect.db'}?mode=ro", uri=True, timeout=30)) as database:
        return [str(name) for (name,) in database.execute(query)]


@pytest.mark.parametrize("stage", ["extract", "store", "reconcile", "validate"])
def test_a_disk_that_is_full_for_a_moment(stage: str, small_disk: Path, tmp_path: Path) -> None:
    command = Command(tmp_path / "here")
    command.store = small_disk / "store"
    command.drop({name: text.encode() for name, text in TEXTS.items()} | BROKEN)
    stages = Stages(command.store, command.home, None)
    command.begin()
    stages.runner = command.runner
    try:
        assert wait_until(lambda: stages.current() == stage, PATIENCE, 0.001), command.said()
        fill(small_disk / "ballast")
        assert wait_until(lambda: bool(retried(command.home)) or command.settled(), PATIENCE), command.said()
        assert retried(command.home), f"the disk was full when it was wanted: {command.said()}"
        (small_disk / "ballast").unlink()
        assert wait_until(command.settled, PATIENCE), command.said()
    finally:
        command.stop()
    assert command.exit_code == 1, "the broken file is in quarantine, and that is all"
    assert sorted(released(command.store)["documents"]["document"]) == sorted({**TEXTS, **BROKEN})
    assert_clean(command.store)


def test_a_database_of_prefect_that_is_locked_for_a_while(tmp_path: Path) -> None:
    command = Command(tmp_path / "here")
    command.drop({name: text.encode() for name, text in TEXTS.items()})
    stages = Stages(command.store, command.home, None)
    command.begin()
    locked = threading.Event()

    def lock() -> None:
        with contextlib.closing(sqlite3.connect(command.home / "prefect.db", timeout=60, isolation_level=None)) as held:
            held.execute("BEGIN IMMEDIATE")
            locked.set()
            time.sleep(LOCKED)
            held.execute("ROLLBACK")

    try:
        assert wait_until(stages.begun, PATIENCE, 0.002), command.said()
        holder = threading.Thread(target=lock)
        holder.start()
        assert locked.wait(60)
        assert not wait_until(command.settled, LOCKED - 5), "it needs the database"
        holder.join()
        assert wait_until(command.settled, PATIENCE), command.said()
    finally:
        command.stop()
    assert command.exit_code == 0, command.said()
    assert sorted(released(command.store)["documents"]["document"]) == sorted(TEXTS)
    assert_clean(command.store)
