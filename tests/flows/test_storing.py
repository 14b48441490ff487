"""Storing staged chunks: of two runs that were given the same files, one stores what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_samples import COMMUNIQUE, REPORT
from prefect.logging import disable_run_logger

from hengliang.publish.store import Store
from tasks.extract import extract_files
from tasks.staging import has_chunk, write_chunk
from tasks.weigh import store_documents

if TYPE_CHECKING:
    from pathlib import Path


def test_a_chunk_that_another_run_has_stored_is_no_failure(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    chunks = []
    for name, text in (("报告", REPORT), ("公报", COMMUNIQUE)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        chunks.append(store.place / "staging" / name)
        write_chunk(chunks[-1], extract_files([tmp_path / f"{name}.txt"]))
    first, second = (str(chunk) for chunk in chunks)
    with disable_run_logger():
        assert len(store_documents.fn([first], str(store.place)).document_ids) == 1
        stored = store_documents.fn([first, second], str(store.place))
    assert store.read("documents").filter(document="公报.txt")["document_id"].to_list() == list(stored.document_ids)
    assert sorted(store.read("documents")["document"]) == ["公报.txt", "报告.txt"]
    assert not any(map(has_chunk, chunks))
