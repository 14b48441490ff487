"""The way of reconciling, from observations to facts and findings: it reads like a table of contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.agreement import Context
from hengliang.reconcile.blocks import block_of_fact, in_blocks, with_blocks
from hengliang.reconcile.checks import run_checks
from hengliang.reconcile.clauses import places
from hengliang.reconcile.copies import Copies, align
from hengliang.reconcile.decisions import Decided, decided
from hengliang.reconcile.evidence import copied_pairs, evidence
from hengliang.reconcile.facts import fact_table
from hengliang.reconcile.findings import BLOCK, CHECK, distinct, table
from hengliang.reconcile.groups import groups
from hengliang.reconcile.key import with_key
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Reconciliation:
    """What reconciling gives.

    Attributes:
        facts: the table ``facts``.
        findings: the table ``findings``.
    """

    facts: pl.DataFrame
    findings: pl.DataFrame


@dataclass(frozen=True)
class Weighed:
    """The rows of some blocks, each with its block in the column ``BLOCK``; ``distinct`` makes the table of the findings."""

    facts: pl.DataFrame
    findings: pl.DataFrame


@dataclass(frozen=True)
class Said:
    """What there is to weigh beside the observations.

    Attributes:
        decisions: the ledger; None is an empty one.
        remarks: the table ``remarks``, of the documents to look at; None is an empty one.
        decided_on: rows of ``findings`` from elsewhere that decisions are about; None are none.
    """

    decisions: pl.DataFrame | None = None
    remarks: pl.DataFrame | None = None
    decided_on: pl.DataFrame | None = None


def reconcile(
    observations: pl.DataFrame,
    documents: pl.DataFrame,
    decisions: pl.DataFrame | None = None,
    remarks: pl.DataFrame | None = None,
) -> Reconciliation:
    """Weigh all observations against each other.

    Args:
        observations: the table ``observations``.
        documents: the table ``documents``; it may know more documents than the observations, or fewer.
        decisions: the ledger ``decisions``; None is an empty one.
        remarks: the table ``remarks``; None is an empty one.
    """
    rows = with_places(observations)
    sentences = places(rows)
    pairs = copied_pairs(evidence(sentences))
    copies = Copies(align(pairs, sentences, column(documents, "kind")))
    weighed = weigh_blocks(rows, documents, copies, None, Said(decisions, remarks))
    return Reconciliation(weighed.facts.drop(BLOCK), distinct(weighed.findings.drop(BLOCK)))


def with_places(observations: pl.DataFrame) -> pl.DataFrame:
    """The observations in one order, with their keys and blocks."""
    return with_blocks(with_key(observations.sort("document_id", "start", "end", "observation_id")))


def weigh_blocks(
    rows: pl.DataFrame,
    documents: pl.DataFrame,
    copies: Copies,
    blocks: Mapping[str, frozenset[int]] | None,
    said: Said,
) -> Weighed:
    """Weigh the observations of some blocks.

    Args:
        rows: what ``with_places`` gives, at least all rows of the blocks.
        documents: the table ``documents``, at least those of the rows.
        copies: all near-copies; those with aligned clauses are compared.
        blocks: by kind; None are all.
        said: what there is beside the observations.
    """
    years = {name: date[:4] for name, date in column(documents, "published").items()}
    context = Context(copies, column(documents, "kind"), years)
    findings = table(run_checks(rows, context, blocks, said.remarks))
    facts = rows if blocks is None else rows.filter(in_blocks("fact", blocks.get("fact", frozenset())))
    ruled = _decided(said, findings, rows)
    made = fact_table(facts, list(groups(facts)), copies, ruled)
    ids = pl.Series(BLOCK, [block_of_fact(fact_id) for fact_id in made.get_column("fact_id")], dtype=pl.Int64)
    return Weighed(made.with_columns(ids), findings)


def column(documents: pl.DataFrame, name: str) -> dict[str, str]:
    """One column of ``documents``, by document id."""
    return dict(documents.select("document_id", name).iter_rows())


def _decided(said: Said, findings: pl.DataFrame, rows: pl.DataFrame) -> Decided:
    decisions, elsewhere = said.decisions, said.decided_on
    if decisions is None or decisions.is_empty():
        return Decided(frozenset(), frozenset())
    known = findings.drop(BLOCK, CHECK)
    if elsewhere is not None:
        known = pl.concat([known, elsewhere.filter(~pl.col("finding_id").is_in(known["finding_id"].implode()))])
    known = known.filter(pl.col("finding_id").is_in(decisions["finding_id"].implode()))
    wanted = known.get_column("observation_ids").explode().implode()
    own = rows.filter(pl.col("observation_id").is_in(wanted)).select(COLUMNS).iter_rows(named=True)
    return decided(decisions, known, _by_id(statements(own)))


def _by_id(made: Iterable[Statement]) -> dict[str, Statement]:
    return {statement.observation_id: statement for statement in made}
