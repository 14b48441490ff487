"""A store in object storage is the one in a folder, elsewhere: the same rows, the same hash, the same strength."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from publish_samples import batch, document_id, released

from hengliang import schema
from hengliang.publish import bucket as objects
from hengliang.publish import lease, release
from hengliang.publish.delta import DeltaFolder
from hengliang.publish.place import PlaceError
from hengliang.publish.release import ReleaseError, latest, publish, retain
from hengliang.publish.store import Store

if TYPE_CHECKING:
    from pathlib import Path

BY_DOCUMENT = ("documents", "observations", "numbers", "remarks")
processes = multiprocessing.get_context("spawn")


@pytest.fixture
def store(bucket: str) -> Store:
    return Store(bucket)


class KilledError(BaseException):
    """Stands for a kill: no handler of the code under test may catch it."""


class Dying:
    """The bucket as a process sees it that dies before its n-th change."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self._ask = objects._store

    def __call__(self, bucket: str) -> Dying:
        self._bucket = self._ask(bucket)
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bucket, name)

    def put(self, *args: Any, **kwargs: Any) -> Any:
        self._step()
        return self._bucket.put(*args, **kwargs)

    def delete(self, keys: list[str]) -> None:
        for key in keys:  # nothing says that many keys go at once
            self._step()
            self._bucket.delete([key])

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KilledError


def same(store: Store, other: Store) -> None:
    for table in BY_DOCUMENT:
        assert_frame_equal(store.read(table), other.read(table))


def test_the_same_goes_in_and_comes_out_as_of_a_folder(store: Store, tmp_path: Path) -> None:
    folder = Store(tmp_path)
    assert store.read("documents").is_empty()
    assert store.known() == {}
    for place in (store, folder):
        assert len(place.put(**batch("甲.txt", "乙.txt", observations=3))) == 2
        assert place.put(**batch("甲.txt", "乙.txt", observations=3)) == frozenset()
        assert len(place.put(**batch("甲.txt", observations=5))) == 1
        assert place.remove([document_id("乙.txt")]) == {document_id("乙.txt")}
        place.append("decisions", pl.DataFrame(schema=schema.polars_schema("decisions")))
        assert place.replace("facts", released()["facts"])
        assert not place.replace("facts", released()["facts"])
    same(store, folder)
    assert store.read("facts").equals(folder.read("facts"))
    assert store.observations_of([document_id("甲.txt")]).height == 5
    assert store.compact() == folder.compact()
    same(store, folder)
    assert "tables" in store.place.names()
    with pytest.raises(PlaceError, match="不是这台机器上的文件夹"):
        _ = store.root


@pytest.mark.integration
@pytest.mark.parametrize("step", range(7))
def test_a_kill_between_commits_shows_the_old_or_the_new(store: Store, step: int, tmp_path: Path) -> None:
    from test_store import KilledError as Killed
    from test_store import killed_at

    before, after = Store(tmp_path / "before"), Store(tmp_path / "after")
    for place in (store, before, after):
        place.put(**batch("甲.txt", "乙.txt", observations=3))
    new = batch("甲.txt", observations=2, qualifier="市本级")
    after.put(**new)
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, step)
        with pytest.raises(Killed):
            store.put(**new)
    same(store, before if step < 4 else after)
    store.put(**new)
    store.put(**batch("丙.txt"))
    after.put(**batch("丙.txt"))
    same(store, after)
    hidden = pl.Schema({"observation_id": pl.String()})
    on_disk = DeltaFolder(store.place / "tables" / "observations").scan(hidden).collect()
    assert on_disk.height == 2 + 3 + 2


def test_a_writer_that_lost_its_lock_names_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(**batch("甲.txt"))
    before = store.known()
    monkeypatch.setattr(lease, "LEFT", lease.LEASE + 1)
    with pytest.raises(PlaceError, match="已经失效"):
        store.put(**batch("乙.txt"))
    assert store.known() == before


def test_a_lock_lost_while_the_documents_were_named_takes_them_out_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Store._write_generation

    def slow(self: Store, *args: Any, **kwargs: Any) -> None:
        write(self, *args, **kwargs)
        monkeypatch.setattr(lease, "LEFT", lease.LEASE + 1)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_write_generation", slow)
        with pytest.raises(PlaceError):
            store.put(**batch("甲.txt"))
    monkeypatch.setattr(lease, "LEFT", 1)
    assert store.known() == {}
    assert len(store.put(**batch("甲.txt"))) == 1
    assert store.read("observations").height == 2


def test_a_release_has_the_hash_and_the_rows_of_one_in_a_folder(store: Store, tmp_path: Path) -> None:
    assert latest(store) is None
    there, here = publish(store, released()), publish(Store(tmp_path), released())
    assert there.manifest["content_hash"] == here.manifest["content_hash"]
    assert {name: about for name, about in there.manifest["files"].items() if name.endswith("csv")} == {
        name: about for name, about in here.manifest["files"].items() if name.endswith("csv")
    }
    for table in schema.RELEASED:
        assert_frame_equal(there.read(table), here.read(table))
    assert there.read("documents", ["outcome"]).columns == ["outcome"]
    assert str(there.place) == f"{store.place}/releases/{there.id}"
    assert latest(store) == there
    assert publish(store, released()) is None
    with pytest.raises(PlaceError):
        _ = there.path


