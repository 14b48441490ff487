"""Records to polars frames in the schema, normalised: base units, intervals, ids.

What goes in: records. What comes out: frames. Values stay exact decimals; the interval is what printed precision and bound
leave (see ``docs/decisions``).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.codes.indicators import known
from hengliang.codes.units import parse_unit
from hengliang.records import Observation
from hengliang.schema import NUMERIC, empty, polars_schema

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.records import Document, NumberRecord, Page, Remark

#: 左右 and 约 leave this share of the value on either side (see docs/decisions).
APPROXIMATE_SHARE = Decimal("0.05")
#: 近 and 接近 reach down to this share of the value.
NEARLY_SHARE = Decimal("0.9")
_RANK = "rank"
_NONE = Decimal(0)
_JSON = json.JSONEncoder(ensure_ascii=False)


def observation_id(document_id: str, start: int, end: int, ordinal: int) -> str:
    """A stable id: document, span and ordinal at that span; no derived field, so that better rules void no decision."""
    return hashlib.sha256(f"{document_id}:{start}:{end}:{ordinal}".encode()).hexdigest()[:24]


def documents_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows of the table ``documents``."""
    return pl.DataFrame(rows, schema=polars_schema("documents"))


def observation_ids(document: Document, observations: list[Observation]) -> list[str]:
    """The ids of a document's observations, in their order."""
    seen: Counter[tuple[int, int]] = Counter()
    ids = []
    for observation in observations:
        span = (observation.start, observation.end)
        ids.append(observation_id(document.document_id, *span, seen[span]))
        seen[span] += 1
    return ids


def observations_frame(
    document: Document, observations: list[Observation], ids: list[str], territory: Territory
) -> pl.DataFrame:
    """Rows of the table ``observations``, with values in base units and their intervals."""
    if not observations:
        return empty("observations")
    said = dict(zip(Observation._fields, zip(*observations, strict=True), strict=True))
    columns = {**said, **_derived(document, observations, territory), "observation_id": ids}
    raw = pl.DataFrame({name: columns[name] for name in _raw_schema()}, schema=_raw_schema())
    schema = polars_schema("observations")
    return normalise_values(raw.lazy()).select(schema.names()).cast(schema).collect()


@cache
def _half(decimals: int) -> Decimal:
    """Half of the last printed place."""
    return Decimal(5) * Decimal(10) ** (-decimals - 1)


@cache
def _raw_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    derived = {"obs_value", "obs_lower", "obs_upper"}
    schema = {name: dtype for name, dtype in polars_schema("observations").items() if name not in derived}
    return {**schema, "multiplier": NUMERIC, "half": NUMERIC}


def _derived(document: Document, observations: list[Observation], territory: Territory) -> dict[str, list[Any]]:
    """The columns that a record does not hold as they are published."""
    units = [None if o.measure == _RANK else parse_unit(o.unit) for o in observations]
    indicators = [known(o.indicator) for o in observations]
    pages = [_page(document, o.start) for o in observations]
    return {
        "document_id": [document.document_id] * len(observations),
        "document": [document.name] * len(observations),
        "indicator_code": [indicator.code if indicator else "" for indicator in indicators],
        "ref_area_code": [territory.code if o.ref_area == territory.name else "" for o in observations],
        "value": [f"{o.value:f}" for o in observations],
        "value_high": [None if o.value_high is None else f"{o.value_high:f}" for o in observations],
        "unit_measure": [
            _RANK if o.measure == _RANK else scaled.unit.measure if scaled else "number"
            for o, scaled in zip(observations, units, strict=True)
        ],
        "page": [page.number for page in pages],
        "box": [_box(page, o.start, o.end) for o, page in zip(observations, pages, strict=True)],
        "evidence": [_JSON.encode(o.evidence) for o in observations],
        "multiplier": [Decimal(1) if scaled is None else scaled.multiplier for scaled in units],
        "half": [_NONE if o.measure == _RANK else _half(-int(o.value.as_tuple().exponent)) for o in observations],
    }


def _page(document: Document, position: int) -> Page:
    """The page on which a position stands."""
    return next((page for page in document.pages if page.start <= position <= page.end), document.pages[0])


def _box(page: Page, start: int, end: int) -> list[float] | None:
    """The rectangle around the quote on its page, None where the reader knows no boxes."""
    boxes = [box for box in page.boxes[start - page.start : end - page.start] if box] if page.boxes else []
    if not boxes:
        return None
    return [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]


def normalise_values(raw: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``obs_value`` and the interval that printed precision and bound leave, in the base unit.

    The bound speaks of the magnitude as printed: 减少50%以上 is −50 and ends there, so a negative value turns it round.

    Args:
        raw: rows with ``value``, ``value_high``, ``bound``, ``multiplier`` and ``half`` (half of the last printed place).
    """
    value = pl.col("value").cast(NUMERIC)
    high = pl.col("value_high").cast(NUMERIC)
    sign = pl.when(value < 0).then(-1).otherwise(1)
    size, far = value.abs(), high.abs()
    low_size = (
        pl.when(pl.col("bound").is_in(["ge", "gt", "range"])).then(size)
        .when(pl.col("bound") == "le").then(None)
        .when(pl.col("bound") == "lt").then(size * pl.lit(NEARLY_SHARE, dtype=NUMERIC))
        .when(pl.col("bound") == "approx").then(size * pl.lit(1 - APPROXIMATE_SHARE, dtype=NUMERIC))
        .otherwise(size - pl.col("half"))
    )  # fmt: skip
    high_size = (
        pl.when(pl.col("bound").is_in(["ge", "gt"])).then(None)
        .when(pl.col("bound").is_in(["le", "lt"])).then(size)
        .when(pl.col("bound") == "range").then(far)
        .when(pl.col("bound") == "approx").then(size * pl.lit(1 + APPROXIMATE_SHARE, dtype=NUMERIC))
        .otherwise(size + pl.col("half"))
    )  # fmt: skip
    scale = pl.col("multiplier")
    lower = pl.when(sign > 0).then(low_size).otherwise(-high_size)
    upper = pl.when(sign > 0).then(high_size).otherwise(-low_size)
    return raw.with_columns(
        (value * scale).cast(NUMERIC).alias("obs_value"),
        (lower * scale).cast(NUMERIC).alias("obs_lower"),
        (upper * scale).cast(NUMERIC).alias("obs_upper"),
    )


def remarks_frame(document: Document, remarks: list[Remark]) -> pl.DataFrame:
    """Rows of the table ``remarks``."""
    whose = {"document_id": document.document_id, "document": document.name}
    return pl.DataFrame([whose | remark._asdict() for remark in remarks], schema=polars_schema("remarks"))


def numbers_frame(document: Document, numbers: list[NumberRecord], ids: list[str]) -> pl.DataFrame:
    """Rows of the table ``numbers``; ``ids`` are those of the document's observations."""
    if not numbers:
        return empty("numbers")
    start, end, text, value, unit, outcome, reason, observations = zip(*numbers, strict=True)
    found = pl.Series([" ".join([ids[index] for index in indexes]) for indexes in observations])
    return pl.DataFrame(
        {
            "document_id": [document.document_id] * len(numbers), "document": [document.name] * len(numbers), "start": start, "end": end,
            "text": text, "value": [None if item is None else f"{item:f}" for item in value], "unit": unit, "outcome": outcome,
            "reason": reason, "observation_ids": found.str.extract_all(r"\w+"),
        },
        schema=polars_schema("numbers"),
    )  # fmt: skip
