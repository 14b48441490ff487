"""People's decisions: which of two printed figures stands, or neither.

What goes in: the ledger ``decisions`` and this run's findings. What comes out: for every decided finding the
choice, void ones left out. A decision is void when its finding is gone, or the quotes it rests on have changed.
Facts are made elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengliang.reconcile.statement import Agreement, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from hengliang.reconcile.findings import Finding

NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Decided:
    """What the decisions in force say: observations that stand, and those that do not."""

    standing: frozenset[str]
    rejected: frozenset[str]


def quotes_of(spans: Iterable[Mapping[str, object]]) -> str:
    """The quotes that a decision on a finding rests on, as the column ``quotes`` of the ledger holds them.

    Args:
        spans: the finding's ``spans``.

    >>> quotes_of([{"document": "a.txt", "quote": "736户"}])
    '[{"document":"a.txt","quote":"736户"}]'
    """
    rows = [{"document": str(span["document"]), "quote": str(span["quote"])} for span in spans]
    rows.sort(key=lambda row: (row["document"], row["quote"]))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def decided(decisions: pl.DataFrame | None, findings: Iterable[Finding]) -> Decided:
    """Apply the ledger.

    Args:
        decisions: the table ``decisions``; the latest decision on a finding counts. None is an empty ledger.
        findings: this run's findings.
    """
    if decisions is None or decisions.is_empty():
        return Decided(frozenset(), frozenset())
    known = {finding.finding_id: finding for finding in findings}
    latest = {row["finding_id"]: row for row in decisions.sort("decided_at", "choice", "quotes").iter_rows(named=True)}
    standing: set[str] = set()
    rejected: set[str] = set()
    for finding_id, row in sorted(latest.items()):
        finding = known.get(finding_id)
        if finding is None or not _rests_on(row["quotes"], finding):
            continue
        own = {statement.observation_id: statement for statement in finding.statements}
        choice = own.get(row["choice"])
        if row["choice"] != NEITHER and choice is None:
            continue
        standing |= own.keys() & {row["choice"]}
        rejected |= {
            name for name, other in own.items() if choice is None or weigh(choice, other) is Agreement.DISAGREE
        }
    return Decided(frozenset(standing), frozenset(rejected - standing))


def _rests_on(quotes: str, finding: Finding) -> bool:
    """Whether the quotes are still those of the finding; a plain list of quotes counts as well."""
    try:
        rows = json.loads(quotes)
    except (TypeError, ValueError):
        return False
    if not isinstance(rows, list):
        return False
    if all(isinstance(row, str) for row in rows):
        return sorted(rows) == sorted(span.quote for span in finding.spans)
    if not all(isinstance(row, dict) and {"document", "quote"} <= set(row) for row in rows):
        return False
    return quotes_of(rows) == quotes_of({"document": span.document, "quote": span.quote} for span in finding.spans)
