"""Stage *find*: which of the files given are new to the store.

In: files and folders. Out: an ``Inbox`` of paths and ids. No file is read beyond its bytes' hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import get_run_logger

from hengliang.extraction import RULES_VERSION
from hengliang.publish.store import Store
from hengliang.read import discover, sha256_of
from hengliang.records import UnreadableError
from hengliang.rules import versions_today
from tasks.progress import report
from tasks.stage import stage

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Inbox:
    """What was found under the paths of a run.

    Attributes:
        new: files to read, one for each different content that the store does not hold under today's rules.
        unchanged: document ids that the store holds already.
        duplicates: files whose bytes are those of another file of this run.
        unopened: file to the reason why its bytes could not be read at all.
        files: each file whose bytes could be read, to their SHA-256.
    """

    new: tuple[Path, ...]
    unchanged: tuple[str, ...]
    duplicates: tuple[Path, ...]
    unopened: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)


def sort_inbox(paths: Iterable[Path], known: dict[str, str], rules_version: str) -> Inbox:
    """Sort files into new, unchanged, duplicate and unopened.

    Args:
        paths: files, or folders to look through.
        known: what the store holds: document id to the version of the rules that read it.
        rules_version: today's version; a document read by another one is due again, and so is one that could not be
            (wholly) read under other limits.
    """
    files = discover(paths)
    first: dict[str, Path] = {}
    duplicates: list[Path] = []
    unopened: dict[str, str] = {}
    hashes: dict[str, str] = {}
    for done, path in enumerate(files, start=1):
        try:
            document_id = sha256_of(path)
        except UnreadableError as error:
            unopened[str(path)] = str(error)
            continue
        hashes[str(path)] = document_id
        if document_id in first:
            duplicates.append(path)
        first.setdefault(document_id, path)
        report("find", done, len(files))
    today = versions_today(rules_version)
    unchanged = tuple(id_ for id_ in first if known.get(id_) in today)
    new = tuple(path for id_, path in first.items() if known.get(id_) not in today)
    return Inbox(new, unchanged, tuple(duplicates), unopened, hashes)


def anything_new(paths: Iterable[Path], known: dict[str, str]) -> bool:
    """Whether there is a file that the store does not know; stops at the first one."""
    today = versions_today(RULES_VERSION)
    return any(_is_new(path, known, today) for path in discover(paths))


def _is_new(path: Path, known: dict[str, str], today: frozenset[str]) -> bool:
    try:
        return known.get(sha256_of(path)) not in today
    except UnreadableError:
        return False


@stage("find-new-documents", run_name="find new documents")
def find_new_documents(paths: list[str], store: str) -> Inbox:
    """Look which files are new to the store."""
    inbox = sort_inbox([Path(path) for path in paths], Store(store).known(), RULES_VERSION)
    get_run_logger().info(
        "查找：%d 份新文件，%d 份未变，%d 份重复", len(inbox.new), len(inbox.unchanged), len(inbox.duplicates)
    )
    for path, reason in inbox.unopened.items():
        get_run_logger().warning("打不开：%s：%s", path, reason)
    return inbox
