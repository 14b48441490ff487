"""Rows of the table ``findings``: ids, spans, and the sentence for a person.

What goes in: what a check found. What comes out: rows in one order, each with an id made from its spans and its
check. No check is made here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from hengliang.schema import polars_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.reconcile.statement import Statement

#: Hidden columns: the block that a row was made in, and the check that made it.
BLOCK: Final = "block"
CHECK: Final = "check"
#: The check of sentences that one document copied from another.
COPIED: Final = "copied_sentence"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a document."""

    document: str
    start: int
    end: int
    quote: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; the fields are those of the table ``findings``, the statements stand for their ids.

    ``check`` names the check within its kind, for the id. ``places`` stand instead of the statements' own spans where
    something other than numbers is at issue.
    """

    kind: str
    severity: str
    check: str
    statements: tuple[Statement, ...]
    formula: str
    expected: str
    found: str
    explanation: str
    grounds: str
    probable_wrong: str | None = None
    places: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places it is about, each once, in one order."""
        return tuple(sorted(set(self.places or [span_of(statement) for statement in self.statements])))

    @property
    def finding_id(self) -> str:
        """Hash of the spans and the check: the same as long as the documents are."""
        places = [f"{span.document_id}:{span.start}:{span.end}" for span in self.spans]
        return hashlib.sha256("\n".join([self.kind, self.check, *sorted(places)]).encode()).hexdigest()[:24]

    def row(self) -> dict[str, Any]:
        """The row of the table."""
        return {
            "finding_id": self.finding_id,
            "kind": self.kind,
            "severity": self.severity,
            "indicator": self._shared("indicator"),
            "ref_area": self._shared("ref_area"),
            "time_period": self._shared("time_period"),
            "spans": [{"document": s.document, "start": s.start, "end": s.end, "quote": s.quote} for s in self.spans],
            "formula": self.formula,
            "expected": self.expected,
            "found": self.found,
            "probable_wrong": self.probable_wrong,
            "grounds": self.grounds,
            "explanation": self.explanation,
            "observation_ids": sorted({statement.observation_id for statement in self.statements}),
        }

    def _shared(self, column: str) -> str:
        values = sorted({getattr(statement, column) for statement in self.statements} - {""})
        return "、".join(values[:3])


def span_of(statement: Statement) -> Span:
    """The place of a statement."""
    return Span(statement.document, statement.start, statement.end, statement.quote, statement.document_id)


def table(findings: Iterable[tuple[int, Finding]]) -> pl.DataFrame:
    """The findings as a table with the hidden columns ``BLOCK`` and ``CHECK``, in the order of severity and places.

    Args:
        findings: each with its block; one that is given twice stands there once.
    """
    unique = {finding.finding_id: (finding, number) for number, finding in findings}
    ordered = sorted(unique.values(), key=lambda item: _order(item[0]))
    rows = [finding.row() | {BLOCK: number, CHECK: finding.check} for finding, number in ordered]
    schema = pl.Schema({**polars_schema("findings"), BLOCK: pl.Int64(), CHECK: pl.String()})
    return pl.DataFrame(rows, schema=schema, orient="row")


def distinct(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings without those that say of the same statements what a copied sentence says already, each once.

    Args:
        findings: rows of the table ``findings`` with the column ``CHECK``, which is left out of the result.
    """
    said = pl.col("observation_ids").list.sort().list.join(" ")
    marked = findings.unique("finding_id", maintain_order=True).with_columns(said=said)
    copied = marked.filter(pl.col(CHECK) == COPIED, pl.col("said") != "").select("kind", "said").unique()
    again = marked.filter(pl.col(CHECK) != COPIED).join(copied, on=["kind", "said"], how="semi")
    return marked.filter(~pl.col("finding_id").is_in(again["finding_id"].implode())).drop("said", CHECK)


def _order(finding: Finding) -> tuple[Any, ...]:
    severity = ("conflict", "suspicious", "structure", "none").index(finding.severity)
    return (
        severity,
        [(s.document, s.start, s.end) for s in finding.spans],
        finding.kind,
        finding.check,
        finding.finding_id,
    )


def listed(statements: Sequence[Statement]) -> str:
    """Printed numbers in one line, each once: 736户、7362户."""
    return "、".join(dict.fromkeys(str(statement) for statement in statements))
