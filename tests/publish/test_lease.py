"""A lock in object storage: one holder, none for ever, and who lost it knows."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from obstore.exceptions import GenericError, PreconditionError

from hengliang.publish import lease
from hengliang.publish.bucket import _store, bucket_of
from hengliang.publish.lease import Lease
from hengliang.publish.place import PlaceError

if TYPE_CHECKING:
    from obstore.store import S3Store

KEY = "县/locks/publish.lock"


@pytest.fixture
def objects(bucket: str, monkeypatch: pytest.MonkeyPatch) -> S3Store:
    monkeypatch.setattr(lease, "LOOK", 0.02)
    return _store(bucket_of(bucket).bucket)


class Elsewhere:
    """A bucket that is asked by somebody else: what it answers can be changed."""

    def __init__(self, objects: S3Store) -> None:
        self._objects = objects
        self.lost = False
        self.deaf = False
        self.careless = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._objects, name)

    def put(self, key: str, content: bytes, **mode: Any) -> Any:
        if self.deaf:
            raise GenericError("error sending request")
        answer = self._objects.put(key, content, **({} if self.careless else mode))
        if self.lost and mode:
            raise PreconditionError("the first try came through, this second one did not")
        return answer


def test_two_that_want_it_at_once_get_it_one_after_the_other(objects: S3Store) -> None:
    inside, most = [0], [0]

    def work() -> None:
        mine = Lease(objects, KEY)
        for _ in range(3):
            mine.acquire(60)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.01)
            inside[0] -= 1
            mine.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert objects.get(KEY).bytes() == b"free"


def test_a_killed_holder_blocks_nobody_for_longer_than_its_lease(
    bucket: str, objects: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import os, sys; from hengliang.publish.place import place_of\n"
        "hold = place_of(sys.argv[1]).hold(0); hold.__enter__(); os._exit(9)"
    )
    place = bucket_of(bucket) / "publish.lock"
    died = subprocess.run([sys.executable, "-c", script, str(place)], check=False)
    assert died.returncode == 9
    mine = Lease(objects, place.key)
    with pytest.raises(TimeoutError):
        mine.acquire(0)
    monkeypatch.setattr(lease, "LEASE", 2)
    mine.acquire(60)
    mine.release()


def test_a_holder_that_lives_keeps_it_beyond_the_lease(objects: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE", 2.5)
    monkeypatch.setattr(lease, "BEAT", 0.2)
    monkeypatch.setattr(lease, "LEFT", 0.1)
    mine = Lease(objects, KEY)
    mine.acquire(0)
    with pytest.raises(TimeoutError):
        Lease(objects, KEY).acquire(3.5)
    mine.check()
    mine.release()


def test_a_lease_that_somebody_took_over_is_not_ours_any_more(
    objects: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = Lease(objects, KEY), Lease(objects, KEY)
    mine.acquire(0)
    mine.check()
    monkeypatch.setattr(lease, "LEASE", -1)  # as if it had slept that long
    other.acquire(5)
    assert mine._swap(b"mine again") is False
    monkeypatch.setattr(lease, "LEASE", 60)
    mine._until = lease._clock() + lease.LEFT - 1
    with pytest.raises(PlaceError, match="已经失效"):
        mine.check()
    mine.release()
    assert objects.get(KEY).bytes() != b"free", "it is not ours to give back"


def test_who_is_told_by_nobody_stops_in_time(objects: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE", 1)
    monkeypatch.setattr(lease, "LEFT", 0.5)
    monkeypatch.setattr(lease, "BEAT", 0.05)
    elsewhere = Elsewhere(objects)
    mine = Lease(elsewhere, KEY)
    mine.acquire(0)
    elsewhere.deaf = True
    time.sleep(1)
    with pytest.raises(PlaceError):
        mine.check()
    mine.release()


def test_an_answer_that_was_lost_is_looked_up(objects: S3Store) -> None:
    elsewhere = Elsewhere(objects)
    mine = Lease(elsewhere, KEY)
    mine.acquire(0)
    elsewhere.lost = True
    assert mine._swap(b"written all the same")
    elsewhere.lost = False
    assert mine._swap(b"and known as it is now")
    mine.release()
    assert objects.get(KEY).bytes() == b"free"


def test_what_cannot_be_asked_holds_nothing(objects: S3Store) -> None:
    elsewhere = Elsewhere(objects)
    elsewhere.deaf = True
    mine = Lease(elsewhere, KEY)
    with pytest.raises(GenericError):
        mine.acquire(1)
    elsewhere.deaf = False
    mine.acquire(1)
    mine.release()


def test_a_storage_that_heeds_no_conditions_gives_no_lock(objects: S3Store) -> None:
    elsewhere = Elsewhere(objects)
    elsewhere.careless = True
    with pytest.raises(PlaceError, match="不理会条件写入"):
        Lease(elsewhere, KEY).acquire(1)
