"""``run_reports`` from files to release, with the real stages and a real Prefect server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from flow_samples import COMMUNIQUE, result

from expectations import Validation
from hengliang import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengliang.report.summary import RunSummary

pytestmark = pytest.mark.usefixtures("harness", "lenient")


@pytest.fixture
def run(inbox: Path, tmp_path: Path) -> Callable[[], RunSummary]:
    """Run the flow on the inbox."""
    from flows.run import run_reports

    return lambda: run_reports([str(inbox)], str(tmp_path / "store"))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    from hengliang.publish.store import Store

    return Store(tmp_path / "store")


def test_bad_files_among_good_ones_cost_nothing_but_themselves(run: Any, store: Any) -> None:
    from hengliang.publish import release

    summary = run()
    assert sorted(summary.documents.published) == ["communique.txt", "work-report-again.txt"]
    assert [name for name, _ in summary.documents.quarantined] == ["empty.txt"]
    assert summary.documents.duplicates == 1, "the same bytes twice are one document"
    assert not summary.clean
    latest = release.latest(store)
    assert latest is not None
    assert summary.release == latest.id
    assert summary.published_now
    documents = pl.read_parquet(latest.path / "documents.parquet")
    assert sorted(documents["document"]) == ["communique.txt", "empty.txt", "work-report-again.txt"]
    reasons = dict(documents.select("document", "outcome").iter_rows())
    assert reasons["communique.txt"] == "published"
    assert reasons["empty.txt"] == summary.documents.quarantined[0][1] != "published"


def test_two_reports_agree_on_one_figure_and_differ_in_another(run: Any) -> None:
    summary = run()
    assert summary.new_observations == summary.in_store["observations"] > 4
    assert summary.facts["corroborated"] > 0
    assert summary.findings["conflict"] > 0
    quotes = {(quote.document, quote.quote) for line in summary.worth_reading for quote in line.quotes}
    assert {quote for _, quote in quotes} >= {"120.5亿元", "102.5亿元"}
    assert any("地区生产总值" in f"{line.subject}{line.explanation}" for line in summary.corroborated)


def test_a_second_run_reads_nothing_and_publishes_nothing(run: Any, store: Any, monkeypatch: Any) -> None:
    first = run()
    tables = {table: store.read(table) for table in schema.RELEASED}
    monkeypatch.setattr("hengliang.each_file.extract_file", _never)
    monkeypatch.setattr("expectations.validate", _never)
    second = run()
    assert not second.published_now
    assert second.release == first.release
    assert second.documents.published == ()
    assert second.documents.unchanged == 3
    assert second.documents.quarantined == first.documents.quarantined, "what cannot be read is said every time"
    assert all(store.read(table).equals(frame) for table, frame in tables.items())


def test_conflicts_are_new_once(run: Any, inbox: Path) -> None:
    first = run()
    assert len(first.new_conflicts) == first.findings["conflict"] > 0
    assert run().new_conflicts == ()
    (inbox / "elsewhere.txt").write_text(COMMUNIQUE.replace("青岚", "白石"), encoding="utf-8")
    assert run().new_conflicts == (), "what is new contradicts nothing"
    (inbox / "third.txt").write_text(COMMUNIQUE.replace("102.5", "102.7"), encoding="utf-8")
    third = run()
    assert third.new_conflicts
    assert not set(third.new_conflicts) & set(first.new_conflicts)


def test_new_rules_make_all_documents_due_again(run: Any, monkeypatch: Any) -> None:
    run()
    monkeypatch.setattr("tasks.inbox.RULES_VERSION", "the next ones")
    assert len(run().documents.published) == 2


def test_a_run_killed_before_publishing_is_made_up_for_by_the_next(run: Any, store: Any, monkeypatch: Any) -> None:
    from hengliang.publish import release

    with monkeypatch.context() as patch:
        patch.setattr("hengliang.publish.release.publish", _killed)
        with pytest.raises(RuntimeError, match="killed"):
            run()
    assert release.latest(store) is None
    summary = run()
    assert summary.documents.published == ()
    assert summary.published_now


def test_a_run_killed_before_storing_does_not_read_again(run: Any, store: Any, monkeypatch: Any) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("tasks.weigh.read_chunk", _killed)
        with pytest.raises(RuntimeError, match="killed"):
            run()
    monkeypatch.setattr("tasks.extract.extract_files", _never)
    assert len(run().documents.published) == 2
    assert not list((store.root / "staging").iterdir()), "what is stored is staged no more"


def test_a_program_error_on_one_file_is_that_file_s_quarantine(run: Any, monkeypatch: Any) -> None:
    from hengliang import extraction

    real = extraction.extract_document

    def odd(document: Any) -> Any:
        if document.name == "communique.txt":
            raise ZeroDivisionError("<b>0</b>")
        return real(document)

    monkeypatch.setattr(extraction, "extract_document", odd)
    summary = run()
    assert summary.documents.published == ("work-report-again.txt",)
    assert "ZeroDivisionError" in dict(summary.documents.quarantined)["communique.txt"]


def test_unread_pages_are_told_and_due_again_when_more_can_be_read(run: Any, store: Any, monkeypatch: Any) -> None:
    from dataclasses import replace

    from hengliang import read
    from hengliang.limits import Limits, use

    real = read.read

    def partly(path: Path) -> Any:
        document = real(path)
        unread = "扫描页，没有文字层" if path.name == "communique.txt" else ""
        return replace(document, pages=tuple(replace(page, unread=unread) for page in document.pages))

    monkeypatch.setattr(read, "read", partly)
    summary = run()
    assert summary.documents.unread == (("communique.txt", "第1页：扫描页，没有文字层"),)
    assert "communique.txt" in summary.documents.published
    assert not summary.clean
    assert run().documents.unread == summary.documents.unread, "said every time, read once"
    monkeypatch.setattr(read, "read", real)
    use(Limits(pages=4000))
    try:
        summary = run()
    finally:
        use(None)
    assert sorted(summary.documents.published) == ["communique.txt"], "what was wholly read is not read again"
    assert summary.documents.unread == ()


def test_rows_that_break_a_hard_expectation_stay_out_of_the_release(run: Any, store: Any, monkeypatch: Any) -> None:
    from hengliang.publish import release

    calls: list[list[str]] = []

    def strict(tables: Any, *, docs_dir: Any = None) -> Any:
        calls.append(tables["observations"]["observation_id"].to_list())
        return _failure(tables["observations"].head(1 if len(calls) == 1 else 0))

    monkeypatch.setattr("expectations.validate", strict)
    summary = run()
    assert summary.rows_quarantined == 1
    assert summary.published_now
    assert not summary.clean
    out = calls[0][0]
    assert calls[1] == calls[0][1:]
    latest = release.latest(store)
    assert latest is not None
    assert out not in pl.read_parquet(latest.path / "observations.parquet")["observation_id"].to_list()
    assert out not in pl.read_parquet(latest.path / "facts.parquet")["observation_ids"].explode().to_list()
    assert out in store.read("observations")["observation_id"].to_list(), "nothing disappears"
    assert store.read("quarantine")["observation_id"].to_list() == [out]


def test_what_stays_broken_is_not_published_and_the_last_release_stands(
    run: Any, store: Any, inbox: Path, monkeypatch: Any
) -> None:
    from flows.run import run_reports
    from hengliang.publish import release

    first = run()
    (inbox / "more.txt").write_text("青岚区2021年，全区完成地区生产总值131.2亿元。\n", encoding="utf-8")
    broken = Validation((result(success=False),), schema.empty("quarantine"))
    monkeypatch.setattr("expectations.validate", lambda *_, **__: broken)
    state = run_reports([str(inbox)], str(store.root), return_state=True)
    assert state.is_failed()
    summary = state.result(raise_on_failure=False)
    assert summary.broken
    assert not summary.published_now
    latest = release.latest(store)
    assert latest is not None
    assert latest.id == first.release


def test_a_busy_store_is_tried_again(run: Any, monkeypatch: Any) -> None:
    from deltalake.exceptions import CommitFailedError

    from hengliang.publish.store import Store

    real, tries = Store.put, []

    def busy(self: Any, **tables: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise CommitFailedError("somebody else committed")
        return real(self, **tables)

    monkeypatch.setattr(Store, "put", busy)
    assert len(run().documents.published) == 2
    assert len(tries) == 2


def test_nothing_at_all_is_no_failure(tmp_path: Path) -> None:
    from flows.run import run_reports

    (tmp_path / "inbox").mkdir()
    state = run_reports([str(tmp_path / "inbox")], str(tmp_path / "store"), return_state=True)
    assert state.is_completed()
    assert state.result().release == ""


def test_nightly_weighs_everything_and_publishes_only_what_is_new(run: Any, store: Any, monkeypatch: Any) -> None:
    from flows.run import nightly

    first = run()
    assert not nightly(str(store.root)).published_now
    store.remove(store.read("documents").filter(pl.col("document") == "communique.txt")["document_id"])
    again = nightly(str(store.root))
    assert again.published_now
    assert again.release != first.release
    assert again.findings["conflict"] == 0


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("this was not to be called")


def _killed(*_: Any, **__: Any) -> Any:
    raise RuntimeError("killed")


def _failure(rows: pl.DataFrame) -> Validation:
    """What validating gives when these observations break a hard expectation."""
    ids = tuple(rows["observation_id"])
    quarantine = rows.select(
        "observation_id", "document_id", "document", expectation=pl.lit("n"), reason=pl.lit("r"), row=pl.lit("{}")
    )
    return Validation((result(success=not ids, ids=ids),), quarantine)
