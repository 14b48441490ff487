"""People's decisions: which of two printed figures stands, or neither.

What goes in: the ledger ``decisions`` and this run's findings. What comes out: for every decided finding the
choice, void ones left out. A decision is void when its finding is gone, or the quotes it rests on have changed.
Facts are made elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.statement import Agreement, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hengliang.reconcile.statement import Statement

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


def decided(decisions: pl.DataFrame, findings: pl.DataFrame, statements: Mapping[str, Statement]) -> Decided:
    """Apply the ledger.

    Args:
        decisions: the table ``decisions``; the latest decision on a finding counts.
        findings: rows of the table ``findings``, those that are decided on at least.
        statements: by observation id, those that the decided findings rest on at least.
    """
    latest = {row["finding_id"]: row for row in decisions.sort("decided_at", "choice", "quotes").iter_rows(named=True)}
    touched = findings.filter(pl.col("finding_id").is_in(list(latest))).sort("finding_id")
    standing: set[str] = set()
    rejected: set[str] = set()
    for finding in touched.iter_rows(named=True):
        row = latest[finding["finding_id"]]
        own = {name: statements[name] for name in finding["observation_ids"] if name in statements}
        choice = own.get(row["choice"])
        if not _rests_on(row["quotes"], finding["spans"]) or (row["choice"] != NEITHER and choice is None):
            continue
        standing |= own.keys() & {row["choice"]}
        rejected |= {
            name for name, other in own.items() if choice is None or weigh(choice, other) is Agreement.DISAGREE
        }
    return Decided(frozenset(standing), frozenset(rejected - standing))


def _rests_on(quotes: str, spans: Sequence[Mapping[str, object]]) -> bool:
    """Whether the quotes are still those of the finding; a plain list of quotes counts as well."""
    try:
        rows = json.loads(quotes)
    except (TypeError, ValueError):
        return False
    if not isinstance(rows, list):
        return False
    if all(isinstance(row, str) for row in rows):
        return sorted(rows) == sorted(str(span["quote"]) for span in spans)
    if not all(isinstance(row, dict) and {"document", "quote"} <= set(row) for row in rows):
        return False
    return quotes_of(rows) == quotes_of(spans)
