"""Rows of the table ``findings``: ids, spans, and the sentence for a person.

What goes in: what a check found. What comes out: rows in one order, each with an id made from its spans and its
check. No check is made here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.schema import polars_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.reconcile.statement import Statement


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


def table(findings: Iterable[Finding]) -> pl.DataFrame:
    """The findings as a table, each id once, in the order of their ids' documents and places."""
    unique = {finding.finding_id: finding for finding in sorted(findings, key=_order)}
    rows = [finding.row() for finding in sorted(unique.values(), key=_order)]
    return pl.DataFrame(rows, schema=polars_schema("findings"), orient="row")


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
