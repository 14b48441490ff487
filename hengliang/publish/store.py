"""The store: the tables of all documents read so far, as Delta tables in a folder or in object storage.

In: the frames that extraction and reconciling give. Out: the same, for all documents together. No rule about the data
lives here, and no release: see ``hengliang.publish.release``.

**How a document appears at once.** Rows of a document carry a generation: a digest of what is said about the document,
and a random part. ``put`` first adds the rows of the other tables under a new generation, which nobody
sees, then commits the rows of ``documents`` that name it, then removes the rows of generations that no document names.
Readers return only rows whose generation a document names, so each document is seen wholly as it was or wholly as it
is. A process killed in between leaves rows that nobody sees; a note beside the tables names their generations, and the
next ``put`` removes them. So what a ``put`` costs does not hang on how much the store holds.
"""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang import schema
from hengliang.publish.content import checked, content_by_document, content_hash, ordered
from hengliang.publish.delta import DeltaFolder, one_of
from hengliang.publish.place import Place, PlaceError, place_of
from hengliang.publish.weighings import Weighings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Tables whose rows belong to one document each, in the order in which ``put`` writes them: the last is the commit.
BY_DOCUMENT: Final = ("remarks", "numbers", "observations", "documents")
#: Tables that weighing makes, see ``publish.weighings``.
BY_BLOCK: Final = ("facts", "findings")
#: The hidden column, see above.
GENERATION: Final = "_generation"
#: Seconds to wait for another publisher, and for another write (which takes seconds).
LOCK_TIMEOUT: Final = 1800.0
WRITE_TIMEOUT: Final = 600.0
#: Times a reader starts again because a document changed under its hands.
READ_TRIES: Final = 20


class StoreBusyError(Exception):
    """Another process holds the store; the message is a sentence for a person."""


