"""A store in a folder of this machine: files swapped and folders renamed at one stroke, locks of the operating system.

In: paths and bytes. Out: files that the disk has confirmed where that is asked. A process killed at any moment leaves
drafts whose names begin with a dot, and no lock.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from filelock import FileLock

from hengliang.publish.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What the names of drafted folders begin with: no reader looks at them.
DRAFT: Final = ".staging-"


@dataclass(frozen=True, slots=True)
class Folder(Place):
    """A folder or file on a disk.

    Attributes:
        path: where, absolute.
    """

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def __truediv__(self, name: str) -> Self:
        return type(self)(self.path / name)

    @property
    def name(self) -> str:
        """See ``Place``."""
        return self.path.name

    @property
    def options(self) -> None:
        """See ``Place``."""
        return

    @property
    def folder(self) -> Path:
        """See ``Place``."""
        return self.path

    def check(self) -> None:
        """See ``Place``; a folder that is missing is made at the first write."""

    def read(self) -> bytes:
        """See ``Place``."""
        return self.path.read_bytes()

    def sha256(self) -> str:
        """See ``Place``."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def exists(self) -> bool:
        """See ``Place``."""
        return self.path.is_file()

    def names(self) -> tuple[str, ...]:
        """See ``Place``."""
        return tuple(sorted(path.name for path in self.path.iterdir())) if self.path.is_dir() else ()

    def empty(self) -> bool:
        """See ``Place``."""
        return not self.path.is_dir() or next(self.path.iterdir(), None) is None

    def write(self, content: bytes, *, lasting: bool = False) -> None:
        """See ``Place``."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f".{self.path.name}.draft")
        draft.write_bytes(content)
        if lasting:
            settle(draft)
        os.replace(draft, self.path)  # noqa: PTH105 (the one place where tests let the swap fail)
        if lasting:
            settle(self.path.parent)

    def remove(self) -> None:
        """See ``Place``."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def drafted(self, last: str, *, lasting: bool = False) -> Iterator[Path]:  # noqa: ARG002  (one rename brings them all)
        """See ``Place``."""
        draft = self.path.with_name(f"{DRAFT}{self.path.name}-{secrets.token_hex(4)}")
        draft.mkdir(parents=True)
        try:
            yield draft
            self._take_in(draft, lasting=lasting)
        except Exception:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def discard(self, last: str) -> None:  # noqa: ARG002  (one rename hides them all)
        """See ``Place``."""
        if not self.path.exists():
            return
        gone = self.path.with_name(f"{DRAFT}{self.path.name}")
        self.path.rename(gone)
        shutil.rmtree(gone)

    def sweep(self, last: str) -> None:  # noqa: ARG002  (what is no draft is whole)
        """See ``Place``."""
        for path in self.path.glob(f"{DRAFT}*"):
            shutil.rmtree(path)
        for path in self.path.glob(".*.draft"):
            path.unlink()

    @contextmanager
    def hold(self, timeout: float) -> Iterator[None]:
        """See ``Place``. The operating system gives it back when the process dies, so a killed holder blocks nobody."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # One lock object for each path, so that a thread that holds it may take it again through another Place.
        lock = FileLock(self.path, is_singleton=True)
        lock.acquire(timeout=timeout)
        try:
            yield
        finally:
            lock.release()

    def check_hold(self) -> None:
        """See ``Place``; what the operating system gave nobody else can take."""

    def _take_in(self, draft: Path, *, lasting: bool) -> None:
        if not lasting:
            try:
                draft.rename(self.path)
            except OSError:  # a rename never replaces a folder that holds something: another process was faster
                if not self.path.is_dir():
                    raise
                shutil.rmtree(draft)
            return
        for path in (*sorted(draft.rglob("*")), draft):
            settle(path)
        if self.path.exists():
            self.path.rename(draft.with_name(f"{draft.name}-before"))
        draft.rename(self.path)
        settle(self.path.parent)


def settle(path: Path) -> None:
    """Wait until the disk has a file, or a folder's list of names; what follows a rename must not come before it."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder, and keeps its renames in order by itself.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
