"""Stages *store*, *reconcile*, *validate* and *publish*: from staged chunks to a release.

In: folders and the store's path. Out: counts and paths; the store's tables carry the data from one task to the next.
What is a fact, an error or a release is decided in ``hengliang`` and ``expectations``, not here. Whoever calls these
holds ``Store.lock``, so that all of them see the same documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl
from prefect import get_run_logger

import expectations
from hengliang import schema
from hengliang.publish import release
from hengliang.publish.place import place_of
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from tasks.progress import report
from tasks.stage import stage
from tasks.staging import drop_chunk, read_chunk
from tasks.state import mark_released, state_of

#: Of the Data Docs.
FIRST_PAGE: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Stored:
    """What chunks brought into the store.

    Attributes:
        document_ids: all documents of the chunks, in whatever state they are.
        observations: number of their observations.
        ref_areas: whose reports they are, one a document, empty where unknown.
        kinds: what kind each document is, empty where it could not be read.
        ref_area_codes: the codes of ``ref_areas``, empty where unknown.
    """

    document_ids: tuple[str, ...]
    observations: int
    ref_areas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ref_area_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What validating gave.

    Attributes:
        success: whether no hard expectation is broken.
        quarantined: number of observations taken out.
        broken: the hard expectations that are broken: table, title, number of rows.
        warnings: the same of soft ones.
        docs: the address of the Data Docs' first page.
    """

    success: bool
    quarantined: int
    broken: tuple[str, ...]
    warnings: tuple[str, ...]
    docs: str


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing gave.

    Attributes:
        release: id of the new release, None where it would be the same as the one before.
        new_conflicts: ids of the conflicts that the release before did not have.
    """

    release: str | None
    new_conflicts: frozenset[str] = frozenset()


@stage("store-documents", run_name="store {store}")
def store_documents(chunks: list[str], store: str) -> Stored:
    """Put staged chunks into the store, then remove them.

    One that is gone was stored by another run that was given the same files: only what is in the store is ever removed.
    """
    ids: list[str] = []
    areas: list[str] = []
    kinds: list[str] = []
    codes: list[str] = []
    observations = 0
    for done, folder in enumerate(map(place_of, chunks), start=1):
        try:
            tables = read_chunk(folder)
        except FileNotFoundError:
            get_run_logger().info("入库：这一批文件，另一次运行已经存入")
            continue
        Store(store).put(**tables)
        drop_chunk(folder)
        ids += tables["documents"]["document_id"].to_list()
        areas += tables["documents"]["ref_area"].to_list()
        kinds += tables["documents"]["kind"].to_list()
        codes += tables["documents"]["ref_area_code"].to_list()
        observations += tables["observations"].height
        report("store", done, len(chunks))
    get_run_logger().info("入库：%d 份文件，%d 个观测值", len(ids), observations)
    return Stored(tuple(ids), observations, tuple(areas), tuple(kinds), tuple(codes))


@stage("reconcile", run_name="reconcile {store}")
def reconcile_store(store: str, *, without_quarantine: bool = False, everything: bool = False) -> None:
    """Weigh the new documents of the store against what they speak of, or all documents against each other."""
    report("reconcile")
    place = Store(store)
    weighing = weigh_store(place, without_quarantine=without_quarantine, everything=everything)
    what = "全库文件" if weighing.everything else "与新文件有关的内容"
    get_run_logger().info("核对：%d 份文件是新的，核对了%s", weighing.changed, what)


@stage("validate", run_name="validate {store}")
def validate_store(store: str, *, without_quarantine: bool = False) -> Checked:
    """Check what would be released.

    The first time all observations are checked, and those that break a hard expectation go to the quarantine. The
    second time (``without_quarantine``) what is left is checked, and the quarantine stays as it is.
    """
    report("validate")
    place = Store(store)
    tables = released_tables(place, without_quarantine=without_quarantine)
    validation, docs = validated(place, tables)
    if not without_quarantine:
        place.replace("quarantine", validation.quarantine)
    failed = [result for result in validation.results if not result.success]
    hard = tuple(_line(result) for result in failed if result.severity == "hard")
    soft = tuple(_line(result) for result in failed if result.severity != "hard")
    rows = validation.quarantine["observation_id"].n_unique()
    get_run_logger().info("校验：%d 项检查，%d 项未通过，隔离 %d 个观测值", len(validation.results), len(failed), rows)
    for line in (*hard, *soft):
        get_run_logger().warning("校验未通过：%s", line)
    return Checked(validation.success, rows, hard, soft, docs)


@stage("publish", run_name="publish {store}")
def publish_store(store: str) -> Published:
    """Publish the store's tables as a release."""
    report("publish")
    place = Store(store)
    state = state_of(place)
    tables = released_tables(place, without_quarantine=True)
    new = frozenset(conflicts_in(tables["findings"]) - released_conflicts(place))
    published = release.publish(place, tables)
    mark_released(place, state)
    get_run_logger().info("发布：%s", published.id if published else "没有新内容，沿用现行发布")
    return Published(published.id, new) if published else Published(None)


def released_conflicts(store: Store) -> set[str]:
    """Ids of the conflicts in the current release; none where there is no release that can be read."""
    try:
        current = release.latest(store)
        return conflicts_in(current.read("findings", ["finding_id", "severity"])) if current else set()
    except (release.ReleaseError, OSError):  # publishing makes one that can be read, and says so
        return set()


def conflicts_in(findings: pl.DataFrame) -> set[str]:
    """Ids of the conflicts among findings."""
    return set(findings.filter(pl.col("severity") == "conflict")["finding_id"])


def released_tables(store: Store, *, without_quarantine: bool) -> dict[str, pl.DataFrame]:
    """The tables as a release holds them.

    Args:
        store: where they are.
        without_quarantine: whether observations in quarantine are left out.
    """
    tables = {table: store.read(table) for table in schema.RELEASED}
    if without_quarantine:
        out = store.read("quarantine").select("observation_id").unique()
        kept = tables["observations"].join(out, on="observation_id", how="anti", maintain_order="left")
        tables["observations"] = kept
    return tables


def validated(store: Store, tables: dict[str, pl.DataFrame]) -> tuple[expectations.Validation, str]:
    """What checking the tables gave, and the address of the Data Docs' first page, which are with the store then."""
    docs = store.place / "data-docs"
    if docs.folder is not None:
        return expectations.validate(tables, docs_dir=docs.folder), str(docs / FIRST_PAGE)
    with docs.drafted(FIRST_PAGE, lasting=True) as draft:
        validation = expectations.validate(tables, docs_dir=draft)
    return validation, str(docs / FIRST_PAGE)


def _line(result: expectations.ExpectationResult) -> str:
    return f"{result.table}: {result.title} ({len(result.failing)} of {result.checked} rows)"
