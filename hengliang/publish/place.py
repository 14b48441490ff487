"""Where the store lies: a folder on a disk, or a prefix of a bucket in object storage.

In: ``store`` or ``s3://bucket/prefix``. Out: a ``Place``, which the rest of ``publish`` reads, writes and lists without asking
which of the two it is. What is kept there is no matter of this module. Object storage is in ``publish.bucket``, and is
imported only where a store lies there; folders are in ``publish.folder``.
"""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

#: What a store in object storage begins with.
OBJECTS: Final = "s3://"
#: What polars and Delta say when object storage fails.
_STORAGE: Final = re.compile(r"Generic S3 error|object-store error|Error performing|lacks the necessary privileges")


class PlaceError(Exception):
    """A place that cannot be used; the message is a sentence for a person.

    Attributes:
        passing: whether the same may work in a moment.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class Place(ABC):
    """A folder or a file of the store. As text it is the address by which polars, Delta and people open it."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The last part of the address."""

    @property
    @abstractmethod
    def options(self) -> dict[str, str] | None:
        """What polars and Delta are told to open it; None where the address is enough."""

    @property
    @abstractmethod
    def folder(self) -> Path | None:
        """The path on a disk, None where it lies on none."""

    def on_disk(self) -> Path:
        """The path on a disk.

        Raises:
            PlaceError: of what lies in object storage.
        """
        if self.folder is None:
            raise PlaceError(f"{self} 不是这台机器上的文件夹")
        return self.folder

    @abstractmethod
    def __truediv__(self, name: str) -> Self:
        """What lies below."""

    @abstractmethod
    def check(self) -> None:
        """See whether the store can be reached at all.

        Raises:
            PlaceError: where it cannot.
        """

    @abstractmethod
    def read(self) -> bytes:
        """The content of a file.

        Raises:
            FileNotFoundError: where there is none.
        """

    @abstractmethod
    def sha256(self) -> str:
        """SHA-256 of a file's bytes, hexadecimal.

        Raises:
            FileNotFoundError: where there is none.
        """

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is such a file."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Names of the files and folders directly below, sorted; none where there is nothing."""

    @abstractmethod
    def empty(self) -> bool:
        """Whether nothing lies below; sooner told than by ``names``."""

    @abstractmethod
    def write(self, content: bytes, *, lasting: bool = False) -> None:
        """Make a small file say this: a reader finds the old content or the new one, never a part.

        Args:
            content: the bytes.
            lasting: whether to wait until not even a power cut can undo it.
        """

    @abstractmethod
    def remove(self) -> None:
        """Remove a file, if there is one."""

    @abstractmethod
    def drafted(self, last: str, *, lasting: bool = False) -> AbstractContextManager[Path]:
        """A folder on a disk to write files into, which are here once the block has ended.

        On a disk they appear at one stroke; in object storage one after the other, ``last`` at the end. So who finds ``last``
        finds them all. A block that raises leaves nothing that anybody sees.

        Args:
            last: one of the files.
            lasting: whether to wait until not even a power cut can undo it, and to put them in the place of what is here;
                otherwise what is here already stays.
        """

    @abstractmethod
    def discard(self, last: str) -> None:
        """Remove a folder that was drafted; nobody meets it half there.

        Args:
            last: the file by which the others are found.
        """

    @abstractmethod
    def sweep(self, last: str) -> None:
        """Remove drafts directly below that somebody who was killed left; only for who knows that nobody is at work.

        Args:
            last: the file that makes a folder whole.
        """

    @abstractmethod
    def hold(self, timeout: float) -> AbstractContextManager[None]:
        """Be the only one, in whatever process, that holds this name; the holding thread may take it again.

        Args:
            timeout: seconds to wait for another one.

        Raises:
            TimeoutError: when the other one is not done by then.
        """

    @abstractmethod
    def check_hold(self) -> None:
        """See that what ``hold`` gave is still ours, and long enough for one more commit.

        Raises:
            PlaceError: where it was lost to somebody else.
        """


def place_of(where: Place | Path | str) -> Place:
    """The place that an address names.

    Raises:
        PlaceError: for an address in object storage that cannot be used.

    Examples:
        >>> place_of("s3://bucket/数据仓") / "releases"
        Bucket(bucket='bucket', key='数据仓/releases')
        >>> place_of("store").folder.is_absolute()
        True
    """
    if isinstance(where, Place):
        return where
    if is_remote(where):
        from hengliang.publish.bucket import bucket_of  # noqa: PLC0415  (only where it is needed)

        return bucket_of(str(where))
    from hengliang.publish.folder import Folder  # noqa: PLC0415  (it imports this module)

    return Folder(Path(where).absolute())


def is_remote(where: Path | str) -> bool:
    """Whether an address is one in object storage."""
    return isinstance(where, str) and where.startswith(OBJECTS)


def told(error: BaseException) -> PlaceError | None:
    """An error of the storage as a sentence for a person, None for every other error."""
    if isinstance(error, PlaceError):
        return error
    bucket = sys.modules.get("hengliang.publish.bucket")
    if bucket is None or not _STORAGE.search(str(error)):
        return None
    sentence: PlaceError = bucket.in_words(error, "对象存储")
    return sentence
