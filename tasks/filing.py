"""Stage *file*: the files of the inbox that are in the release are moved out of the way.

In: what was found, the store and the inbox. Out: where each file is now. Where files go and which stay is decided in
``hengliang.publish.filing``. A run that was killed before this stage leaves its files in place: the next one finds them
unchanged, and files them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prefect import get_run_logger

from hengliang.publish.filing import file_away, released_outcomes
from hengliang.publish.store import Store
from tasks.progress import report
from tasks.stage import stage

if TYPE_CHECKING:
    from hengliang.report.summary import Filed
    from tasks.inbox import Inbox


@stage("file-documents", run_name="file {folder}")
def file_documents(inbox: Inbox, folder: str, store: str) -> tuple[Filed, ...]:
    """Move what the current release holds to ``processed`` or ``quarantine`` of the folder.

    Args:
        inbox: what the run found.
        folder: the inbox; files elsewhere stay where they are.
        store: the store's folder.
    """
    report("file")
    files = {Path(path): document_id for path, document_id in inbox.files.items()}
    unopened = {Path(path): reason for path, reason in inbox.unopened.items()}
    filed = file_away(Path(folder), files, released_outcomes(Store(store)), unopened)
    for file in filed:
        if not file.to:
            get_run_logger().warning("留在原处：%s：%s", file.path, file.reason)
    return filed
