"""What becomes of the files of the inbox: ``run_reports`` with ``after="move"``, and batches of known bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flow_samples import REPORT

from hengliang.publish.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hengliang.report.summary import RunSummary

pytestmark = pytest.mark.usefixtures("harness", "lenient")


@pytest.fixture
def run(inbox: Path, tmp_path: Path) -> Callable[[], RunSummary]:
    from flows.run import run_reports

    return lambda: run_reports([str(inbox)], str(tmp_path / "store"), after="move", inbox=str(inbox))


def left(inbox: Path) -> list[str]:
    return sorted(path.name for path in inbox.iterdir() if path.is_file())


def below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")


def test_every_file_is_filed_and_the_summary_says_where(run: Any, inbox: Path) -> None:
    from hengliang.report import screen
    from tasks.report import document_rows, markdown

    summary = run()
    assert left(inbox) == []
    assert below(inbox / "processed") == ["communique.txt", "work-report-again.txt", "work-report.txt"]
    assert below(inbox / "quarantine") == ["empty.txt", "empty.txt.原因.txt"]
    reason = (inbox / "quarantine" / "empty.txt.原因.txt").read_text(encoding="utf-8").strip()
    assert reason == dict(summary.documents.quarantined)["empty.txt"]
    assert screen.filing_line(summary) == "3 份移入 processed，1 份移入 quarantine"
    assert "| 归档 | 3 份移入 processed，1 份移入 quarantine |" in markdown(summary)
    documents = Store(inbox.parent / "store").read("documents")
    rows = document_rows(documents, set(documents["document_id"]), summary.filed)
    places = {row["文件"]: row["归档"] for row in rows}
    assert places["empty.txt"] == "quarantine/empty.txt"
    assert places["work-report-again.txt"].count("processed/") == 2, "both files with these bytes"
    assert run().filed == ()


def test_a_run_killed_before_filing_leaves_all_in_place_for_the_next(run: Any, inbox: Path, monkeypatch: Any) -> None:
    before = left(inbox)

    def killed(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("tasks.filing.file_away", killed)
        with pytest.raises(RuntimeError, match="killed"):
            run()
    assert left(inbox) == before
    summary = run()
    assert summary.documents.published == ()
    assert not summary.published_now
    assert left(inbox) == []
    assert len(below(inbox / "processed")) == 3


def test_without_a_release_nothing_is_moved(run: Any, inbox: Path, monkeypatch: Any) -> None:
    before = left(inbox)
    with monkeypatch.context() as patch:
        patch.setattr("flows.run.publish_store", lambda *_: None)
        summary = run()
    assert left(inbox) == before
    assert {file.to for file in summary.filed} == {""}


def test_left_in_place_unless_asked_for(inbox: Path, tmp_path: Path) -> None:
    from flows.run import run_reports

    before = left(inbox)
    assert run_reports([str(inbox)], str(tmp_path / "store")).filed == ()
    assert left(inbox) == before


def test_paths_that_another_run_has_filed_meanwhile_are_no_error(inbox: Path, tmp_path: Path) -> None:
    from flows.run import run_reports

    paths = [str(path) for path in sorted(inbox.iterdir())]
    (inbox / "communique.txt").unlink()
    summary = run_reports(paths, str(tmp_path / "store"), after="move", inbox=str(inbox))
    assert len(summary.documents.published) == 1
    assert left(inbox) == []


def test_known_bytes_start_nothing_and_are_filed(run: Any, inbox: Path) -> None:
    from flows.known import without_known

    run()
    handed: list[Path] = []

    def submit(batch: Sequence[Path]) -> None:
        handed.extend(batch)

    known, bad, new = inbox / "again.txt", inbox / "nothing.txt", inbox / "new.txt"
    known.write_text(REPORT, encoding="utf-8")
    bad.touch()
    new.write_text(REPORT + "附：新。", encoding="utf-8")
    store = Store(inbox.parent / "store")
    batch = [known, bad, new, inbox / "gone.txt"]
    without_known(submit, store, inbox, "leave")(batch)
    assert handed == [new]
    assert left(inbox) == ["again.txt", "new.txt", "nothing.txt"]
    without_known(submit, store, inbox, "move")(batch)
    assert handed == [new, new]
    assert left(inbox) == ["new.txt"]
    assert "again.txt" in below(inbox / "processed")
    assert "nothing.txt.原因.txt" in below(inbox / "quarantine")


def test_under_new_rules_known_bytes_are_due_again(run: Any, inbox: Path, monkeypatch: Any) -> None:
    from flows.known import without_known

    run()
    again = inbox / "again.txt"
    again.write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr("flows.known.rules_version", lambda: "the next ones")
    handed: list[Path] = []
    without_known(handed.extend, Store(inbox.parent / "store"), inbox, "move")([again])
    assert handed == [again]
