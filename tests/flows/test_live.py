"""The progress bar in the UI: rare, complete, and never the end of a run."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from tasks import live

Written = list[tuple[float, str]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """What reaches the server: percentages and words."""
    lines: Written = []

    def create(progress: float, *, key: str, description: str) -> Any:
        lines.append((progress, description))
        return uuid4()

    def update(artifact: Any, progress: float, *, description: str) -> None:
        lines.append((progress, description))

    monkeypatch.setattr(live, "create_progress_artifact", create)
    monkeypatch.setattr(live, "update_progress_artifact", update)
    return lines


def clock(step: float) -> Any:
    """A clock that goes on by so many seconds each time it is looked at."""
    ticks = count()
    return lambda: next(ticks) * step


def test_long_work_is_told_and_ends_at_100(written: Written) -> None:
    bar = live.LiveProgress(40, clock=clock(0.25))
    for done in range(1, 41):
        bar(done)
    assert written[-1] == (100.0, "已读取 40 / 40 份文件")
    assert 2 < len(written) <= 11, "a quarter of a second each, so ten seconds, and the end"


@pytest.mark.parametrize(("total", "step"), [(40, 0.001), (9, 100.0)])
def test_quick_or_little_work_has_no_bar(written: Written, total: int, step: float) -> None:
    bar = live.LiveProgress(total, clock=clock(step))
    for done in range(1, total + 1):
        bar(done)
    assert written == []


def test_a_deaf_server_is_asked_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[float] = []

    def refuse(progress: float, **_values: Any) -> None:
        asked.append(progress)
        raise ConnectionError

    import logging

    monkeypatch.setattr(live, "create_progress_artifact", refuse)
    monkeypatch.setattr(live, "get_run_logger", lambda: logging.getLogger("live"))
    bar = live.LiveProgress(20, clock=clock(2.0))
    for done in range(1, 21):
        bar(done)
    assert len(asked) == 1
    assert "进度不再更新" in caplog.text
