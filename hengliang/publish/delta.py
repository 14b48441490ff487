"""One Delta table at a place: read it, append to it, overwrite, delete, keep it tidy. Knows nothing of documents.

Every change is one Delta commit, so it happens or it does not. A commit that loses the race against another writer is
tried again; nothing of the lost attempt can be seen.
"""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from hengliang.publish.place import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from hengliang.publish.place import Place

T = TypeVar("T")

#: Tries of one commit before its failure is passed on, and the longest wait in seconds before the second try.
TRIES: Final = 9
FIRST_WAIT: Final = 0.05
#: More data files than this are rewritten as few: small batches leave a file each, and reading slows down with them.
MANY_FILES: Final = 32
#: A file of so many bytes is left as it is: what is put together are the small ones, however large the table has become.
LARGE_FILE: Final = 16 * 1024 * 1024
#: What Delta is told of object storage: so long may one request take, all tries together; see ``lease.LEFT``.
_PATIENCE: Final = {"timeout": "30s", "connect_timeout": "5s", "max_retries": "3", "retry_timeout": "30s"}
#: Characters that Delta writes as %xx in the names of files in object storage.
_ESCAPED: Final = re.compile(r"[^\x21-\x7e]")
#: Hours that files no longer in the table stay on disk for readers that opened an older version.
KEEP_HOURS: Final = 7 * 24


def retrying(commit: Callable[[], T]) -> T:
    """Run a commit, again when another writer was faster.

    Raises:
        CommitFailedError: after ``TRIES`` attempts.
    """
    for attempt in range(1, TRIES):
        try:
            return commit()
        except CommitFailedError:
            # A random part of a doubling wait keeps two writers from meeting again and again.
            time.sleep(random.uniform(0, FIRST_WAIT * 2**attempt))  # noqa: S311 (no secret)
    return commit()


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL predicate that the column holds one of the values; quotes in them are escaped."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values))
    return f"{column} IN ({quoted})" if quoted else "false"


class _Unescaped(DeltaTable):
    """A table in object storage as polars can read it: polars takes escaped names for the names of objects."""

    def file_uris(self, *args: Any, **kwargs: Any) -> list[str]:
        return [unquote(uri) for uri in super().file_uris(*args, **kwargs)]


class DeltaFolder:
    """A Delta table at a place, which need not exist before the first write.

    Attributes:
        path: the table's folder.
        indexed: columns whose minimum and maximum Delta keeps for each file; long texts are left out of the log.
    """

    def __init__(self, path: Place | Path, indexed: tuple[str, ...] = ()) -> None:
        self.path = place_of(path)
        self.indexed = indexed

    def version(self) -> int:
        """The number of the last commit, -1 where there is no table."""
        return self._table().version() if self._exists() else -1

    def scan(self, schema: pl.Schema) -> pl.LazyFrame:
        """The table with exactly these columns; one that an older version of the schema did not have is null."""
        if not self._exists():
            return pl.LazyFrame(schema=schema)
        stored = pl.scan_delta(self._source(), storage_options=self.path.options)
        present = stored.collect_schema()
        return stored.select(
            pl.col(name).cast(dtype) if name in present else pl.lit(None, dtype).alias(name)
            for name, dtype in schema.items()
        )

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        retrying(lambda: self._append(frame))

    def overwrite(self, frame: pl.DataFrame, *, where: str | None = None) -> None:
        """Put the rows in the place of those that the predicate selects, in one commit.

        Args:
            frame: the rows.
            where: a SQL predicate, see ``one_of``; without it the frame is all there is, and the columns may change.
        """
        retrying(lambda: self._overwrite(frame, where))

    def delete(self, predicate: str) -> None:
        """Take out the rows that the predicate selects."""
        if self._exists():
            retrying(lambda: self._table().delete(predicate))

    def tidy(self) -> bool:
        """Rewrite many small files as few and remove what no reader needs any more; says whether it was due."""
        if not self._exists() or self._small_files() <= MANY_FILES:
            return False
        # Each try opens the table anew, as a lost race means that its version is old.
        retrying(lambda: self._table().optimize.compact(target_size=LARGE_FILE))
        retrying(lambda: self._table().vacuum(retention_hours=KEEP_HOURS, dry_run=False))
        return True

    def compact(self) -> tuple[int, int]:
        """Put all small files together and remove what no reader needs any more, whether or not it is much.

        Returns:
            The data files that were put together, and the files removed from the disk. A table that is in order gets no
            new version.
        """
        if not self._exists():
            return 0, 0
        joined = 0
        if self._small_files() > 1:
            done = retrying(lambda: self._table().optimize.compact(target_size=LARGE_FILE))
            joined = int(done["numFilesRemoved"])
        removed = self._table().vacuum(retention_hours=KEEP_HOURS)
        if removed:
            retrying(lambda: self._table().vacuum(retention_hours=KEEP_HOURS, dry_run=False))
        return joined, len(removed)

    def _small_files(self) -> int:
        sizes = pl.DataFrame(self._table().get_add_actions(flatten=True)).get_column("size_bytes")
        return sum(size < LARGE_FILE for size in sizes)

    def _exists(self) -> bool:
        folder = self.path.folder
        if folder is not None and not (folder / "_delta_log").is_dir():
            return False
        return bool(DeltaTable.is_deltatable(str(self.path), storage_options=self._options()))

    def _source(self) -> str | DeltaTable:
        """What polars opens. The address is enough, unless letters in it are escaped in the names that Delta gives."""
        if self.path.folder is not None or not _ESCAPED.search(str(self.path)):
            return str(self.path)
        return _Unescaped(str(self.path), storage_options=self.path.options)

    def _table(self) -> DeltaTable:
        return DeltaTable(str(self.path), storage_options=self._options())

    def _append(self, frame: pl.DataFrame) -> None:
        write_deltalake(
            self._target(),
            frame,
            mode="append",
            schema_mode="merge",
            configuration=self._configuration(),
            storage_options=self._options(),
        )

    def _overwrite(self, frame: pl.DataFrame, where: str | None) -> None:
        write_deltalake(
            self._target(),
            frame,
            mode="overwrite",
            schema_mode="merge" if where else "overwrite",
            # There is nothing to select from before the first write.
            predicate=where if self._exists() else None,
            configuration=self._configuration(),
            storage_options=self._options(),
        )

    def _target(self) -> str:
        if self.path.folder is not None:
            self.path.folder.mkdir(parents=True, exist_ok=True)
        return str(self.path)

    def _options(self) -> dict[str, str] | None:
        return None if self.path.options is None else {**self.path.options, **_PATIENCE}

    def _configuration(self) -> Mapping[str, str] | None:
        """What a new table is told once: which columns to keep statistics of."""
        if not self.indexed or self._exists():
            return None
        return {"delta.dataSkippingStatsColumns": ",".join(self.indexed)}
