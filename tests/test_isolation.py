"""Items that kill, hang or break their process cost one item each."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from hengliang.isolation import Ended, each_isolated, each_page
from hengliang.limits import Limits


def treat(item: str) -> str:
    """What a reader of hostile files may do."""
    match item:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hangs":
            time.sleep(600)
        case "pauses":
            time.sleep(0.8)
        case "raises":
            raise ValueError(item)
        case "exits":
            os._exit(3)
    return item.upper()


def test_the_others_come_through_in_order() -> None:
    items = ["a", "killed", "b", "hangs", "raises", "c", "exits", "d"]
    begin = time.monotonic()
    results = list(each_isolated(treat, items, workers=2, bounds=Limits(seconds_per_step=6)))
    assert time.monotonic() - begin < 60
    assert [result for result in results if isinstance(result, str)] == ["A", "B", "C", "D"]
    ended = {item: result.reason for item, result in zip(items, results, strict=True) if isinstance(result, Ended)}
    assert set(ended) == {"killed", "hangs", "raises", "exits"}
    assert "内存" in ended["killed"]
    assert "6 秒" in ended["hangs"]
    assert "3" in ended["exits"]


def killed_once(folder: str) -> str:
    """Die of somebody else's signal the first time."""
    mark = Path(folder) / "died"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def test_an_item_whose_worker_was_killed_from_outside_is_tried_once_more(tmp_path: Path) -> None:
    assert list(each_isolated(killed_once, [str(tmp_path)])) == ["read"]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_all_items_have_a_result(count: int) -> None:
    items = [str(number) for number in range(count)]
    assert list(each_isolated(treat, items, workers=3)) == items


def test_one_who_stops_listening_leaves_no_process_behind() -> None:
    import multiprocessing

    results = each_isolated(treat, ["a", "hangs", "hangs"], workers=2)
    assert next(results) == "A"
    results.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def turn_pages(pages: list[str]) -> list[str]:
    """Read pages as a reader does."""
    return list(each_page(treat(page) for page in pages))


def eat(megabytes: int) -> int:
    """Use so much memory, slowly enough to be seen."""
    eaten = []
    for _ in range(megabytes):
        eaten.append(b"\1" * 2**20)
        time.sleep(0.001)
    return len(eaten)


def test_time_runs_page_by_page() -> None:
    bounds = Limits(seconds_per_step=30, seconds_per_page=1.5)
    begin = time.monotonic()
    good, bad = each_isolated(turn_pages, [["a", "pauses", "pauses", "b"], ["a", "hangs"]], workers=2, bounds=bounds)
    assert good == ["A", "PAUSES", "PAUSES", "B"], "each page has its own time"
    assert isinstance(bad, Ended)
    assert "第 2 页" in bad.reason
    assert "HENGLIANG_SECONDS_PER_PAGE" in bad.reason
    assert time.monotonic() - begin < 25


def test_the_whole_file_has_a_limit_too() -> None:
    bounds = Limits(seconds_per_step=30, seconds_per_page=30, seconds_per_file=2)
    (ended,) = each_isolated(turn_pages, [["pauses"] * 10], bounds=bounds)
    assert isinstance(ended, Ended)
    assert "HENGLIANG_SECONDS_PER_FILE" in ended.reason


@pytest.mark.skipif(sys.platform != "linux", reason="memory is watched on Linux")
def test_a_memory_bomb_ends_its_process_and_nothing_else() -> None:
    results = list(each_isolated(eat, [5, 4000, 6], workers=1, bounds=Limits(memory_mb=300)))
    assert results[::2] == [5, 6]
    assert isinstance(results[1], Ended)
    assert "300 MB" in results[1].reason
    assert "HENGLIANG_MEMORY_MB" in results[1].reason


def test_outside_a_worker_pages_are_just_pages() -> None:
    assert list(each_page(iter("甲乙"))) == ["甲", "乙"]
