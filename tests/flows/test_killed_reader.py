"""A process that reads a file is killed with signal 9 in the middle of it: the file is read once more, and no other suffers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flow_samples import COMMUNIQUE, REPORT
from killing import kill, wait_until
from reads import Opened, opened
from settings_to_kill import PATIENCE, ROOT, Command
from store_checks import assert_clean, released

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["opened"]
pytestmark = pytest.mark.integration

SAMPLE = ROOT / "samples" / "衡江市2020年统计公报.pdf"
VICTIM, OTHER = "被杀.pdf", "旁边.pdf"
TEXTS = {"报告.txt": REPORT, "公报.txt": COMMUNIQUE}


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    """Two PDFs and two texts that wait to be read."""
    command = Command(tmp_path / "here")
    pdf = SAMPLE.read_bytes()
    command.drop({VICTIM: pdf, OTHER: pdf + b"\n% another copy\n"} | {name: t.encode() for name, t in TEXTS.items()})
    yield command
    command.stop()


def kill_readers(command: Command, opened: Opened, times: int) -> list[int]:
    """Kill as many processes, one after the other, that have opened the file to read it."""
    killed: list[int] = []
    while len(killed) < times:
        assert wait_until(lambda: len(readers_of(VICTIM, command, opened)) > len(killed), PATIENCE, 0.002), (
            command.said()
        )
        killed.append(readers_of(VICTIM, command, opened)[-1])
        kill(killed[-1:])
    return killed


def readers_of(name: str, command: Command, opened: Opened) -> list[int]:
    """Processes that opened the file, other than the run itself, which looks at the bytes of all."""
    return list(dict.fromkeys(pid for pid in opened.by(name) if pid != command.runner))


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_is_read_once_more_and_no_oftener(command: Command, opened: Opened, times: int) -> None:
    command.begin()
    killed = kill_readers(command, opened, times)
    assert wait_until(command.settled, PATIENCE), command.said()
    assert len(readers_of(VICTIM, command, opened)) == 2, "once more, in another process"
    assert len(set(killed)) == times
    assert len(readers_of(OTHER, command, opened)) == 1, "the other one was read once"

    documents = released(command.store)["documents"]
    outcomes = dict(documents.select("document", "outcome").iter_rows())
    assert {name: outcomes.pop(name) for name in (OTHER, *TEXTS)} == dict.fromkeys((OTHER, *TEXTS), "published")
    assert list(outcomes) == [VICTIM]
    if times == 1:
        assert outcomes[VICTIM] == "published"
    else:
        assert "信号 9" in outcomes[VICTIM]
        assert f"隔离 {VICTIM}" in command.said()
    assert_clean(command.store)


def test_a_bad_file_is_read_once(command: Command, opened: Opened) -> None:
    bad = "损坏.pdf"
    command.drop({bad: b"%PDF-1.7\n1 0 obj\n<< /Pages 9 0 R >>\n" + b"\x00\xff" * 400})
    command.begin()
    assert wait_until(command.settled, PATIENCE), command.said()
    assert len([pid for pid in opened.by(bad) if pid != command.runner]) == 1
    documents = released(command.store)["documents"]
    assert dict(documents.select("document", "outcome").iter_rows())[bad] != "published"
    assert documents.height == len(TEXTS) + 3
