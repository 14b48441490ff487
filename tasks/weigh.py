"""Stages *store*, *reconcile*, *validate* and *publish*: from staged chunks to a release.

In: folders and the store's path. Out: counts and paths; the store's tables carry the data from one task to the next.
What is a fact, an error or a release is decided in ``hengliang`` and ``expectations``, not here. Whoever calls these
holds ``Store.lock``, so that all of them see the same documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import get_run_logger

import expectations
from hengliang import schema
from hengliang.publish import release
from hengliang.publish.store import Store
from hengliang.reconcile import reconcile
from tasks.progress import report
from tasks.stage import stage
from tasks.staging import drop_chunk, read_chunk
from tasks.state import mark_released, state_of

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Stored:
    """What chunks brought into the store.

    Attributes:
        document_ids: all documents of the chunks, in whatever state they are.
        observations: number of their observations.
        ref_areas: whose reports they are, one a document, empty where unknown.
        kinds: what kind each document is, empty where it could not be read.
    """

    document_ids: tuple[str, ...]
    observations: int
    ref_areas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What validating gave.

    Attributes:
        success: whether no hard expectation is broken.
        quarantined: number of observations taken out.
        broken: the hard expectations that are broken: table, title, number of rows.
        warnings: the same of soft ones.
        docs: the Data Docs' first page, None where there are none.
    """

    success: bool
    quarantined: int
    broken: tuple[str, ...]
    warnings: tuple[str, ...]
    docs: str | None


@stage("store-documents", run_name="store {store}")
def store_documents(chunks: list[str], store: str) -> Stored:
    """Put staged chunks into the store, then remove them."""
    ids: list[str] = []
    areas: list[str] = []
    kinds: list[str] = []
    observations = 0
    for done, folder in enumerate(map(Path, chunks), start=1):
        tables = read_chunk(folder)
        Store(store).put(**tables)
        drop_chunk(folder)
        ids += tables["documents"]["document_id"].to_list()
        areas += tables["documents"]["ref_area"].to_list()
        kinds += tables["documents"]["kind"].to_list()
        observations += tables["observations"].height
        report("store", done, len(chunks))
    return Stored(tuple(ids), observations, tuple(areas), tuple(kinds))


@stage("reconcile", run_name="reconcile {store}")
def reconcile_store(store: str, *, without_quarantine: bool = False) -> None:
    """Weigh all documents of the store against each other; facts and findings are replaced."""
    report("reconcile")
    place = Store(store)
    tables = released_tables(place, without_quarantine=without_quarantine)
    result = reconcile(tables["observations"], tables["documents"], place.read("decisions"), place.read("remarks"))
    place.replace("facts", result.facts)
    place.replace("findings", result.findings)
    get_run_logger().info("%d facts, %d findings", result.facts.height, result.findings.height)


@stage("validate", run_name="validate {store}")
def validate_store(store: str, *, without_quarantine: bool = False) -> Checked:
    """Check what would be released.

    The first time all observations are checked, and those that break a hard expectation go to the quarantine. The
    second time (``without_quarantine``) what is left is checked, and the quarantine stays as it is.
    """
    report("validate")
    place = Store(store)
    tables = released_tables(place, without_quarantine=without_quarantine)
    validation = expectations.validate(tables, docs_dir=place.root / "data-docs")
    if not without_quarantine:
        place.replace("quarantine", validation.quarantine)
    failed = [result for result in validation.results if not result.success]
    hard = tuple(_line(result) for result in failed if result.severity == "hard")
    soft = tuple(_line(result) for result in failed if result.severity != "hard")
    for line in (*hard, *soft):
        get_run_logger().warning(line)
    rows = validation.quarantine["observation_id"].n_unique()
    docs = str(validation.docs) if validation.docs else None
    return Checked(validation.success, rows, hard, soft, docs)


@stage("publish", run_name="publish {store}")
def publish_store(store: str) -> str | None:
    """Publish the store's tables as a release.

    Returns:
        The release's id, None where it would be the same as the latest.
    """
    report("publish")
    place = Store(store)
    state = state_of(place)
    published = release.publish(place, released_tables(place, without_quarantine=True))
    mark_released(place, state)
    return published.id if published else None


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


def _line(result: expectations.ExpectationResult) -> str:
    return f"{result.table}: {result.title} ({len(result.failing)} of {result.checked} rows)"
