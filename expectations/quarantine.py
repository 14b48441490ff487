"""The table ``quarantine``: rows that broke a hard expectation, each with the reason in a sentence.

What goes in: results and the frames they speak of. What comes out: one row for each row and hard expectation it broke.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.schema import empty, polars_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from expectations.outcome import ExpectationResult


def quarantine(
    results: tuple[ExpectationResult, ...],
    frames: Mapping[str, pl.DataFrame],
    columns: Mapping[tuple[str, str], tuple[str, ...]],
) -> pl.DataFrame:
    """Collect the rows that broke hard expectations.

    A row of a table without observations or documents of its own (a fact, a finding) is filed under the document of its
    first span and, as it is no observation, under an empty observation id; ``row`` holds it whole.

    Args:
        results: what came out of all expectations.
        frames: the validated tables.
        columns: by suite and name of an expectation, the columns it judges; their values stand in the reason.
    """
    broken = [result for result in results if result.severity == "hard" and not result.success and result.rows]
    if not broken:
        return empty("quarantine")
    document_ids = _document_ids(frames)
    rows = [
        _entry(result, row, columns[result.suite, result.name], document_ids)
        for result in broken
        for row in _rows(frames[result.table], result.rows)
    ]
    return pl.DataFrame(rows, schema=polars_schema("quarantine"), orient="row")


def _rows(frame: pl.DataFrame, positions: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    return frame[list(positions)].iter_rows(named=True)


def _document_ids(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    if "documents" not in frames:
        return {}
    return dict(frames["documents"].select("document", "document_id").drop_nulls().iter_rows())


def _entry(
    result: ExpectationResult, row: dict[str, Any], judged: tuple[str, ...], document_ids: Mapping[str, str]
) -> dict[str, str]:
    document = row.get("document") or next((span["document"] for span in row.get("spans") or []), "")
    return {
        "observation_id": row.get("observation_id") or "",
        "document_id": row.get("document_id") or document_ids.get(document, ""),
        "document": document,
        "expectation": f"{result.suite}.{result.name}",
        "reason": _reason(result, row, judged),
        "row": json.dumps(row, ensure_ascii=False, default=str),
    }


def _reason(result: ExpectationResult, row: dict[str, Any], judged: tuple[str, ...]) -> str:
    values = "，".join(f"{name} 为{_shown(row[name])}" for name in judged if name in row)
    return f"不符合“{result.title}”：{values}。" if values else f"不符合“{result.title}”。"


def _shown(value: Any) -> str:
    if value is None:
        return "空"
    text = str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
