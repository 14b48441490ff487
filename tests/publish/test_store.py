"""What the store promises: documents come and go whole, and nothing else changes."""

from __future__ import annotations

import pickle
import tempfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
from deltalake.exceptions import CommitFailedError
from hypothesis import given, settings
from hypothesis import strategies as st
from publish_samples import Frames, batch, batches_of, by_content, document_id, facts, frame, frames_of

from hengliang import schema
from hengliang.publish import delta
from hengliang.publish.content import SchemaError
from hengliang.publish.delta import DeltaFolder
from hengliang.publish.store import BY_DOCUMENT, GENERATION, Store

if TYPE_CHECKING:
    from pathlib import Path

RARELY = settings(max_examples=8, deadline=None)


def contents(store: Store) -> dict[str, list[str]]:
    return {table: by_content(store.read(table)) for table in BY_DOCUMENT}


def expected(*batches: Frames) -> dict[str, list[str]]:
    return {table: sorted(row for given in batches for row in by_content(given[table])) for table in BY_DOCUMENT}


def on_disk(store: Store, table: str) -> pl.DataFrame:
    """All rows there are, those that nobody sees included."""
    return pl.read_delta(str(store.root / "tables" / table))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.mark.parametrize("table", schema.TABLES)
def test_a_new_store_has_every_table_without_rows(store: Store, table: str) -> None:
    assert store.read(table).schema == schema.polars_schema(table)
    assert store.read(table).is_empty()
    assert store.known() == {}
    assert not store.root.exists()


@RARELY
@given(batches_of(["甲.txt", "乙.pdf"]))
def test_what_is_put_is_read(given: Frames) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        store.put(**given)
        assert contents(store) == expected(given)
        for table in BY_DOCUMENT:
            assert store.read(table).schema == schema.polars_schema(table)


