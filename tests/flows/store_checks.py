"""What a store must look like when nobody writes to it, whatever happened before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from polars.testing import assert_frame_equal

from hengliang import schema
from hengliang.publish import release
from hengliang.publish.store import BY_DOCUMENT, GENERATION, Store

if TYPE_CHECKING:
    from pathlib import Path


def released(root: Path) -> dict[str, pl.DataFrame]:
    """The rows of the latest release, which is undamaged."""
    latest = release.latest(Store(root))
    assert latest is not None
    assert latest.damaged() == ()
    return {table: pl.read_parquet(latest.path / f"{table}.parquet") for table in schema.RELEASED}


def assert_clean(root: Path) -> None:
    """All tables open; no rows that no document names, nothing staged, no half-written file; the release is whole."""
    store = Store(root)
    assert all(store.read(table).columns == list(schema.polars_schema(table)) for table in schema.TABLES)
    _assert_no_orphans(store)
    _assert_no_leftovers(root)
    tables = released(root)
    assert tables["documents"]["document_id"].is_unique().all()
    assert_frame_equal(tables["documents"], store.read("documents"))
    assert tables["observations"]["observation_id"].is_unique().all()
    assert set(tables["observations"]["document_id"]) <= set(tables["documents"]["document_id"])


def _assert_no_orphans(store: Store) -> None:
    named = set(store.documents_with_marks()["generation"])
    for table in BY_DOCUMENT:
        there = store._delta(table).scan(pl.Schema({GENERATION: pl.String()})).collect()[GENERATION]
        assert set(there) <= named, f"orphans in {table}"
    weighings = store.weighings
    serial = pl.Schema({"serial": pl.Int64()})
    known = set(weighings._delta("weighed").scan(serial).collect()["serial"])
    for table in ("facts", "findings", "index", "evidence", "copies"):
        serials = weighings._delta(table).scan(serial).collect()["serial"].drop_nulls()
        assert set(serials) <= known, f"rows of a killed weighing in {table}"


def _assert_no_leftovers(root: Path) -> None:
    assert [path.name for path in (root / "staging").glob("*")] == []
    leftovers = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.name.endswith((".part", ".draft", ".tmp"))
        or path.name.startswith((".part-", ".staging-"))
        or path.name == "writing.generations"
    ]
    assert leftovers == []
