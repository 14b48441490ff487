"""All that a run does, done once on an invented report: what only the first run pays for is paid before it.

In: nothing. Out: nothing; the store is in a folder that is gone afterwards, and no server hears of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import expectations
from hengliang.publish import release
from hengliang.publish.filing import file_away, released_outcomes
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from hengliang.report.summary import corroborated, table_counts, worth_reading
from hengliang.text.words import tag
from tasks.extract import extract_files
from tasks.report import document_rows, finding_rows
from tasks.state import mark_released, state_of
from tasks.weigh import released_tables

_REPORT: Final = (
    "青岚区2020年政府工作报告\n一、2020年工作回顾\n2020年，完成地区生产总值120.5亿元，增长3.9%；其中第一产业4.1亿元、"
    "第二产业50.2亿元、第三产业66.2亿元。\n财政收支情况如下：一般公共预算收入完成8.3亿元，为预算的101.2%。\n"
)
_DIGEST: Final = "青岚日报\n2020年，青岚区地区生产总值102.5亿元，同比增长3.9%。\n"


def rehearse() -> None:
    """Read, store, weigh, validate with Data Docs, publish, file and sum up two small texts.

    Raises:
        OSError: when there is no room for the temporary folder.
    """
    with tempfile.TemporaryDirectory(prefix="hengliang-", ignore_cleanup_errors=True) as folder:
        inbox, store = Path(folder) / "inbox", Store(Path(folder) / "store")
        inbox.mkdir()
        for name, text in (("报告.txt", _REPORT), ("日报.txt", _DIGEST)):
            (inbox / name).write_text(text, encoding="utf-8")
        tag("农业和工业")  # its dictionary is loaded when the first sentence needs it, which these may not
        _publish(inbox, store)


def _publish(inbox: Path, store: Store) -> None:
    extracted = extract_files(sorted(inbox.iterdir()))
    ids = {inbox / name: id_ for name, id_ in extracted["documents"].select("document", "document_id").iter_rows()}
    store.put(**extracted)
    weigh_store(store)
    validation = expectations.validate(
        released_tables(store, without_quarantine=False), docs_dir=store.root / "data-docs"
    )
    store.replace("quarantine", validation.quarantine)
    released = released_tables(store, without_quarantine=True)
    release.publish(store, released)
    mark_released(store, state_of(store))
    filed = file_away(inbox, ids, released_outcomes(store))
    finding_rows(released["findings"])
    document_rows(released["documents"], set(ids.values()), filed)
    worth_reading(released["findings"])
    corroborated(released["facts"], released["findings"])
    table_counts({**released, "quarantine": validation.quarantine})
