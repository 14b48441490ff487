"""What a run has to say to a person: the summary that the terminal and the Prefect artifacts share.

In: the store's tables and what became of the documents of this run. Out: a ``RunSummary``, a record without frames. How
it is shown is the business of ``hengliang.report.screen`` and of the artifact task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from hengliang.schema import NUMBER_OUTCOMES, SEVERITIES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: The outcome of a document that is in the release.
PUBLISHED: Final = "published"
#: Findings and corroborated facts that a summary carries; how many of them are shown is decided where they are shown.
WORTH_READING: Final = 20
EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A place that a person can look up: the document's name and what stands there."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as a person reads it."""

    severity: str
    kind: str
    subject: str
    explanation: str
    quotes: tuple[Quote, ...]
    probable_wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """What became of the files of a run.

    Attributes:
        published: names of the documents that were read in this run and gave rows.
        quarantined: name and sentence of those that could not be read, now or in an earlier run.
        unread: name of each published document that was not wholly read, and which of its pages, and why.
        unchanged: number of documents that the store held already.
        duplicates: number of files whose bytes are those of another file of the run.
    """

    published: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a file of the inbox is after a run.

    Attributes:
        path: where it lay, below the inbox.
        to: where it lies now, below the inbox; empty where it was left in place.
        reason: why it is in quarantine or was left in place; empty for one that is processed.
        document_id: the SHA-256 of its bytes, empty where they cannot be read.
    """

    path: str
    to: str
    reason: str = ""
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did and what it found; counts of tables are those of the whole store.

    Attributes:
        documents: what became of the files of this run.
        new_observations: observations that the documents read in this run gave.
        in_store: table to number of rows in the store.
        numbers: outcome to number of numbers.
        facts: verdict to number of facts.
        findings: severity to number of findings.
        worth_reading: conflicts, then what is suspicious.
        corroborated: examples of what holds: facts of several independent sources, else copies that agree.
        rows_quarantined: observations that broke a hard expectation.
        broken: the hard expectations that still fail: nothing is published then.
        warnings: the soft expectations that fail.
        release: id of the current release, empty before the first one.
        release_path: its folder.
        published_now: whether this run made that release.
        new_conflicts: ids of the conflicts that the release before this run's did not have.
        data_docs: the first page of the Data Docs, empty where there are none.
        timings: stage to seconds.
        filed: where the files of the inbox are now, for a run that was to move them.
        upkeep: what was tidied up, a sentence each.
    """

    documents: Documents
    new_observations: int = 0
    in_store: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    worth_reading: tuple[FindingLine, ...] = ()
    corroborated: tuple[FindingLine, ...] = ()
    rows_quarantined: int = 0
    broken: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    release: str = ""
    release_path: str = ""
    published_now: bool = False
    data_docs: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    filed: tuple[Filed, ...] = ()
    upkeep: tuple[str, ...] = ()
    new_conflicts: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing of this run was quarantined or left unread and nothing held its release back."""
        return not (self.documents.quarantined or self.documents.unread or self.rows_quarantined or self.broken)


def table_counts(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """The counts of a summary: ``in_store``, ``numbers``, ``facts`` and ``findings``, zeros included."""
    return {
        "in_store": {name: frame.height for name, frame in tables.items()},
        "numbers": _count(tables["numbers"]["outcome"], NUMBER_OUTCOMES),
        "facts": _count(tables["facts"]["verdict"], VERDICTS),
        "findings": _count(tables["findings"]["severity"], SEVERITIES),
    }


def worth_reading(findings: pl.DataFrame, limit: int = WORTH_READING) -> tuple[FindingLine, ...]:
    """The findings a person should see first: conflicts before suspicions, each kind by turns.

    Args:
        findings: the table ``findings``.
        limit: how many at most.
    """
    grave = findings.filter(pl.col("severity").is_in(["conflict", "suspicious"]))
    turn = pl.int_range(pl.len()).over("severity", "kind")
    rank = pl.col("severity").cast(pl.Enum(SEVERITIES))
    chosen = grave.sort(rank, "finding_id").with_columns(turn=turn).sort(rank, "turn", "kind", "finding_id").head(limit)
    return tuple(_finding_line(row) for row in chosen.iter_rows(named=True))


def corroborated(facts: pl.DataFrame, findings: pl.DataFrame, limit: int = EXAMPLES) -> tuple[FindingLine, ...]:
    """Examples of what several documents agree on, the most telling first.

    Agreement tells the more, the more digits agree (42312元 more than 4.1%), then the more independent sources there are.

    Args:
        facts: the table ``facts``.
        findings: the table ``findings``.
        limit: how many at most.
    """
    agreed = facts.filter(pl.col("verdict") == "corroborated")
    digits = pl.col("value").str.replace_all(r"\D", "").str.strip_chars("0").str.len_chars()
    order = [digits, "independent_sources", "sources", "ref_area", "indicator", "fact_id"]
    best = agreed.sort(order, descending=[True, True, True, False, False, False]).head(limit)
    lines = [_fact_line(row) for row in best.iter_rows(named=True)]
    same = findings.filter(pl.col("kind") == "corroborated").sort("ref_area", "indicator", "finding_id")
    lines += [_finding_line(row) for row in same.head(limit - len(lines)).iter_rows(named=True)]
    return tuple(lines)


def subject(row: Mapping[str, Any]) -> str:
    """What a fact or finding is about, as a title: ``石鼓区 2020 地区生产总值``.

    An explanation that begins with the indicator is not told it twice.
    """
    said = str(row.get("explanation", "")).startswith(f"{row['indicator']}：")
    parts = (row["ref_area"], row["time_period"], "" if said else row["indicator"])
    return " ".join(str(part) for part in parts if part)


def _fact_line(row: Mapping[str, Any]) -> FindingLine:
    return FindingLine(
        severity="none",
        kind="corroborated",
        subject=subject(row),
        explanation=f"{row['value']}{row['unit']}，{row['sources']} 份文件一致，独立来源 {row['independent_sources']} 个",
        quotes=_quotes(row["spans"]),
    )


def _finding_line(row: Mapping[str, Any]) -> FindingLine:
    wrong = row["probable_wrong"]
    return FindingLine(
        severity=str(row["severity"]),
        kind=str(row["kind"]),
        subject=subject(row),
        explanation=str(row["explanation"]),
        quotes=_quotes(row["spans"]),
        probable_wrong=str(wrong) if wrong else None,
    )


def _quotes(spans: Iterable[Mapping[str, str]]) -> tuple[Quote, ...]:
    """The quotes of spans, each once, in their order."""
    return tuple(dict.fromkeys(Quote(span["document"], span["quote"]) for span in spans))


def _count(column: pl.Series, values: Sequence[str]) -> dict[str, int]:
    counted = dict(column.value_counts().iter_rows())
    return {value: counted.get(value, 0) for value in values}
