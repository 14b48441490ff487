"""All checks, each with the kind of block that it looks at, and what they find in given blocks.

What goes in: observations with their keys and blocks. What comes out: findings, each with the block it was found in. A check
sees whole blocks only and nothing else, so that the findings of one block never hang on another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang.reconcile.accumulated import check_accumulated
from hengliang.reconcile.agreement import Context, check_groups, check_own_groups
from hengliang.reconcile.blocks import COLUMNS_OF, block, in_blocks
from hengliang.reconcile.budget_growth import check_budget_growth
from hengliang.reconcile.clauses import places
from hengliang.reconcile.composition import check_compositions
from hengliang.reconcile.copied import check_copies
from hengliang.reconcile.days import check_days
from hengliang.reconcile.districts import check_districts
from hengliang.reconcile.groups import groups
from hengliang.reconcile.identities import check_identities
from hengliang.reconcile.level_growth import check_level_growth
from hengliang.reconcile.misplaced import check_misplaced
from hengliang.reconcile.neighbours import check_neighbours
from hengliang.reconcile.parts import check_parts
from hengliang.reconcile.per_head import check_per_head
from hengliang.reconcile.plausibility import check_plausibility
from hengliang.reconcile.remarked import check_remarks
from hengliang.reconcile.repetition import check_repetitions
from hengliang.reconcile.statement import COLUMNS, statements
from hengliang.reconcile.target_below_actual import check_targets_reached
from hengliang.reconcile.unit_slips import check_units
from hengliang.reconcile.whole_counts import check_whole_counts
from hengliang.reconcile.yields import check_yields

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


def _alone(check: Callable[[pl.DataFrame], Iterable[Finding]]) -> Callable[[pl.DataFrame, Context], Iterable[Finding]]:
    """A check that needs to know nothing about the documents."""
    return lambda rows, _: check(rows)


CHECKS: Final = (
    Check(PAIR, _copied),
    Check("fact", lambda rows, context: check_groups(groups(rows), context)),
    Check("document", lambda rows, context: check_own_groups(list(groups(rows, by_document=True)), context)),
    Check("document", _alone(check_compositions)),
    Check("document", _alone(check_identities)),
    Check("document", _alone(lambda rows: check_repetitions(places(rows), rows))),
    Check("slip", check_units),
    Check("series", check_misplaced),
    Check("series", lambda rows, context: check_level_growth(rows, context.years)),
    Check("series", _alone(check_accumulated)),
    Check("series", _alone(check_targets_reached)),
    Check("series", _alone(check_plausibility)),
    Check("series", _alone(check_yields)),
    Check("document", _alone(check_budget_growth)),
    Check("document", _alone(check_parts)),
    Check("document", _alone(check_days)),
    Check("document", _alone(check_whole_counts)),
    Check("family", _alone(check_per_head)),
    Check("siblings", _alone(check_districts)),
    Check("siblings", _alone(check_neighbours)),
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
