"""What weighing left in the store: facts and findings by block, and what finds the blocks of a new document.

In: rows with the block that each was made in. Out: the rows in force. Nothing is weighed here.

**How a weighing appears at once.** Its rows are added under a serial number that nobody knows, then the blocks it replaces
are named as retired, then one commit of the table ``weighed`` names the serial number, and with it all of that counts. A
process killed in between leaves rows that nobody sees. Nothing is rewritten, so that the cost hangs on what is new; a
weighing of everything puts the tables in order again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang import schema
from hengliang.publish.delta import DeltaFolder
from hengliang.reconcile.blocks import BLOCK_COLUMNS
from hengliang.reconcile.evidence import EVIDENCE
from hengliang.reconcile.findings import BLOCK, CHECK, distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hengliang.publish.place import Place

SERIAL: Final = "serial"
_HIDDEN: Final = {BLOCK: pl.Int64(), SERIAL: pl.Int64()}
#: The tables whose rows are made by blocks.
SCHEMAS: Final[dict[str, pl.Schema]] = {
    "facts": pl.Schema({**schema.polars_schema("facts"), **_HIDDEN}),
    "findings": pl.Schema({**schema.polars_schema("findings"), CHECK: pl.String(), **_HIDDEN}),
    "index": pl.Schema(
        {
            "document_id": pl.String(),
            "observation_id": pl.String(),
            **dict.fromkeys(BLOCK_COLUMNS, pl.Int64()),
            **_HIDDEN,
        }
    ),
    "evidence": pl.Schema({**EVIDENCE, **_HIDDEN}),
    "copies": pl.Schema(
        {"one": pl.String(), "other": pl.String(), "copy": pl.String(), "grounds": pl.String(), **_HIDDEN}
    ),
}
#: Those whose rows rest on several documents; the others hold rows of one document each.
MADE: Final = ("facts", "findings", "copies")
_WEIGHED: Final = pl.Schema(
    {"document_id": pl.String(), "mark": pl.String(), "version": pl.String(), SERIAL: pl.Int64()}
)
_RETIRED: Final = pl.Schema(_HIDDEN)
#: After so many weighings of single documents one of everything is due, which puts the tables in order.
MANY: Final = 400


@dataclass(frozen=True, slots=True)
class State:
    """What has been weighed.

    Attributes:
        marks: document id to what it was then, see ``weigh.marks_of``.
        version: of the checks that weighed; empty where nothing was, or several versions did.
        weighings: how many made the tables.
    """

    marks: Mapping[str, str]
    version: str
    weighings: int


class Weighings:
    """The tables of ``SCHEMAS`` in a store.

    Attributes:
        root: where the store's tables lie.

    Args:
        root: the same.
        check: called before what was written comes to count; raises where that is not ours to do any more.
    """

    def __init__(self, root: Place, check: Callable[[], None]) -> None:
        self.root = root
        self._check = check

    def state(self) -> State:
        """What has been weighed so far."""
        rows = self._delta("weighed").scan(_WEIGHED).collect()
        versions = rows.get_column("version").unique().to_list()
        latest = rows.sort(SERIAL).unique("document_id", keep="last").filter(pl.col("document_id") != "")
        marks = dict(latest.select("document_id", "mark").iter_rows())
        return State(marks, versions[0] if len(versions) == 1 else "", rows.get_column(SERIAL).n_unique())

    def read(self, table: str) -> pl.DataFrame:
        """All rows of ``facts`` or ``findings`` in force, with the columns of the schema."""
        rows = self.scan(table).collect()
        names = schema.polars_schema(table).names()
        if table == "findings":
            given = rows.filter(pl.col(SERIAL).is_null()).select(names)
            rows = pl.concat([given, distinct(rows.filter(pl.col(SERIAL).is_not_null())).select(names)])
        return rows.select(names)

    def scan(self, table: str) -> pl.LazyFrame:
        """The rows of a table in force, with the hidden columns; those that ``replace`` wrote have null in them."""
        rows = self._delta(table).scan(SCHEMAS[table])
        known = self._delta("weighed").scan(_WEIGHED).select(SERIAL).unique().collect().to_series()
        rows = rows.filter(pl.col(SERIAL).is_null() | pl.col(SERIAL).is_in(known.implode()))
        retired = self._delta("retired").scan(_RETIRED).filter(pl.col(SERIAL).is_in(known.implode()))
        last = retired.group_by(BLOCK).agg(pl.col(SERIAL).max().alias("since")).collect()
        if last.is_empty():
            return rows
        since = pl.col(BLOCK).replace_strict(last[BLOCK], last["since"], default=None, return_dtype=pl.Int64)
        return rows.filter(since.is_null() | (pl.col(SERIAL) >= since))

    def add(
        self, tables: Mapping[str, pl.DataFrame], blocks: Iterable[int], marks: pl.DataFrame, *, again: bool
    ) -> None:
        """Put the rows of some blocks in the place of what the tables hold of these.

        Args:
            tables: rows of each table in ``SCHEMAS``, without serial number.
            blocks: all blocks that were weighed.
            marks: ``document_id``, ``mark`` and ``version`` of the documents that were weighed, one row at least.
            again: whether one of them had been weighed before: then its own rows are replaced too.
        """
        serial = self._write(tables)
        retired = self._present(blocks, serial, SCHEMAS if again else MADE)
        if retired.height:
            self._delta("retired").append(retired)
        self._commit(_numbered(marks, serial, _WEIGHED))
        for table in (*SCHEMAS, "retired", "weighed"):
            self._delta(table).tidy()

    def replace(self, tables: Mapping[str, pl.DataFrame], marks: pl.DataFrame) -> None:
        """Put the rows in the place of everything that the tables hold.

        Args:
            tables: rows of each table in ``SCHEMAS``, without serial number.
            marks: ``document_id``, ``mark`` and ``version`` of all documents, one row at least.
        """
        serial = self._write(tables)
        self._check()
        self._delta("weighed").overwrite(_numbered(marks, serial, _WEIGHED))
        for table in (*SCHEMAS, "retired"):
            self._clear(table, serial, empty=table in tables and tables[table].is_empty())
            self._delta(table).tidy()

    def _clear(self, table: str, serial: int, *, empty: bool) -> None:
        """Take out all rows but those of a serial number; a table of an older version may not know the column yet."""
        if empty:
            self._delta(table).overwrite(pl.DataFrame(schema=SCHEMAS[table]))
        else:
            self._delta(table).delete(f"{SERIAL} IS NULL OR {SERIAL} <> {serial}")

    def _commit(self, rows: pl.DataFrame) -> None:
        """What makes a weighing count."""
        self._check()
        self._delta("weighed").append(rows)

    def _write(self, tables: Mapping[str, pl.DataFrame]) -> int:
        serial = time.time_ns()
        for table, wanted in SCHEMAS.items():
            rows = tables[table]
            if rows.height:
                self._delta(table).append(_numbered(rows, serial, wanted))
        return serial

    def _present(self, blocks: Iterable[int], serial: int, tables: Iterable[str]) -> pl.DataFrame:
        """Those of the blocks that older rows of these tables are in."""
        wanted = pl.Series(sorted(blocks), dtype=pl.Int64).implode()
        found = [
            self._delta(table)
            .scan(SCHEMAS[table])
            .filter(pl.col(BLOCK).is_in(wanted), pl.col(SERIAL) < serial)
            .select(BLOCK)
            for table in tables
        ]
        return _numbered(pl.concat(found).unique().collect(), serial, _RETIRED)

    def _delta(self, table: str) -> DeltaFolder:
        return DeltaFolder(self.root / table)


def _numbered(rows: pl.DataFrame, serial: int, wanted: pl.Schema) -> pl.DataFrame:
    return rows.with_columns(pl.lit(serial, dtype=pl.Int64).alias(SERIAL)).select(
        pl.col(name).cast(dtype) for name, dtype in wanted.items()
    )
