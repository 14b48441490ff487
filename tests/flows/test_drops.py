"""The inbox on a real disk, with times short enough for a test."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from flows.drops import DropSettings, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FAST = DropSettings(settle=0.4, settle_empty=0.4, quiet=0.2, longest=2, retry=0.5, sweep=60, tick=0.1)
#: Seconds after which a test gives up.
PATIENCE = 30


class Submitted:
    """Notes what is handed on; the first calls may fail."""

    def __init__(self, failures: int = 0) -> None:
        self.calls: list[list[str]] = []
        self.failures = failures

    def __call__(self, batch: Sequence[Path]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the server is down")
        self.calls.append([path.name for path in batch])

    @property
    def names(self) -> list[str]:
        return sorted(name for call in self.calls for name in call)


@contextmanager
def watching(inbox: Path, submit: Callable[[Sequence[Path]], None], settings: DropSettings = FAST) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(inbox, submit, stop, settings), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=PATIENCE)
    assert not thread.is_alive()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition()


def test_files_there_at_start_and_files_moved_in_with_their_folder(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "outside"
    (inbox / "甲").mkdir(parents=True)
    (inbox / "甲" / "early.txt").write_text("1")
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "late.txt").write_text("2")
    submitted = Submitted()
    with watching(inbox, submitted):
        until(lambda: submitted.names == ["early.txt"])
        outside.rename(inbox / "乙")
        until(lambda: submitted.names == ["early.txt", "late.txt"])
    assert len(submitted.calls) == 2


def test_a_half_written_file_is_waited_for(tmp_path: Path) -> None:
    submitted = Submitted()
    part = tmp_path / "报告.pdf.part"
    with watching(tmp_path, submitted):
        (tmp_path / "other.txt").write_text("1")
        part.write_text("half")
        with (tmp_path / "slow.txt").open("w") as slow:
            for _ in range(12):
                slow.write("more")
                slow.flush()
                time.sleep(0.1)
            assert "slow.txt" not in submitted.names
        until(lambda: submitted.names == ["other.txt", "slow.txt"])
        part.rename(tmp_path / "报告.pdf")
        until(lambda: submitted.names == ["other.txt", "slow.txt", "报告.pdf"])


def test_the_inbox_is_made_and_a_failed_submit_is_made_up_for(tmp_path: Path) -> None:
    inbox = tmp_path / "not" / "there"
    submitted = Submitted(failures=2)
    with watching(inbox, submitted):
        until(inbox.exists)
        (inbox / "a.txt").write_text("1")
        until(lambda: submitted.names == ["a.txt"])
        (inbox / "a.txt").unlink()
        time.sleep(0.3)
        (inbox / "a.txt").write_text("1")
        until(lambda: submitted.names == ["a.txt", "a.txt"])


@pytest.mark.parametrize("told", [True, False])
def test_without_being_told_the_sweep_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, told: bool) -> None:
    def silent(*_: object, stop_event: threading.Event, **__: object) -> Iterator[set[object]]:
        if not told:
            raise OSError(28, "no space left: inotify watches")
        while not stop_event.wait(0.1):
            yield set()

    monkeypatch.setattr("flows.drops.changes_of", silent)
    submitted = Submitted()
    with watching(tmp_path, submitted, FAST.model_copy(update={"sweep": 0.5})):
        time.sleep(0.3)
        (tmp_path / "a.txt").write_text("1")
        until(lambda: submitted.names == ["a.txt"])


def test_a_network_drive_is_looked_at(tmp_path: Path) -> None:
    submitted = Submitted()
    with watching(tmp_path, submitted, FAST.model_copy(update={"polling": True})):
        time.sleep(0.5)
        (tmp_path / "a.txt").write_text("1")
        until(lambda: submitted.names == ["a.txt"])


def test_what_lies_in_filed_folders_is_not_handed_on(tmp_path: Path) -> None:
    submitted = Submitted()
    with watching(tmp_path, submitted):
        filed = tmp_path / "processed" / "2026-01-01"
        filed.mkdir(parents=True)
        (tmp_path / "processed" / ".filed").touch()
        (filed / "old.txt").write_text("1")
        (tmp_path / "new.txt").write_text("2")
        until(lambda: bool(submitted.names))
        time.sleep(1)
    assert submitted.names == ["new.txt"]


@pytest.mark.integration
def test_five_hundred_files_at_once_are_few_calls(tmp_path: Path) -> None:
    submitted = Submitted()
    with watching(tmp_path, submitted, DropSettings()):
        for number in range(500):
            folder = tmp_path / f"{number % 7}"
            folder.mkdir(exist_ok=True)
            (folder / f"{number:03}.txt").write_text(f"2020年，全区完成地区生产总值{number}.5亿元。", encoding="utf-8")
        until(lambda: len(submitted.names) >= 500)
        time.sleep(3)
    assert submitted.names == [f"{number:03}.txt" for number in range(500)]
    assert len(submitted.calls) <= 3
