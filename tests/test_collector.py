"""The collector of cyclic garbage rests as long as it should, and no longer."""

from __future__ import annotations

import gc

import pytest

from hengliang.collector import collector_at_rest


@collector_at_rest()
def _read_damaged(seen: list[bool]) -> None:
    seen.append(gc.isenabled())
    raise ValueError("damaged")


def test_it_works_again_after_an_error() -> None:
    seen: list[bool] = []
    with pytest.raises(ValueError, match="damaged"):
        _read_damaged(seen)
    assert seen == [False]
    assert gc.isenabled()


def test_who_stopped_it_before_finds_it_stopped() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
