"""Items that kill, hang or break their process cost one item each."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tasks.isolation import Ended, each_isolated


def treat(item: str) -> str:
    """What a reader of hostile files may do."""
    match item:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hangs":
            time.sleep(600)
        case "raises":
            raise ValueError(item)
        case "exits":
            os._exit(3)
    return item.upper()


def test_the_others_come_through_in_order() -> None:
    items = ["a", "killed", "b", "hangs", "raises", "c", "exits", "d"]
    begin = time.monotonic()
    results = list(each_isolated(treat, items, workers=2, time_limit=6))
    assert time.monotonic() - begin < 60
    assert [result for result in results if isinstance(result, str)] == ["A", "B", "C", "D"]
    ended = {item: result.reason for item, result in zip(items, results, strict=True) if isinstance(result, Ended)}
    assert set(ended) == {"killed", "hangs", "raises", "exits"}
    assert "内存" in ended["killed"]
    assert "6 秒" in ended["hangs"]
    assert "3" in ended["exits"]


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
