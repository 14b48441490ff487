"""All checks, each with the kind of block that it looks at, and what they find in given blocks.

What goes in: observations with their keys and blocks. What comes out: findings, each with the block it was found in. A check
sees whole blocks only and nothing else, so that the findings of one block never hang on another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang.reconcile.agreement import Context, check_groups, check_own_groups
from hengliang.reconcile.blocks import COLUMNS_OF, block, in_blocks
from hengliang.reconcile.clauses import places
from hengliang.reconcile.composition import check_compositions
from hengliang.reconcile.copied import check_copies
from hengliang.reconcile.groups import groups
from hengliang.reconcile.identities import check_identities
from hengliang.reconcile.misplaced import check_misplaced
from hengliang.reconcile.remarked import check_remarks
from hengliang.reconcile.repetition import check_repetitions
from hengliang.reconcile.statement import COLUMNS, statements
from hengliang.reconcile.unit_slips import check_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hengliang.reconcile.findings import Finding

PAIR: Final = "pair"


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    Attributes:
        kind: the kind of block that it looks at.
        run: the check, on rows that make up whole blocks.
    """

    kind: str
    run: Callable[[pl.DataFrame, Context], Iterable[Finding]]


def _copied(rows: pl.DataFrame, context: Context) -> Iterator[Finding]:
    documents = sorted({document for copy in context.copies.found if copy.aligned for document in copy.documents})
    copied = rows.filter(pl.col("document_id").is_in(documents)).select(COLUMNS).iter_rows(named=True)
    return check_copies(statements(copied), context)


CHECKS: Final = (
    Check(PAIR, _copied),
    Check("fact", lambda rows, context: check_groups(groups(rows), context)),
    Check("document", lambda rows, context: check_own_groups(list(groups(rows, by_document=True)), context)),
    Check("document", lambda rows, context: check_compositions(rows)),  # noqa: ARG005
    Check("document", lambda rows, context: check_identities(rows)),  # noqa: ARG005
    Check("document", lambda rows, context: check_repetitions(places(rows), rows)),  # noqa: ARG005
    Check("slip", check_units),
    Check("series", check_misplaced),
)


def run_checks(
    rows: pl.DataFrame,
    context: Context,
    blocks: Mapping[str, frozenset[int]] | None,
    remarks: pl.DataFrame | None = None,
) -> Iterator[tuple[int, Finding]]:
    """What all checks find.

    Args:
        rows: what ``blocks.with_blocks`` gives: at least all rows of the blocks.
        context: what is known about the documents; its copies with aligned clauses are looked at.
        blocks: the blocks to look at, by kind; None are all.
        remarks: what was noticed in the structure of the documents to look at.

    Yields:
        A block and what was found in it.
    """
    for check in CHECKS:
        own = rows
        if check.kind != PAIR and blocks is not None:
            own = rows.filter(in_blocks(check.kind, blocks.get(check.kind, frozenset())))
        found = list(check.run(own, context)) if check.kind == PAIR or own.height else []
        of = _blocks_of(own, check.kind) if found else {}
        for finding in found:
            yield _block(finding, check.kind, of), finding
    for finding in check_remarks(remarks):
        yield _block(finding, "document", {}), finding


def _blocks_of(rows: pl.DataFrame, kind: str) -> dict[str, frozenset[int]]:
    """The blocks of a kind that each observation is in."""
    if kind in {PAIR, "document"}:
        return {}
    columns = COLUMNS_OF[kind]
    return {row[0]: frozenset(row[1:]) - {None} for row in rows.select("observation_id", *columns).iter_rows()}


def _block(finding: Finding, kind: str, of: Mapping[str, frozenset[int]]) -> int:
    """The block that a finding was made in: the one that all its statements are in."""
    if kind in {PAIR, "document"}:
        return block(kind, *sorted({span.document_id for span in finding.spans}))
    common = frozenset.intersection(*(of[statement.observation_id] for statement in finding.statements))
    return min(common)
