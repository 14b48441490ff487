"""Files and folders: which ones to read, their bytes, and their hash.

What goes wrong with a path becomes an ``UnreadableError`` with a sentence. Nothing here looks into a file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, Final

from hengliang.limits import limits
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Names of half-written downloads and of the lock files that offices leave beside an open document.
_UNFINISHED: Final = (".part", ".crdownload", ".download", ".tmp")
#: What the name of a note ends with that says beside a quarantined file why it is there.
NOTE: Final = ".原因.txt"
#: A folder that holds a file of this name keeps files that are dealt with; it is not looked through.
FILED: Final = ".filed"


def discover(paths: Iterable[Path]) -> list[Path]:
    """Lists the files to read: each file named, and all files below each folder named.

    Left out below a folder: hidden files and folders, half-written downloads, office lock files (``~$…``), and folders
    of files that were dealt with (``publish.filing``), with the notes beside them. Links to files are followed, links to folders are not (they may lead in circles). A folder that may not be opened and a link
    that leads nowhere stay in the list, so that reading says so and nothing is lost in silence.

    Args:
        paths: files and folders, as a person names them.

    Returns:
        The paths, sorted, each once.

    Raises:
        UnreadableError: a path that is named does not exist.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_below(path))
        elif path.exists() or path.is_symlink():
            found.add(path)
        else:
            raise UnreadableError(f"找不到文件或文件夹：{path}")
    return _each_once(sorted(found))


def _below(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=lambda error: closed.append(type(folder)(error.filename))):
        here = type(folder)(root)
        folders[:] = [name for name in folders if _open_to_readers(here / name)]
        yield from (here / name for name in names if _wanted(name))
    yield from closed


def _open_to_readers(folder: Path) -> bool:
    return not (folder.name.startswith(".") or os.access(folder / FILED, os.F_OK))


def _wanted(name: str) -> bool:
    return not (name.startswith((".", "~$")) or name.lower().endswith((*_UNFINISHED, NOTE)))


def is_wanted(path: Path, folder: Path) -> bool:
    """Whether ``discover`` looks at a path below a folder: at a file, or into a folder.

    Args:
        path: a path below the folder; it need not exist.
        folder: the folder that is looked through.
    """
    parts = path.relative_to(folder)
    return _wanted(path.name) and all(_open_to_readers(folder / part) for part in (parts, *parts.parents) if part.name)


def _each_once(paths: list[Path]) -> list[Path]:
    """``inbox/a.txt`` and ``./inbox/a.txt`` are one file; two links to one file are two names and stay."""
    unique = {path.parent.resolve() / path.name: path for path in reversed(paths)}
    return sorted(unique.values())


def load(path: Path) -> bytes:
    """Reads the bytes of a file.

    Raises:
        UnreadableError: it is missing, no ordinary file, too large, may not be opened, or the disk fails.
    """
    try:
        status = path.stat()
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            if not os.access(path, os.R_OK | os.X_OK):
                raise UnreadableError("没有打开这个文件夹的权限")
            raise UnreadableError("这是文件夹，不是文件")
        if not stat.S_ISREG(mode):
            raise UnreadableError("这不是普通文件（是管道、套接字或设备）")
        if status.st_size > limits().file_bytes:
            raise UnreadableError(f"文件太大（{status.st_size / 2**20:.0f} MB）{limits().told('file_mb')}")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("这个链接指向的文件不存在" if path.is_symlink() else "文件不存在") from None
    except PermissionError:
        raise UnreadableError("没有读取这个文件的权限") from None
    except OSError as error:
        raise UnreadableError(f"读取文件时出错：{error.strerror or error}") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal: the document's id.

    Raises:
        UnreadableError: as ``load``.
    """
    return hashlib.sha256(load(path)).hexdigest()
