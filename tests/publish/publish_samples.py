"""Frames for the tests of store and release: invented documents, and Hypothesis strategies that make more of them."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import strategies as st

from hengliang import schema

if TYPE_CHECKING:
    from collections.abc import Callable

Frames = dict[str, pl.DataFrame]

_VALUES: dict[str, Any] = {
    "indicator": "地区生产总值",
    "ref_area": "云溪县",
    "time_period": "2020",
    "measure": "level",
    "status": "actual",
    "bound": "exact",
    "value": "27.9",
    "unit": "亿元",
    "obs_value": Decimal(2790000000),
    "obs_lower": Decimal(2785000000),
    "obs_upper": Decimal(2795000000),
    "unit_measure": "CNY",
    "page": 1,
    "quote": "27.9亿元",
    "sentence": "全年地区生产总值达到27.9亿元。",
    "evidence": "{}",
    "text": "27.9",
    "outcome": "observation",
    "severity": "conflict",
    "kind": "cross_source",
    "verdict": "single_source",
    "sources": 1,
    "independent_sources": 1,
}


def document_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def row(table: str, **values: Any) -> dict[str, Any]:
    """A row of the table: what is given, else an example's value, else what the type has as empty."""
    empty = {pl.String: "", pl.Int64: 0}
    found = {
        column.name: _VALUES.get(column.name, empty.get(column.dtype))
        for column in schema.TABLES[table]
        if column.required
    }
    lists = {
        column.name: [] for column in schema.TABLES[table] if isinstance(column.dtype, pl.List) and column.required
    }
    every = dict.fromkeys(schema.polars_schema(table))
    return {**every, **found, **lists, **values}


def frame(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([row(table, **values) for values in rows], schema=schema.polars_schema(table))


def batch(*names: str, observations: int = 2, **values: Any) -> Frames:
    """What ``put`` takes, for documents of these names; ``values`` go into every observation."""
    documents, observed, numbers, remarks = [], [], [], []
    for name in names:
        id_ = document_id(name)
        documents.append(row("documents", document_id=id_, document=name, kind="other", observations=observations,
                             outcome="published", rules_version="1"))  # fmt: skip
        remarks.append(row("remarks", document_id=id_, document=name, kind="lost_table", quote="表1"))
        for place in range(observations):
            where = {"document_id": id_, "document": name, "start": place * 10, "end": place * 10 + 6}
            observation_id = hashlib.sha256(f"{name}{place}".encode()).hexdigest()[:24]
            observed.append(row("observations", observation_id=observation_id, **where, **values))
            numbers.append(row("numbers", observation_ids=[observation_id], **where))
    rows = {"documents": documents, "observations": observed, "numbers": numbers, "remarks": remarks}
    return {table: pl.DataFrame(given, schema=schema.polars_schema(table)) for table, given in rows.items()}


def facts(*values: str) -> pl.DataFrame:
    span = {"document": "云溪.txt", "start": 3, "end": 9, "quote": "27.9亿元"}
    return frame("facts", *({"fact_id": f"f{i}", "value": v, "spans": [span]} for i, v in enumerate(values)))


def released(names: tuple[str, ...] = ("云溪.txt",), *values: str) -> Frames:
    """What ``publish`` takes."""
    given = batch(*names)
    del given["remarks"]  # kept in the store alone
    return {**given, "facts": facts(*(values or ("27.9",))), "findings": frame("findings", {"finding_id": "x"})}


def by_content(table: pl.DataFrame) -> list[str]:
    """The rows as text, sorted: the same for two frames that say the same, computed without the code under test."""
    return sorted(map(repr, table.rows()))


# -- Hypothesis ------------------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_INTEGER = st.integers(-(2**63), 2**63 - 1)
_DECIMAL = st.decimals(-(10**27), 10**27, places=10, allow_nan=False, allow_infinity=False)
_SPAN = st.fixed_dictionaries({"document": _TEXT, "start": _INTEGER, "end": _INTEGER, "quote": _TEXT})


def _cells(dtype: Any) -> st.SearchStrategy[Any]:
    if dtype == pl.List(schema.SPAN):
        return st.lists(_SPAN, max_size=3)
    if isinstance(dtype, pl.List):
        inner = st.floats(allow_nan=False, allow_infinity=False) if dtype.inner == pl.Float64 else _TEXT
        return st.lists(inner, max_size=4)
    plain = {pl.String: _TEXT, pl.Int64: _INTEGER, schema.NUMERIC: _DECIMAL}
    return plain[dtype]


def rows_of(table: str, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Rows of any content at all, apart from the columns given; columns that may be null sometimes are."""
    cells: dict[str, st.SearchStrategy[Any]] = {}
    for column in schema.TABLES[table]:
        some = _cells(column.dtype)
        cells[column.name] = some if column.required else st.none() | some
    return st.fixed_dictionaries({**cells, **fixed})


def frames_of(table: str, *, max_rows: int = 4, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[pl.DataFrame]:
    def build(rows: list[dict[str, Any]]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=schema.polars_schema(table))

    return st.lists(rows_of(table, **fixed), max_size=max_rows).map(build)


def batches_of(names: list[str]) -> st.SearchStrategy[Frames]:
    """One batch about exactly these documents."""
    ids = [document_id(name) for name in names]

    def documents(draw: Callable[..., Any]) -> Frames:
        rows = [draw(rows_of("documents", document_id=st.just(id_))) for id_ in ids]
        belongs = {"document_id": st.sampled_from(ids)}
        return {
            "documents": pl.DataFrame(rows, schema=schema.polars_schema("documents")),
            "observations": draw(frames_of("observations", **belongs)),
            "numbers": draw(frames_of("numbers", **belongs)),
            "remarks": draw(frames_of("remarks", **belongs)),
        }

    return st.composite(documents)()