def test_polars_opens_a_release_by_its_address(store: Store) -> None:
    place = publish(store, released()).place / "facts.parquet"
    assert pl.read_parquet(str(place), storage_options=place.options).equals(released()["facts"])


def test_a_release_that_somebody_changed_is_published_again(store: Store) -> None:
    first = publish(store, released())
    (first.place / "facts.csv").write(b"saved by a spreadsheet")
    (first.place / "documents.csv").remove()
    assert set(first.damaged()) == {"documents.csv", "facts.csv"}
    second = publish(store, released())
    assert second is not None
    assert second.damaged() == ()


def test_a_pointer_to_nothing_is_told(store: Store) -> None:
    (store.place / "releases" / "LATEST").write(b"20210318T093000Z-5f2c09ab\n")
    with pytest.raises(ReleaseError, match="cannot be read"):
        latest(store)


def steps_of_one_release(store: Store, monkeypatch: pytest.MonkeyPatch) -> int:
    publish(store, released())
    with monkeypatch.context() as patch:
        dying = Dying(10_000)
        patch.setattr(objects, "_store", dying)
        publish(store, released(("甲.txt",), "2"))
    return 10_000 - dying.left


@pytest.mark.integration
def test_a_kill_at_any_step_leaves_a_whole_release(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LOOK", 0.01)
    steps = steps_of_one_release(Store(f"{bucket}/count"), monkeypatch)
    assert steps > 10
    for step in range(steps):
        store = Store(f"{bucket}/{step}")
        old = publish(store, released())
        with monkeypatch.context() as patch:
            patch.setattr(objects, "_store", Dying(step))
            with pytest.raises(KilledError):
                publish(store, released(("甲.txt",), "2"))
        current = latest(store)
        assert current.damaged() == ()
        with monkeypatch.context() as patch:
            patch.setattr(lease, "LEASE", -1)  # the killed one's has run out
            patch.setattr(lease, "LEFT", -3)
            again = publish(store, released(("甲.txt",), "2"))
        assert (again is None) == (current != old)
        assert latest(store).damaged() == ()
        for name in (store.place / "releases").names():
            assert name == "LATEST" or (store.place / "releases" / name / "manifest.json").exists()


def test_a_publisher_that_lost_its_lock_is_not_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(store, released())
    with monkeypatch.context() as patch:
        patch.setattr(lease, "LEFT", lease.LEASE + 1)
        with pytest.raises(PlaceError, match="已经失效"):
            publish(store, released(("甲.txt",), "2"))
    assert latest(store) == first


def test_old_releases_go_and_the_current_one_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(5))

    class Clock(datetime):
        @classmethod
        def now(cls, _zone: object) -> datetime:
            return datetime(2021, 3, 18, 9, 30, next(seconds), tzinfo=release.UTC)

    monkeypatch.setattr(release, "datetime", Clock)
    given = [publish(store, released(("甲.txt",), value)).id for value in ("1", "2", "3", "4")]
    assert retain(store, 2) == (given[0], given[1])
    assert (store.place / "releases").names() == (given[2], given[3], "LATEST")


def publish_one(address: str, value: str) -> None:
    store = Store(address)
    store.put(**batch(f"{value}.txt"))
    publish(store, released(("甲.txt",), value))


def stop_before_naming(address: str, at: Any) -> None:
    """Publish, and stand still with everything written but the name of the release."""

    def stand(_self: Store) -> None:
        at.set()
        time.sleep(600)

    Store.check_lock = stand  # type: ignore[method-assign]
    publish(Store(address), released(("甲.txt",), "2"))


@pytest.mark.integration
def test_two_publishers_at_once_publish_one_after_the_other(bucket: str) -> None:
    children = [processes.Process(target=publish_one, args=(bucket, value)) for value in ("1", "2", "3")]
    for child in children:
        child.start()
    for child in children:
        child.join(180)
        assert child.exitcode == 0
    store = Store(bucket)
    assert set(store.known()) == {document_id(f"{value}.txt") for value in "123"}
    assert store.read("observations").height == 6
    ids = [name for name in (store.place / "releases").names() if name != "LATEST"]
    assert len(ids) == 3
    assert latest(store).damaged() == ()


@pytest.mark.integration
def test_a_publisher_killed_with_its_lock_is_followed_by_a_clean_run(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(bucket)
    first = publish(store, released())
    at = processes.Event()
    child = processes.Process(target=stop_before_naming, args=(bucket, at))
    child.start()
    assert at.wait(120)
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert latest(store) == first
    monkeypatch.setattr(lease, "LEASE", 40.0)
    began = time.monotonic()
    second = publish(store, released(("甲.txt",), "2"))
    assert time.monotonic() - began < 60
    assert second is not None
    assert latest(store).damaged() == ()


def test_names_of_one_bucket_do_not_mix(bucket: str) -> None:
    one, other = Store(f"{bucket}/一"), Store(f"{bucket}/一二{secrets.token_hex(2)}")
    publish(one, released())
    assert latest(other) is None
    publish(other, released(("甲.txt",), "2"))
    (one.place / "releases").discard("LATEST")
    assert latest(one) is None
    assert latest(other).damaged() == ()