@RARELY
@given(st.data(), st.sampled_from(["facts", "findings", "quarantine", "decisions"]))
def test_what_is_replaced_is_read(data: st.DataObject, table: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        for _ in range(2):
            given = data.draw(frames_of(table))
            was = by_content(store.read(table))
            assert store.replace(table, given) == (by_content(given) != was)
            assert by_content(store.read(table)) == by_content(given)
            assert not store.replace(table, given.reverse())


@RARELY
@given(batches_of(["甲.txt"]), batches_of(["甲.txt"]), batches_of(["乙.txt"]), st.permutations([0, 1, 2]))
def test_the_last_put_of_each_document_counts(old: Frames, new: Frames, other: Frames, order: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        given = [old, new, other]
        for which in order:
            store.put(**given[which])
        assert contents(store) == expected(new if order.index(1) > order.index(0) else old, other)


def test_the_order_of_documents_does_not_matter(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "1"), Store(tmp_path / "2")
    one.put(**batch("甲.txt"))
    one.put(**batch("乙.txt"))
    two.put(**batch("乙.txt", "甲.txt"))
    for table in BY_DOCUMENT:
        assert one.read(table).equals(two.read(table))


def test_putting_twice_writes_once(store: Store) -> None:
    given = batch("甲.txt", "乙.txt")
    assert store.put(**given) == {document_id("甲.txt"), document_id("乙.txt")}
    versions = [store._delta(table).version() for table in BY_DOCUMENT]
    assert store.put(**{table: rows.reverse() for table, rows in given.items()}) == frozenset()
    assert [store._delta(table).version() for table in BY_DOCUMENT] == versions
    assert contents(store) == expected(given)


def test_a_changed_document_leaves_no_old_rows_behind(store: Store) -> None:
    store.put(**batch("甲.txt", "乙.txt", observations=3))
    fewer = batch("甲.txt", observations=1)
    assert store.put(**fewer) == {document_id("甲.txt")}
    assert contents(store) == expected(fewer, batch("乙.txt", observations=3))
    assert on_disk(store, "observations").height == 4


def test_only_the_changed_documents_of_a_batch_are_written(store: Store) -> None:
    store.put(**batch("甲.txt", "乙.txt"))
    generations = dict(on_disk(store, "documents").select("document", GENERATION).iter_rows())
    changed = {table: pl.concat([a, b]) for (table, a), b in zip(
        batch("甲.txt").items(), batch("乙.txt", observations=1).values(), strict=True)}  # fmt: skip
    assert store.put(**changed) == {document_id("乙.txt")}
    after = dict(on_disk(store, "documents").select("document", GENERATION).iter_rows())
    assert after["甲.txt"] == generations["甲.txt"]
    assert after["乙.txt"] != generations["乙.txt"]


def test_a_document_without_observations_is_known(store: Store) -> None:
    store.put(**batch("空.pdf", observations=0))
    assert store.known() == {document_id("空.pdf"): "1"}
    assert store.read("observations").is_empty()


def test_remove_takes_all_rows_of_a_document_and_no_others(store: Store) -> None:
    store.put(**batch("甲.txt", "乙.txt"))
    assert store.remove([document_id("甲.txt"), "not there", "'; --"]) == {document_id("甲.txt")}
    assert contents(store) == expected(batch("乙.txt"))
    assert on_disk(store, "numbers").height == 2
    assert store.remove([]) == frozenset()


def test_a_ledger_grows(store: Store) -> None:
    first, second = (frame("decisions", {"finding_id": id_, "decided_at": id_}) for id_ in "ab")
    store.append("decisions", second)
    store.append("decisions", first)
    assert store.read("decisions").equals(pl.concat([first, second]))


def test_findings_come_the_gravest_first(store: Store) -> None:
    grades = [{"finding_id": f"{i}", "severity": grade} for i, grade in enumerate(reversed(schema.SEVERITIES))]
    store.replace("findings", frame("findings", *grades))
    assert tuple(store.read("findings")["severity"]) == schema.SEVERITIES


def test_a_batch_with_the_rows_of_a_stranger_is_refused(store: Store) -> None:
    mixed = {**batch("甲.txt"), "observations": batch("乙.txt")["observations"]}
    with pytest.raises(ValueError, match="2 rows of `observations` belong to no document"):
        store.put(**mixed)
    twice = {table: pl.concat([rows, rows]) for table, rows in batch("甲.txt").items()}
    with pytest.raises(ValueError, match="stands twice"):
        store.put(**twice)
    assert not store.root.exists()


def test_a_frame_of_another_schema_is_refused(store: Store) -> None:
    given = batch("甲.txt")
    wrong = given["documents"].drop("title").with_columns(pl.col("pages").cast(pl.String), extra=1)
    with pytest.raises(SchemaError, match=r"without title; with unknown extra; pages is String, not Int64"):
        store.put(**{**given, "documents": wrong})


@pytest.mark.parametrize("table", BY_DOCUMENT)
def test_tables_of_documents_cannot_be_written_past_their_documents(store: Store, table: str) -> None:
    with pytest.raises(ValueError, match="with their document"):
        store.replace(table, batch("甲.txt")[table])
    with pytest.raises(ValueError, match="with their document"):
        store.append(table, batch("甲.txt")[table])


def test_an_unknown_table_is_refused(store: Store) -> None:
    with pytest.raises(KeyError):
        store.read("secrets")


def test_a_store_from_before_a_column_existed_can_be_read_and_written(store: Store, monkeypatch) -> None:
    store.put(**batch("甲.txt"))
    more = (*schema.OBSERVATIONS, schema.Column("weight", pl.Int64, "invented for this test"))
    monkeypatch.setitem(schema.TABLES, "observations", more)
    assert store.read("observations")["weight"].to_list() == [None, None]
    store.put(**batch("乙.txt", weight=7))
    assert store.read("observations").sort("document")["weight"].to_list() == [7, 7, None, None]


def test_many_small_batches_do_not_leave_many_files(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(delta, "MANY_FILES", 4)
    names = [f"{i}.txt" for i in range(7)]
    for name in names:
        store.put(**batch(name, observations=1))
    for table in BY_DOCUMENT:
        assert len(store._delta(table)._table().file_uris()) <= 4
    assert contents(store) == expected(batch(*names, observations=1))


def test_a_store_can_be_handed_to_a_worker(store: Store) -> None:
    store.put(**batch("甲.txt"))
    assert pickle.loads(pickle.dumps(store)).known() == store.known()  # noqa: S301 (pickled one line up)


def test_a_commit_that_lost_a_race_is_tried_again(store: Store, monkeypatch) -> None:
    lost = iter([True, True, False, True, False])
    write = delta.write_deltalake

    def racing(*args: object, **kwargs: object) -> None:
        if next(lost, False):
            raise CommitFailedError("a concurrent transaction has changed the table")
        write(*args, **kwargs)

    monkeypatch.setattr(delta, "write_deltalake", racing)
    monkeypatch.setattr(delta.time, "sleep", lambda _: None)
    store.put(**batch("甲.txt"))
    assert next(lost, "none left") == "none left"
    assert contents(store) == expected(batch("甲.txt"))


def test_a_commit_that_always_loses_is_reported(store: Store, monkeypatch) -> None:
    waits: list[float] = []
    tries: list[int] = []

    def losing(*args: object, **kwargs: object) -> None:
        tries.append(1)
        raise CommitFailedError("a concurrent transaction has changed the table")

    monkeypatch.setattr(delta, "write_deltalake", losing)
    monkeypatch.setattr(delta.time, "sleep", waits.append)
    with pytest.raises(CommitFailedError):
        store.replace("facts", facts("1"))
    assert len(tries) == delta.TRIES
    assert len(waits) == delta.TRIES - 1
    assert max(waits) <= delta.FIRST_WAIT * 2**delta.TRIES


def test_a_document_replaced_while_it_is_read_is_read_again(store: Store, monkeypatch) -> None:
    """The worst moment: the reader knows which rows to look for, and then they are swept."""
    store.put(**batch("甲.txt", observations=3))
    scan = DeltaFolder.scan
    turns = iter([batch("甲.txt", observations=2), batch("甲.txt", observations=1)])

    def scan_and_lose(self: DeltaFolder, columns: pl.Schema) -> pl.LazyFrame:
        seen = scan(self, columns).collect().lazy()
        if self.path.name == "documents" and list(columns) == [GENERATION]:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(DeltaFolder, "scan", scan)
                if (new := next(turns, None)) is not None:
                    Store(store.root).put(**new)
        return seen

    monkeypatch.setattr(DeltaFolder, "scan", scan_and_lose)
    assert store.read("observations").height == 1


class KilledError(BaseException):
    """Stands for a kill: no handler of the code under test may catch it."""


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Let the process die just before its n-th change of a Delta table."""
    left = [step]

    def dying(change):
        def run(self: DeltaFolder, *args: object, **kwargs: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            change(self, *args, **kwargs)

        return run

    for name in ("append", "overwrite", "delete"):
        monkeypatch.setattr(DeltaFolder, name, dying(getattr(DeltaFolder, name)))


@pytest.mark.parametrize("step", range(7))
def test_a_kill_between_steps_shows_the_old_or_the_new_and_the_next_put_repairs(store: Store, step: int) -> None:
    old, new = batch("甲.txt", "乙.txt", observations=3), batch("甲.txt", observations=2, qualifier="市本级")
    store.put(**old)
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, step)
        with pytest.raises(KilledError):
            store.put(**new)
    other = batch("乙.txt", observations=3)
    assert contents(store) == (expected(old) if step < 4 else expected(new, other))
    store.put(**new)
    third = batch("丙.txt")
    store.put(**third)
    assert contents(store) == expected(new, other, third)
    assert on_disk(store, "observations").height == 2 + 3 + 2
    assert on_disk(store, "numbers").height == 2 + 3 + 2


@pytest.mark.parametrize("step", range(4))
def test_a_kill_while_removing_never_leaves_half_a_document(store: Store, step: int) -> None:
    store.put(**batch("甲.txt", "乙.txt"))
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, step)
        with pytest.raises(KilledError):
            store.remove([document_id("甲.txt")])
    assert contents(store) == (expected(batch("甲.txt", "乙.txt")) if step == 0 else expected(batch("乙.txt")))


def test_a_store_from_before_a_column_goes_on(store: Store) -> None:
    store.put(**batch("云溪.txt", "青岚.txt"))
    folder = str(store.root / "tables" / "documents")
    older = pl.read_delta(folder).drop("unread")
    older.write_delta(folder, mode="overwrite", delta_write_options={"schema_mode": "overwrite"})
    assert store.read("documents")["unread"].to_list() == ["", ""], "no null, which validation would refuse"
    newer = batch("临江.txt", "青岚.txt")
    store.put(**{**newer, "documents": newer["documents"].with_columns(unread=pl.lit("第3页：扫描页"))})
    unread = dict(store.read("documents").select("document", "unread").iter_rows())
    assert unread == {"云溪.txt": "", "青岚.txt": "第3页：扫描页", "临江.txt": "第3页：扫描页"}
