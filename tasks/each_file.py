"""One file to its four tables, in whatever process; worker processes load this module, so it imports no Prefect.

In: a path. Out: tables in the schema. It never raises for a bad file: the reason is the outcome in ``documents``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hengliang import schema
from hengliang.extraction import RULES_VERSION, extract_document
from hengliang.read import read, sha256_of
from hengliang.records import UnreadableError
from tasks.staging import STAGED

if TYPE_CHECKING:
    from pathlib import Path

Tables = dict[str, pl.DataFrame]


def extract_file(path: Path) -> Tables:
    """The four tables of one file; of an unreadable one, a row of ``documents`` with the reason and nothing else."""
    try:
        extraction = extract_document(read(path))
    except UnreadableError as error:
        return quarantined(path, str(error))
    except Exception as error:  # noqa: BLE001  (one odd file must not cost the others; the reason is shown and kept)
        return quarantined(path, f"程序处理这个文件时出错（{type(error).__name__}：{error}），请报告给开发者")
    return {table: getattr(extraction, table) for table in STAGED}


def quarantined(path: Path, reason: str) -> Tables:
    """The tables of a document that gave nothing but a reason."""
    row: dict[str, object] = {
        column.name: 0 if column.dtype == pl.Int64 else "" for column in schema.DOCUMENTS if column.required
    }
    row |= {
        "document_id": sha256_of(path),
        "document": path.name,
        "outcome": " ".join(reason.split()) or "无法读取",
        "path": str(path),
        "rules_version": RULES_VERSION,
    }
    documents = pl.DataFrame([row], schema=schema.polars_schema("documents"))
    return {"documents": documents} | {table: schema.empty(table) for table in STAGED if table != "documents"}
