"""What is done with the files of an inbox when they are dealt with: out of the way, or with the reason beside them.

In: files, and what the current release says of their bytes. Out: the files in ``processed/<day>/…`` and
``quarantine/…`` of the inbox, their sub-folders kept, and a record of each. A file that no release knows, that has
changed, that is a link or lies elsewhere stays where it is. Nothing is ever overwritten, and a process killed at any
moment leaves each file in one of the two places.
"""

from __future__ import annotations

import errno
import os
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from filelock import FileLock

from hengliang.publish import release
from hengliang.read.files import FILED, NOTE, is_wanted, sha256_of
from hengliang.records import UnreadableError
from hengliang.report.summary import PUBLISHED, Filed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hengliang.publish.store import Store

PROCESSED: Final = "processed"
QUARANTINE: Final = "quarantine"
#: Whose day names the folders in ``processed``.
_ZONE: Final = ZoneInfo("Asia/Shanghai")
#: Seconds to wait for another run that files in the same inbox.
_TIMEOUT: Final = 600.0


def released_outcomes(store: Store) -> dict[str, str]:
    """What the current release says of each document: ``document_id`` to its outcome; nothing before the first one.

    Raises:
        ReleaseError: when the current release cannot be read.
    """
    current = release.latest(store)
    if current is None:
        return {}
    documents = current.read("documents", ["document_id", "outcome"])
    return dict(documents.select("document_id", "outcome").iter_rows())


def file_away(
    inbox: Path,
    files: Mapping[Path, str],
    outcomes: Mapping[str, str],
    unopened: Mapping[Path, str] | None = None,
) -> tuple[Filed, ...]:
    """Move files of the inbox to where files that are dealt with lie.

    Args:
        inbox: the folder.
        files: file to the SHA-256 of the bytes that were read.
        outcomes: document id to ``published`` or the reason of its quarantine; files of other documents stay.
        unopened: files whose bytes cannot be read, and why: they go to the quarantine while that is so.

    Returns:
        What became of each file that is still there, sorted by path; none of those outside the inbox.

    Raises:
        OSError: when the folders for them cannot be made.
        filelock.Timeout: when another run has been filing there for ten minutes.
    """
    inbox = inbox.absolute()
    known = {path: (id_, outcomes.get(id_)) for path, id_ in files.items()}
    known |= {path: ("", reason) for path, reason in (unopened or {}).items()}
    ours = {place: told for path, told in known.items() if (place := _place(path, inbox))}
    if not ours:
        return ()
    _mark(inbox)
    with FileLock(inbox / PROCESSED / ".filing.lock", timeout=_TIMEOUT):
        filed = [_file_one(inbox, path, *ours[path]) for path in sorted(ours)]
    return tuple(record for record in filed if record is not None)


def _place(path: Path, inbox: Path) -> Path | None:
    """The file below the inbox, or None where it is not one of those that are looked for there."""
    path = path.parent.resolve() / path.name
    if not path.is_relative_to(inbox.resolve()):
        return None
    path = inbox / path.relative_to(inbox.resolve())
    return path if is_wanted(path, inbox) else None


def _mark(inbox: Path) -> None:
    for name in (PROCESSED, QUARANTINE):
        (inbox / name).mkdir(parents=True, exist_ok=True)
        (inbox / name / FILED).touch()


def _file_one(inbox: Path, path: Path, document_id: str, outcome: str | None) -> Filed | None:
    name = str(path.relative_to(inbox))
    reason = _stays(path, document_id, outcome)
    why = "" if outcome == PUBLISHED else str(outcome)
    try:
        if not reason:
            return Filed(name, str(_move(inbox, path, why).relative_to(inbox)), why, document_id)
    except OSError as error:
        reason = f"移不走：{error.strerror or error}"
    return Filed(name, "", reason, document_id) if os.path.lexists(path) else None


def _stays(path: Path, document_id: str, outcome: str | None) -> str:
    """Why a file stays in its place; empty where it goes."""
    if outcome is None:
        return "还没有发布"
    if path.is_symlink():
        return "是链接，留在原处"
    if path.is_dir():
        return outcome
    try:
        now = sha256_of(path)
    except UnreadableError as error:
        return "" if not document_id else str(error)
    return "" if now == document_id else "读取之后又有改动"


def _move(inbox: Path, path: Path, reason: str) -> Path:
    """Move one file to the processed ones, or with a reason to the quarantine; returns where it is."""
    within = path.relative_to(inbox)
    day = f"{datetime.now(_ZONE):%Y-%m-%d}"
    target = _free(inbox / QUARANTINE / within if reason else inbox / PROCESSED / day / within)
    target.parent.mkdir(parents=True, exist_ok=True)
    if reason:  # first the note: a file in quarantine is never without it
        target.with_name(target.name + NOTE).write_text(f"{reason}\n", encoding="utf-8", errors="backslashreplace")
    try:
        path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry_over(path, target)
    return target


def _free(target: Path) -> Path:
    """The path, with a number before its ending where there is such a file already.

    Examples:
        >>> from pathlib import Path
        >>> _free(Path("没有这个文件夹/报告.pdf")).name
        '报告.pdf'
    """
    number = 1
    free = target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free


def _carry_over(path: Path, target: Path) -> None:
    """Move to another file system: the file is seen there whole or not at all, and removed here only then."""
    part = target.with_name(f".{target.name}.part")
    shutil.copy2(path, part)
    _sync(part)
    part.rename(target)
    _sync(target.parent)
    path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
