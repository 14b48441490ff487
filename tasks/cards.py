"""Findings as artifacts that a person decides on: the card of one, the list of those that are open.

In: a finding with the places it rests on; the store's findings and decisions. Out: Markdown, and rows of a table. Text of
documents stays text. What a decision does is in ``hengliang.publish.deciding``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from hengliang.reconcile.decisions import quotes_of
from hengliang.report.screen import SEVERITY_NAMES, plain
from hengliang.report.summary import subject
from hengliang.schema import SEVERITIES
from tasks.report import escaped, fitting

if TYPE_CHECKING:
    from collections.abc import Collection

    from hengliang.publish.deciding import Case

#: What a person says where none of the figures stands.
NEITHER_NAME: Final = "都不采用"
#: Characters of a finding's id that a person copies.
ID_SHOWN: Final = 12
_PLACE: Final = 60


def place_names(case: Case) -> list[str]:
    """The places of a finding as a person chooses among them: ``1 公报.txt「102.5亿元」``, by the numbers of the card."""
    return [
        f"{number} {plain(row['document'], _PLACE)}「{plain(row['quote'], _PLACE)}」"
        for number, row in enumerate(case.choices, start=1)
    ]


def card_markdown(case: Case) -> str:
    """The card: what is said where, what does not fit, and which side is probably wrong."""
    finding = case.finding
    lines = [
        f"## {SEVERITY_NAMES[finding['severity']]}：{escaped(subject(finding))}",
        "",
        escaped(finding["explanation"]),
    ]
    lines += ["", "| 序号 | 文件 | 数字 |", "|---|---|---|"]
    lines += [
        f"| {number} | {escaped(row['document'])} | {escaped(row['quote'])} |"
        for number, row in enumerate(case.choices, start=1)
    ]
    lines += ["", *(f"{number}. {escaped(row['sentence'])}" for number, row in enumerate(case.choices, start=1))]
    wrong = f"{finding['probable_wrong'] or '无法判断'}（{finding['grounds']}）"
    notes = (("算式", finding["formula"]), ("可能有误的一方", wrong), ("编号", finding["finding_id"]))
    lines += ["", "| | |", "|---|---|"]
    lines += [f"| {name} | {escaped(text)} |" for name, text in notes if text]
    return "\n".join(lines)


def open_findings(findings: pl.DataFrame, decisions: pl.DataFrame, severities: Collection[str]) -> pl.DataFrame:
    """Findings on which no decision rests that is in force, the gravest first.

    Args:
        findings: the table ``findings``.
        decisions: the ledger.
        severities: those that are wanted.
    """
    done = set(decisions.select("finding_id", "quotes").iter_rows())
    wanted = findings.filter(pl.col("severity").is_in(list(severities)))
    is_open = [(row["finding_id"], quotes_of(row["spans"])) not in done for row in wanted.iter_rows(named=True)]
    rank = pl.col("severity").cast(pl.Enum(SEVERITIES))
    return wanted.filter(pl.Series(is_open, dtype=pl.Boolean)).sort(rank, "kind", "finding_id")


def review_rows(findings: pl.DataFrame) -> list[dict[str, Any]]:
    """Open findings as rows of an artifact: what to type into the form of ``decide``, and what it is about."""
    return fitting(
        {
            "编号": row["finding_id"][:ID_SHOWN],
            "判断": SEVERITY_NAMES[row["severity"]],
            "对象": subject(row),
            "说明": row["explanation"],
            "原文": "；".join(f"{span['document']}「{span['quote']}」" for span in row["spans"]),
            "可能有误": row["probable_wrong"] or "",
        }
        for row in findings.iter_rows(named=True)
    )
