"""The way of reconciling, from observations to facts and findings: it reads like a table of contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.agreement import Context, check_groups
from hengliang.reconcile.clauses import places
from hengliang.reconcile.composition import check_compositions
from hengliang.reconcile.copied import check_copies
from hengliang.reconcile.copies import Copies, find_copies
from hengliang.reconcile.decisions import decided
from hengliang.reconcile.facts import fact_table
from hengliang.reconcile.findings import Finding, table
from hengliang.reconcile.further import check_further
from hengliang.reconcile.groups import groups, unreliable
from hengliang.reconcile.identities import check_identities
from hengliang.reconcile.key import with_key
from hengliang.reconcile.repetition import check_repetitions
from hengliang.reconcile.statement import COLUMNS, statements
from hengliang.reconcile.unit_slips import check_units

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Reconciliation:
    """What reconciling gives.

    Attributes:
        facts: the table ``facts``.
        findings: the table ``findings``.
    """

    facts: pl.DataFrame
    findings: pl.DataFrame


def reconcile(
    observations: pl.DataFrame, documents: pl.DataFrame, decisions: pl.DataFrame | None = None
) -> Reconciliation:
    """Weigh all observations against each other.

    Args:
        observations: the table ``observations``.
        documents: the table ``documents``; it may know more documents than the observations, or fewer.
        decisions: the ledger ``decisions``; None is an empty one.
    """
    ordered = observations.sort("document_id", "start", "end", "observation_id")
    keyed = with_key(ordered)
    sentences = places(ordered)
    copies = find_copies(sentences, documents)
    weighed = list(groups(keyed))
    years = {name: date[:4] for name, date in _column(documents, "published").items()}
    context = Context(copies, _column(documents, "kind"), years, unreliable(weighed))
    copied = list(check_copies(statements(_copied_rows(ordered, copies)), context))
    found = [
        *copied,
        *_beyond(copied, check_groups(weighed, context)),
        *_beyond(copied, check_units(keyed, context)),
        *check_compositions(ordered),
        *check_identities(keyed),
        *check_further(keyed, years),
        *check_repetitions(sentences, ordered),
    ]
    facts = fact_table(keyed, weighed, copies, decided(decisions, found))
    return Reconciliation(facts, table(found))


def _copied_rows(ordered: pl.DataFrame, copies: Copies) -> Iterable[dict[str, object]]:
    documents = sorted({document for copy in copies.found for document in copy.documents})
    return ordered.filter(pl.col("document_id").is_in(documents)).select(COLUMNS).iter_rows(named=True)


def _beyond(copied: list[Finding], findings: Iterable[Finding]) -> list[Finding]:
    """The findings that say something which the copied sentences do not say already."""
    known = {(finding.kind, frozenset(s.observation_id for s in finding.statements)) for finding in copied}
    return [
        finding
        for finding in findings
        if (finding.kind, frozenset(s.observation_id for s in finding.statements)) not in known
    ]


def _column(documents: pl.DataFrame, name: str) -> dict[str, str]:
    return dict(documents.select("document_id", name).iter_rows())
