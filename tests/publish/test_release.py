"""What a release promises: it is whole, it is what was given, and the same is not said twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publish_samples import batch, by_content, facts, frames_of, released

from hengliang import __version__, schema
from hengliang.publish import folder, release
from hengliang.publish.content import SchemaError
from hengliang.publish.release import ReleaseError, latest, publish, retain
from hengliang.publish.store import Store

NAMES = {f"{table}.{ending}" for table in schema.RELEASED for ending in ("parquet", "csv")}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def clock(monkeypatch: pytest.MonkeyPatch, *seconds: int) -> None:
    """Let the publisher's clock show these seconds of one minute, one for each release."""
    times = iter(seconds)

    class Clock(release.datetime):
        @classmethod
        def now(cls, _zone: object) -> release.datetime:
            return release.datetime(2021, 3, 18, 9, 30, next(times), tzinfo=release.UTC)

    monkeypatch.setattr(release, "datetime", Clock)


def test_before_the_first_release_there_is_none(store: Store) -> None:
    assert latest(store) is None
    assert not store.root.exists()


def test_a_release_holds_every_table_twice_and_a_manifest(store: Store, monkeypatch) -> None:
    clock(monkeypatch, 7)
    given = publish(store, released())
    assert given is not None
    assert {path.name for path in given.path.iterdir()} == NAMES | {"manifest.json"}
    assert given.path == store.root / "releases" / given.id
    manifest = json.loads((given.path / "manifest.json").read_text("utf-8"))
    assert manifest == given.manifest
    assert given.id == f"20210318T093007Z-{manifest['content_hash'][:8]}"
    assert manifest["created"] == "2021-03-18T09:30:07+00:00"
    assert manifest["package_version"] == __version__
    assert manifest["rows"] == {"documents": 1, "observations": 2, "numbers": 2, "facts": 1, "findings": 1}
    for name in NAMES:
        stored = (given.path / name).read_bytes()
        assert manifest["files"][name] == {"bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}
    assert latest(store) == given
    assert (store.root / "releases" / "LATEST").read_text() == given.id + "\n"


@settings(max_examples=8, deadline=None)
@given(st.fixed_dictionaries({table: frames_of(table) for table in schema.RELEASED}))
def test_parquet_is_what_was_given(tables: dict[str, pl.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given = publish(Store(folder), tables)
        assert given is not None
        for table, frame in tables.items():
            stored = pl.read_parquet(given.path / f"{table}.parquet")
            assert stored.schema == schema.polars_schema(table)
            assert by_content(stored) == by_content(frame)


def test_parquet_is_compressed_and_says_what_its_columns_hold(store: Store) -> None:
    given = publish(store, released())
    parquet = pq.ParquetFile(given.path / "facts.parquet")
    assert parquet.metadata.row_group(0).column(0).compression == "ZSTD"
    for column in schema.FACTS:
        about = parquet.schema_arrow.field(column.name).metadata
        assert about[b"description"].decode() == column.description
        assert about.get(b"sdmx_concept", b"").decode() == (column.concept or "")


def test_csv_opens_in_excel_and_is_read_back(store: Store) -> None:
    tables = released(("云溪.txt",), "88.0")
    given = publish(store, tables)
    assert (given.path / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    back = pl.read_csv(given.path / "facts.csv", schema_overrides={"value": pl.String})
    assert back["value"].to_list() == ["88.0"]
    assert json.loads(back["spans"].item()) == tables["facts"]["spans"].to_list()[0]


def test_the_same_is_not_published_twice(store: Store) -> None:
    tables = released(("甲.txt", "乙.txt"), "1", "2")
    first = publish(store, tables, also={"report.html": b"<p>"})
    shuffled = {name: table.reverse() for name, table in tables.items()}
    assert publish(store, shuffled, also={"report.html": b"<p>"}) is None
    assert latest(store) == first
    assert len(list((store.root / "releases").iterdir())) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"facts": facts("28.0")},
        {"facts": facts("27.90")},
        {"documents": batch("云溪.txt", observations=0)["documents"]},
        {"numbers": batch("云溪.txt")["numbers"].head(1)},
    ],
)
def test_whatever_changes_makes_a_new_release(store: Store, monkeypatch, change: dict[str, pl.DataFrame]) -> None:
    clock(monkeypatch, 1, 2)
    first = publish(store, released())
    second = publish(store, {**released(), **change})
    assert second is not None
    assert latest(store) == second != first
    assert not first.damaged()


def test_further_files_belong_to_what_a_release_says(store: Store, monkeypatch) -> None:
    clock(monkeypatch, 1, 2)
    publish(store, released(), also={"docs/index.html": b"one"})
    second = publish(store, released(), also={"docs/index.html": b"two"})
    assert (second.path / "docs" / "index.html").read_bytes() == b"two"
    assert second.manifest["files"]["docs/index.html"]["bytes"] == 3


def test_there_and_back_within_one_second(store: Store, monkeypatch) -> None:
    clock(monkeypatch, 1, 1, 1)
    here, there, back = (publish(store, released(("甲.txt",), value)) for value in ("1", "2", "1"))
    assert here == back == latest(store)
    assert there.id != here.id


@pytest.mark.parametrize("name", ["../out", "/etc/out", "", ".", "a//b", "a\\b", "manifest.json", "facts.csv"])
def test_further_files_cannot_leave_the_folder_or_take_a_name(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="further file"):
        publish(store, released(), also={name: b""})
    assert not store.root.exists()


def test_a_missing_or_unknown_table_is_refused(store: Store) -> None:
    tables = released()
    with pytest.raises(ValueError, match="needs the tables facts"):
        publish(store, {name: table for name, table in tables.items() if name != "facts"})
    with pytest.raises(ValueError, match="no tables secrets"):
        publish(store, {**tables, "secrets": tables["facts"]})
    with pytest.raises(SchemaError, match="without value"):
        publish(store, {**tables, "facts": tables["facts"].drop("value")})
    assert latest(store) is None


def test_a_release_that_somebody_changed_is_published_again(store: Store, monkeypatch) -> None:
    clock(monkeypatch, 1, 2, 2)
    first = publish(store, released())
    (first.path / "facts.csv").write_text("saved by a spreadsheet")
    assert first.damaged() == ("facts.csv",)
    second = publish(store, released())
    assert second.id != first.id
    (second.path / "facts.csv").unlink()
    third = publish(store, released())
    assert third.id == second.id  # in the same second: put in the place of the damaged one
    assert third.damaged() == ()


@pytest.mark.parametrize("text", ["", "../../elsewhere", "20210318T093007Z-00000000", "."])
def test_a_broken_pointer_is_told_and_mended(store: Store, text: str) -> None:
    publish(store, released())
    (store.root / "releases" / "LATEST").write_text(text)
    with pytest.raises(ReleaseError):
        latest(store)
    assert publish(store, released()) is not None
    assert latest(store).damaged() == ()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_broken_manifest_is_told_and_mended(store: Store, text: str) -> None:
    first = publish(store, released())
    (first.path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match="manifest"):
        latest(store)
    assert publish(store, released()) is not None
    assert latest(store).damaged() == ()


def test_old_releases_go_and_the_current_one_stays(store: Store, monkeypatch) -> None:
    clock(monkeypatch, 1, 2, 3, 4, 5)  # four releases, and the moment of looking
    given = [publish(store, released(("甲.txt",), value)) for value in ("1", "2", "3", "4")]
    (store.root / "releases" / "LATEST").write_text(given[0].id)  # somebody went back
    assert retain(store, 2) == (given[1].id,)
    assert sorted(path.name for path in (store.root / "releases").iterdir()) == sorted(
        ["LATEST", given[0].id, given[2].id, given[3].id]
    )
    with pytest.raises(ValueError, match="at least one"):
        retain(store, 0)


def test_nothing_is_deleted_where_there_is_no_release(store: Store) -> None:
    assert retain(store, 1) == ()


class KilledError(BaseException):
    """Stands for a kill: no handler of the code under test may catch it."""


#: Everything that changes the disk on the way to a release.
CHANGES = [
    (release, "write_parquet"),
    (release, "write_csv"),
    (folder, "settle"),
    (os, "replace"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "write_text"),
    (Path, "write_bytes"),
]


def count_down(patch: pytest.MonkeyPatch, left: list[int]) -> None:
    """Let the process die just before the change of the disk at which ``left`` is used up, or in the midst of it."""

    def dying(change):
        def run(*args: object, **kwargs: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                if change.__name__ in ("write_text", "write_bytes"):
                    path, content = args
                    change(path, content[: len(content) // 2], **kwargs)
                raise KilledError
            return change(*args, **kwargs)

        return run

    for owner, name in CHANGES:
        patch.setattr(owner, name, dying(getattr(owner, name)))


def steps_of_one_release() -> int:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        store = Store(folder)
        publish(store, released())
        left = [10_000]
        count_down(patch, left)
        publish(store, released(("甲.txt",), "2"))
        return 10_000 - left[0]


def test_a_kill_at_any_step_leaves_a_whole_release(tmp_path: Path, monkeypatch) -> None:
    # A kill, unlike a power cut, loses nothing that was written: waiting for the disk would only make the test slow.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    steps = steps_of_one_release()
    assert steps > 30
    publish(Store(tmp_path / "before"), released())
    for step in range(steps):
        store = Store(shutil.copytree(tmp_path / "before", tmp_path / str(step)))
        old = latest(store)
        with pytest.MonkeyPatch.context() as patch:
            count_down(patch, [step])
            with pytest.raises(KilledError):
                publish(store, released(("甲.txt",), "2"))
        current = latest(store)
        assert current.damaged() == ()
        seen = [path for path in (store.root / "releases").iterdir() if path.is_dir() and path.name[0] != "."]
        assert all((path / "manifest.json").is_file() for path in seen)
        again = publish(store, released(("甲.txt",), "2"))
        assert (again is None) == (current != old)
        assert latest(store).damaged() == ()
        assert not [path for path in (store.root / "releases").iterdir() if path.name[0] == "."]


def test_young_releases_stay_however_many(store: Store, monkeypatch) -> None:
    clock(monkeypatch, 1, 2, 3)
    given = [publish(store, released(("甲.txt",), value)) for value in ("1", "2", "3")]
    monkeypatch.undo()
    age = datetime.now(UTC) - datetime.strptime(given[0].id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert retain(store, 1, age + timedelta(minutes=1)) == ()
    assert retain(store, 1) == (given[0].id, given[1].id)