class Store:
    """Tables of documents, safe against kills and against other processes.

    Processes of one machine may share a store in a folder, processes of any machine one in object storage. Reading takes
    no lock. A store can be pickled and handed to workers; what it holds is its address.

    Attributes:
        place: where it lies; made at the first write.

    Args:
        root: a folder, or ``s3://bucket/prefix``.

    Raises:
        PlaceError: for an address in object storage that cannot be used.
    """

    def __init__(self, root: Place | Path | str) -> None:
        self.place = place_of(root)

    @property
    def root(self) -> Path:
        """The folder of a store that lies in one.

        Raises:
            PlaceError: of a store in object storage.
        """
        return self.place.on_disk()

    def read(self, table: str) -> pl.DataFrame:
        """All rows of a table, in the order of ``content.ORDER``; without rows where nothing was ever written.

        Args:
            table: a name in ``schema.TABLES``.

        Raises:
            KeyError: for a table that does not exist.
        """
        wanted = schema.polars_schema(table)
        if table in BY_BLOCK:
            return ordered(self.weighings.read(table), table)
        if table not in BY_DOCUMENT or table == "documents":
            return ordered(_filled(self._delta(table).scan(wanted).collect(), table), table)
        return ordered(self._read_published(table, wanted), table)

    @property
    def weighings(self) -> Weighings:
        """The tables that weighing makes."""
        return Weighings(self.place / "tables", self.check_lock)

    def documents_with_marks(self) -> pl.DataFrame:
        """``document_id`` and ``generation`` of all documents: the generation changes when anything said of one does."""
        rows = self._delta("documents").scan(pl.Schema({"document_id": pl.String(), GENERATION: pl.String()}))
        return rows.rename({GENERATION: "generation"}).collect()

    def remarks_of(self, document_ids: Iterable[str]) -> pl.DataFrame:
        """What was noticed in the structure of some documents."""
        wanted = pl.col("document_id").is_in(sorted(set(document_ids)))
        return self._read_published("remarks", schema.polars_schema("remarks"), wanted)

    def observations_of(self, document_ids: Iterable[str], observation_ids: pl.Series | None = None) -> pl.DataFrame:
        """The observations of some documents.

        Args:
            document_ids: whose.
            observation_ids: these of them only; None are all.
        """
        wanted = pl.col("document_id").is_in(sorted(set(document_ids)))
        rows = self._read_published("observations", schema.polars_schema("observations"), wanted)
        if observation_ids is None:
            return rows
        return rows.filter(pl.col("observation_id").is_in(observation_ids.implode()))

    def known(self) -> dict[str, str]:
        """The documents in the store: ``document_id`` to the ``rules_version`` that read it. Reads two columns."""
        columns = pl.Schema({"document_id": pl.String(), "rules_version": pl.String()})
        return dict(self._delta("documents").scan(columns).collect().iter_rows())

    def put(
        self,
        *,
        documents: pl.DataFrame,
        observations: pl.DataFrame,
        numbers: pl.DataFrame,
        remarks: pl.DataFrame | None = None,
    ) -> frozenset[str]:
        """Replace what the store holds about exactly these documents; all others stay as they are.

        One call for a batch costs as many commits as one for a single document. Putting the same again writes nothing.

        Args:
            documents: one row for each document.
            observations: all their observations.
            numbers: all their numbers.
            remarks: all that was noticed in their structure; None is nothing.

        Returns:
            The ids of the documents whose rows changed.

        Raises:
            SchemaError: when a frame is not of its table's schema.
            ValueError: when a document stands there twice, or a row belongs to none of them.
            StoreBusyError: when another process has been writing for ``WRITE_TIMEOUT`` seconds.
        """
        remarks = schema.empty("remarks") if remarks is None else remarks
        frames = {"documents": documents, "observations": observations, "numbers": numbers, "remarks": remarks}
        frames = {table: checked(frame, table) for table, frame in frames.items()}
        _check_whole(frames)
        contents = content_by_document(list(frames.values()))
        with self._writing():
            self._sweep()
            named = self._generations()
            stored = {generation.partition("-")[0] for generation in named.values()}
            fresh = {id_: f"{text}-{secrets.token_hex(8)}" for id_, text in contents.items() if text not in stored}
            if fresh:
                old = [named[id_] for id_ in fresh if id_ in named]
                self._note([*fresh.values(), *old])
                self._write_generation(frames, fresh, replaced=bool(old))
                self._check_written(fresh)
                self._sweep()
                self._tidy(BY_DOCUMENT)
        return frozenset(fresh)

    def remove(self, document_ids: Iterable[str]) -> frozenset[str]:
        """Take documents out, with all their rows; facts and findings stay until they are replaced.

        Returns:
            The ids of those that were there.
        """
        with self._writing():
            self._sweep()
            named = self._generations()
            gone = frozenset(document_ids) & named.keys()
            if gone:
                self._note([named[id_] for id_ in gone])
                self._delta("documents").delete(one_of("document_id", gone))
                self._sweep()
        return gone

    def replace(self, table: str, frame: pl.DataFrame) -> bool:
        """Make the rows all that the table holds (facts, findings, quarantine, decisions), in one commit.

        Returns:
            Whether anything was written: the same rows, in whatever order, are not written again.

        Raises:
            SchemaError: when the frame is not of the table's schema.
            ValueError: for a table whose rows belong to documents: those go through ``put``.
        """
        if table in BY_DOCUMENT:
            raise ValueError(f"rows of `{table}` belong to documents: put them with their document")
        frame = checked(frame, table)
        with self._writing():
            if content_hash(self.read(table)) == content_hash(frame):
                return False
            self._delta(table).overwrite(frame)
            self._tidy((table,))
        return True

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to a table that is a ledger (decisions), in one commit.

        Raises:
            SchemaError: when the frame is not of the table's schema.
            ValueError: for a table whose rows belong to documents: those go through ``put``.
        """
        if table in BY_DOCUMENT:
            raise ValueError(f"rows of `{table}` belong to documents: put them with their document")
        frame = checked(frame, table)
        with self._writing():
            self._delta(table).append(frame)
            self._tidy((table,))

    def compact(self) -> tuple[int, int]:
        """Put the small files of all tables together; files that no table names go after ``delta.KEEP_HOURS``.

        Returns:
            The data files that were put together, and the files removed from the disk.

        Raises:
            StoreBusyError: when another process has been writing for ``WRITE_TIMEOUT`` seconds.
        """
        joined = removed = 0
        with self._writing():
            self._sweep()
            tables = self.place / "tables"
            for name in tables.names():
                one, other = DeltaFolder(tables / name).compact()
                joined, removed = joined + one, removed + other
        return joined, removed

    @contextmanager
    def lock(self, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """Be the only publisher: hold it from reading all documents until the release is out.

        It may be taken again by the thread that holds it. When the process dies the operating system gives it back, in
        object storage its lease runs out: a killed publisher never blocks the next one for longer. ``put`` and ``replace``
        do not need it.

        Args:
            timeout: seconds to wait for another publisher.

        Raises:
            StoreBusyError: when the other one is not done by then.
        """
        with self._held("publish", timeout):
            yield

    def check_lock(self) -> None:
        """See, before what was made comes to count, that we are still the publisher.

        Raises:
            PlaceError: where the lock was lost to another process.
        """
        self._lock("publish").check_hold()

    def _read_published(self, table: str, wanted: pl.Schema, where: pl.Expr | None = None) -> pl.DataFrame:
        """Rows whose generation a document names, from one moment: no document changed while they were read."""
        documents = self._delta("documents")
        rows = pl.DataFrame(schema=wanted)
        for _ in range(READ_TRIES):
            before = documents.version()
            named = documents.scan(pl.Schema({GENERATION: pl.String()}))
            hidden = pl.Schema({**wanted, GENERATION: pl.String()})
            found = self._delta(table).scan(hidden)
            found = found if where is None else found.filter(where)
            rows = found.join(named, on=GENERATION, how="semi").drop(GENERATION).collect()
            if documents.version() == before:
                return rows
        raise StoreBusyError(f"the store {self.place} changes too fast to be read; try again")

    def _write_generation(self, frames: dict[str, pl.DataFrame], fresh: dict[str, str], *, replaced: bool) -> None:
        """Write the rows of the documents in ``fresh`` (id to generation); what makes them seen comes last."""
        marks = pl.DataFrame({"document_id": list(fresh), GENERATION: list(fresh.values())})
        for table in BY_DOCUMENT:
            rows = frames[table].join(marks, on="document_id", how="inner")
            if table == "documents":
                self._lock("write").check_hold()
            if table == "documents" and replaced:
                self._delta(table).overwrite(rows, where=one_of("document_id", fresh))
            elif rows.height:
                self._delta(table).append(rows)

    def _check_written(self, fresh: dict[str, str]) -> None:
        """See that the lock was ours to the last: who took it over may have swept the rows before they were named.

        Then the documents are taken out again, so that they are read anew, and are not known without their rows.

        Raises:
            PlaceError: where the lock was lost.
        """
        try:
            self._lock("write").check_hold()
        except PlaceError:
            self._delta("documents").delete(one_of(GENERATION, fresh.values()))
            raise

    def _note(self, generations: list[str]) -> None:
        """Keep which generations a write brings or takes, so that one that is killed can be cleared away."""
        self._noted.write("\n".join(generations).encode("ascii"))

    def _sweep(self) -> None:
        """Remove rows that no document names: those that the last write replaced, or left behind when it was killed."""
        try:
            noted = self._noted.read()
        except FileNotFoundError:
            return
        stale = set(noted.decode("ascii").split()) - set(self._generations().values())
        for table in BY_DOCUMENT[:-1] if stale else ():
            self._delta(table).delete(one_of(GENERATION, stale))
        self._noted.remove()

    def _generations(self) -> dict[str, str]:
        """The generation of each document."""
        return dict(self.documents_with_marks().iter_rows())

    @property
    def _noted(self) -> Place:
        return self.place / "locks" / "writing.generations"

    def _tidy(self, tables: Iterable[str]) -> None:
        for table in tables:
            self._delta(table).tidy()

    def _delta(self, table: str) -> DeltaFolder:
        indexed = ("document_id", GENERATION) if table in BY_DOCUMENT else ()
        return DeltaFolder(self.place / "tables" / table, indexed)

    def _writing(self) -> AbstractContextManager[None]:
        return self._held("write", WRITE_TIMEOUT)

    @contextmanager
    def _held(self, name: str, timeout: float) -> Iterator[None]:
        with ExitStack() as held:
            try:
                held.enter_context(self._lock(name).hold(timeout))
            except TimeoutError:
                what = "publishing" if name == "publish" else "writing"
                raise StoreBusyError(
                    f"another process is {what} in {self.place} and was not done in {timeout:.0f} s"
                ) from None
            yield

    def _lock(self, name: str) -> Place:
        return self.place / "locks" / f"{name}.lock"


def _filled(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """Rows that were written before a column was there hold what the schema says of such rows."""
    before = {column.name: column.before for column in schema.TABLES[table] if column.before is not None}
    return rows.with_columns(pl.col(name).fill_null(value) for name, value in before.items())


def _check_whole(frames: dict[str, pl.DataFrame]) -> None:
    ids = frames["documents"]["document_id"]
    if ids.is_duplicated().any():
        raise ValueError("a document stands twice in one batch: the same bytes are one document")
    for table in BY_DOCUMENT[:-1]:
        strangers = frames[table].filter(~pl.col("document_id").is_in(ids.implode()))
        if strangers.height:
            raise ValueError(f"{strangers.height} rows of `{table}` belong to no document of the batch")
