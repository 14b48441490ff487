"""Stage *read and extract*: a chunk of files into staged tables, the outcome of each one recorded.

In: paths. Out: the folder of the chunk. A file that cannot be read becomes a row of ``documents`` whose ``outcome`` is
the reason; it never stops the others. Nothing is written to the store's tables here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from prefect import get_run_logger
from prefect.logging.handlers import APILogHandler

from hengliang import each_file, schema
from hengliang.each_file import Refused
from hengliang.extraction import RULES_VERSION
from hengliang.publish.store import Store
from hengliang.read import sha256_of
from hengliang.report.summary import PUBLISHED
from hengliang.rules import version_here
from tasks.live import LiveProgress
from tasks.progress import report
from tasks.stage import stage
from tasks.staging import STAGED, chunk_key, has_chunk, write_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hengliang.extraction import Extraction

Tables = dict[str, pl.DataFrame]


class OtherRulesError(Exception):
    """The process that was to read has other rules or limits than the run; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the process that reads must know of the run, where it is not the run's own.

    Attributes:
        base: the folder from which the paths are named.
        version: the rules and limits of the run (``hengliang.rules.version_here``).
    """

    base: str
    version: str


def _nobody(_done: int) -> None:
    """Watch nothing."""


def extract_files(paths: Sequence[Path], tell: Callable[[int], None] = _nobody, workers: int | None = None) -> Tables:
    """The tables of all files together; a document that stands there twice is taken once.

    Args:
        paths: the files.
        tell: called with the number of files that are through.
        workers: how many are read at a time; as many as there are processors, and memory for, by default.
    """
    extracted: list[Tables] = []
    seen: set[str] = set()
    results = each_file.extract_files(paths, workers)
    for done, (path, result) in enumerate(zip(paths, results, strict=True), start=1):
        tables = quarantined(path, result.reason) if isinstance(result, Refused) else _tables(result)
        report("read and extract", done, len(paths))
        tell(done)
        document_id = str(tables["documents"]["document_id"][0])
        if document_id not in seen:
            extracted.append(tables)
        seen.add(document_id)
    return {table: pl.concat([schema.empty(table), *(tables[table] for tables in extracted)]) for table in STAGED}


def _tables(extraction: Extraction) -> Tables:
    return {table: getattr(extraction, table) for table in STAGED}


def quarantined(path: Path, reason: str) -> Tables:
    """The tables of a document that gave nothing but a reason."""
    row: dict[str, object] = {
        column.name: 0 if column.dtype == pl.Int64 else "" for column in schema.DOCUMENTS if column.required
    }
    row |= {
        "document_id": sha256_of(path),
        "document": path.name,
        "outcome": reason,
        "path": str(path),
        "rules_version": version_here(RULES_VERSION),
    }
    documents = pl.DataFrame([row], schema=schema.polars_schema("documents"))
    return {"documents": documents} | {table: schema.empty(table) for table in STAGED if table != "documents"}


def _run_name() -> str:
    from prefect.runtime import task_run  # noqa: PLC0415  (Prefect resolves it inside a run)

    paths = task_run.parameters["paths"]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"read {Path(paths[0]).name}{more}"


@stage("extract-documents", run_name=_run_name)
def extract_documents(
    paths: list[str], store: str, *, workers: int | None = None, elsewhere: Elsewhere | None = None
) -> str:
    """Read and extract a chunk of files. Doing it twice, or in two processes at once, gives the same folder.

    Args:
        paths: the files, as a person named them.
        store: the folder of the store.
        workers: see ``extract_files``.
        elsewhere: what a process that is not the run's own must know; it leaves the progress bar to the run.

    Returns:
        The folder where the chunk's tables are staged; of a chunk that was done before, its folder as it is.

    Raises:
        OtherRulesError: when this process has another version: its rows would be due again at once.
    """
    here = version_here(RULES_VERSION)
    if elsewhere and elsewhere.version != here:
        raise OtherRulesError(
            f"这个工作进程的规则或限制（{here}）与本次运行的（{elsewhere.version}）不同：请装同一版本、设同样的限制"
        )
    files = {Path(elsewhere.base if elsewhere else ".", path): str(Path(path)) for path in paths}
    key = chunk_key(((sha256_of(path), name) for path, name in files.items()), here)
    folder = Store(store).place / "staging" / key
    if has_chunk(folder):
        get_run_logger().info("读取：这 %d 份文件上次已经读完，直接入库", len(files))
        return str(folder)
    tables = extract_files(list(files), _nobody if elsewhere else LiveProgress(len(files)), workers)
    names = {str(path): name for path, name in files.items()}
    tables["documents"] = tables["documents"].with_columns(pl.col("path").replace(names))
    write_chunk(folder, tables)
    _tell(tables, len(files))
    if elsewhere:
        APILogHandler().flush()  # a process of a cluster may be ended as soon as the last chunk is read
    return str(folder)


def _tell(tables: Tables, files: int) -> None:
    published = int((tables["documents"]["outcome"] == PUBLISHED).sum())
    get_run_logger().info("读取：%d 份文件中 %d 份可用，%d 个观测值", files, published, tables["observations"].height)
    for name, outcome, unread in tables["documents"].select("document", "outcome", "unread").iter_rows():
        if outcome != PUBLISHED:
            get_run_logger().warning("隔离：%s：%s", name, outcome)
        elif unread:
            get_run_logger().warning("有未读页：%s：%s", name, unread)
